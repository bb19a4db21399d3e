"""What is taken for evidence: sentences that have what is asked for, each said once, nothing retracted."""

import pytest

from qa import ask


@pytest.mark.parametrize(
    ("question", "without", "with_number", "number"),
    [
        (
            "How sensitive is the assay for pancreatic cancer?",
            "The assay finds exosomes of pancreatic cancer in serum. It is a sensitive assay for pancreatic cancer.",
            "The sensitivity of the assay for pancreatic cancer was 92.9%.",
            "92.9%",
        ),
        (
            "How many patients had exosomes of pancreatic cancer in serum?",
            "Exosomes of pancreatic cancer were found in the serum of patients. Many patients had them for 3 months.",
            "Exosomes of pancreatic cancer were found in the serum of 31 patients.",
            "31",
        ),
        (
            "How long do exosomes of milk stay in the blood of mice?",
            "Exosomes of milk stay in the blood of mice. They were given to 12 mice.",
            "Exosomes of milk stayed in the blood of mice for 30 min.",
            "30 min",
        ),
        (
            "In what year were exosomes of macrophages first seen?",
            "Exosomes of macrophages were first seen by Johnstone, in 40 macrophages.",
            "Exosomes of macrophages were first seen in 1996.",
            "1996",
        ),
    ],
)
def test_a_number_that_is_asked_for_is_only_answered_by_a_sentence_that_has_it(
    library_of, question: str, without: str, with_number: str, number: str
) -> None:
    other = "CD47 protects tumour cells in 7 ways."
    assert ask(question, index=library_of(without, other)).abstained
    answer = ask(question, index=library_of(f"{without} {with_number}", other))
    assert [sentence.text for sentence in (*answer.sentences, *answer.more)] == [with_number]
    start, end = answer.sentences[0].emphasis[0]
    assert with_number[start:end] == number


def test_what_else_is_asked_beside_a_number_may_be_answered_without_one(library_of) -> None:
    library = library_of("Exosomes of milk were given to mice and lowered the inflammation of their gut.")
    question = "Which inflammation did exosomes of milk lower, and how many mice were given them?"
    assert ask(question, index=library).sentences


PROMOTED = "Exosomes of M2 macrophages promoted the migration of gastric cancer cells."
INHIBITED = PROMOTED.replace("promoted", "inhibited")
MIGRATION = "What do exosomes of M2 macrophages do to the migration of gastric cancer cells?"


def test_the_same_sentence_in_several_papers_is_said_once_and_each_is_cited(library_of) -> None:
    answer = ask(MIGRATION, index=library_of(*[PROMOTED] * 3))
    assert [(one.text, one.citations) for one in answer.sentences] == [(PROMOTED, (1, 2, 3))]
    assert {one.paper.id for one in answer.citations} == {"pmid:1", "pmid:2", "pmid:3"}
    assert {one.quote for one in answer.citations} == {PROMOTED}
    assert answer.text == f"{PROMOTED} [1][2][3]"


def test_one_paper_that_repeats_itself_is_cited_once(library_of) -> None:
    answer = ask(MIGRATION, index=library_of(f"{PROMOTED} {PROMOTED}"))
    assert [(one.text, one.citations) for one in answer.sentences] == [(PROMOTED, (1,))]


@pytest.mark.parametrize("texts", [(PROMOTED, INHIBITED, PROMOTED), (INHIBITED, PROMOTED, INHIBITED)])
def test_what_is_alike_and_says_the_opposite_is_said_as_well(library_of, texts: tuple[str, ...]) -> None:
    answer = ask(MIGRATION, index=library_of(*texts))
    assert {one.text: len(one.citations) for one in answer.sentences} == {texts[0]: 2, texts[1]: 1}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Do exosomes of M2 macrophages promote the migration of thyroid cancer cells?", "mentions “thyroid cancer”."),
        ("How do exosomes of M2 macrophages carry miR-7 to gastric cancer cells?", "mentions “miR-7”."),
        ("Do exosomes of T cells promote the migration of gastric cancer cells?", "mentions “T cells”."),
    ],
)
def test_what_no_quoted_paper_mentions_is_said_first(library_of, question: str, said: str) -> None:
    answer = ask(question, index=library_of(PROMOTED))
    assert answer.sentences
    assert answer.lead == f"None of the papers quoted {said}"
    assert answer.text.startswith(answer.lead)
    assert answer.to_dict()["lead"] == answer.lead


def test_vesicles_of_another_source_are_not_passed_off_as_those_asked_about(library_of) -> None:
    library = library_of("Exosomes of gastric cancer cells promoted the polarization of M2 macrophages.")
    answer = ask("Do exosomes of M2 macrophages promote gastric cancer?", index=library)
    assert answer.lead == "None of the quotes speaks of vesicles of M2 macrophages."


@pytest.mark.parametrize("source", ["NK cells", "T cells", "M2 macrophages", "mesenchymal stem cells"])
def test_nothing_is_missed_in_a_paper_that_has_it(library_of, source: str) -> None:
    library = library_of(f"Exosomes of {source} slowed melanoma.", f"{source}-derived exosomes slowed glioma.")
    for cancer in ("melanoma", "glioma"):
        answer = ask(f"What do exosomes of {source} do in {cancer}?", index=library)
        assert answer.sentences
        assert answer.lead is None


def test_a_retracted_paper_is_no_evidence_beside_papers_on_something_else(library_of) -> None:
    retracted = {"abstract": PROMOTED, "publication_types": ["Retracted Publication"]}
    library = library_of(retracted, "CD47 protects tumour cells from macrophages.")
    answer = ask(MIGRATION, index=library)
    assert answer.abstained
    assert not answer.citations
    assert "has been retracted" in answer.text
    assert "retracted" not in ask("Which receptor binds insulin?", index=library).text
