"""Finding, among the papers that are stored, the one that a record belongs to."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from index.catalog import stored_paper, texts_of
from index.database import Database
from index.identity import Known, id_rank, known_of, names_of, same_paper, union
from index.records import Paper

RUN = """
CREATE TEMP TABLE seen (row INTEGER PRIMARY KEY);
CREATE TEMP TABLE taken (paper_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE touched (paper_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
"""What a run keeps in mind: records that came, papers that they are of, papers that may have changed."""


def touch(db: Database, *paper_ids: str) -> None:
    """Have papers looked at when the run is settled."""
    for paper_id in paper_ids:
        db.run("INSERT OR IGNORE INTO touched VALUES (?)", paper_id)


def home(db: Database, record: Paper, level: int, listed: bool) -> str:
    """Id of the paper that a new record belongs to; papers that it shows to be one are joined."""
    known, same, versions = known_of(record), list[str](), list[str]()
    for paper_id, by_title in _candidates(db, names_of(record)):
        other = _known(db, paper_id)
        if same_paper(known, other, by_title=by_title):
            same.append(paper_id)
            known = union(known, other)
        elif not listed and same_paper(known, other, by_title=by_title, update=True):
            versions += _older_version(db, paper_id, record.origin, level)
    if not same and len(versions) == 1:
        same = versions
    ranks = {paper_id: _rank(db, paper_id) for paper_id in same}
    own = (True, listed, *id_rank(record.id))
    if record.id in ranks or not _is_used(db, record.id):
        ranks[record.id] = min(own, ranks.get(record.id, own))
    elif not ranks:
        ranks[f"sha:{record_digest(record)[:16]}"] = (True, listed, True, True, "")
    chosen = min(ranks, key=lambda paper_id: ranks[paper_id])
    for other_id in same:
        if other_id != chosen:
            _rename(db, other_id, chosen)
    return chosen


def record_digest(record: Paper) -> str:
    """SHA-256 of all that a record says, in hexadecimal."""
    return hashlib.sha256(json.dumps(asdict(record), ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _candidates(db: Database, names: list[str]) -> Iterator[tuple[str, bool]]:
    """Papers that share a name, surest first, and whether it is only a title."""
    marks = ", ".join("?" * len(names))
    found = db.all(f"SELECT name, paper_id FROM names WHERE name IN ({marks})", *names)  # noqa: S608 - marks
    found.sort(key=lambda pair: (names.index(pair[0]), pair[1]))
    surest = {paper_id: name for name, paper_id in reversed(found)}
    for paper_id in dict.fromkeys(paper_id for _, paper_id in found):
        yield paper_id, surest[paper_id].startswith(("title:", "file:"))


def _known(db: Database, paper_id: str) -> Known:
    known = Known(*[frozenset()] * 5)
    query = "SELECT DISTINCT pmid, doi, pmcid, year, authors FROM records WHERE paper_id = ?"
    for pmid, doi, pmcid, year, authors in db.all(query, paper_id):
        values = [frozenset(filter(None, [value])) for value in (pmid, doi, pmcid)]
        years = frozenset(filter(None, [year]))
        known = union(known, Known(values[0], values[1], values[2], years, frozenset(authors.split())))
    return known


def _older_version(db: Database, paper_id: str, origin: str, level: int) -> list[str]:
    """The paper, if it has a record of this format from an earlier run that did not come again in this one."""
    found = db.all(
        "SELECT 1 FROM records WHERE paper_id = ? AND origin = ? AND level = ? AND citing = ''"
        " AND row NOT IN (SELECT row FROM seen)",
        paper_id,
        origin,
        level,
    )
    return [paper_id] if found else []


def _rank(db: Database, paper_id: str) -> tuple[bool, bool, bool, bool, str]:
    """Orders ids of one paper: published ones, which never change, then those of real papers, then by kind."""
    published = db.value("SELECT count(*) FROM papers WHERE id = ?", paper_id)
    real = db.value("SELECT count(*) FROM records WHERE paper_id = ? AND citing = ''", paper_id)
    return not published, not real, *id_rank(paper_id)


def _is_used(db: Database, paper_id: str) -> bool:
    query = "SELECT 1 FROM records WHERE paper_id = ?1 UNION SELECT 1 FROM papers WHERE id = ?1"
    return db.value(query, paper_id) is not None


def _rename(db: Database, old: str, new: str) -> None:
    """Give all that is stored under one id to another; the old one stays as a name."""
    texts = json.dumps(texts_of(stored_paper(db, old)), ensure_ascii=False)
    db.run("UPDATE records SET sections = ? WHERE paper_id = ? AND sections IS NULL", texts, old)
    db.run("UPDATE records SET paper_id = ? WHERE paper_id = ?", new, old)
    db.run("UPDATE records SET citing = ? WHERE citing = ?", new, old)
    db.run("UPDATE OR IGNORE names SET paper_id = ? WHERE paper_id = ?", new, old)
    db.run("DELETE FROM names WHERE paper_id = ?", old)
    db.run("INSERT OR IGNORE INTO names VALUES (?, ?)", old, new)
    db.run("UPDATE OR IGNORE taken SET paper_id = ? WHERE paper_id = ?", new, old)
    db.run("DELETE FROM taken WHERE paper_id = ?", old)
    db.run("INSERT OR IGNORE INTO touched SELECT paper_id FROM records WHERE citing = ?", new)
    touch(db, old, new)
