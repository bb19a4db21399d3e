"""The catalogue while it is written: records come in, papers come out.

A paper is made of its records: what each source says of it, and what the papers say that list it. A record that comes
again as it was changes nothing; a changed one replaces the one of the same format and completeness; the reference
list of a paper replaces its earlier one; a paper that has no record any more is gone.
"""

import hashlib
import json
import sqlite3
from array import array
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.catalog import SCHEMA, paper_from, record_of
from index.chunk import CountTokens, passages_of
from index.complete import complete
from index.identity import Known, id_rank, known_of, names_of, same_paper, union
from index.information import STATUS_OF_RELATION
from index.merge import completeness, merged
from index.records import Notice, Paper, Passage

_SPARE = 0.2
"""Share of unused pages from which the file is written anew."""
_NOTICE = -1
"""Completeness of what a notice says of the paper that it names: no record of that paper by itself."""
_RUN = """
CREATE TEMP TABLE seen (row INTEGER PRIMARY KEY);
CREATE TEMP TABLE taken (paper_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE touched (paper_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


@dataclass(slots=True)
class Changes:
    """What a run did.

    added, updated, unchanged, removed: papers that are not mere references.
    conflicts: one line for each record that was left out.
    fresh: rows of passages to be indexed. dead: rows that are gone. reworded: rows whose words are new, not embedded.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    conflicts: list[str] = field(default_factory=list)
    fresh: "array[int]" = field(default_factory=lambda: array("q"))
    dead: "array[int]" = field(default_factory=lambda: array("q"))
    reworded: "array[int]" = field(default_factory=lambda: array("q"))
    catalogue: bool = False
    """Whether anything at all in the catalogue is new."""


class Library:
    """The catalogue of a draft. Take records in or remove papers; then settle, once; then close."""

    def __init__(self, path: Path, old: Path | None = None) -> None:
        """Begin at a path: empty, or with all that is in an older catalogue."""
        self._db = sqlite3.connect(path)
        # A draft that is not finished is thrown away, so it needs no journal.
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        self._is_update = old is not None
        if old:
            source = sqlite3.connect(f"{old.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            source.backup(self._db)
            source.close()
        else:
            self._db.executescript(SCHEMA)
        self._db.executescript(_RUN)
        self._next_row = 1 + (self._value("SELECT max(row) FROM passages") or 0)
        self._citing = ("", "")

    @property
    def is_empty(self) -> bool:
        """Whether there is no record in it."""
        return self._value("SELECT 1 FROM records LIMIT 1") is None

    def take(self, record: Paper) -> None:
        """Take one record in: of a paper, or of one in the reference list of the paper taken last."""
        if record.is_reference:
            self._place(record, 0, self._citing[1] if record.cited_by == (self._citing[0],) else "")
            return
        paper_id = self._place(record, completeness(record))
        self._citing = (record.id, paper_id)
        self._run("INSERT OR IGNORE INTO taken VALUES (?)", paper_id)
        for link in record.links:
            if status := STATUS_OF_RELATION.get(link.relation):
                self._place(_stub(link.target, status, record), _NOTICE, paper_id)

    def remove(self, name: str) -> bool:
        """Remove a paper by any of its identifiers; False when there is none.

        One that other papers list stays as their reference, until it is removed as such.
        """
        found = self._all(
            "SELECT id, kind FROM papers WHERE id = ?1 OR id IN (SELECT paper_id FROM names WHERE name = ?1)", name
        )
        for paper_id, kind in found:
            which = "" if kind == "reference" else "AND citing = ''"
            self._run(f"DELETE FROM records WHERE paper_id = ? {which}", paper_id)  # noqa: S608 - two constants
            self._touch(paper_id)
        return bool(found)

    def settle(self, count_tokens: CountTokens, max_tokens: int) -> Changes:
        """Join the records of every paper that changed, and cut it into passages.

        count_tokens, max_tokens: of the embedder, as `index.chunk.passages_of` takes them.
        """
        self._sweep()
        changes = Changes(unchanged=self._value("SELECT count(*) FROM taken"))
        for (paper_id,) in self._all("SELECT paper_id FROM touched ORDER BY paper_id"):
            old = self._stored(paper_id)
            new = self._joined(paper_id, old, changes)
            before, after = old and not old.is_reference, new and not new.is_reference
            taken = self._value("SELECT count(*) FROM taken WHERE paper_id = ?", paper_id)
            if new != old:
                changes.catalogue = True
                self._store(paper_id, new, changes, lambda paper: passages_of(paper, count_tokens, max_tokens))
                changes.unchanged -= taken
                changes.added += bool(after and not before)
                changes.updated += bool(after and before)
                changes.removed += bool(before and not after)
            elif not after:
                changes.unchanged -= taken
        return changes

    def close(self) -> None:
        """Commit and close: one file, with no journal beside it."""
        self._db.commit()
        if self._value("PRAGMA freelist_count") > _SPARE * self._value("PRAGMA page_count"):
            self._db.execute("VACUUM")
        self._db.close()

    def _place(self, record: Paper, level: int, citing: str = "") -> str:
        """Store a record with its paper, found or new; returns the paper's id."""
        digest = _digest(record)
        stored = self._all(
            "SELECT row, paper_id FROM records WHERE digest = ? AND origin = ? AND level = ? AND citing = ?",
            digest,
            record.origin,
            level,
            citing,
        )
        if stored:
            row, paper_id = stored[0]
            self._run("INSERT OR IGNORE INTO seen VALUES (?)", row)
            return str(paper_id)
        paper_id = self._home(record, level, bool(citing))
        known = known_of(record)
        sections = json.dumps([(section.heading, section.text) for section in record.sections], ensure_ascii=False)
        row = self._run(
            "INSERT INTO records VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(paper_id, record.origin, level, citing, digest, record.pmid, record.doi, record.pmcid, record.year),
            *(" ".join(sorted(known.authors)), record_of(record), sections),
        )
        self._run("INSERT INTO seen VALUES (?)", row)
        for name in names_of(record):
            self._run("INSERT OR IGNORE INTO names VALUES (?, ?)", name, paper_id)
        self._touch(paper_id)
        return paper_id

    def _home(self, record: Paper, level: int, listed: bool) -> str:
        """Id of the paper that a new record belongs to; papers that it shows to be one are joined."""
        known, same, versions = known_of(record), list[str](), list[str]()
        for paper_id, by_title in self._candidates(names_of(record)):
            other = self._known(paper_id)
            if same_paper(known, other, by_title=by_title):
                same.append(paper_id)
                known = union(known, other)
            elif not listed and same_paper(known, other, by_title=by_title, update=True):
                versions += self._older_version(paper_id, record.origin, level)
        if not same and len(versions) == 1:
            same = versions
        ranks = {paper_id: self._rank(paper_id) for paper_id in same}
        own = (True, listed, *id_rank(record.id))
        if record.id in ranks or not self._is_taken(record.id):
            ranks[record.id] = min(own, ranks.get(record.id, own))
        elif not ranks:
            ranks[f"sha:{_digest(record)[:16]}"] = (True, listed, True, True, "")
        chosen = min(ranks, key=lambda paper_id: ranks[paper_id])
        for other_id in same:
            if other_id != chosen:
                self._rename(other_id, chosen)
        return chosen

    def _candidates(self, names: list[str]) -> Iterator[tuple[str, bool]]:
        """Papers that share a name, surest first, and whether it is only a title."""
        marks = ", ".join("?" * len(names))
        found = self._all(f"SELECT name, paper_id FROM names WHERE name IN ({marks})", *names)  # noqa: S608 - marks
        found.sort(key=lambda pair: (names.index(pair[0]), pair[1]))
        surest = {paper_id: name for name, paper_id in reversed(found)}
        for paper_id in dict.fromkeys(paper_id for _, paper_id in found):
            yield paper_id, surest[paper_id].startswith(("title:", "file:"))

    def _known(self, paper_id: str) -> Known:
        known = Known(*[frozenset()] * 5)
        query = "SELECT DISTINCT pmid, doi, pmcid, year, authors FROM records WHERE paper_id = ?"
        for pmid, doi, pmcid, year, authors in self._all(query, paper_id):
            values = [frozenset(filter(None, [value])) for value in (pmid, doi, pmcid)]
            years = frozenset(filter(None, [year]))
            known = union(known, Known(values[0], values[1], values[2], years, frozenset(authors.split())))
        return known

    def _older_version(self, paper_id: str, origin: str, level: int) -> list[str]:
        """The paper, if it has a record of this format from an earlier run that did not come again in this one."""
        found = self._all(
            "SELECT 1 FROM records WHERE paper_id = ? AND origin = ? AND level = ? AND citing = ''"
            " AND row NOT IN (SELECT row FROM seen)",
            paper_id,
            origin,
            level,
        )
        return [paper_id] if found else []

    def _rank(self, paper_id: str) -> tuple[bool, bool, bool, bool, str]:
        """Orders ids of one paper: published ones, which never change, then those of real papers, then by kind."""
        published = self._value("SELECT count(*) FROM papers WHERE id = ?", paper_id)
        real = self._value("SELECT count(*) FROM records WHERE paper_id = ? AND citing = ''", paper_id)
        return not published, not real, *id_rank(paper_id)

    def _is_taken(self, paper_id: str) -> bool:
        query = "SELECT 1 FROM records WHERE paper_id = ?1 UNION SELECT 1 FROM papers WHERE id = ?1"
        return self._value(query, paper_id) is not None

    def _rename(self, old: str, new: str) -> None:
        """Give all that is stored under one id to another; the old one stays as a name."""
        self._run("UPDATE records SET paper_id = ? WHERE paper_id = ?", new, old)
        self._run("UPDATE records SET citing = ? WHERE citing = ?", new, old)
        self._run("UPDATE OR IGNORE names SET paper_id = ? WHERE paper_id = ?", new, old)
        self._run("DELETE FROM names WHERE paper_id = ?", old)
        self._run("INSERT OR IGNORE INTO names VALUES (?, ?)", old, new)
        self._run("UPDATE OR IGNORE taken SET paper_id = ? WHERE paper_id = ?", new, old)
        self._run("DELETE FROM taken WHERE paper_id = ?", old)
        self._run("INSERT OR IGNORE INTO touched SELECT paper_id FROM records WHERE citing = ?", new)
        self._touch(old, new)
        if self._citing[1] == old:
            self._citing = (self._citing[0], new)

    def _sweep(self) -> None:
        """Drop the records that newer ones replace, and the reference lists of papers that are gone."""
        replaced = """
            SELECT old.row, old.paper_id FROM records AS new JOIN seen USING (row)
            JOIN records AS old ON old.paper_id = new.paper_id AND old.citing = ''
            WHERE new.citing = '' AND old.origin = new.origin AND old.level = new.level
            AND old.row NOT IN (SELECT row FROM seen)
        """
        no_more_listed = """
            SELECT old.row, old.paper_id FROM records AS new JOIN seen USING (row)
            JOIN records AS old ON old.citing = new.paper_id
            WHERE new.citing = '' AND old.origin = new.origin AND old.row NOT IN (SELECT row FROM seen)
        """
        of_papers_gone = """
            SELECT row, paper_id FROM records WHERE citing IN (SELECT paper_id FROM touched)
            AND citing NOT IN (SELECT paper_id FROM records WHERE citing = '')
        """
        for which in (replaced, no_more_listed) if self._is_update else ():
            self._drop(which)
        self._drop(of_papers_gone)

    def _drop(self, which: str) -> None:
        for row, paper_id in self._all(f"SELECT DISTINCT * FROM ({which})"):  # noqa: S608 - a constant of ours
            self._run("DELETE FROM records WHERE row = ?", row)
            self._touch(paper_id)

    def _stored(self, paper_id: str) -> Paper | None:
        found = self._all("SELECT record FROM papers WHERE id = ?", paper_id)
        if not found:
            return None
        sections = self._all("SELECT heading, text FROM sections WHERE paper_id = ? ORDER BY ordinal", paper_id)
        return paper_from(found[0][0], sections)

    def _joined(self, paper_id: str, old: Paper | None, changes: Changes) -> Paper | None:
        """The paper that its records make; None when it has none, or nothing but what notices say of it."""
        query = "SELECT row, level, citing, record, sections FROM records WHERE paper_id = ? ORDER BY row"
        records: dict[int, Paper] = {}
        stored = self._all(query, paper_id)
        for row, _, citing, record, sections in stored:
            texts = (
                json.loads(sections)
                if sections
                else [(one.heading, one.text) for one in old.sections[:-1]]
                if old
                else []
            )
            records[row] = replace(paper_from(record, texts), cited_by=(citing,) if citing else ())
        if all(level == _NOTICE for _, level, *_ in stored):
            return None
        listed = [row for row, level, *_ in stored if level != _NOTICE]
        paper, conflicts = merged(paper_id, list(records.values()))
        cited_by = tuple(one for one in paper.cited_by if any(one in records[row].cited_by for row in listed))
        paper = complete(replace(paper, cited_by=cited_by))
        changes.conflicts += conflicts
        self._keep_texts(records, paper, {row: sections for row, *_, sections in stored})
        return paper

    def _keep_texts(self, records: dict[int, Paper], paper: Paper, kept: dict[int, str | None]) -> None:
        """Keep a record's text with it only while it is not the paper's."""
        won = next((row for row, record in records.items() if record.sections == paper.sections[:-1]), None)
        for row, record in records.items():
            text = [(section.heading, section.text) for section in record.sections]
            should = None if row == won else json.dumps(text, ensure_ascii=False)
            if should != kept[row]:
                self._run("UPDATE records SET sections = ? WHERE row = ?", should, row)

    def _store(
        self, paper_id: str, paper: Paper | None, changes: Changes, cut: Callable[[Paper], list[Passage]]
    ) -> None:
        """Replace what is stored of a paper; a passage that is as it was keeps its row, and so its vector."""
        spare: dict[bytes | None, list[tuple[int, str]]] = {}
        query = """
            SELECT row, embedded, substr(text, start + 1, "end" - start) FROM passages
            JOIN sections USING (paper_id, ordinal) WHERE paper_id = ? ORDER BY row DESC
        """
        for row, embedded, text in self._all(query, paper_id):
            spare.setdefault(embedded, []).append((row, text))
        was_reference = self._value("SELECT count(*) FROM papers WHERE id = ? AND kind = 'reference'", paper_id)
        for table, column in (("papers", "id"), ("sections", "paper_id"), ("passages", "paper_id")):
            self._run(f"DELETE FROM {table} WHERE {column} = ?", paper_id)  # noqa: S608 - constants
        if paper:
            self._run("INSERT INTO papers VALUES (?, ?, ?, ?)", paper.id, paper.kind, paper.year, record_of(paper))
            for ordinal, section in enumerate(paper.sections):
                self._run("INSERT INTO sections VALUES (?, ?, ?, ?)", paper.id, ordinal, section.heading, section.text)
            for passage in cut(paper):
                embedded = None if passage.is_record else _passage_digest(passage)
                if spare.get(embedded):
                    row, text = spare[embedded].pop()
                    if embedded is None and (text != passage.text or was_reference != paper.is_reference):
                        changes.reworded.append(row)
                else:
                    row, self._next_row = self._next_row, self._next_row + 1
                    changes.fresh.append(row)
                self._run(
                    "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    *(row, passage.id, paper.id, passage.ordinal, passage.start, passage.end),
                    *(json.dumps(passage.sentences), embedded),
                )
        elif not self._value("SELECT count(*) FROM records WHERE paper_id = ?", paper_id):
            self._run("DELETE FROM names WHERE paper_id = ?", paper_id)
        changes.dead.extend(row for rows in spare.values() for row, _ in rows)

    def _touch(self, *paper_ids: str) -> None:
        for paper_id in paper_ids:
            self._run("INSERT OR IGNORE INTO touched VALUES (?)", paper_id)

    def _run(self, query: str, *values: Any) -> int:
        return self._db.execute(query, values).lastrowid or 0

    def _all(self, query: str, *values: Any) -> list[Any]:
        return self._db.execute(query, values).fetchall()

    def _value(self, query: str, *values: Any) -> Any:
        found = self._db.execute(query, values).fetchone()
        return found[0] if found else None


def _stub(target: str, status: str, notice: Paper) -> Paper:
    """What a notice says of the paper that it names."""
    kind, _, value = target.partition(":")
    date = str(notice.year) if notice.year else None
    return Paper(
        target,
        "",
        pmid=value if kind == "pmid" else None,
        doi=value if kind == "doi" else None,
        kind="reference",
        notices=(Notice(status, date, f"notice {notice.id}"),),
        origin=notice.origin,
    )


def _digest(record: Paper) -> str:
    return hashlib.sha256(json.dumps(asdict(record), ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _passage_digest(passage: Passage) -> bytes:
    return hashlib.sha256(f"{passage.paper.title}\n{passage.text}".encode()).digest()[:16]
