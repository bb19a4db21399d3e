"""Retrieval over what ships: text first, references when they are meant."""

from pathlib import Path

import pytest

from qa import retrieve

DAI = "Quantifying the Ligand-Coated Nanoparticle Delivery to Cancer Cells in Solid Tumors"


@pytest.mark.parametrize(
    "question",
    [
        DAI,
        f"Who wrote {DAI}?",
        "Dai ACS Nano 2018",
        "nanoparticle delivery to solid tumors, Dai",
        "When was the work on ligand-coated nanoparticle delivery published?",
    ],
)
def test_a_reference_is_found_by_title_author_journal_and_year(review: Path, question: str) -> None:
    best = retrieve(question, index=review)[0]
    assert best.paper.title == DAI
    assert best.paper.is_reference
    assert best.paper.cited_by == ("doi:10.3390/pharmaceutics15031024",)


@pytest.mark.parametrize("question", ["drug delivery to cancer cells", "targeted cancer treatment", "exosomes"])
def test_a_question_about_a_topic_finds_text_not_references(review: Path, question: str) -> None:
    found = retrieve(question, index=review)
    assert found
    assert not any(passage.paper.is_reference or passage.is_record for passage in found)


def test_passages_come_best_first_and_at_most_k(review: Path) -> None:
    found = retrieve("Which journal is the review on exosomes and macrophages in?", k=2, index=review)
    assert len(found) == 2
    scores = [passage.score or 0.0 for passage in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1
    with pytest.raises(ValueError, match="k is 0"):
        retrieve("exosomes", k=0, index=review)


def test_a_passage_tells_where_it_stands(review: Path) -> None:
    passage = retrieve("Why are exosomes promising drug carriers?", k=1, index=review)[0]
    assert passage.section == "Abstract"
    assert passage.paper.sections[passage.ordinal].text[passage.start : passage.end] == passage.text
    assert passage.id == f"{passage.paper.id}#{passage.ordinal}:{passage.start}-{passage.end}"
