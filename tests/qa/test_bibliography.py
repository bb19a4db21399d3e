"""What counts as a question about a paper."""

import pytest

from qa.bibliography import asked


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
