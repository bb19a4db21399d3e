"""What counts as a question about a paper."""

from pathlib import Path

import pytest

from index import build, open_index
from qa import Answer, ask
from qa.bibliography import asked, named_records


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("Who wrote Drug Delivery, where and when?", ("Authors", "Journal", "Year")),
        ("Who are the authors of the review?", ("Authors",)),
        ("Which institution are the authors from?", ("Affiliation",)),
        ("Where do the authors work?", ("Affiliation",)),
        ("How many references does the review have?", ("Number of references",)),
        ("In which journal and what year was it published?", ("Journal", "Year")),
        ("What is its DOI?", ("DOI",)),
        ("Who is the first author of the review?", ("Authors",)),
    ],
)
def test_it_is_about_a_paper(question: str, labels: tuple[str, ...]) -> None:
    assert asked(question).labels == labels


@pytest.mark.parametrize(
    "question",
    [
        "What do the authors conclude about macrophages?",
        "Where do macrophages go when a tumour grows?",
        "How many papers show that exosomes polarize macrophages?",
        "When are exosomes released?",
        "Which cells wrote off as dead release exosomes?",
        "Who benefits from macrophage therapy?",
        "What year-round changes do macrophages show?",
    ],
)
def test_it_is_about_a_finding(question: str) -> None:
    assert asked(question).labels == ()


@pytest.mark.parametrize(
    "question",
    [
        "How could exosomes be used against cancer through macrophages?",
        "exosomes drug delivery cancer",
        "What do exosomes do in nanomedicine?",
        "exosomes",
    ],
)
def test_a_topic_is_not_taken_for_the_name_of_a_paper(question: str, tmp_path: Path) -> None:
    source = tmp_path / "papers.jsonl"
    source.write_text(
        '{"title": "Exosomes", "abstract": "They carry drugs.", "journal": "Advanced Drug Delivery Reviews"}\n'
        '{"title": "Exosomes in cancer", "abstract": "They spread it.", "journal": "Macrophages used"}\n'
    )
    build([source], index=tmp_path / "index")
    assert named_records(asked(question), open_index(tmp_path / "index")) == []


def test_a_question_that_names_no_paper_among_several_asks_which(tmp_path: Path) -> None:
    source = tmp_path / "papers.jsonl"
    source.write_text('{"title": "One", "authors": ["Abe, C"]}\n{"title": "Two", "authors": ["Dai, Q"]}\n')
    build([source], index=tmp_path / "index")
    answer = ask("Who are the authors?", index=tmp_path / "index")
    assert answer.text == "This library holds 2 papers; say which one you mean, by its title or an author."
    assert ask("Who are the authors of Two?", index=tmp_path / "index").citations[1].quote == "Authors: Q Dai"


HEALS = {
    "title": "Exosomal miR-9 heals gastric ulcers",
    "abstract": "Exosomal miR-9 from mesenchymal stem cells healed gastric ulcers in rats.",
    "authors": ["Doe, Jane"],
}
RETRACTED = {**HEALS, "publication_types": ["Journal Article", "Retracted Publication"]}
NOTICE = {
    "title": "Retraction: Exosomal miR-9 heals gastric ulcers",
    "abstract": "The article on exosomal miR-9 and gastric ulcers has been retracted since images were used twice.",
    "publication_types": ["Retraction of Publication"],
}
STANDS = {
    "title": "Exosomal miR-5 heals burns",
    "abstract": "Exosomal miR-5 from mesenchymal stem cells healed burns of the skin in rats.",
}
OF_STANDING = (
    "Was “Exosomal miR-9 heals gastric ulcers” retracted?",
    "Was the paper on exosomal miR-9 in gastric ulcers retracted?",
    "Is the study of exosomal miR-9 in gastric ulcers still to be relied on?",
)


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize("question", OF_STANDING)
@pytest.mark.parametrize("beside", [[STANDS], [STANDS, NOTICE]])
def test_the_record_of_a_retracted_paper_says_so(library_of, question: str, beside: list[object]) -> None:
    answer = ask(question, index=library_of(RETRACTED, *beside))
    assert quotes(answer) == [f"Title: {HEALS['title']}", "Retracted: yes"]
    assert answer.citations[0].paper.retraction
    assert answer.lead is None


@pytest.mark.parametrize("question", OF_STANDING)
@pytest.mark.parametrize("paper", [[HEALS], []])
def test_a_notice_that_names_a_paper_says_what_its_record_does_not(library_of, question: str, paper: list) -> None:
    answer = ask(question, index=library_of(STANDS, NOTICE, *paper))
    assert quotes(answer) == [f"Title: {NOTICE['title']}"]
    assert answer.lead is None


def test_a_notice_is_found_by_what_it_says_too_and_its_words_are_quoted(library_of) -> None:
    question = "Is the study of gastric ulcers in which images were used twice still to be relied on?"
    answer = ask(question, index=library_of(STANDS, NOTICE))
    assert quotes(answer) == [f"Title: {NOTICE['title']}", NOTICE["abstract"]]
    assert answer.lead is None


def test_the_notice_of_another_paper_does_not_pass_for_an_answer(library_of) -> None:
    answer = ask("Was the study of exosomal miR-77 in ulcers retracted?", index=library_of(STANDS, NOTICE))
    assert answer.abstained or answer.lead == "None of the papers quoted mentions “miR-77”."


@pytest.mark.parametrize(
    "question", ["Was “Exosomal miR-5 heals burns” retracted?", "Can I trust the study of exosomal miR-5 in burns?"]
)
def test_a_paper_without_a_notice_is_not_declared_sound(library_of, question: str) -> None:
    answer = ask(question, index=library_of(STANDS, RETRACTED, NOTICE))
    assert answer.abstained
    assert answer.reason.startswith(f"The record of “{STANDS['title']}” holds no retraction, correction or expression")
    assert "look it up where it was published" in answer.reason


def test_a_notice_is_no_finding_and_not_the_paper_that_it_names(library_of) -> None:
    library = library_of(HEALS, NOTICE)
    assert quotes(ask("Who wrote “Exosomal miR-9 heals gastric ulcers”?", index=library))[1] == "Authors: Jane Doe"
    found = ask("What does exosomal miR-9 do to gastric ulcers?", index=library)
    assert {citation.paper.title for citation in found.citations} == {HEALS["title"]}
