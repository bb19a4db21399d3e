"""Papers, their text and their passages, in SQLite.

A passage's text is not stored twice: it is cut out of its section by its offsets when it is read, so what is shown is
what stands in the paper.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.records import Paper, Passage, Retraction, Section

_SCHEMA = """
CREATE TABLE papers (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, year INTEGER, record TEXT NOT NULL
) STRICT;
CREATE TABLE sections (
    paper_id TEXT NOT NULL REFERENCES papers, ordinal INTEGER NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (paper_id, ordinal)
) STRICT;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, paper_id TEXT NOT NULL REFERENCES papers,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences TEXT NOT NULL
) STRICT;
CREATE INDEX passages_by_paper ON passages (paper_id);
"""
_SELECT = 'SELECT row, id, paper_id, ordinal, start, "end", sentences FROM passages'
_LISTS = ("authors", "study_types", "species", "cited_by")


class CatalogWriter:
    """Fills a new catalogue; `close` makes it final: one file, no journal beside it."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        self._rows = 0

    def add(self, paper: Paper, passages: Sequence[Passage]) -> list[int]:
        """Store a paper and its passages; returns the row numbers of the passages."""
        record = asdict(paper)
        del record["sections"]
        self._db.execute(
            "INSERT INTO papers VALUES (?, ?, ?, ?)",
            (paper.id, paper.kind, paper.year, json.dumps(record, ensure_ascii=False)),
        )
        self._db.executemany(
            "INSERT INTO sections VALUES (?, ?, ?, ?)",
            [(paper.id, ordinal, section.heading, section.text) for ordinal, section in enumerate(paper.sections)],
        )
        rows = list(range(self._rows, self._rows + len(passages)))
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (row, one.id, paper.id, one.ordinal, one.start, one.end, json.dumps(one.sentences))
                for row, one in zip(rows, passages, strict=True)
            ],
        )
        self._rows += len(passages)
        return rows

    def close(self) -> None:
        """Commit and close."""
        self._db.commit()
        self._db.close()


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
        """A paper with its sections, or None."""
        found = self._all("SELECT record FROM papers WHERE id = ?", paper_id)
        return self._paper(found[0][0]) if found else None

    def ids(self, kind: str | None = None, most: int = -1) -> list[str]:
        """Ids of the papers that are not mere references, or of those of one kind; at most so many."""
        found = self._all(
            "SELECT id FROM papers WHERE kind = ?1 OR (?1 IS NULL AND kind <> 'reference') ORDER BY id LIMIT ?2",
            kind,
            most,
        )
        return [paper_id for (paper_id,) in found]

    def passages(self, rows: Iterable[int]) -> dict[int, Passage]:
        """Passages by row number, without scores; a row that does not exist is left out."""
        wanted = json.dumps([int(row) for row in rows])
        found = self._all(
            f"{_SELECT} WHERE row IN (SELECT value FROM json_each(?))",  # noqa: S608 - two constants
            wanted,
        )
        return self._passages(found)

    def passages_of(self, paper_id: str) -> list[Passage]:
        """The passages of one paper, in reading order."""
        return list(self._rows_of(paper_id).values())

    def rows(self) -> Iterator[tuple[int, Passage]]:
        """All passages, by row number."""
        for (paper_id,) in self._all("SELECT DISTINCT paper_id FROM passages ORDER BY row"):
            yield from self._rows_of(paper_id).items()

    def counts(self) -> dict[str, int]:
        """Numbers of ``papers`` (references and digests apart), ``references``, ``digests`` and ``passages``."""
        kinds = dict(self._all("SELECT kind, count(*) FROM papers GROUP BY kind"))
        return {
            "papers": sum(kinds.values()) - kinds.get("reference", 0) - kinds.get("digest", 0),
            "references": kinds.get("reference", 0),
            "digests": kinds.get("digest", 0),
            "passages": self._all("SELECT count(*) FROM passages")[0][0],
        }

    def newest_year(self) -> int | None:
        """Year of the newest paper that is not just a reference."""
        year: int | None = self._all("SELECT max(year) FROM papers WHERE kind <> 'reference'")[0][0]
        return year

    def fault(self) -> str | None:
        """What SQLite's own check finds wrong with the file, or None."""
        found: str = self._all("PRAGMA integrity_check(1)")[0][0]
        return None if found == "ok" else found

    def _rows_of(self, paper_id: str) -> dict[int, Passage]:
        return self._passages(self._all(f"{_SELECT} WHERE paper_id = ? ORDER BY row", paper_id))

    def _all(self, query: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def _paper(self, record: str) -> Paper:
        known = json.loads(record)
        known |= {name: tuple(known[name]) for name in _LISTS}
        if known["retraction"]:
            known["retraction"] = Retraction(**known["retraction"])
        sections = self._all("SELECT heading, text FROM sections WHERE paper_id = ? ORDER BY ordinal", known["id"])
        return Paper(**known, sections=tuple(Section(heading, text) for heading, text in sections))

    def _passages(self, found: list[Any]) -> dict[int, Passage]:
        papers: dict[str, Paper] = {}
        made = {}
        for row, passage_id, paper_id, ordinal, start, end, sentences in found:
            paper = papers.get(paper_id)
            if paper is None:
                record = self._all("SELECT record FROM papers WHERE id = ?", paper_id)[0][0]
                paper = papers[paper_id] = self._paper(record)
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
