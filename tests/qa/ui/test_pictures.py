"""The timeline and the map: Plotly takes them, they count what the library holds, and no paper's text is markup."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from index import Filters, Index, open_index
from index.analysis import tokens
from index.records import Facets
from index.scope import Scope
from qa import ask
from qa.ui import pictures
from qa.ui.flow_map import MOST_SHOWN, flow_map
from qa.ui.timeline import LADDER, timeline

MARKUP = '<a href="javascript:x">miR-999</a> & %{x}'
NOBODY = Scope(filters=Filters(since=2100))


def study(number: int, **more: object) -> dict[str, object]:
    said = f"Exosomes of glioma cells, loaded with miR-{number}, shrank tumors in mice."
    return {"title": f"Study {number}", "year": 2020, "digest": [said], "study_types": ["animal"], **more}


def texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


@pytest.fixture(scope="module")
def library(shipped: Path) -> Index:
    return open_index(shipped)


@pytest.mark.parametrize("draw", [timeline, flow_map])
@pytest.mark.parametrize("scope", [Scope(), Scope("metasta"), NOBODY])
def test_plotly_takes_the_figure(library: Index, draw: Callable[..., dict[str, Any]], scope: Scope) -> None:
    drawn = draw(library, scope)
    figure = go.Figure(drawn["figure"])
    assert len(figure.data) == len(drawn["figure"]["data"])
    assert (drawn["charted"] > 0) == (scope != NOBODY) == bool(drawn["rows"])
    assert drawn["said"].endswith(".")
    for row in drawn["rows"]:
        assert set(row) - {"question", "filters"} == {one["name"] for one in drawn["columns"]}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("ground", ["#ffffff", "#1b2123"])
def test_marks_stand_out_from_a_light_and_a_dark_ground(ground: str) -> None:
    for colour in {*LADDER.values(), pictures.BLUE, pictures.VERMILION, pictures.GREEN, pictures.PINK}:
        low, high = sorted((luminance(colour), luminance(ground)))
        assert (high + 0.05) / (low + 0.05) >= 3


@pytest.mark.parametrize("draw", [timeline, flow_map])
def test_text_and_grounds_have_the_colours_of_the_page(library: Index, draw: Callable[..., dict[str, Any]]) -> None:
    shape = draw(library, Scope())["figure"]["layout"]
    assert shape["paper_bgcolor"] == shape["plot_bgcolor"] == pictures.CLEAR
    assert "font" not in str(shape)
    assert "color" not in str(shape).replace("bgcolor", "")


def test_a_bubble_for_each_year_and_type_counts_its_papers(library: Index) -> None:
    drawn = timeline(library, Scope())
    papers = [library.catalog.paper(one) for one in (*library.catalog.ids("digest"), *library.catalog.ids())]
    shown = {(row["year"], row["study_type"]): row["papers"] for row in drawn["rows"]}
    for (year, name), number in shown.items():
        assert number == sum(paper.year == year and name in paper.study_types for paper in papers)
    charted = [paper for paper in papers if paper.year and set(LADDER).intersection(paper.study_types)]
    assert (drawn["papers"], drawn["charted"]) == (len(papers), len(charted))
    marks = [mark for trace in drawn["figure"]["data"] for mark in trace["customdata"]]
    assert {(mark["year"], mark["study_type"]) for mark in marks} == set(shown)
    named = [trace["name"] for trace in drawn["figure"]["data"]]
    assert named == [name for name in LADDER if name in named], "the strongest evidence is at the top"
    assert "1 without a year, 20 of none of these types" in drawn["said"]


def test_a_paper_of_two_types_stands_in_both_rows_and_that_is_said(library_of: Callable[..., Index]) -> None:
    drawn = timeline(library_of(study(1, study_types=["in vitro", "animal"]), study(2, year=None)), Scope())
    assert [(row["study_type"], row["papers"], row["titles"]) for row in drawn["rows"]] == [
        ("in vitro", 1, ["Study 1"]),
        ("animal", 1, ["Study 1"]),
    ]
    assert drawn["said"] == (
        "1 paper of 2020 by evidence type: 1 in vitro, 1 animal. A paper of several types stands in each of their rows."
        " Left out: 1 without a year."
    )


def test_no_text_of_a_paper_is_markup_in_a_picture(library_of: Callable[..., Index]) -> None:
    hostile = study(1, title=MARKUP, cargo=[MARKUP], target=["<i>PTEN</i>"], vesicle_source=["cancer cells"])
    library = library_of(hostile)
    for draw in (timeline, flow_map):
        drawn = draw(library, Scope())
        assert "&lt;a href" in str(drawn["figure"])
        for text in texts(drawn["figure"]):
            assert "<" not in text.replace("<br>", "").replace("<b>", "").replace("</b>", "").replace(
                "<extra></extra>", ""
            )
    mapped = flow_map(library, Scope())
    assert mapped["rows"][0]["cargo"] == [MARKUP], "the page makes text of the table"
    assert [row["question"] for row in mapped["rows"]] == [None]


def test_retracted_papers_are_in_no_picture(library_of: Callable[..., Index]) -> None:
    gone = study(1, cargo=["miR-1"], vesicle_source=["T cells"], publication_types=["Retracted Publication"])
    library = library_of(gone, study(2, cargo=["miR-2"], vesicle_source=["T cells"]))
    for draw in (timeline, flow_map):
        drawn = draw(library, Scope())
        assert (drawn["papers"], drawn["charted"]) == (2, 1)
        assert "retracted" in drawn["said"]


def states(facets: Facets, node: dict[str, str]) -> bool:
    return any(tokens(value) == tokens(node["label"]) for value in getattr(facets, node["facet"]))


def test_ribbons_join_what_the_same_papers_state(library: Index) -> None:
    drawn = flow_map(library, Scope())
    link = drawn["figure"]["data"][0]["link"]
    assert [link["source"], link["target"], link["value"]] == [
        [one[name] for one in drawn["links"]] for name in ("source", "target", "papers")
    ]
    nodes, catalog = drawn["nodes"], library.catalog
    papers = [catalog.paper(one).facets for one in (*catalog.ids("digest"), *catalog.ids())]
    for one in drawn["links"]:
        source, target = nodes[one["source"]], nodes[one["target"]]
        if one["question"]:
            both = sum(all(states(facets, end) for end in (source, target)) for facets in papers)
            assert 0 < one["papers"] <= both


def test_names_in_two_spellings_are_one_and_rare_values_share_a_node(library_of: Callable[..., Index]) -> None:
    studies = [study(one, cargo=[f"miR-{one}"], target=["NF-κB" if one % 3 else "NF-kB"]) for one in range(1, 14)]
    drawn = flow_map(library_of(*studies), Scope())
    labels = [node["label"] for node in drawn["nodes"]]
    assert labels[-1] == "NF-κB"
    assert labels[MOST_SHOWN] == "other cargo (3)"
    assert drawn["nodes"][MOST_SHOWN]["question"] is None
    assert [one["question"] is None for one in drawn["links"]] == [
        one["source"] == MOST_SHOWN for one in drawn["links"]
    ]
    assert len(drawn["rows"]) == len(studies), "the table keeps all"


def test_what_a_ribbon_asks_is_answered_from_one_of_its_papers(library: Index) -> None:
    drawn = flow_map(library, Scope("miR-934"))
    asked = [one for one in (*drawn["links"], *drawn["rows"]) if one["question"]]
    assert len(asked) > 4
    for one in asked:
        for filters in ({}, one["filters"]):
            answer = ask(one["question"], index=library, llm="none", filters=filters)
            assert {citation.paper.title for citation in answer.citations} & set(one["titles"])
