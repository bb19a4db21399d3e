"""The papers of a library as one looks through them: found as one types, filtered, sorted by any column, page by page.

A catalogue keeps papers as they are read, not as they are looked for. So their list is made once a generation, in a
database of its own, when it is first looked at: kept in memory, and where it grows large in a temporary file.
"""

import json
import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import VesicleError
from index.filters import fitting
from index.records import DIGEST_PREFIX, Paper
from index.scope import Scope
from index.tables import paper_from
from index.typed import fold_papers, words_found

SORTS = ("title", "authors", "journal", "year", "added", "kind", "passages")
"""What papers can be sorted by; added: the order in which they came into the library."""
_TEXTS = ("title", "authors", "journal")
_LISTED = """
PRAGMA main.cache_size = -64000; -- kilobytes, beyond which a file is used
CREATE TABLE listed (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, year INTEGER, passages INTEGER NOT NULL
) STRICT;
INSERT INTO listed
SELECT row_number() OVER (ORDER BY place IS NULL, place, id) - 1, id, kind, year, coalesce(cut.number, 0)
FROM catalogue.papers
LEFT JOIN (SELECT paper_id, count(*) AS number FROM catalogue.passages GROUP BY paper_id) AS cut ON cut.paper_id = id
LEFT JOIN (SELECT paper_id, min(row) AS place FROM catalogue.records WHERE citing = '' GROUP BY paper_id) AS came
    ON came.paper_id = id
WHERE EXISTS (SELECT 1 FROM catalogue.sections AS own WHERE own.paper_id = id)
AND (EXISTS (SELECT 1 FROM catalogue.sections AS own WHERE own.paper_id = id AND own.ordinal = 1)
    OR NOT EXISTS (SELECT 1 FROM catalogue.sections AS other WHERE other.paper_id = 'digest:' || id));
"""
"""A digest that has stepped aside has no section; a paper with no text, but its record, steps aside for its digest."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper of a list, without its sections, and the number of its passages."""

    paper: Paper
    passages: int


@dataclass(frozen=True, slots=True)
class _Postings:
    """The papers that have each value of a facet: those of ``values[at]`` are ``rows[starts[at]:starts[at + 1]]``."""

    values: list[str]
    starts: NDArray[np.intp]
    rows: NDArray[np.int64]


class Listing:
    """The list of the papers of a finished catalogue, each named by a number. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect("", check_same_thread=False, uri=True)
        self._lock = threading.Lock()
        self._is_folded = False
        with self._opened() as db:
            db.execute("ATTACH ? AS catalogue", (f"{path.resolve().as_uri()}?mode=ro&immutable=1",))
            db.executescript(_LISTED)
        self._years = np.array(
            [year or 0 for (year,) in self._all("SELECT year FROM listed ORDER BY row")], dtype=np.int64
        )
        self.rows = lru_cache(maxsize=8)(self._rows)
        self.retracted = lru_cache(maxsize=1)(self._read_retracted)
        self._postings = lru_cache(maxsize=None)(self._read_postings)
        self._that_fit = lru_cache(maxsize=64)(self._fitting)

    def _rows(self, scope: Scope, sort: str = "added", descending: bool = False) -> Sequence[int]:
        """The papers of a scope, sorted; those without a value last, those of the same one as they came.

        Raises VesicleError for what they cannot be sorted by.
        """
        if sort not in SORTS:
            raise VesicleError(f"sort: papers cannot be sorted by {sort[:40]!r}; choose from {', '.join(SORTS)}")
        column = "row" if sort == "added" else sort
        where, values = self._where(scope)
        if needs_text := bool(scope.words) or sort in _TEXTS:
            self._fold()
        table = "listed JOIN folded USING (row)" if needs_text else "listed"
        order = f"{column} IS NULL, {column} {'DESC' if descending else 'ASC'}, row"
        query = f"SELECT row FROM {table} WHERE {where} ORDER BY {order}"  # noqa: S608 - names of columns
        return array("q", (row for (row,) in self._all(query, *values)))

    def papers(self, rows: Iterable[int]) -> list[Listed]:
        """The papers of some numbers, in their order."""
        wanted = list(rows)
        found = self._all(
            "SELECT row, record, passages FROM listed JOIN catalogue.papers USING (id)"
            " WHERE row IN (SELECT value FROM json_each(?))",
            json.dumps(wanted),
        )
        made = {row: Listed(paper_from(record, ()), passages) for row, record, passages in found}
        return [made[row] for row in wanted]

    def counts(self, rows: Sequence[int], facet: str) -> list[tuple[str, int]]:
        """Values of a facet, with the number of those papers that have each, the most frequent first."""
        postings = self._postings(facet)
        if not postings.values:
            return []
        numbers = np.add.reduceat(self._among(rows)[postings.rows], postings.starts, dtype=np.int64).tolist()
        counted = ((value, number) for value, number in zip(postings.values, numbers, strict=True) if number)
        return sorted(counted, key=lambda one: (-one[1], one[0]))

    def stated(self, rows: Sequence[int], facet: str) -> dict[int, list[str]]:
        """Of each of those papers that has any, its values of a facet."""
        postings, among = self._postings(facet), self._among(rows)
        found: dict[int, list[str]] = {}
        for value, of_value in zip(postings.values, np.split(postings.rows, postings.starts[1:]), strict=False):
            for row in of_value[among[of_value]].tolist():
                found.setdefault(row, []).append(value)
        return found

    def years(self, rows: Sequence[int]) -> list[int | None]:
        """The year of each of those papers."""
        found: list[int] = self._years[self._places(rows)].tolist()
        return [year or None for year in found]

    def year_span(self, rows: Sequence[int]) -> tuple[int | None, int | None]:
        """Years of the oldest and the newest of those papers."""
        known = (years := self._years[self._places(rows)])[years > 0]
        return (int(known.min()), int(known.max())) if known.size else (None, None)

    def _read_retracted(self) -> frozenset[int]:
        """All papers that are retracted."""
        found = self._all(
            "SELECT row, record FROM listed JOIN catalogue.papers USING (id)"
            " WHERE json_array_length(record, '$.notices') > 0"
        )
        return frozenset(row for row, record in found if paper_from(record, ()).retraction)

    def _among(self, rows: Sequence[int]) -> NDArray[np.bool_]:
        among = np.zeros(len(self._years), dtype=np.bool_)
        among[self._places(rows)] = True
        return among

    def _places(self, rows: Sequence[int]) -> NDArray[np.int64]:
        return np.asarray(rows, dtype=np.int64)

    def _read_postings(self, facet: str) -> _Postings:
        found = self._all(
            "SELECT value, row FROM catalogue.facets JOIN listed ON id = paper_id WHERE facet = ? ORDER BY value", facet
        )
        values = [value for value, _ in found]
        starts = [at for at, value in enumerate(values) if not at or value != values[at - 1]]
        rows = np.array([row for _, row in found], dtype=np.int64)
        return _Postings([values[at] for at in starts], np.array(starts, dtype=np.intp), rows)

    def _where(self, scope: Scope) -> tuple[str, list[Any]]:
        """A scope as a condition, and the values in it."""
        tests, values = ["1" if scope.references else "kind <> 'reference'"], list[Any]()
        if scope.papers is not None:
            tests.append("id IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self._named(scope.papers)))
        for year, sign in ((scope.filters.since, ">="), (scope.filters.until, "<=")):
            if year is not None:
                tests.append(f"year {sign} ?")
                values.append(year)
        for facet, wanted in scope.filters.by_facet().items():
            fitting_ones = "facet = ? AND value IN (SELECT value FROM json_each(?))"
            tests.append(f"id IN (SELECT paper_id FROM catalogue.facets WHERE {fitting_ones})")  # noqa: S608 - a constant
            values += [facet, self._that_fit(facet, wanted)]
        of_words, looked_for = words_found(scope.words)
        return " AND ".join([*tests, *of_words]), [*values, *looked_for]

    def _fitting(self, facet: str, wanted: tuple[str, ...]) -> str:
        held = self._all("SELECT DISTINCT value FROM catalogue.facets WHERE facet = ?", facet)
        return json.dumps(fitting(wanted, [value for (value,) in held]))

    def _named(self, papers: Iterable[str]) -> list[str]:
        """The ids under which papers may be listed now: their own, those that they had, and those of their digests."""
        bare = [one.removeprefix(DIGEST_PREFIX) for one in papers]
        query = "SELECT paper_id FROM catalogue.names WHERE name IN (SELECT value FROM json_each(?))"
        bare += [paper_id for (paper_id,) in self._all(query, json.dumps(bare))]
        return [*bare, *(f"{DIGEST_PREFIX}{one}" for one in bare)]

    def _fold(self) -> None:
        """Have what is looked for in the list, and what it is sorted by."""
        with self._opened() as db:
            if not self._is_folded:
                fold_papers(db)
                self._is_folded = True

    def _all(self, query: str, *values: Any) -> list[Any]:
        with self._opened() as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The database, for one thread at a time. Raises VesicleError when it cannot grow."""
        try:
            with self._lock:
                yield self._database
        except sqlite3.OperationalError as error:
            raise VesicleError(f"the list of papers: {error}; make room for temporary files and ask again") from error
