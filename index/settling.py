"""The papers that a run's records make, and their passages."""

import hashlib
import json
from array import array
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from index.database import Database
from index.digests import beside_its_paper, is_a_step, touch_digests
from index.identity import names_of
from index.marks import marked
from index.merge import Version, merged
from index.placing import rename, touch
from index.records import Paper, Passage
from index.tables import (
    NOTICE,
    facets_of,
    filed_under,
    paper_from,
    record_of,
    section_row,
    stored_paper,
    texts_from,
    texts_json,
    texts_of,
)

Cut = Callable[[Paper], list[Passage]]
Complete = Callable[[Paper], Paper]
Take = Callable[[int, Passage], None]


@dataclass(slots=True)
class Changes:
    """What a run did.

    added, updated, unchanged, removed: papers that are not mere references.
    conflicts: for each record that was left out its file, and one line.
    fresh: rows of passages to be indexed. dead: rows of text that are gone. dead_records: rows of "Article information"
    that are gone. refiled: rows of text that are as they were, of papers that are filtered by something else now.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    conflicts: list[tuple[str, str]] = field(default_factory=list)
    fresh: "array[int]" = field(default_factory=lambda: array("q"))
    dead: "array[int]" = field(default_factory=lambda: array("q"))
    dead_records: "array[int]" = field(default_factory=lambda: array("q"))
    refiled: "array[int]" = field(default_factory=lambda: array("q"))
    catalogue: bool = False
    """Whether anything at all in the catalogue is new."""


def settle(db: Database, complete: Complete, cut: Cut, take: Take) -> Changes:
    """Join the records of every paper that may have changed, and store it, cut into passages, if it has.

    complete: as `index.complete.complete`. take: called with each passage that is new, and its row.
    """
    rows = count(1 + (db.value("SELECT max(row) FROM passages") or 0))
    changes = Changes(unchanged=db.value("SELECT count(DISTINCT paper_id) FROM taken"))
    touch_digests(db)
    for (paper_id,) in db.all("SELECT paper_id FROM touched ORDER BY paper_id"):
        old = stored_paper(db, paper_id)
        new = _joined(db, paper_id, old, changes, complete)
        before, after = old and not old.is_reference, new and not new.is_reference
        taken = db.value("SELECT EXISTS (SELECT 1 FROM taken WHERE paper_id = ?)", paper_id)
        if new != old:
            changes.catalogue = True
            _store(db, paper_id, old, new, changes, cut, rows, take)
            changes.unchanged -= taken
            if not is_a_step(old, new):
                changes.added += bool(after and not before)
                changes.updated += bool(after and before)
                changes.removed += bool(before and not after)
        elif not after:
            changes.unchanged -= taken
        if taken and (new != old or not after):
            outcome = "" if not after or is_a_step(old, new) else "updated" if before else "added"
            db.run("UPDATE taken SET outcome = ? WHERE paper_id = ?", outcome, paper_id)
    return changes


def recognise_edits(db: Database, run: int) -> None:
    """Give a text without identifiers, edited in its file, to the paper that it was there before.

    It is told by its title; of several with one title in a file, one after the other if their number is the same.
    """
    # Here and below, CROSS JOIN has SQLite begin with the few records that came, and not look through all there are.
    bare = "citing = '' AND pmid IS NULL AND doi IS NULL AND pmcid IS NULL AND title <> ''"
    came = f"""
        SELECT file, title, paper_id FROM seen CROSS JOIN records USING (row) WHERE run = ? AND {bare}
        AND paper_id NOT IN (SELECT id FROM papers) ORDER BY row
    """  # noqa: S608 - a constant
    went = f"""
        SELECT DISTINCT paper_id FROM records WHERE title = ? AND file = ? AND run < ? AND {bare}
        AND row NOT IN (SELECT row FROM seen) ORDER BY row
    """  # noqa: S608 - a constant
    new: dict[tuple[str, str], list[str]] = {}
    for file, title, paper_id in db.all(came, run):
        new.setdefault((file, title), []).append(paper_id)
    for (file, title), paper_ids in new.items():
        old = [paper_id for (paper_id,) in db.all(went, title, file, run)]
        if len(old) == len(paper_ids):
            for edited, before in zip(paper_ids, old, strict=True):
                rename(db, edited, before)


def sweep(db: Database) -> None:
    """Drop the records that newer ones of their file replace or that it has no more, and lists of papers gone."""
    not_retold = """
        SELECT row, paper_id FROM records WHERE file IN (SELECT file FROM retold) AND row NOT IN (SELECT row FROM seen)
    """
    replaced = """
        SELECT old.row, old.paper_id FROM seen CROSS JOIN records AS new USING (row)
        JOIN records AS old ON old.paper_id = new.paper_id AND old.citing = ''
        WHERE new.citing = '' AND old.file = new.file AND old.row NOT IN (SELECT row FROM seen)
    """
    no_more_listed = """
        SELECT old.row, old.paper_id FROM seen CROSS JOIN records AS new USING (row)
        JOIN records AS old ON old.citing = new.paper_id AND old.citing <> ''
        WHERE new.citing = '' AND old.file = new.file AND old.row NOT IN (SELECT row FROM seen)
    """
    of_papers_gone = """
        SELECT row, paper_id FROM records WHERE citing <> '' AND citing IN (SELECT paper_id FROM touched)
        AND citing NOT IN (SELECT paper_id FROM records WHERE citing = '')
    """
    for which in (not_retold, replaced, no_more_listed, of_papers_gone):
        _drop(db, which)


def _drop(db: Database, which: str) -> None:
    for row, paper_id in db.all(f"SELECT DISTINCT * FROM ({which})"):  # noqa: S608 - a constant of ours
        db.run("DELETE FROM records WHERE row = ?", row)
        touch(db, paper_id)


def _joined(db: Database, paper_id: str, old: Paper | None, changes: Changes, complete: Complete) -> Paper | None:
    """The paper that its records make; None when it has none, or nothing but what notices say of it."""
    query = "SELECT row, run, file, level, citing, record, sections FROM records WHERE paper_id = ? ORDER BY row"
    records: dict[int, Paper] = {}
    versions: list[Version] = []
    stored = db.all(query, paper_id)
    for row, run, file, level, citing, record, sections in stored:
        texts = texts_from(sections) if sections else texts_of(old)
        cited_by = (citing,) if citing and level != NOTICE else ()
        records[row] = replace(paper_from(record, texts), cited_by=cited_by)
        versions.append(Version(records[row], run, file))
    _name(db, paper_id, records.values())
    if all(level == NOTICE for _, _, _, level, *_ in stored):
        return None
    paper, conflicts = merged(paper_id, versions)
    paper = beside_its_paper(db, paper) if paper.is_digest else complete(marked(db, paper, records.values()))
    changes.conflicts += conflicts
    _keep_texts(db, records, paper, {row: sections for row, *_, sections in stored})
    return paper


def _keep_texts(db: Database, records: dict[int, Paper], paper: Paper, kept: dict[int, str | None]) -> None:
    """Keep a record's text with it only while it is not the paper's."""
    for row, record in records.items():
        should = None if record.sections == paper.sections[:-1] else texts_json(record.sections)
        if should != kept[row]:
            db.run("UPDATE records SET sections = ? WHERE row = ?", should, row)


def _name(db: Database, paper_id: str, records: Collection[Paper]) -> None:
    """Let a paper be found by what its records call it by now, and by the ids that it had while it has any."""
    db.run("DELETE FROM names WHERE paper_id = ? AND NOT (former AND ?)", paper_id, bool(records))
    for name in dict.fromkeys(name for record in records for name in names_of(record)):
        db.run("INSERT OR IGNORE INTO names VALUES (?, ?, 0)", name, paper_id)


def _store(
    db: Database,
    paper_id: str,
    old: Paper | None,
    paper: Paper | None,
    changes: Changes,
    cut: Cut,
    rows: Iterator[int],
    take: Take,
) -> None:
    """Replace what is stored of a paper; a passage that is as it was keeps its row, and so its vector."""
    spare: dict[bytes | str, list[int]] = {}
    query = """
        SELECT row, embedded, substr(text, start + 1, "end" - start) FROM passages
        JOIN sections USING (paper_id, ordinal) WHERE paper_id = ? ORDER BY row DESC
    """
    # Records of references are not searched as those of papers are.
    same_kind = bool(old and paper and old.is_reference == paper.is_reference)
    for row, embedded, text in db.all(query, paper_id):
        spare.setdefault(embedded or text, []).append(row)
    for table, column in (("papers", "id"), ("sections", "paper_id"), ("facets", "paper_id"), ("passages", "paper_id")):
        db.run(f"DELETE FROM {table} WHERE {column} = ?", paper_id)  # noqa: S608 - constants
    if paper:
        filed_anew = old is not None and filed_under(old) != filed_under(paper)
        db.run("INSERT INTO papers VALUES (?, ?, ?, ?)", paper.id, paper.kind, paper.year, record_of(paper))
        for facet, value in facets_of(paper):
            db.run("INSERT INTO facets VALUES (?, ?, ?)", paper.id, facet, value)
        for ordinal, section in enumerate(paper.sections):
            db.run("INSERT INTO sections VALUES (?, ?, ?, ?, ?)", paper.id, ordinal, *section_row(section))
        for passage in cut(paper):
            embedded = None if passage.is_record else _passage_digest(passage)
            same = spare.get(embedded or passage.text) if embedded or same_kind else None
            if same:
                row = same.pop()
                if filed_anew:
                    changes.refiled.append(row)
            else:
                row = next(rows)
                changes.fresh.append(row)
                take(row, passage)
            db.run(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                *(row, passage.id, paper.id, passage.ordinal, passage.start, passage.end),
                *(json.dumps(passage.sentences), embedded),
            )
    for kept, left in spare.items():
        (changes.dead_records if isinstance(kept, str) else changes.dead).extend(left)


def _passage_digest(passage: Passage) -> bytes:
    return hashlib.sha256(f"{passage.paper.title}\n{passage.text}".encode()).digest()[:16]
