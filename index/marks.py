"""What a table of retractions says of papers, kept with them: of those that are there, and of those to come."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from index.database import Database
from index.identity import names_of, titles_conflict
from index.merge import joined_notices
from index.records import Notice, Paper
from index.retractions import SOURCE, Entry
from index.text import counted

_WORDS = {
    "retracted": "retracted",
    "concern": "with an expression of concern",
    "corrected": "corrected",
    "reinstated": "reinstated",
}


def keep(db: Database, entries: Iterable[Entry]) -> bool:
    """Keep a table in place of the one before; returns whether it says anything else.

    Papers of which the two do not say the same are looked at when the run is settled.
    """
    db.script("CREATE TEMP TABLE came AS SELECT * FROM retractions LIMIT 0")
    for entry in entries:
        db.run("INSERT INTO came VALUES (?, ?, ?, ?)", entry.pmid, entry.doi, entry.notice.status, entry.notice.date)
    db.script(
        """
        CREATE TEMP TABLE differing AS
        SELECT * FROM (SELECT * FROM came EXCEPT SELECT * FROM retractions)
        UNION ALL SELECT * FROM (SELECT * FROM retractions EXCEPT SELECT * FROM came);
        INSERT OR IGNORE INTO touched SELECT paper_id FROM names
        WHERE name IN (SELECT pmid FROM differing UNION SELECT doi FROM differing);
        DELETE FROM retractions;
        INSERT INTO retractions SELECT DISTINCT * FROM came ORDER BY pmid, doi, status, date;
        """
    )
    return db.value("SELECT 1 FROM differing LIMIT 1") is not None


def marked(db: Database, paper: Paper, records: Iterable[Paper]) -> Paper:
    """The paper with what the table says of it, under any name that its records give it.

    A record of another title gives it none: its PMID or DOI must be wrong, as in `index.merge.merged`.
    """
    same = (record for record in records if not titles_conflict(paper.title, record.title))
    names = json.dumps([name for record in same for name in names_of(record)])
    query = """
        WITH known AS (SELECT value FROM json_each(?))
        SELECT DISTINCT status, date FROM retractions
        WHERE pmid IN (SELECT value FROM known) OR doi IN (SELECT value FROM known)
    """
    said = [Notice(status, date, SOURCE) for status, date in db.all(query, names)]
    return replace(paper, notices=joined_notices([*paper.notices, *said])) if said else paper


def told(marks: Mapping[str, int]) -> str:
    """The papers that a table marks, as a sentence has them.

    marks: as `index.catalog.Catalog.marks` gives them.

    >>> told({"retracted": 2, "concern": 1, "corrected": 0, "reinstated": 0, "references": 0})
    '3 papers: 2 retracted, 1 with an expression of concern'
    >>> told({"retracted": 0, "concern": 0, "corrected": 0, "reinstated": 0, "references": 1})
    '0 papers and 1 reference'
    """
    found = [f"{marks[status]:,} {words}" for status, words in _WORDS.items() if marks[status]]
    papers = counted(sum(marks[status] for status in _WORDS), "paper")
    references = f" and {counted(marks['references'], 'reference')}" if marks["references"] else ""
    return f"{papers}{': ' * bool(found)}{', '.join(found)}{references}"
