"""What is said before the quotes of a yes / no question: which speak for it, which against, and in what they differ."""

import pytest

from index import Index
from qa import Answer, ask

QUESTION = "Do exosomes of M2 macrophages promote the growth of gastric cancer?"
FOR = "Exosomes of M2 macrophages promoted the growth of gastric cancer."
AGAINST = "Exosomes of M2 macrophages did not promote the growth of gastric cancer."
IN_MICE = f"{FOR} Mice were injected with the cancer cells, and tumours were weighed after the mice had been killed."
IN_PATIENTS = f"{AGAINST} A cohort of 80 patients was observed at our hospital after surgery."
OF_BREAST = "Exosomes of M2 macrophages promoted the growth of breast cancer."
OF_T_CELLS = "Exosomes of T cells promoted the growth of gastric cancer."


@pytest.fixture(scope="module")
def disputed(library_of) -> Index:
    return library_of(IN_MICE, IN_PATIENTS, OF_BREAST, OF_T_CELLS)


def marks(answer: Answer, text: str) -> str:
    """The number under which a text is cited."""
    return next(f"[{citation.number}]" for citation in answer.citations if citation.quote == text)


def test_both_sides_are_quoted_and_named_by_their_marks(disputed: Index) -> None:
    answer = ask(QUESTION, index=disputed)
    assert {FOR, AGAINST} <= {sentence.text for sentence in answer.sentences}
    said = f"{marks(answer, FOR)} speaks for it; {marks(answer, AGAINST)} speaks against it."
    assert answer.lead == f"Read by their words, {said}"
    assert answer.text.startswith(answer.lead)


def test_in_what_the_two_sides_differ_is_told(disputed: Index) -> None:
    answer = ask(QUESTION, index=disputed)
    mouse, human = marks(answer, FOR), marks(answer, AGAINST)
    differs = f"What was studied differs: {mouse} animal, mouse; {human} human observational, human."
    assert differs in answer.notices


@pytest.mark.parametrize("for_it", [FOR, IN_MICE])
def test_where_conditions_of_a_side_are_not_known_nothing_is_said_of_them(library_of, for_it: str) -> None:
    answer = ask(QUESTION, index=library_of(for_it, AGAINST))
    assert "speaks for it" in (answer.lead or "")
    assert "speaks against it" in (answer.lead or "")
    assert not any("differs" in notice for notice in answer.notices)


def test_the_same_side_of_several_papers_is_named_together(library_of) -> None:
    answer = ask(QUESTION, index=library_of(FOR, AGAINST, FOR))
    one, other = (number for number, cited in enumerate(answer.citations, 1) if cited.quote == FOR)
    assert f"[{one}] and [{other}] speak for it; {marks(answer, AGAINST)} speaks against it." in (answer.lead or "")


@pytest.mark.parametrize("elsewhere", [OF_BREAST, OF_T_CELLS, FOR.replace("M2", "M1")])
def test_a_quote_on_another_cancer_or_other_vesicles_is_not_counted(library_of, elsewhere: str) -> None:
    answer = ask(QUESTION, index=library_of(AGAINST, elsewhere))
    assert answer.lead == f"Read by their words, {marks(answer, AGAINST)} speaks against it."
    alone = ask(QUESTION, index=library_of(elsewhere))
    assert "speak" not in (alone.lead or "").replace("None of the quotes speaks", "")


@pytest.mark.parametrize("starts", ["How do", "Why do", "Which cells say that"])
def test_what_is_not_asked_for_yes_or_no_has_no_sides(disputed: Index, starts: str) -> None:
    answer = ask(QUESTION.replace("Do", starts, 1), index=disputed)
    assert answer.sentences
    assert answer.lead is None


def test_a_question_about_a_paper_has_no_sides(library_of) -> None:
    library = library_of({"title": "Exosomes promote cancer", "abstract": FOR, "journal": "Cells", "year": 2020})
    answer = ask("Was “Exosomes promote cancer” published in the journal Cells, and in which year?", index=library)
    assert [citation.source for citation in answer.citations] == ["record"] * len(answer.citations) != []
    assert answer.lead is None
