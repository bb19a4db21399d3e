"""The evidence table: what is claimed, the exact words for it, and of which paper and what kind of study they are."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from weakref import ref

from index import Index, Paper, Passage
from index.evidence_table import write_csv
from index.facets import NOT_STATED
from index.letters import fold_letters
from index.scope import Scope
from index.text import one_line
from qa.finding import finding
from qa.records import Answer
from qa.relation import relation
from qa.ui.papers import paper_json, status_said

MOST_STUDIES = 2000
"""Studies of a library that are put into one table."""
COLUMNS = {
    "claim": "Claim",
    "quote": "Quote",
    "paper": "Paper",
    "year": "Year",
    "study_types": "Evidence type",
    "species": "Species",
    "vesicle_source": "Source",
    "cargo": "Cargo",
    "target": "Target",
    "macrophage_effect": "Effect on macrophages",
    "effect": "Effect",
    "cancer": "Cancer",
    "section": "Section",
    "page": "Page",
    "whose": "Whose words",
}
"""What a row has, by name and label; rows can be sorted by each."""
CSV_COLUMNS = {
    "claim": "claim",
    "quote": "quote",
    "whose": "whose words",
    "section": "section",
    "page": "page",
    "title": "title",
    "authors": "authors",
    "year": "year",
    "journal": "journal",
    "doi": "doi",
    "pmid": "pmid",
    "url": "url",
    "study_types": "evidence type",
    "species": "species",
    "vesicle_source": "source",
    "cargo": "cargo",
    "target": "target",
    "macrophage_effect": "effect on macrophages",
    "effect": "effect",
    "cancer": "cancer",
    "status": "retraction status",
}
_WHOSE = {"paper": "paper", "digest": "summary", "record": "record"}
_WHOSE_WORDS = {"summary": "Vesicle’s summary"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row. paper: without its sections. place: where the page can open the quote.

    A study that has no text has a row without a quote.
    """

    claim: str
    paper: Paper
    quote: str = ""
    whose: str = ""
    section: str = ""
    page: int | None = None
    place: dict[str, Any] | None = None

    def values(self) -> dict[str, Any]:
        """The row as JSON has it."""
        paper, facets = self.paper, self.paper.facets
        return {
            "claim": self.claim,
            "quote": self.quote,
            "whose": self.whose,
            "paper": paper_json(paper),
            "year": paper.year,
            "study_types": list(paper.study_types),
            "species": list(paper.species),
            "vesicle_source": list(facets.vesicle_source),
            "cargo": list(facets.cargo),
            "target": list(facets.target),
            "macrophage_effect": [one for one in facets.macrophage_effect if one != NOT_STATED],
            "effect": list(facets.effect),
            "cancer": list(facets.cancer),
            "section": self.section,
            "page": self.page,
            "place": self.place,
        }


def of_answer(answer: Answer) -> list[Evidence]:
    """A row for each citation of each sentence of an answer, those of its further evidence last."""
    citations = {one.number: one for one in answer.citations}
    return [
        _quoted(sentence.text, one.passage, one.start, one.end, _WHOSE[one.source])
        for sentence in (*answer.sentences, *answer.more)
        for one in (citations[number] for number in sentence.citations)
    ]


def of_library(index: Index, scope: Scope) -> list[Evidence]:
    """A row for each study of a scope, the newest first, at most `MOST_STUDIES`; none for a mere reference."""
    return _of_library(ref(index), replace(scope, references=False))


def studies(index: Index, scope: Scope) -> int:
    """How many studies there are in a scope."""
    return len(index.listing.rows(replace(scope, references=False), "year", True))


def in_order(rows: Sequence[Evidence], column: str, descending: bool) -> list[Evidence]:
    """Rows sorted by a column of `COLUMNS`, what has nothing in it last; as they are when that is "".

    Raises KeyError for another column.
    """
    if not column:
        return list(rows)
    keys = [_sorted_by(row, column) for row in rows]
    full = sorted((at for at, key in enumerate(keys) if key), key=lambda at: keys[at], reverse=descending)
    return [rows[at] for at in (*full, *(at for at, key in enumerate(keys) if not key))]


def to_csv(rows: Sequence[Evidence]) -> str:
    """The rows with the columns of `CSV_COLUMNS`, safe to open in a spreadsheet."""
    file = io.StringIO()
    cells = ({CSV_COLUMNS[name]: cell for name, cell in _cells(row).items() if name in CSV_COLUMNS} for row in rows)
    write_csv(cells, file, tuple(CSV_COLUMNS.values()))
    return file.getvalue()


@lru_cache(maxsize=4)
def _of_library(opened: "ref[Index]", scope: Scope) -> list[Evidence]:
    """opened: a generation of an index, which is not kept open for what is remembered of it."""
    index = opened()
    assert index is not None  # noqa: S101 - whoever asks holds it
    rows = index.listing.rows(scope, "year", True)[:MOST_STUDIES]
    return [_of_study(index, one.paper) for one in index.listing.papers(rows)]


def _of_study(index: Index, paper: Paper) -> Evidence:
    claim, found = relation(paper.facets), finding(index, paper.id)
    if found is None:
        return Evidence(claim, paper)
    return _quoted(claim, found.passage, found.start, found.end, "summary" if paper.is_digest else "paper")


def _quoted(claim: str, passage: Passage, start: int, end: int, whose: str) -> Evidence:
    paper, section = passage.paper, passage.paper.sections[passage.ordinal]
    spans = f"{start}-{end}"
    place = {
        "paper": paper.id,
        "ordinal": passage.ordinal,
        "start": passage.start,
        "spans": spans,
        "text": passage.text,
    }
    quote, bare = section.text[start:end], replace(paper, sections=())
    return Evidence(claim, bare, quote, whose, passage.section, section.page_at(start), place)


def _sorted_by(row: Evidence, column: str) -> tuple[Any, ...]:
    """What a row is sorted by; empty when it has nothing there."""
    value = row.paper.title if column == "paper" else {name: row.values()[name] for name in COLUMNS}[column]
    if isinstance(value, int):
        return (value,)
    texts = value if isinstance(value, list) else [value or ""]
    return tuple(fold_letters(text).strip() for text in texts if text)


def _cells(row: Evidence) -> dict[str, Any]:
    paper = row.paper
    more = {"title": one_line(paper.title), "authors": [*map(one_line, paper.authors)], "status": status_said(paper)}
    known = {name: getattr(paper, name) for name in ("journal", "doi", "pmid", "url")}
    return row.values() | known | more | {"whose": _WHOSE_WORDS.get(row.whose, row.whose)}
