"""What a model writes is taken apart the same way, however it arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.markers import Written, complete

WRITTEN = "Exosomes carry miR-21 (Fig. 2A) [1]. M2 cells, e.g. TAMs, take them up. [2][3] Tumours grow [1, 4–6]."


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("M1 kills [1].", (1,)),
        ("M1 kills. [1]", (1,)),
        ("M1 kills [1]", (1,)),
        ("M1 kills [1,2].", (1, 2)),
        ("M1 kills [1][3][1].", (1, 3)),
        ("M1 kills [1], [2].", (1, 2)),
        ("M1 kills 【2】.", (2,)),
        ("M1 kills [sentence 2].", (2,)),
        ("M1 kills [2–4].", (2, 3, 4)),
        ("M1 kills [1 and 9].", (1, 9)),
        ("**M1** kills.", ()),
        ("- Based on the numbered sentences, M1 kills [1].", (1,)),
        ("1. M1 kills [1].", (1,)),
        ("Answer: M1 kills [1].", (1,)),
    ],
)
def test_marks_of_any_form_are_read_and_taken_away(text: str, sources: tuple[int, ...]) -> None:
    assert complete(text, ended=True) == [Written("M1 kills.", sources)]


def test_sentences_keep_their_marks_their_numbers_and_their_abbreviations() -> None:
    assert complete(WRITTEN, ended=True) == [
        Written("Exosomes carry miR-21 (Fig. 2A).", (1,)),
        Written("M2 cells, e.g. TAMs, take them up.", (2, 3)),
        Written("Tumours grow.", (1, 4, 5, 6)),
    ]


@given(st.integers(0, len(WRITTEN)))
def test_what_was_complete_once_stays_as_it_was(end: int) -> None:
    so_far, whole = complete(WRITTEN[:end], ended=False), complete(WRITTEN, ended=True)
    assert so_far == whole[: len(so_far)]


@pytest.mark.parametrize("text", ["", "[1]", "  \n", "M1 kills [1]. And M2 then", "[1][2][3]"])
def test_what_is_not_a_whole_sentence_is_none(text: str) -> None:
    assert complete(text, ended=True) in ([], [Written("M1 kills.", (1,))])


@given(st.text(st.sampled_from("ab [](){}【】1,2.-–!?*\n"), max_size=80))
def test_nonsense_is_survived(text: str) -> None:
    for one in complete(text, ended=True):
        assert any(map(str.isalnum, one.text))
