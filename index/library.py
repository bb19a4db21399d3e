"""The catalogue while it is written: records come in, papers come out.

A paper is made of its records: what each source says of it, and what the papers say that list it. A record that comes
again as it was changes nothing; a changed one replaces the one of the same format and completeness; the reference
list of a paper replaces its earlier one; a paper that has no record any more is gone.
"""

import json
from pathlib import Path

from index.catalog import SCHEMA, record_of
from index.chunk import CountTokens, passages_of
from index.database import Database
from index.identifiers import clean_doi, clean_pmcid, clean_pmid
from index.identity import known_of, names_of
from index.information import STATUS_OF_RELATION
from index.merge import completeness
from index.placing import RUN, home, record_digest, touch
from index.records import Notice, Paper
from index.settling import NOTICE, Changes, settle, sweep

_SPARE = 0.2
"""Share of unused pages from which the file is written anew."""


class Library:
    """The catalogue of a draft. Take records in or remove papers; then settle, once; then close."""

    def __init__(self, path: Path, old: Path | None = None) -> None:
        """Begin at a path: empty, or with all that is in an older catalogue."""
        self._db = Database(path)
        if old:
            self._db.copy(old)
        else:
            self._db.script(SCHEMA)
        self._db.script(RUN)
        self._citing = ("", 0)

    @property
    def is_empty(self) -> bool:
        """Whether there is no record in it."""
        return self._db.value("SELECT 1 FROM records LIMIT 1") is None

    def take(self, record: Paper) -> None:
        """Take one record in: of a paper, or of one in the reference list of the paper taken last."""
        cited_by, row = self._citing
        if record.is_reference:
            citing = self._paper_of(row) if record.cited_by == (cited_by,) else ""
            self._place(record, 0, citing)
            return
        row = self._place(record, completeness(record))
        self._citing = (record.id, row)
        self._db.run("INSERT OR IGNORE INTO taken VALUES (?)", self._paper_of(row))
        for link in record.links:
            status = STATUS_OF_RELATION.get(link.relation)
            if status and link.target not in names_of(record):
                self._place(_said_by(record, link.target, status), NOTICE, self._paper_of(row))

    def remove(self, name: str) -> list[str]:
        """Remove a paper by its id or another identifier; returns the ids of what was removed.

        One that other papers list stays as their reference, until it is removed as such.
        """
        names = [name, f"pmid:{clean_pmid(name)}", f"doi:{clean_doi(name)}", f"pmcid:{clean_pmcid(name)}"]
        found = self._db.all(
            "SELECT id, kind FROM papers WHERE id = ?1 OR id IN"
            " (SELECT paper_id FROM names WHERE name IN (SELECT value FROM json_each(?2)))",
            name,
            json.dumps(names if name.upper().startswith("PMC") else names[:3]),
        )
        for paper_id, kind in found:
            which = "" if kind == "reference" else "AND citing = ''"
            self._db.run(f"DELETE FROM records WHERE paper_id = ? {which}", paper_id)  # noqa: S608 - two constants
            touch(self._db, paper_id)
        return [paper_id for paper_id, _ in found]

    def settle(self, count_tokens: CountTokens, max_tokens: int) -> Changes:
        """Join the records of every paper that changed, and cut it into passages.

        count_tokens, max_tokens: of the embedder, as `index.chunk.passages_of` takes them.
        """
        sweep(self._db)
        return settle(self._db, lambda paper: passages_of(paper, count_tokens, max_tokens))

    def close(self) -> None:
        """Commit and close: one file, with no journal beside it."""
        self._db.commit()
        if self._db.value("PRAGMA freelist_count") > _SPARE * self._db.value("PRAGMA page_count"):
            self._db.run("VACUUM")
        self._db.close()

    def _place(self, record: Paper, level: int, citing: str = "") -> int:
        """Store a record with its paper, found or new; returns the record's row."""
        digest = record_digest(record)
        row: int | None = self._db.value(
            "SELECT row FROM records WHERE digest = ? AND origin = ? AND level = ? AND citing = ?",
            *(digest, record.origin, level, citing),
        )
        if row is None:
            paper_id = home(self._db, record, level, bool(citing))
            sections = [(section.heading, section.text) for section in record.sections]
            row = self._db.run(
                "INSERT INTO records VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(paper_id, record.origin, level, citing, digest, record.pmid, record.doi, record.pmcid, record.year),
                *(" ".join(sorted(known_of(record).authors)), record_of(record)),
                json.dumps(sections, ensure_ascii=False),
            )
            for name in names_of(record):
                self._db.run("INSERT OR IGNORE INTO names VALUES (?, ?)", name, paper_id)
            touch(self._db, paper_id)
        self._db.run("INSERT OR IGNORE INTO seen VALUES (?)", row)
        return row

    def _paper_of(self, row: int) -> str:
        """Id of the paper that a record is of by now."""
        return str(self._db.value("SELECT paper_id FROM records WHERE row = ?", row))


def _said_by(notice: Paper, target: str, status: str) -> Paper:
    """What a notice says of the paper that it names."""
    kind, _, value = target.partition(":")
    return Paper(
        target,
        "",
        pmid=value if kind == "pmid" else None,
        doi=value if kind == "doi" else None,
        kind="reference",
        notices=(Notice(status, str(notice.year) if notice.year else None, f"notice {notice.id}"),),
        origin=notice.origin,
    )
