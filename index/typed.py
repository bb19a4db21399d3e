"""What papers are found by as one types: their titles, authors, journals, years and identifiers, folded."""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from index.identifiers import clean_doi, clean_pmcid, clean_pmid
from index.letters import fold_letters

_TABLE = """
DROP TABLE IF EXISTS folded;
CREATE TABLE folded (
    row INTEGER PRIMARY KEY, title TEXT, authors TEXT, journal TEXT, -- as they are sorted; null where there is none
    words TEXT NOT NULL, names TEXT NOT NULL
) STRICT;
"""
_FIELDS = ("title", "authors", "journal", "pmid", "doi", "pmcid")
_WRITTEN = f"""
SELECT row, listed.year, {", ".join(f"json_extract(record, '$.{name}')" for name in _FIELDS)}
FROM listed JOIN catalogue.papers USING (id)
"""  # noqa: S608 - constants
_BREAK = "\x01"
"""Stands between texts that are folded together; no text has it, and no name is read across it."""
_PUNCTUATION = " \t\n.,;:!?()[]{}<>\"'“”‘’«»…"


def fold_papers(db: sqlite3.Connection) -> None:
    """Make the table ``folded`` of the papers of the table ``listed``, whose records are in ``catalogue.papers``."""
    db.executescript(_TABLE)
    with db:
        db.executemany("INSERT INTO folded VALUES (?, ?, ?, ?, ?, ?)", _folded(db.execute(_WRITTEN)))


def words_found(words: str) -> tuple[list[str], list[str]]:
    """Conditions on a row of ``folded``, one a word, and the values in them.

    >>> words_found("TNFα,")
    (['(instr(words, ?) OR instr(names, ?))'], ['tnf-alpha', ' tnfα '])
    """
    tests, values = list[str](), list[str]()
    for word in words.split():
        if word := word.strip(_PUNCTUATION):
            parts = fold_letters(word).split() or [word.casefold()]
            tests.append(f"({' AND '.join(['instr(words, ?)'] * len(parts))} OR instr(names, ?))")
            values += [*parts, f" {_as_identifier(word)} "]
    return tests, values


def _folded(papers: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows of the table of that name, from those of the query."""
    while some := list(islice(papers, 1000)):
        written = [
            text
            for _, _, title, authors, journal, *_ in some
            for text in (title, "; ".join(json.loads(authors)), journal or "")
        ]
        folded = _fold_all(written)
        for at, (row, year, _, _, _, *identifiers) in enumerate(some):
            texts = folded[3 * at : 3 * at + 3]
            # What is typed may be the beginning of a name only, and of that as it is written.
            also = [text for text in map(str.casefold, written[3 * at : 3 * at + 3]) if text not in texts]
            sorted_by = (text.lstrip(_PUNCTUATION) or None for text in texts)
            names = " ".join(filter(None, identifiers)).lower()
            yield row, *sorted_by, "\n".join([*texts, *also, str(year or "")]), f" {names} "


def _fold_all(texts: Sequence[str]) -> list[str]:
    """Each text folded, on one line. Much faster than text by text, above all for those in plain letters."""
    folded = dict.fromkeys(texts, "")
    for plain in (True, False):
        some = [text for text in folded if text.isascii() is plain]
        found = fold_letters(_BREAK.join(text.replace(_BREAK, "") for text in some)).split(_BREAK)
        folded |= {text: " ".join(one.split()) for text, one in zip(some, found, strict=False)}
    return [folded[text] for text in texts]


def _as_identifier(word: str) -> str:
    """The identifier that a word is, as papers have it.

    >>> _as_identifier("https://doi.org/10.1000/X"), _as_identifier("pmc12"), _as_identifier("pmid:7")
    ('10.1000/x', 'pmc12', '7')
    """
    pmcid = clean_pmcid(word) if re.match("pmc", word, re.I) else None
    return (clean_doi(word) or pmcid or clean_pmid(word) or word).lower()
