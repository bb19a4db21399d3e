"""Finding, among the papers that are stored, the one that a record belongs to."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from index.database import Database
from index.identity import (
    Known,
    id_rank,
    is_telling,
    known_of,
    names_of,
    own,
    same_paper,
    title_key,
    titles_conflict,
    union,
)
from index.records import Paper
from index.tables import stored_paper, texts_json, texts_of

RUN = """
CREATE TEMP TABLE seen (row INTEGER PRIMARY KEY);
CREATE TEMP TABLE taken (
    paper_id TEXT, file TEXT, outcome TEXT NOT NULL DEFAULT 'unchanged', PRIMARY KEY (paper_id, file)
) WITHOUT ROWID;
CREATE INDEX taken_by_file ON taken (file);
CREATE TEMP TABLE touched (paper_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE retold (file TEXT PRIMARY KEY) WITHOUT ROWID;
"""
"""What a run keeps in mind: records that came; papers that they are of, from which file, and what became of these;
papers that may have changed; files of which nothing stays but what came."""
_MOST_NAMESAKES = 100
"""Papers of one title that are looked at for a record without identifiers."""


def touch(db: Database, *paper_ids: str) -> None:
    """Have papers looked at when the run is settled."""
    for paper_id in paper_ids:
        db.run("INSERT OR IGNORE INTO touched VALUES (?)", paper_id)


def home(db: Database, record: Paper, listed: bool) -> str:
    """Id of the paper that a new record belongs to; papers that it shows to be one are joined.

    listed: it is what another paper says of it, not a record of its own.
    """
    known, same = known_of(record), list[str]()
    for paper_id, by_title in _candidates(db, record):
        other = _known(db, paper_id)
        if same_paper(known, other, by_title=by_title) and not (same and _are_two(db, same[0], paper_id)):
            same.append(paper_id)
            known = union(known, other)
    ranks = {paper_id: _rank(db, paper_id) for paper_id in same}
    own = (True, listed, *id_rank(record.id))
    if record.id in ranks or not _is_used(db, record.id):
        ranks[record.id] = min(own, ranks.get(record.id, own))
    elif not ranks:
        ranks[f"sha:{record_digest(record)[:16]}"] = (True, listed, True, True, "")
    chosen = min(ranks, key=lambda paper_id: ranks[paper_id])
    for other_id in same:
        if other_id != chosen:
            rename(db, other_id, chosen)
    return chosen


def rename(db: Database, old: str, new: str) -> None:
    """Give all that is stored under one id to another; the old one stays as a name if it was ever published."""
    before = stored_paper(db, old)
    texts = texts_json(texts_of(before))
    db.run("UPDATE records SET sections = ? WHERE paper_id = ? AND sections IS NULL", texts, old)
    db.run("UPDATE records SET paper_id = ? WHERE paper_id = ?", new, old)
    db.run("UPDATE records SET citing = ? WHERE citing = ? AND citing <> ''", new, old)
    db.run("UPDATE OR IGNORE names SET paper_id = ? WHERE paper_id = ?", new, old)
    db.run("DELETE FROM names WHERE paper_id = ?", old)
    if before:
        db.run("INSERT OR REPLACE INTO names VALUES (?, ?, 1)", old, new)
    db.run("UPDATE OR IGNORE taken SET paper_id = ? WHERE paper_id = ?", new, old)
    db.run("DELETE FROM taken WHERE paper_id = ?", old)
    db.run("INSERT OR IGNORE INTO touched SELECT paper_id FROM records WHERE citing = ? AND citing <> ''", new)
    touch(db, old, new)


def record_digest(record: Paper) -> str:
    """SHA-256 of all that a record says, in hexadecimal."""
    return hashlib.sha256(json.dumps(asdict(record), ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _candidates(db: Database, record: Paper) -> Iterator[tuple[str, bool]]:
    """Papers that share a name, surest first, and whether it is only a title."""
    found: dict[str, bool] = {}
    for name in names_of(record):
        for (paper_id,) in db.all("SELECT paper_id FROM names WHERE name = ? ORDER BY paper_id", name):
            found.setdefault(paper_id, False)
    if is_telling(own(record).title):
        # Two papers with identifiers are never told to be one by their title.
        bare = "AND pmid IS NULL AND doi IS NULL AND pmcid IS NULL" if known_of(record).has_identifier else ""
        query = f"SELECT DISTINCT paper_id FROM records WHERE title = ? AND title <> '' {bare} LIMIT ?"  # noqa: S608
        for (paper_id,) in db.all(query, title_key(own(record).title), _MOST_NAMESAKES):
            found.setdefault(paper_id, True)
    yield from found.items()


def _known(db: Database, paper_id: str) -> Known:
    known = Known(*[frozenset()] * 5)
    query = "SELECT DISTINCT pmid, doi, pmcid, year, authors FROM records WHERE paper_id = ?"
    for pmid, doi, pmcid, year, authors in db.all(query, paper_id):
        values = [frozenset(filter(None, [value])) for value in (pmid, doi, pmcid)]
        years = frozenset(filter(None, [year]))
        known = union(known, Known(values[0], values[1], values[2], years, frozenset(authors.split())))
    return known


def _are_two(db: Database, one: str, other: str) -> bool:
    """Whether both are published, under titles that have nothing in common: then one record does not join them."""
    papers = [stored_paper(db, paper_id) for paper_id in (one, other)]
    return all(papers) and titles_conflict(*(paper.title for paper in papers if paper))


def _rank(db: Database, paper_id: str) -> tuple[bool, bool, bool, bool, str]:
    """Orders ids of one paper: published ones, which never change, then those of real papers, then by kind."""
    published = db.value("SELECT count(*) FROM papers WHERE id = ?", paper_id)
    real = db.value("SELECT 1 FROM records WHERE paper_id = ? AND citing = ''", paper_id)
    return not published, not real, *id_rank(paper_id)


def _is_used(db: Database, paper_id: str) -> bool:
    query = "SELECT 1 FROM records WHERE paper_id = ?1 UNION SELECT 1 FROM papers WHERE id = ?1"
    return db.value(query, paper_id) is not None
