"""What the page is told of the library, whatever it sends: pages of papers, and the table of evidence."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index, open_index
from qa import ask
from qa.server.admission import Admission
from qa.ui.choices import choices
from qa.ui.desk import Desk
from qa.ui.evidence import COLUMNS, CSV_COLUMNS
from qa.ui.library import library_functions
from qa.ui.sources import FACET_LABELS

NAMES = ["browse_library", "show_timeline", "show_map", "evidence_table", "evidence_csv"]
MECHANISM = "How does miR-934 polarize macrophages?"
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
scopes = st.fixed_dictionaries(
    {},
    optional={
        "words": anything,
        "filters": st.dictionaries(st.sampled_from(["since", "until", "cargo", "kind", "colour"]), anything) | anything,
        "papers": st.none() | st.lists(st.text(max_size=8) | anything, max_size=3),
        "references": anything,
    },
)


def desk_of(index: Path) -> Desk:
    return Desk(index, Admission(running=2, waiting=2))


@pytest.fixture(scope="module")
def desk(shipped: Path) -> Desk:
    return desk_of(shipped)


def called(desk: Desk, name: str, what: object = None, /, **more: Any) -> dict[str, Any]:
    known = {one.__name__: one for one in library_functions(desk)}
    answer = known[name](what if what is not None else {"scope": {}} | more)
    return json.loads(json.dumps(answer))


def test_the_page_can_call_each_by_its_name(desk: Desk) -> None:
    assert [one.__name__ for one in library_functions(desk)] == NAMES


@given(anything, st.sampled_from(NAMES))
def test_whatever_is_called_for_gets_one_polite_line(desk: Desk, what: object, name: str) -> None:
    assert "load the page again" in called(desk, name, what if what is not None else 0)["problem"]


@given(scopes, st.sampled_from(NAMES))
def test_whatever_scope_is_sent_is_obeyed_or_refused_in_one_line(desk: Desk, scope: object, name: str) -> None:
    told = called(desk, name, {"scope": scope})
    assert "\n" not in told.get("problem", "")
    assert "problem" in told or told.get("total", told.get("papers", 0)) <= 352 or "csv" in told


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "scope",
    [
        {"words": "x" * 10_000},
        {"filters": {"since": 10**30}},
        {"filters": {"colour": "red"}},
        {"papers": ["pmid:1"] * 201},
        {"papers": "pmid:1"},
    ],
)
def test_what_cannot_be_meant_is_refused(desk: Desk, name: str, scope: dict[str, Any]) -> None:
    assert called(desk, name, scope=scope)["problem"]


@pytest.mark.parametrize("name", ["browse_library", "evidence_table"])
@pytest.mark.parametrize(
    "more", [{"sort": "rowid; --"}, {"sort": 7}, {"start": -1}, {"start": "x"}, {"descending": "x"}]
)
def test_an_order_that_there_is_not_is_refused(desk: Desk, name: str, more: dict[str, Any]) -> None:
    assert called(desk, name, **more)["problem"]


def test_a_missing_index_is_said_in_one_line(tmp_path: Path) -> None:
    for name in NAMES:
        assert "none" in called(desk_of(tmp_path / "none"), name)["problem"]


def test_the_first_page_says_what_the_library_is(desk: Desk) -> None:
    told, library = called(desk, "browse_library"), open_index(desk.index)
    assert (told["total"], told["all"], told["start"], len(told["rows"])) == (347, 347, 0, told["page_size"])
    counts = {name: told["about"][name] for name in library.manifest.counts}
    assert counts == library.manifest.counts
    assert told["about"]["embedder"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert told["about"]["built_at"].startswith(str(told["about"]["built"][-4:]))
    assert told["choices"] == json.loads(json.dumps(choices(library)))
    assert set(told["rows"][0]["facets"]) <= set(FACET_LABELS.values())


def test_a_narrower_list_offers_what_its_papers_have(desk: Desk) -> None:
    told = called(desk, "browse_library", scope={"words": "colorectal", "filters": {"study_types": ["animal"]}})
    offered = {one["name"]: dict(one["values"]) for one in told["choices"]["filters"]}
    assert offered["study_types"]["animal"] == told["total"] < told["all"]
    assert max(offered["cancer"].values()) <= told["total"]


def test_page_by_page_every_paper_comes_once(desk: Desk) -> None:
    pages = [called(desk, "browse_library", sort="year", descending=True, start=start) for start in range(0, 400, 50)]
    found = [row["id"] for page in pages for row in page["rows"]]
    assert len(set(found)) == len(found) == pages[0]["total"]
    years = [row["year"] for page in pages for row in page["rows"]]
    assert years[:-1] == sorted(years[:-1], reverse=True)
    assert years[-1] is None, "what is unknown comes last"
    assert pages[-1]["rows"] == []


def test_works_that_are_only_cited_are_listed_when_they_are_asked_for(desk: Desk) -> None:
    told = called(desk, "browse_library", scope={"references": True, "filters": {"kind": ["reference"]}})
    assert (told["total"], told["all"]) == (5, 352)
    assert all(row["cited_by"] == 1 for row in told["rows"])


def test_a_row_names_its_paper_and_what_became_of_it(library_of: Callable[..., Index]) -> None:
    library = library_of(
        {
            "title": "Gone",
            "abstract": "Exosomes shrank tumors in mice, we conclude.",
            "authors": ["Doe, Jane", "Roe, Ann Mary", "Poe, X", "Moe, Y"],
            "url": "javascript:alert(1)",
            "publication_types": ["Retracted Publication"],
        }
    )
    desk = desk_of(library.folder.parent)
    (row,) = called(desk, "browse_library")["rows"]
    assert (row["title"], row["authors"], row["url"]) == ("Gone", "Doe J, Roe AM, et al.", None)
    assert (row["status"], row["status_said"], row["summary"]) == ("retracted", "retracted", False)
    (row,) = called(desk, "evidence_table")["rows"]
    assert (row["paper"]["status_said"], row["whose"]) == ("retracted", "paper")


def stored(library: Index, row: dict[str, Any]) -> str:
    """What stands at the place of a row."""
    place = row["place"]
    start, end = map(int, place["spans"].split("-"))
    section = library.catalog.paper(place["paper"]).sections[place["ordinal"]].text
    assert section[place["start"] : place["start"] + len(place["text"])] == place["text"]
    assert place["start"] <= start < end <= place["start"] + len(place["text"])
    return section[start:end]


def test_every_study_has_a_row_and_every_quote_is_exact(desk: Desk) -> None:
    library = open_index(desk.index)
    rows = [row for start in range(0, 350, 50) for row in called(desk, "evidence_table", start=start)["rows"]]
    assert len({row["paper"]["id"] for row in rows}) == len(rows) == 347
    assert all(row["quote"] == stored(library, row) for row in rows)
    assert {row["whose"] for row in rows} == {"summary", "paper"}
    (told,) = (row for row in rows if row["paper"]["pmid"] == "33213490")
    assert told["claim"] == (
        "exosomes of cancer cells → miR-934 → PTEN, PI3K/AKT; macrophages towards M2; promotes colorectal cancer"
    )


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("descending", [False, True])
def test_evidence_is_sorted_by_any_column_with_nothing_lost(desk: Desk, column: str, descending: bool) -> None:
    scope = {"words": "colorectal", "filters": {"since": 2021}}
    plain = called(desk, "evidence_table", scope=scope)
    told = called(desk, "evidence_table", scope=scope, sort=column, descending=descending)
    ids = [row["paper"]["id"] for row in told["rows"]]
    assert 10 < len(ids) == told["total"]
    assert sorted(ids) == sorted(row["paper"]["id"] for row in plain["rows"])
    values = [row["paper"]["title"] if column == "paper" else row[column] for row in told["rows"]]
    empty = [not value for value in values]
    assert empty == sorted(empty), "what is unknown comes last"


def test_an_answer_has_a_row_for_each_citation_of_each_sentence(desk: Desk) -> None:
    answer = ask(MECHANISM, index=open_index(desk.index), llm="none")
    name = desk.kept.keep(answer)
    told = called(desk, "evidence_table", answer=name)
    assert told["total"] == sum(len(one.citations) for one in (*answer.sentences, *answer.more))
    first, citation = told["rows"][0], answer.citations[0]
    assert (first["claim"], first["quote"]) == (answer.sentences[0].text, citation.quote)
    assert (first["paper"]["id"], first["cargo"]) == (citation.paper.id, list(citation.paper.facets.cargo))
    assert all(row["quote"] == stored(open_index(desk.index), row) for row in told["rows"])
    assert "too old" in called(desk, "evidence_table", answer="x")["problem"]
    assert called(desk, "evidence_table", answer=7)["problem"]


def test_the_whole_table_is_csv_that_no_spreadsheet_runs(library_of: Callable[..., Index]) -> None:
    digest = {
        "title": '=HYPERLINK("x")',
        "digest": ["+1 more exosome of T cells, we found."],
        "cargo": ["miR-1", "@miR-2"],
    }
    told = called(desk_of(library_of(digest, "Exosomes carry RNA.").folder.parent), "evidence_csv", answer=None)
    rows = list(csv.DictReader(io.StringIO(told["csv"])))
    assert tuple(rows[0]) == tuple(CSV_COLUMNS.values())
    by_title = {row["title"]: row for row in rows}
    formula = by_title['\'=HYPERLINK("x")']
    assert (formula["quote"], formula["cargo"]) == ("'+1 more exosome of T cells, we found.", "miR-1; @miR-2")
    assert formula["whose words"] == "Vesicle’s summary"
    assert by_title["Paper 2"]["claim"] == ""
    assert told["name"].startswith("vesicle-evidence-20")
    assert told["name"].endswith(".csv")


def test_many_can_look_at_the_library_at_once(desk: Desk) -> None:
    async def all_at_once() -> list[dict[str, Any]]:
        asked = [
            asyncio.to_thread(called, desk, name, scope={"words": f"exosom {letter}"})
            for letter in "abc"
            for name in NAMES
        ]
        return await asyncio.gather(*asked)

    assert not [told for told in asyncio.run(all_at_once()) if "problem" in told]
