"""The catalogue while it is written: records come in, papers come out.

A paper is made of its records: what each source says of it, and what the papers say that list it. A record that comes
again as it was changes nothing; a changed one replaces what its file said of the paper before, its reference list
included; one of another file stands beside it (`index.merge`); a paper that has no record any more is gone.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from index.chunk import CountTokens
from index.database import Database
from index.digests import summed_up
from index.engine.work import HERE, Work
from index.files import SourceFile
from index.identity import known_of, names_of, own, title_key
from index.information import STATUS_OF_RELATION
from index.marks import keep
from index.merge import completeness
from index.placing import RUN, home, record_digest, touch
from index.records import Notice, Paper
from index.retractions import Entry
from index.settling import Changes, Take, recognise_edits, settle, sweep
from index.tables import NOTICE, SCHEMA, papers_named, record_of, texts_json

_SPARE = 0.2
"""Share of unused pages from which the file is written anew."""


class Library:
    """The catalogue of a draft. Take records in or remove papers; then settle, once; then close."""

    def __init__(self, path: Path) -> None:
        """Begin with the copy of an older catalogue that is at a path, or empty if there is none."""
        is_new = not path.exists()
        self._db = Database(path)
        if is_new:
            self._db.script(SCHEMA)
        self._db.script(RUN)
        self._run: int = 1 + (self._db.value("SELECT max(run) FROM records") or 0)
        self._citing = ("", 0)
        self._is_changed = False  # in what is no paper

    @property
    def is_empty(self) -> bool:
        """Whether there is no record in it."""
        return self._db.value("SELECT 1 FROM records LIMIT 1") is None

    def take(self, record: Paper, file: str = "") -> None:
        """Take one record in: of a paper, or of one in the reference list of the paper taken last.

        file: which file it is from; what that said of the paper before is replaced.
        """
        cited_by, row = self._citing
        if record.is_reference:
            # The list of a paper that was refused is nobody's.
            if record.cited_by == (cited_by,):
                self._place(record, file, 0, self._paper_of(row))
            return
        row = self._place(record, file, completeness(record))
        self._citing = (record.id, row)
        self._db.run("INSERT OR IGNORE INTO taken (paper_id, file) VALUES (?, ?)", self._paper_of(row), file)
        if record.is_digest:
            self._place(summed_up(record), file, NOTICE, self._paper_of(row))
        for link in record.links:
            status = STATUS_OF_RELATION.get(link.relation)
            if status and link.target not in names_of(record):
                self._place(_said_by(record, link.target, status), file, NOTICE, self._paper_of(row))

    def keep_file(self, file: SourceFile, *, is_news: bool = False) -> None:
        """Remember that a file was read, and how it was then.

        is_news: that it is there is worth a generation if it was not known, even if no paper has changed.
        """
        row = (file.name, os.fsencode(file.path), file.size, file.mtime_ns)
        self._is_changed |= is_news and self._db.value("SELECT 1 FROM files WHERE file = ?", file.name) is None
        self._db.run("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", *row)

    def drop_file(self, name: str) -> None:
        """Forget a file that is gone, and all that it said."""
        self._db.run("DELETE FROM files WHERE file = ?", name)
        self.retell(name)

    def retell(self, name: str) -> None:
        """Have nothing stay of what a file said in earlier runs, unless it says it in this one too.

        How the file is now is then worth a generation, even if no paper has changed.
        """
        self._db.run("INSERT OR IGNORE INTO retold VALUES (?)", name)
        self._is_changed = True

    def find(self, name: str) -> list[str]:
        """Ids of the stored papers that a name is of: an id, a PMID, a DOI or a PMCID, as people write them."""
        return papers_named(self._db.all, name)

    def remove(self, paper_id: str) -> list[str]:
        """Remove a paper; returns its id and those by which its records would come back.

        One that other papers list stays as their reference, until it is removed as such. What notices say of it stays.
        """
        kind = self._db.value("SELECT kind FROM papers WHERE id = ?", paper_id)
        which = f"paper_id = ? AND level <> {NOTICE}" + ("" if kind == "reference" else " AND citing = ''")
        own = self._db.all(f"SELECT json_extract(record, '$.id') FROM records WHERE {which}", paper_id)  # noqa: S608
        self._db.run(f"DELETE FROM records WHERE {which}", paper_id)  # noqa: S608 - constants
        touch(self._db, paper_id)
        return list(dict.fromkeys([paper_id, *(name for (name,) in own)]))

    def mark(self, entries: Iterable[Entry]) -> None:
        """Keep a table of retractions in place of the one before: it marks the papers that are there or will come."""
        self._is_changed |= keep(self._db, entries)

    def settle(self, count_tokens: CountTokens, max_tokens: int, take: Take, work: Work = HERE) -> Changes:
        """Join the records of every paper that changed, and cut it into passages.

        count_tokens, max_tokens: of the embedder, as `index.chunk.passages_of` takes them.
        take: called with each passage that is new, and its row. work: completes and cuts papers.
        """
        recognise_edits(self._db, self._run)
        sweep(self._db)
        changes = settle(self._db, work.complete, lambda paper: work.cut(paper, count_tokens, max_tokens), take)
        changes.catalogue |= self._is_changed
        return changes

    def outcomes(self, file: str) -> dict[str, int]:
        """Numbers of the papers that a file told of in this run, settled, that were added, updated or unchanged."""
        return dict(self._db.all("SELECT outcome, count(*) FROM taken WHERE file = ? GROUP BY outcome", file))

    def papers_of(self, file: str, most: int) -> list[tuple[str, str]]:
        """Id and title of at most so many papers that a file told of in this run."""
        query = """
            SELECT id, json_extract(record, '$.title') FROM papers JOIN taken ON id = paper_id
            WHERE file = ? AND kind <> 'reference' ORDER BY id LIMIT ?
        """
        return self._db.all(query, file, most)

    def close(self) -> None:
        """Commit and close: one file, with no journal beside it."""
        self._db.commit()
        if self._db.value("PRAGMA freelist_count") > _SPARE * self._db.value("PRAGMA page_count"):
            self._db.run("VACUUM")
        self._db.close()

    def _place(self, record: Paper, file: str, level: int, citing: str = "") -> int:
        """Store a record with its paper, found or new; returns the record's row."""
        digest = record_digest(record)
        row: int | None = self._db.value(
            "SELECT row FROM records WHERE digest = ? AND file = ? AND level = ? AND citing = ?",
            *(digest, file, level, citing),
        )
        if row is None:
            paper_id = home(self._db, record, bool(citing))
            told = own(record)
            row = self._db.run(
                "INSERT INTO records VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(paper_id, self._run, file, level, citing, digest, told.pmid, told.doi, told.pmcid, told.year),
                *(" ".join(sorted(known_of(record).authors)), title_key(told.title), record_of(record)),
                texts_json(record.sections),
            )
            for name in names_of(record):
                self._db.run("INSERT OR IGNORE INTO names VALUES (?, ?, 0)", name, paper_id)
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
