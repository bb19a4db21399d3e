"""What counts as a question about a paper."""

from pathlib import Path

import pytest

from index import build, open_index
from qa import ask
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
