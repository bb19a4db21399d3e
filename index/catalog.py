"""Papers and passages, read from a finished catalogue (`index.tables`)."""

import json
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from index.among import Rows
from index.files import SourceFile
from index.filters import Filters, fitting
from index.records import DIGEST_PREFIX, Paper, Passage, Section
from index.tables import NOTICE, paper_from, papers_named, section_from

CATALOG = "catalog.sqlite"
"""Its file in a generation."""

# A digest has no sections any more once its paper has come.
_STANDING = "FROM papers WHERE kind <> 'reference' AND EXISTS (SELECT 1 FROM sections WHERE paper_id = papers.id)"
_SELECT = 'SELECT row, id, paper_id, ordinal, start, "end", sentences FROM passages'


class Catalog:
    """A finished catalogue, read only. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        # The file never changes once published, so SQLite need neither lock it nor look for a journal.
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def paper(self, paper_id: str) -> Paper | None:
        """A paper with its sections, by its id or another identifier ("doi:10.1/x"), or None."""
        query = "SELECT id FROM papers WHERE id = ?1 OR id IN (SELECT paper_id FROM names WHERE name = ?1)"
        found = sorted((found for (found,) in self._all(query, paper_id)), key=lambda one: one != paper_id)
        return self._papers(found[:1])[found[0]] if found else None

    def find(self, name: str) -> list[str]:
        """Ids of the papers that a name is of: an id, a PMID, a DOI or a PMCID, as people write them."""
        return papers_named(self._all, name)

    def is_paper(self, paper_id: str) -> bool:
        """Whether there is a paper of that id, not a mere reference."""
        return bool(self._all("SELECT 1 FROM papers WHERE id = ? AND kind <> 'reference'", paper_id))

    def ids(self, kind: str | None = None, most: int = -1) -> list[str]:
        """Ids of the papers that are neither mere references nor digests, or of those of one kind; at most so many."""
        found = self._all(
            "SELECT id FROM papers WHERE kind = ?1 OR (?1 IS NULL AND kind NOT IN ('reference', 'digest'))"
            " ORDER BY id LIMIT ?2",
            kind,
            most,
        )
        return [paper_id for (paper_id,) in found]

    def files(self) -> dict[Path, SourceFile]:
        """The files that were read, by their paths, as they were then."""
        found = self._all("SELECT path, size, mtime_ns FROM files")
        paths = ((Path(os.fsdecode(path)), size, mtime_ns) for path, size, mtime_ns in found)
        return {path: SourceFile(path, size, mtime_ns) for path, size, mtime_ns in paths}

    def telling(self) -> frozenset[str]:
        """Names (`SourceFile.name`) of the files of which something is in the catalogue."""
        return frozenset(file for (file,) in self._all("SELECT DISTINCT file FROM records"))

    def rows_that_fit(self, filters: Filters) -> Rows:
        """Row numbers of the passages of all papers that fit, in rising order."""
        years = "(?1 IS NULL OR year >= ?1) AND (?2 IS NULL OR year <= ?2)"
        fit = self._rows_of_papers(f"SELECT id FROM papers WHERE {years}", filters.since, filters.until)  # noqa: S608
        for facet, wanted in filters.by_facet().items():
            having = "SELECT paper_id FROM facets WHERE facet = ? AND value IN (SELECT value FROM json_each(?))"
            values = json.dumps(self.values_that_fit(facet, wanted))
            fit = np.intersect1d(fit, self._rows_of_papers(having, facet, values), assume_unique=True)
        return fit

    def values_that_fit(self, facet: str, wanted: Sequence[str]) -> list[str]:
        """The values of a facet that papers have and that fit one that is wanted (`index.filters.fitting`)."""
        held = self._all("SELECT DISTINCT value FROM facets WHERE facet = ?", facet)
        return fitting(wanted, [value for (value,) in held])

    def passages(self, rows: Iterable[int]) -> dict[int, Passage]:
        """Passages by row number, without scores; a row that does not exist is left out."""
        wanted = json.dumps([int(row) for row in rows])
        found = self._all(
            f"{_SELECT} WHERE row IN (SELECT value FROM json_each(?))",  # noqa: S608 - two constants
            wanted,
        )
        return self._passages(found)

    def rows(self) -> Iterator[tuple[int, Passage]]:
        """All passages with their row numbers, paper by paper."""
        for (paper_id,) in self._all("SELECT id FROM papers ORDER BY id"):
            yield from self.rows_of(paper_id).items()

    def all_rows(self) -> tuple[Rows, Rows]:
        """Row numbers of all passages, and of those of text, which have a vector, in rising order."""
        return self._rows("SELECT row FROM passages"), self._rows("SELECT row FROM passages WHERE embedded NOT NULL")

    def records_of(self, rows: Iterable[int]) -> list[int]:
        """Those of some rows that are of "Article information", in rising order."""
        wanted = json.dumps([int(row) for row in rows])
        query = "SELECT row FROM passages WHERE row IN (SELECT value FROM json_each(?)) AND embedded IS NULL ORDER BY 1"
        return [row for (row,) in self._all(query, wanted)]

    def counts(self) -> dict[str, int]:
        """Numbers of ``papers`` (references and digests apart), ``references``, ``digests`` and ``passages``.

        A digest that has stepped aside for its paper is not counted.
        """
        kinds = dict(self._all("SELECT kind, count(*) FROM papers GROUP BY kind"))
        standing = "SELECT count(DISTINCT id) FROM papers JOIN sections ON paper_id = id WHERE kind = 'digest'"
        return {
            "papers": sum(kinds.values()) - kinds.get("reference", 0) - kinds.get("digest", 0),
            "references": kinds.get("reference", 0),
            "digests": self._all(standing)[0][0],
            "passages": self._all("SELECT count(*) FROM passages")[0][0],
        }

    def marks(self) -> dict[str, int]:
        """What the table of retractions makes of what is here; empty where there is no table.

        ``entries`` of it; ``retracted``, ``concern``, ``corrected``, ``reinstated``: papers and standing digests that
        it names, each once, as `Paper.status` has it; ``references`` that it names.
        """
        entries = self._all("SELECT count(*) FROM retractions")[0][0]
        if not entries:
            return {}
        query = f"""
            WITH named AS (SELECT paper_id FROM names
                WHERE name IN (SELECT pmid FROM retractions UNION SELECT doi FROM retractions))
            SELECT record FROM papers WHERE (id IN named OR id IN (SELECT citing FROM records
                WHERE level = {NOTICE} AND citing GLOB '{DIGEST_PREFIX}*' AND paper_id IN named))
            AND EXISTS (SELECT 1 FROM sections WHERE paper_id = id)
        """  # noqa: S608 - constants
        papers = [paper_from(record, ()) for (record,) in self._all(query)]
        found = Counter(paper.status for paper in papers if not paper.is_reference)
        statuses = {status: found[status] for status in ("retracted", "concern", "corrected", "reinstated")}
        references = sum(paper.is_reference and bool(paper.status) for paper in papers)
        return {"entries": entries, **statuses, "references": references}

    def newest_year(self) -> int | None:
        """Year of the newest paper that is not just a reference."""
        year: int | None = self._all("SELECT max(year) FROM papers WHERE kind <> 'reference'")[0][0]
        return year

    def year_span(self) -> tuple[int | None, int | None]:
        """Years of the oldest and the newest paper or standing digest."""
        first, last = self._all(f"SELECT min(year), max(year) {_STANDING}")[0]
        return first, last

    def newest(self, most: int) -> list[tuple[str, int]]:
        """Title and year of at most so many papers and standing digests of the newest year, papers first."""
        return self._all(
            f"SELECT json_extract(record, '$.title'), year {_STANDING} AND year = (SELECT max(year) {_STANDING})"
            " ORDER BY kind = 'digest', id LIMIT ?1",
            most,
        )

    def journal_counts(self) -> list[tuple[str, int]]:
        """Journals, with the number of papers and standing digests of each, the most frequent first."""
        return self._all(
            f"SELECT json_extract(record, '$.journal') AS journal, count(*) {_STANDING} AND journal IS NOT NULL"
            " GROUP BY journal ORDER BY count(*) DESC, journal"
        )

    def facet_counts(self, facet: str) -> list[tuple[str, int]]:
        """Values of a facet, with the number of papers and standing digests of each, the most frequent first."""
        return self._all(
            "SELECT value, count(*) FROM facets WHERE facet = ?1 AND value <> 'cancer in general'"  # noqa: S608
            f" AND paper_id IN (SELECT id {_STANDING}) GROUP BY value ORDER BY count(*) DESC, value",
            facet,
        )

    def loose_ends(self) -> list[str]:
        """What in the catalogue points to something that is not there, one line each kind."""
        lines = {
            "passages without a section": "SELECT count(*) FROM passages WHERE NOT EXISTS (SELECT 1 FROM sections"
            " WHERE sections.paper_id = passages.paper_id AND sections.ordinal = passages.ordinal)",
            "sections without a paper": "SELECT count(*) FROM sections WHERE paper_id NOT IN (SELECT id FROM papers)",
            "papers without a record": "SELECT count(*) FROM papers WHERE id NOT IN (SELECT paper_id FROM records)",
            "papers with an identifier that does not find them": "SELECT count(DISTINCT paper_id) FROM records"
            " WHERE pmid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM names"
            " WHERE names.paper_id = records.paper_id AND name = 'pmid:' || pmid)",
            "records of a list or notice of a paper that is not there": "SELECT count(*) FROM records"
            " WHERE citing <> '' AND citing NOT IN (SELECT id FROM papers)",
        }
        found = {what: self._all(query)[0][0] for what, query in lines.items()}
        return [f"{number} {what} in the catalogue" for what, number in found.items() if number]

    def fault(self) -> str | None:
        """What SQLite's own check finds wrong with the file, or None."""
        found: str = self._all("PRAGMA integrity_check(1)")[0][0]
        return None if found == "ok" else found

    def rows_of(self, paper_id: str) -> dict[int, Passage]:
        """The passages of one paper by row number, in reading order."""
        return self._passages(self._all(f"{_SELECT} WHERE paper_id = ? ORDER BY ordinal, start", paper_id))

    def row_numbers(self, paper_ids: Sequence[str]) -> Rows:
        """Row numbers of the passages of some papers, in rising order."""
        return self._rows_of_papers("SELECT value FROM json_each(?)", json.dumps(paper_ids))

    def record(self, paper_id: str) -> Passage:
        """The passage of a paper's "Article information" that begins it, with the title. Raises KeyError."""
        found = self._passages(
            self._all(f"{_SELECT} WHERE paper_id = ? ORDER BY ordinal DESC, start LIMIT 1", paper_id)
        )
        if not found:
            raise KeyError(paper_id)
        return next(iter(found.values()))

    def _all(self, query: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def _rows_of_papers(self, papers: str, *values: Any) -> Rows:
        """Row numbers, in rising order, of the passages of the papers whose ids a query gives."""
        return self._rows(f"SELECT row FROM passages WHERE paper_id IN ({papers})", *values)  # noqa: S608 - constants

    def _rows(self, query: str, *values: Any) -> Rows:
        with self._lock:
            # One after the other: a list of a million takes a hundred megabytes.
            return np.sort(np.fromiter(chain.from_iterable(self._db.execute(query, values)), dtype=np.int64))

    def _passages(self, found: list[Any]) -> dict[int, Passage]:
        papers = self._papers(dict.fromkeys(paper_id for _, _, paper_id, *_ in found))
        made = {}
        for row, passage_id, paper_id, ordinal, start, end, sentences in found:
            paper = papers[paper_id]
            section = paper.sections[ordinal]
            made[row] = Passage(
                id=passage_id,
                paper=paper,
                ordinal=ordinal,
                section=section.heading,
                start=start,
                end=end,
                sentences=tuple((first, last) for first, last in json.loads(sentences)),
                text=section.text[start:end],
            )
        return made

    def _papers(self, paper_ids: Iterable[str]) -> dict[str, Paper]:
        wanted = json.dumps(list(paper_ids))
        chosen = "IN (SELECT value FROM json_each(?))"
        texts: dict[str, list[Section]] = {}
        query = (
            f"SELECT paper_id, heading, text, pages FROM sections WHERE paper_id {chosen}"  # noqa: S608 - a constant
            " ORDER BY paper_id, ordinal"
        )
        for paper_id, *row in self._all(query, wanted):
            texts.setdefault(paper_id, []).append(section_from(*row))
        records = self._all(f"SELECT id, record FROM papers WHERE id {chosen}", wanted)  # noqa: S608 - a constant
        return {paper_id: paper_from(record, texts.get(paper_id, ())) for paper_id, record in records}
