"""One paper from several records, whatever the order in which they come."""

from itertools import permutations

import pytest

from index.merge import Papers
from index.records import Paper, Retraction, Section


def paper(pmid: str | None, doi: str | None, text: str = "", kind: str = "article", **known: object) -> Paper:
    name = f"pmid:{pmid}" if pmid else f"doi:{doi}"
    return Paper(name, "Exosomes", pmid=pmid, doi=doi, kind=kind, sections=(Section("Abstract", text),), **known)


def merged(*records: Paper) -> list[Paper]:
    papers = Papers()
    for record in records:
        papers.add(record)
    return list(papers)


FULL = paper("1", "10.1/x", "the fuller text", year=2020)
BY_DOI = paper(None, "10.1/x", "short", journal="Nature")
CITED_BY_PMID = paper("1", None, kind="reference", cited_by=("doi:10.1/a",))
CITED_BY_DOI = paper(None, "10.1/x", kind="reference", cited_by=("doi:10.1/b",))


@pytest.mark.parametrize("records", list(permutations([FULL, BY_DOI, CITED_BY_PMID, CITED_BY_DOI])))
def test_all_records_of_a_paper_become_one_in_any_order(records: tuple[Paper, ...]) -> None:
    (one,) = merged(*records)
    assert (one.id, one.kind, one.sections[0].text) == ("pmid:1", "article", "the fuller text")
    assert (one.year, one.journal, set(one.cited_by)) == (2020, "Nature", {"doi:10.1/a", "doi:10.1/b"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (paper("1", "10.1/x"), paper("2", "10.1/x")),
        (paper(None, "10.1/x"), paper(None, "10.1/y")),
        (paper("1", None), paper(None, "10.1/x")),
    ],
)
def test_papers_with_different_identifiers_are_never_one(one: Paper, other: Paper) -> None:
    assert len(merged(one, other)) == len(merged(other, one)) == 2


@pytest.mark.parametrize("texts", [("short", "a longer text"), ("a longer text", "short")])
def test_a_retraction_is_never_lost(texts: tuple[str, str]) -> None:
    retraction = Retraction("retracted", None, "publication type")
    (one,) = merged(paper("1", None, texts[0], retraction=retraction), paper("1", None, texts[1]))
    assert one.retraction == retraction
    assert one.sections[0].text == "a longer text"


def test_a_record_with_another_title_is_named_when_it_is_left_out() -> None:
    papers = Papers()
    papers.add(Paper("pmid:1", "Exosomes", pmid="1", sections=(Section("Abstract", "text"),)))
    papers.add(Paper("pmid:1", "Kettles", pmid="1"))
    assert len(papers) == 1
    (conflict,) = papers.conflicts
    assert "“Exosomes” is kept and “Kettles” left out" in conflict
