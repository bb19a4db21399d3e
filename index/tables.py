"""How papers, their text and their passages are stored: the tables, and a paper as a row of them.

A passage's text is not stored twice: it is cut out of its section by its offsets when it is read, so what is shown is
what stands in the paper.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from index.database import Database
from index.identifiers import names_meant
from index.records import Facets, Link, Notice, Paper, Section

SCHEMA = """
CREATE TABLE papers (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, year INTEGER, record TEXT NOT NULL
) STRICT;
CREATE TABLE sections (
    paper_id TEXT NOT NULL REFERENCES papers, ordinal INTEGER NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL,
    pages TEXT, -- (offset, page) pairs; null where the source has no pages
    PRIMARY KEY (paper_id, ordinal)
) STRICT;
CREATE TABLE facets (
    paper_id TEXT NOT NULL REFERENCES papers, facet TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (facet, value, paper_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX facets_by_paper ON facets (paper_id);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, paper_id TEXT NOT NULL REFERENCES papers,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences TEXT NOT NULL,
    embedded BLOB -- digest of what was embedded; null for "Article information"
) STRICT;
CREATE INDEX passages_by_paper ON passages (paper_id);
CREATE TABLE names (
    name TEXT, paper_id TEXT, former INTEGER NOT NULL, -- 1 for an id that the paper had
    PRIMARY KEY (name, paper_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_paper ON names (paper_id);
CREATE TABLE records (
    row INTEGER PRIMARY KEY, paper_id TEXT NOT NULL, run INTEGER NOT NULL, file TEXT NOT NULL,
    level INTEGER NOT NULL, -- how complete: `index.merge.completeness`, or `NOTICE`
    citing TEXT NOT NULL, -- the paper, notice or digest that says this of the paper; "" for the paper's own
    digest TEXT NOT NULL, pmid TEXT, doi TEXT, pmcid TEXT, year INTEGER, authors TEXT NOT NULL, title TEXT NOT NULL,
    record TEXT NOT NULL, sections TEXT -- null when they are the paper's
) STRICT;
CREATE INDEX records_by_paper ON records (paper_id, citing);
CREATE INDEX records_by_citing ON records (citing) WHERE citing <> '';
CREATE INDEX records_by_title ON records (title) WHERE title <> '';
CREATE INDEX bare_records_by_title ON records (title)
    WHERE title <> '' AND pmid IS NULL AND doi IS NULL AND pmcid IS NULL;
CREATE INDEX records_by_digest ON records (digest);
CREATE TABLE files (
    file TEXT PRIMARY KEY, -- as in `records`
    path BLOB NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE retractions (
    pmid TEXT NOT NULL, doi TEXT NOT NULL, -- as `names` has them; "" where there is none
    status TEXT NOT NULL, date TEXT
) STRICT;
CREATE INDEX retractions_by_pmid ON retractions (pmid);
CREATE INDEX retractions_by_doi ON retractions (doi);
"""
"""papers, sections, facets, passages: what is read. names, records: what an update needs (`index.library`).
files: that were read, as they were then. retractions: what a table of retractions says of papers, there or not
(`index.marks`)."""
NOTICE = -1
"""Completeness of what a notice or a digest says of the paper that it names: no record of that paper by itself."""
_LISTS = ("authors", "publication_types", "mesh", "study_types", "species", "cited_by")
_PAIRS = ("abbreviations", "details")


def record_of(paper: Paper) -> str:
    """A paper without its sections, as JSON."""
    record = asdict(paper)
    del record["sections"]
    return json.dumps(record, ensure_ascii=False)


def paper_from(record: str, sections: Iterable[Section]) -> Paper:
    """The paper that `record_of` was given, with its sections."""
    known = json.loads(record)
    known |= {name: tuple(known[name]) for name in _LISTS}
    known |= {name: tuple(map(tuple, known[name])) for name in _PAIRS}
    known["facets"] = Facets(**{name: tuple(values) for name, values in known["facets"].items()})
    known["notices"] = tuple(Notice(**notice) for notice in known["notices"])
    known["links"] = tuple(Link(**link) for link in known["links"])
    return Paper(**known, sections=tuple(sections))


def section_row(section: Section) -> tuple[str, str, str | None]:
    """Heading, text and pages of a section as the table has them."""
    return section.heading, section.text, json.dumps(section.pages) if section.pages else None


def section_from(heading: str, text: str, pages: str | None) -> Section:
    """The section that `section_row` was given."""
    return Section(heading, text, tuple((start, page) for start, page in json.loads(pages)) if pages else ())


def facets_of(paper: Paper) -> list[tuple[str, str]]:
    """(facet, value) for all that papers can be filtered by, beside their years."""
    listed = {"kind": (paper.kind,), "study_types": paper.study_types, "species": paper.species, **asdict(paper.facets)}
    return [(facet, value) for facet, values in listed.items() for value in dict.fromkeys(values)]


def filed_under(paper: Paper) -> tuple[int | None, list[tuple[str, str]]]:
    """All that a paper can be filtered by: its year, and `facets_of` it."""
    return paper.year, facets_of(paper)


def stored_paper(db: Database, paper_id: str) -> Paper | None:
    """A paper with its sections, or None."""
    found = db.all("SELECT record FROM papers WHERE id = ?", paper_id)
    if not found:
        return None
    rows = db.all("SELECT heading, text, pages FROM sections WHERE paper_id = ? ORDER BY ordinal", paper_id)
    return paper_from(found[0][0], (section_from(*row) for row in rows))


def papers_named(rows: Callable[..., list[Any]], name: str) -> list[str]:
    """Ids of the papers that a name is of: an id, a PMID, a DOI or a PMCID, as people write them.

    rows: what asks the database.
    """
    meant = names_meant(name)
    if meant and rows("SELECT 1 FROM papers WHERE id = ?", meant[0]):
        return meant[:1]
    query = (
        "SELECT DISTINCT paper_id FROM names JOIN papers ON id = paper_id"
        " WHERE name IN (SELECT value FROM json_each(?)) ORDER BY paper_id"
    )
    return [paper_id for (paper_id,) in rows(query, json.dumps(meant))]


def texts_json(sections: Iterable[Section]) -> str:
    """Sections as `records` keeps them."""
    return json.dumps([section_row(section) for section in sections], ensure_ascii=False)


def texts_from(sections: str) -> tuple[Section, ...]:
    """The sections that `texts_json` was given."""
    return tuple(section_from(*row) for row in json.loads(sections))


def texts_of(paper: Paper | None) -> tuple[Section, ...]:
    """What a stored paper says itself: its sections without "Article information"."""
    return paper.sections[:-1] if paper else ()
