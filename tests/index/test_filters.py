"""Filters: checked when they are given, and obeyed inside the search."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Filters, build, open_index
from index.errors import VesicleError
from index.records import Paper
from qa import ask, retrieve

CARGO = ("miR-21-5p", "miR-210", "PD-L1", "curcumin")
KINDS_OF_STUDY = ("animal", "in vitro", "trial")


def record(number: int) -> dict[str, Any]:
    """One of 200 digests, alike in what they say; every twentieth is a trial."""
    return {
        "pmid": str(number + 1),
        "title": f"Exosomes, study {number}",
        "year": 2000 + number % 25 if number % 7 else None,
        "digest": [f"Exosomes of macrophages slowed tumors in study {number}."],
        "study_types": [KINDS_OF_STUDY[2 if number % 20 == 0 else number % 2]],
        "species": ["mouse"] if number % 3 else [],
        "cargo": [CARGO[number % 4]],
        "recipient": [("M2 macrophages", "cancer cells", "lung")[number % 3]],
        "macrophage_effect": [("towards M1", "towards M2")[number % 2]],
    }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("filters")
    (root / "digests.jsonl").write_text("".join(json.dumps(record(number)) + "\n" for number in range(200)), "utf-8")
    build([root / "digests.jsonl"], index=root / "index")
    return root / "index"


def test_ten_trials_are_found_among_two_hundred_studies(place: Path):
    found = retrieve("Do exosomes slow tumors?", k=10, index=place, filters={"study_types": "trial"})
    assert len(found) == 10
    assert all(passage.paper.study_types == ("trial",) for passage in found)
    assert len({passage.paper.id for passage in found}) == 10


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "since": st.integers(1995, 2030),
        "until": st.integers(1995, 2030),
        "kind": st.lists(st.sampled_from(["digest", "article"]), max_size=2),
        "study_types": st.lists(st.sampled_from(KINDS_OF_STUDY), max_size=2),
        "species": st.just(["mouse"]),
        "cargo": st.lists(st.sampled_from([*CARGO, "miR-21", "microRNA-210", "pdl1", "miR-9"]), max_size=2),
        "recipient": st.lists(st.sampled_from(["macrophages", "lung", "cancer cells"]), max_size=2),
        "macrophage_effect": st.just("towards M2"),
    },
)
SAME = {"miR-21": "miR-21-5p", "microRNA-210": "miR-210", "pdl1": "PD-L1", "macrophages": "M2 macrophages"}


def fits(paper: Paper, filters: dict[str, Any]) -> bool:
    """Whether a paper fits, told without any of the code under test."""
    held = {"kind": [paper.kind], "study_types": paper.study_types, "species": paper.species}
    held |= {name: getattr(paper.facets, name) for name in ("cargo", "recipient", "macrophage_effect")}
    for name, wanted in filters.items():
        if name in {"since", "until"}:
            if paper.year is None or (paper.year < wanted if name == "since" else paper.year > wanted):
                return False
        elif wanted and not any(SAME.get(one, one) in held[name] for one in ([wanted], wanted)[type(wanted) is list]):
            return False
    return True


@given(FILTERS)
def test_what_is_found_is_what_fits_and_all_of_it(place: Path, filters: dict[str, Any]):
    index = open_index(place)
    everything = [index.catalog.paper(paper_id) for paper_id in index.catalog.ids("digest")]
    expected = {paper.id for paper in everything if fits(paper, filters)}
    found = retrieve("exosomes of macrophages slow tumors", k=400, index=index, filters=filters)
    assert {passage.paper.id for passage in found} == expected


@given(FILTERS)
def test_filters_keep_the_order_of_the_unfiltered_ranking_of_meaning(place: Path, filters: dict[str, Any]):
    index = open_index(place)
    among = index.among(Filters.of(filters))
    vector = index.embedder.query("exosomes")
    whole = index.vectors.nearest(vector, 400)
    expected = [row for row in whole if among is None or row in among.rows]
    assert index.vectors.nearest(vector, 400, among) == expected


def test_the_answer_says_what_it_was_narrowed_to(place: Path):
    document = ask("Do exosomes slow tumors?", index=place, filters={"since": 2010, "cargo": "PD-L1"}).to_dict()
    assert document["filters"] == {"since": 2010, "cargo": ["PD-L1"]}
    assert {tuple(one["paper"]["facets"]["cargo"]) for one in document["citations"]} == {("PD-L1",)}
    assert ask("Do exosomes slow tumors?", index=place).to_dict()["filters"] is None


def test_filters_that_nothing_fits_are_named(place: Path):
    answer = ask("Do exosomes slow tumors?", index=place, filters={"cargo": "miR-9", "since": 2010})
    assert answer.abstained
    assert answer.text == "No paper in this library fits all filters (cargo: miR-9; since: 2010); take one away."
    answer = ask("What is the capital of France?", index=place, filters={"cargo": "PD-L1"})
    assert "Only what fits the filters was searched (cargo: PD-L1)." in answer.text


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"colour": "red"}, "colour: is no filter; there are cancer, cargo,"),
        ({"since": "2020"}, "since: '2020' is not a year; give a number such as 2020"),
        ({"since": True}, "since: True is not a year"),
        ({"study_types": "trail"}, "study_types: “trail” is not known; there are in vitro, animal,"),
        ({"macrophage_effect": "M3"}, "macrophage_effect: “M3” is not known; there are towards M1, towards M2,"),
        ({"effect": ["marks", "cures"]}, "effect: “cures” is not known; there are promotes,"),
        ({"cargo": 21}, "cargo: 21 is neither a text nor a list of texts"),
        ({"cargo": [" "]}, "cargo: \\[' '\\] is neither"),
    ],
)
def test_a_filter_that_is_none_is_one_clear_line(filters: dict[str, Any], message: str):
    with pytest.raises(VesicleError, match=message):
        Filters.of(filters)
