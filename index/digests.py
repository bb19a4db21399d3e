"""Digests beside the papers that they sum up.

A digest is a document of its own, which stands in for its paper: once the paper's own text is there it steps aside, and
stands again when that is removed. What it says of the paper, its facets, stays with the paper all the while.
"""

from dataclasses import replace

from index.complete import complete
from index.database import Database
from index.marks import marked
from index.merge import joined_notices
from index.records import DIGEST_PREFIX, Paper
from index.tables import NOTICE, paper_from


def summed_up(digest: Paper) -> Paper:
    """What a digest says of its paper."""
    paper_id = digest.id.removeprefix(DIGEST_PREFIX)
    return Paper(paper_id, "", pmid=digest.pmid, doi=digest.doi, kind="reference", facets=digest.facets)


def touch_digests(db: Database) -> None:
    """Have the digests looked at, when a run is settled, of all papers that may have changed."""
    query = f"""
        INSERT OR IGNORE INTO touched SELECT citing FROM records JOIN touched USING (paper_id)
        WHERE level = {NOTICE} AND citing GLOB '{DIGEST_PREFIX}*'
    """  # noqa: S608 - constants
    db.run(query)


def beside_its_paper(db: Database, digest: Paper) -> Paper:
    """A digest as it is beside what is known of its paper: with its notices; without any text once that has its own."""
    query = f"""
        SELECT level, citing, record FROM records
        WHERE paper_id IN (SELECT paper_id FROM records WHERE level = {NOTICE} AND citing = ?) ORDER BY row
    """  # noqa: S608 - a constant
    said = list[Paper]()
    for level, citing, record in db.all(query, digest.id):
        if level > 0 and not citing:
            return replace(digest, sections=())
        said.append(paper_from(record, ()))
    notices = joined_notices(notice for record in (digest, *said) for notice in record.notices)
    return complete(marked(db, replace(digest, notices=notices), said))


def is_a_step(old: Paper | None, new: Paper | None) -> bool:
    """Whether all that happened is that a digest steps aside for its paper, or back."""
    return bool(old and new and old.is_digest and bool(old.sections) != bool(new.sections))
