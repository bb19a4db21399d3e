"""Digests beside the papers that they sum up: never mixed with them, and never evidence once the paper is there."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from index import add, build, open_index, remove, verify
from index.records import Facets
from qa import ask

TITLE = "Exosomes of macrophages carry a small RNA to tumor cells"
DIGEST = {
    "pmid": "7",
    "doi": "10.1000/x",
    "title": TITLE,
    "year": 2020,
    "digest": ["Macrophage exosomes bring miR-999 to gastric tumors.", "In mice, miR-999 made gastric tumors shrink."],
    "cargo": ["miR-999"],
    "macrophage_effect": ["towards M2"],
    "study_types": ["animal"],
    "species": ["mouse"],
}
PAPER = {"pmid": "7", "title": TITLE, "year": 2020, "abstract": "We show that exosomal miR-999 shrinks gastric tumors."}
CITATION = {"doi": "10.1000/x", "title": TITLE, "year": 2020}
NOTICE = {
    "pmid": "8",
    "title": f"Retraction: {TITLE}",
    "publication_types": ["Retraction Notice"],
    "abstract": "The editors retract the article doi: 10.1000/x.",
}
OTHER = {"pmid": "9", "title": "Another", "abstract": "Kettles are descaled with acid."}
QUESTION = "Does exosomal miR-999 shrink gastric tumors?"


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An index of the digest and another paper."""
    build([write(tmp_path / "digests.jsonl", DIGEST, OTHER)], index=tmp_path / "index")
    return tmp_path / "index"


def cited(place: Path) -> set[str]:
    return {citation.paper.id for citation in ask(QUESTION, index=place).citations}


def test_a_digest_is_a_document_of_its_own_and_is_quoted_as_such(place: Path):
    index = open_index(place)
    assert index.manifest.counts == {"papers": 1, "references": 0, "digests": 1, "passages": 4}
    digest = index.catalog.paper("digest:pmid:7")
    assert (digest.kind, digest.title, digest.pmid, digest.doi) == ("digest", TITLE, "7", "10.1000/x")
    assert (digest.study_types, digest.species) == (("animal",), ("mouse",))
    assert digest.facets == Facets(cargo=("miR-999",), macrophage_effect=("towards M2",))
    assert index.catalog.paper("pmid:7") is None
    citation = ask(QUESTION, index=place).to_dict()["citations"][0]
    assert (citation["source"], citation["section"]) == ("digest", "Vesicle’s summary")
    assert citation["paper"]["facets"] == {"cargo": ["miR-999"], "macrophage_effect": ["towards M2"]}
    answer = ask(QUESTION, index=place)
    of_digest = [one.number for one in answer.citations if one.source == "digest"]
    assert of_digest
    assert {one.citations for one in answer.sentences if one.verdict == "summarised"} <= {(n,) for n in of_digest}
    assert {one.verdict for one in answer.sentences if set(one.citations) & set(of_digest)} == {"summarised"}
    assert "not the paper" in answer.notices[-1]


def test_it_steps_aside_for_its_paper_and_stands_again_without_it(place: Path, tmp_path: Path):
    report = add([write(tmp_path / "paper.jsonl", PAPER)], index=place)
    assert (report.added, report.updated, report.removed) == (1, 0, 0)
    assert report.counts == {"papers": 2, "references": 0, "digests": 0, "passages": 4}
    assert cited(place) == {"pmid:7"}
    assert not any("summar" in notice for notice in ask(QUESTION, index=place).notices)
    paper = open_index(place).catalog.paper("pmid:7")
    assert paper.facets == Facets(cargo=("miR-999",), macrophage_effect=("towards M2",))
    assert paper.doi == "10.1000/x"
    assert verify(place) == []

    report = remove(["pmid:7"], index=place)
    assert (report.added, report.updated, report.removed) == (0, 0, 1)
    assert report.counts == {"papers": 1, "references": 0, "digests": 1, "passages": 4}
    assert cited(place) == {"digest:pmid:7"}
    assert verify(place) == []


def test_a_citation_without_a_text_leaves_it_standing(place: Path, tmp_path: Path):
    report = add([write(tmp_path / "citation.jsonl", CITATION)], index=place)
    assert (report.counts["papers"], report.counts["digests"]) == (2, 1)
    assert cited(place) == {"digest:pmid:7"}
    answer = ask(f"Who wrote {TITLE} and in which year?", index=place)
    assert {citation.paper.kind for citation in answer.citations} == {"article"}


def test_a_notice_retracts_its_digest_too(place: Path, tmp_path: Path):
    assert cited(place) == {"digest:pmid:7"}
    add([write(tmp_path / "notice.jsonl", NOTICE)], index=place)
    assert open_index(place).catalog.paper("digest:pmid:7").retraction is not None
    answer = ask(QUESTION, index=place)
    assert answer.abstained
    remove(["pmid:8"], index=place)
    assert cited(place) == {"digest:pmid:7"}


def test_without_the_digest_the_paper_has_no_facets(place: Path, tmp_path: Path):
    add([write(tmp_path / "paper.jsonl", PAPER)], index=place)
    report = remove(["digest:pmid:7"], index=place)
    assert report.removed == 1
    assert open_index(place).catalog.paper("pmid:7").facets == Facets()
    assert verify(place) == []


def test_an_edited_digest_replaces_itself_and_its_facets(place: Path, tmp_path: Path):
    edited = DIGEST | {"digest": ["Macrophage exosomes bring miR-998 to gastric tumors."], "cargo": ["miR-998"]}
    report = add([write(tmp_path / "digests.jsonl", edited, OTHER)], index=place)
    assert (report.added, report.updated, report.unchanged) == (0, 1, 1)
    add([write(tmp_path / "paper.jsonl", PAPER)], index=place)
    assert open_index(place).catalog.paper("pmid:7").facets.cargo == ("miR-998",)


@pytest.mark.parametrize("order", list(permutations([DIGEST, PAPER, CITATION, NOTICE])))
def test_the_order_in_which_records_come_makes_no_difference(order: tuple[dict[str, Any], ...], tmp_path: Path):
    for number, record in enumerate(order):
        add_or_build = add if number else build
        add_or_build([write(tmp_path / f"{record['title'][:3]}{len(record)}.jsonl", record)], index=tmp_path / "index")
    index = open_index(tmp_path / "index")
    assert index.manifest.counts == {"papers": 2, "references": 0, "digests": 0, "passages": 4}
    paper = index.catalog.paper("pmid:7")
    assert paper.retraction is not None
    assert paper.facets.cargo == ("miR-999",)
    assert index.catalog.paper("digest:pmid:7").sections == ()
    assert verify(tmp_path / "index") == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"digest": []}, "a digest without sentences"),
        ({"digest": "  "}, "a digest without sentences"),
        ({"pmid": None, "doi": "none"}, "a digest of no known paper; give it the pmid or the doi"),
        ({"cargo": {"miR-999": 1}}, '"cargo" is not a list'),
        ({"digest": [3]}, '"digest" is not a list of strings'),
    ],
)
def test_a_digest_that_is_none_is_one_line_and_the_others_go_on(change: dict[str, Any], message: str, tmp_path: Path):
    report = build([write(tmp_path / "digests.jsonl", DIGEST | change, OTHER)], index=tmp_path / "index")
    assert (report.counts["papers"], report.counts["digests"]) == (1, 0)
    (failure,) = report.failed
    assert f"digests.jsonl:1: {message}" in failure
