"""A catalogue of many papers, of the titles, journals and facets of those of a library, mixed.

It is put together as `index.tables` has it, without passages to search: their text does not matter to a list.
"""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index import Index, Paper
from index.information import with_information
from index.records import Section
from index.tables import SCHEMA, facets_of, record_of, section_row

_FAMILIES, _GIVEN = ("Doe", "Roe", "Møe", "Poe", "Zoë", "Łoe", "Coe", "Noe"), "ABCDEFGHIJKLMNOPRST"


def catalogue(index: Index, folder: Path, papers: int) -> Path:
    """The file, made in a folder."""
    path = folder / f"catalogue-{papers}.sqlite"
    db = sqlite3.connect(path)
    db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
    for number, paper in enumerate(mixed(index, papers)):
        record = record_of(paper)
        db.execute("INSERT INTO papers VALUES (?, ?, ?, ?)", (paper.id, paper.kind, paper.year, record))
        for ordinal, section in enumerate(paper.sections):
            db.execute("INSERT INTO sections VALUES (?, ?, ?, ?, ?)", (paper.id, ordinal, *section_row(section)))
            cut = (f"{paper.id}#{ordinal}", paper.id, ordinal, 0, len(section.text), "[]", None)
            db.execute("INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", cut)
        db.executemany("INSERT INTO facets VALUES (?, ?, ?)", [(paper.id, *one) for one in facets_of(paper)])
        db.execute("INSERT INTO names VALUES (?, ?, 0)", (paper.id, paper.id))
        told = (paper.id, 1, "", 2, "", str(number), paper.pmid, paper.doi, None, paper.year, "", "", record, None)
        db.execute("INSERT INTO records VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", told)
    db.commit()
    db.close()
    return path


def mixed(index: Index, papers: int) -> Iterator[Paper]:
    """Papers, each with words of two titles, and the facets of one more."""
    known = [index.catalog.paper(one) for one in index.catalog.ids("digest")]
    chance = random.Random(0)
    for number in range(papers):
        one, other, like = chance.sample(known, 3)
        words = [*one.title.split(), *other.title.split()]
        title = " ".join(chance.sample(words, len(words) // 2))
        authors = tuple(f"{chance.choice(_FAMILIES)}, {chance.choice(_GIVEN)}" for _ in range(chance.randint(2, 10)))
        made = replace(
            like,
            id=f"pmid:{number + 1}",
            pmid=str(number + 1),
            doi=f"10.1000/x.{number}",
            title=title,
            authors=authors,
            year=chance.randint(1995, 2026),
            kind="review" if "review" in like.study_types else "article",
            sections=(Section("Abstract", f"{one.sections[0].text}\n{other.sections[0].text}"),),
        )
        yield with_information(made)
