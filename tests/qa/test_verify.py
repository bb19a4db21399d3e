"""What a sentence says must be in its quotes; what a quote says for or against a question."""

from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from index import Index, open_index
from qa.stance import stance
from qa.verify import verify

QUOTE = (
    "In 42 patients, exosomal miR-21-5p of M2 macrophages significantly increased the growth of gastric cancer cells, "
    "made tumours resistant to cisplatin and lowered TNF-α by 3.5-fold, but did not alter the number of neutrophils."
)
SUBJECTS = ("exosomes of M2 macrophages", "miR-21", "PTEN", "hypoxia", "the antibody", "tumor-associated macrophages")
OBJECTS = ("growth of the tumor", "migration of cancer cells", "secretion of IL-6", "T cell infiltration", "PD-L1")
DIRECTIONS = (
    ("promoted", "inhibited"), ("increased", "decreased"), ("enhanced", "impaired"), ("induced", "suppressed"),
    ("upregulated", "downregulated"), ("accelerated", "delayed"), ("improved", "worsened"), ("raised", "lowered"),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(review: Path) -> Index:
    return open_index(review)


@given(
    words=st.lists(st.sampled_from([*SUBJECTS, *OBJECTS, "not", "42 %", "without", "0·5", "(P < 0.05)", "外泌体", "?"]))
)
@example(words=["not", "without"])
@example(words=["exosomes. Without PTEN"])
def test_a_sentence_of_its_quotes_is_supported(index: Index, words: list[str]) -> None:
    sentence = " ".join(["Exosomes", *words]) + "."
    for quotes in ([sentence], ["Nothing else.", f"Before it. {sentence} After it."], [f" {sentence}\n"]):
        assert verify(sentence, quotes, index).verdict == "supported"


@given(
    subject=st.sampled_from(SUBJECTS),
    other=st.sampled_from(SUBJECTS),
    things=st.lists(st.sampled_from(OBJECTS), min_size=2, max_size=2, unique=True),
    ways=st.lists(st.sampled_from(DIRECTIONS), min_size=2, max_size=2),
    up=st.lists(st.booleans(), min_size=2, max_size=2),
    turned=st.integers(0, 1),
)
def test_a_direction_turned_round_is_never_supported(
    index: Index,
    subject: str,
    other: str,
    things: list[str],
    ways: list[tuple[str, str]],
    up: list[bool],
    turned: int,
) -> None:
    def say(up: list[bool]) -> str:
        one, two = (way[not is_up] for way, is_up in zip(ways, up, strict=True))
        return f"In mice, {subject} {one} the {things[0]}, and {other} {two} the {things[1]}."

    assume(subject != other)
    false = [is_up != (at == turned) for at, is_up in enumerate(up)]
    checked = verify(say(false), [say(up)], index)
    assert checked.verdict == "unsupported"
    word = ways[turned][up[turned]]
    assert any(reason.startswith(f'says "{word}", the quote says "') for reason in checked.reasons), checked.reasons


@given(
    number=st.integers(0, 9999),
    other=st.integers(0, 9999),
    written=st.sampled_from(["{} patients", "{} %", "{:,} mice"]),
)
def test_a_changed_number_is_never_supported(index: Index, number: int, other: int, written: str) -> None:
    assume(number != other)
    sentence = "Exosomes were found in {} with gastric cancer."
    checked = verify(sentence.format(written.format(other)), [sentence.format(written.format(number))], index)
    assert checked.verdict == "unsupported"
    assert any(reason.startswith("number ") for reason in checked.reasons)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (QUOTE.replace("42", "24"), "number 24 is not in the quotes"),
        (QUOTE.replace("3.5-fold", "3.5 %"), "number 3.5% is not in the quotes"),
        (QUOTE.replace("miR-21-5p", "miR-155"), "miR-155 is not in the quotes"),
        (QUOTE.replace("miR-21-5p", "miR-21-3p"), "miR-21-3p is not in the quotes"),
        (QUOTE.replace("TNF-α", "TNF-β"), "TNF-β is not in the quotes"),
        (QUOTE.replace("cisplatin", "gemcitabine"), "gemcitabine is not in the quotes"),
        (QUOTE.replace("neutrophils", "monocytes"), "monocytes is not in the quotes"),
        (QUOTE.replace("increased", "decreased"), 'says "decreased", the quote says "increased"'),
        (QUOTE.replace("resistant", "sensitive"), 'says "sensitive", the quote says "resistant"'),
        (QUOTE.replace("M2", "M1"), 'says "m1", the quote says "m2"'),
        (QUOTE.replace("did not alter", "altered"), 'says "altered", the quote says "not alter"'),
        ("Exosomal miR-21-5p of M2 macrophages did not increase the growth of gastric cancer cells.", "the quote says"),
        ("The capital of France has a tower of iron.", "the quotes speak of something else"),
    ],
)
def test_what_the_quotes_do_not_say_is_unsupported_and_named(index: Index, sentence: str, reason: str) -> None:
    checked = verify(sentence, [QUOTE], index)
    assert checked.verdict == "unsupported"
    assert reason in " | ".join(checked.reasons)


def test_names_that_have_changed_places_are_unsupported(index: Index) -> None:
    quote = "In macrophages, exosomal miR-21 directly targets PTEN."
    assert verify("In macrophages, exosomal PTEN directly targets miR-21.", [quote], index).verdict == "unsupported"
    assert verify("Exosomal miR-21 targets PTEN in macrophages.", [quote], index).verdict == "supported"


@pytest.mark.parametrize(
    "sentence",
    [
        QUOTE.replace("miR-21-5p", "microRNA-21-5p").replace("tumours", "tumors"),
        QUOTE.replace("TNF-α", "TNFa").replace("42", "forty-two").replace("-", "‑"),
        QUOTE.replace("TNF-α", "tumor necrosis factor alpha"),
        QUOTE.replace("increased", "enhanced").replace("lowered", "reduced"),
        "Exosomal miR-21 of M2 macrophages enhanced gastric cancer cell growth.",
        "Tumors became resistant to cisplatin by exosomal miR-21-5p of M2 macrophages.",
    ],
)
def test_other_spellings_and_words_for_the_same_are_supported(index: Index, sentence: str) -> None:
    assert verify(sentence, [QUOTE], index).verdict == "supported"


def test_quotes_support_a_sentence_together(index: Index) -> None:
    quotes = ["Exosomes of M2 macrophages carry miR-21.", "MiR-21 lowers PTEN in gastric cancer cells."]
    sentence = "Exosomes of M2 macrophages carry miR-21, which lowers PTEN in gastric cancer cells."
    assert verify(sentence, quotes, index).verdict == "supported"
    assert verify(sentence, quotes[:1], index).verdict == "unsupported"


def test_what_is_only_in_part_in_the_quotes_is_partial(index: Index) -> None:
    checked = verify("Exosomes of M2 macrophages promote drug resistance of gastric cancer cells.", [QUOTE], index)
    assert checked.verdict == "partial"
    assert checked.reasons


@settings(max_examples=30)
@given(sentence=st.text(max_size=300), quotes=st.lists(st.text(max_size=300), max_size=3))
@example(sentence="", quotes=[""])
@example(sentence="外泌体能促进胃癌转移。", quotes=[QUOTE])
@example(sentence="A1" * 50_000, quotes=[QUOTE])
@example(sentence=QUOTE, quotes=["exosomes inhibit PTEN, 1-2 not IL-6/" * 2_800])
@example(sentence=QUOTE, quotes=["外泌体" * 33_000, "9" * 100_000, "(" * 100_000])
@example(sentence="A" * 4_000, quotes=["a-" * 50_000])
def test_any_text_gets_a_verdict(index: Index, sentence: str, quotes: list[str]) -> None:
    checked = verify(sentence, quotes, index)
    assert checked.verdict in {"supported", "partial", "unsupported"}
    assert bool(checked.reasons) == (checked.verdict != "supported")
    for quote in quotes:
        assert stance(sentence, quote) in {"for", "against", None}


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("M1 macrophage-derived exosomes suppress tumour growth in mice.", "for"),
        ("M1 macrophage-derived exosomes promote tumour growth in mice.", "against"),
        ("M1 macrophage exosomes did not inhibit tumor growth.", "against"),
        ("M1 macrophage exosomes had no significant effect on tumor growth.", "against"),
        ("We asked whether M1 macrophage exosomes inhibit tumor growth.", None),
        ("M1 macrophages are found in tumors.", None),
        ("", None),
    ],
)
def test_a_quote_speaks_for_or_against_or_does_not_tell(quote: str, expected: str | None) -> None:
    assert stance("Do M1 macrophage exosomes inhibit tumor growth?", quote) == expected
