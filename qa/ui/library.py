"""What the page calls for the library: its papers as a list, pictures of them, and the table of their evidence."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from weakref import ref

from index import Index, open_index
from index.errors import VesicleError
from index.listing import Listed
from index.scope import Scope
from index.text import counted
from qa.ui import evidence
from qa.ui.about import built_on
from qa.ui.choices import choices
from qa.ui.desk import Desk
from qa.ui.evidence import COLUMNS, MOST_STUDIES, Evidence
from qa.ui.flow_map import flow_map
from qa.ui.papers import paper_json
from qa.ui.scope import page_of, scope_of
from qa.ui.sources import facets_said
from qa.ui.timeline import timeline
from qa.ui.told import told

PAGE_SIZE = 50
"""Rows of a list or a table that the page gets at once."""

_Drawing = Callable[[Index, Scope], dict[str, Any]]


def library_functions(desk: Desk) -> list[Callable[..., Any]]:
    """What the page calls for the library. Each takes what the page sent, which may be anything, and gives JSON.

    What is meant by it is a scope (`qa.ui.scope.scope_of`).
    """

    def browse_library(sent: object) -> dict[str, Any]:
        """A page of the list of papers, with what the library is and what it can be narrowed to."""
        return told(lambda: _browsed(open_index(desk.index), sent))

    def show_timeline(sent: object) -> dict[str, Any]:
        """A timeline of the papers by evidence type."""
        return told(lambda: _drawn(ref(open_index(desk.index)), timeline, scope_of(sent)))

    def show_map(sent: object) -> dict[str, Any]:
        """A map of who sends what to whom."""
        return told(lambda: _drawn(ref(open_index(desk.index)), flow_map, scope_of(sent)))

    def evidence_table(sent: object) -> dict[str, Any]:
        """A page of the table of evidence, of an answer or of the papers."""
        return told(lambda: _page_of_evidence(desk, sent))

    def evidence_csv(sent: object) -> dict[str, Any]:
        """The whole table of evidence, for a spreadsheet."""
        return told(lambda: _all_evidence(desk, sent))

    return [browse_library, show_timeline, show_map, evidence_table, evidence_csv]


@lru_cache(maxsize=8)
def _drawn(opened: "ref[Index]", draw: _Drawing, scope: Scope) -> dict[str, Any]:
    """A picture. opened: a generation of an index, which is not kept open for what is remembered of it."""
    index = opened()
    assert index is not None  # noqa: S101 - open_index holds it
    return draw(index, scope)


def _browsed(index: Index, sent: object) -> dict[str, Any]:
    scope, (sort, descending, start) = scope_of(sent), page_of(sent, "title")
    rows = index.listing.rows(scope, sort, descending)
    return {
        "total": len(rows),
        "all": len(index.listing.rows(Scope(references=scope.references))),
        "start": start,
        "page_size": PAGE_SIZE,
        "rows": [_listed(one) for one in index.listing.papers(rows[start : start + PAGE_SIZE])],
        "about": library_about(index),
        "choices": choices(index, scope),
    }


def _listed(one: Listed) -> dict[str, Any]:
    paper = one.paper
    return {
        **paper_json(paper),
        "kind": paper.kind,
        "study_types": list(paper.study_types),
        "species": list(paper.species),
        "summary": paper.is_digest,
        "passages": one.passages,
        "facets": facets_said(paper.facets),
        "cited_by": len(paper.cited_by),
    }


def library_about(index: Index) -> dict[str, Any]:
    """What a library is: how much there is in it, of when, and by which model it is searched."""
    manifest = index.manifest
    counts = {name: manifest.counts[name] for name in ("papers", "references", "digests", "passages")}
    return {
        **counts,
        "built_at": manifest.built_at,
        "built": built_on(index),
        "embedder": manifest.embedder.model,
        "bytes": sum(size for size, _ in manifest.files.values()),
        "newest_year": manifest.newest_year,
    }


def _page_of_evidence(desk: Desk, sent: object) -> dict[str, Any]:
    rows, said = _evidence(desk, sent)
    _, _, start = page_of(sent, "")
    return {
        "columns": [{"name": name, "label": label} for name, label in COLUMNS.items()],
        "rows": [row.values() for row in rows[start : start + PAGE_SIZE]],
        "total": len(rows),
        "start": start,
        "page_size": PAGE_SIZE,
        "said": said,
    }


def _all_evidence(desk: Desk, sent: object) -> dict[str, Any]:
    rows, _ = _evidence(desk, sent)
    built = open_index(desk.index).manifest.built_at[:10]
    return {"csv": evidence.to_csv(rows), "name": f"vesicle-evidence-{built}.csv"}


def _evidence(desk: Desk, sent: object) -> tuple[Sequence[Evidence], str]:
    """All rows that are meant, as they are to be sorted, and what they are in words. Of an answer it is all of it."""
    sort, descending, _ = page_of(sent, "")
    if sort and sort not in COLUMNS:
        raise VesicleError(f"sort: evidence cannot be sorted by {sort[:40]!r}; choose from {', '.join(COLUMNS)}")
    match sent.get("answer") if isinstance(sent, dict) else None:
        case str(name):
            rows = evidence.of_answer(desk.kept.recall(name))
            said = f"{counted(len(rows), 'quote')} behind the answer."
        case None:
            index, scope = open_index(desk.index), scope_of(sent)
            rows, studies = evidence.of_library(index, scope), evidence.studies(index, scope)
            said = f"{counted(studies, 'study')}, each with the sentence that states its main finding best."
            if studies > MOST_STUDIES:
                said = f"The newest {MOST_STUDIES:,} of {said} Narrow the list to see the others."
        case _:
            raise VesicleError("what was sent names no answer; load the page again")
    return evidence.in_order(rows, sort, descending), said
