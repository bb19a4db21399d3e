"""The evidence table: one row a study, with what is known of it and of what it found."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from typing import TextIO

from index.catalog import Catalog
from index.records import Facets, Paper

_FACETS = tuple(field.name for field in fields(Facets))
COLUMNS = (
    *("id", "kind", "title", "authors", "journal", "year", "doi", "pmid", "url"),
    *("publication_types", "study_types", "species", *_FACETS, "notices", "summary"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take a cell that begins with it for."""


def evidence_rows(catalog: Catalog) -> Iterator[dict[str, object]]:
    """The studies of a library, by id, as records of `COLUMNS`; references and digests that stepped aside left out.

    summary: the text of a digest; None for a paper, whose words are its own.
    """
    for paper_id in [*catalog.ids("digest"), *catalog.ids()]:
        paper = catalog.paper(paper_id)
        if paper and paper.sections:
            yield _row(paper)


def write_csv(rows: Iterable[dict[str, object]], file: TextIO, columns: Sequence[str] = COLUMNS) -> None:
    """Write rows as CSV, several values of one cell with semicolons between.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)


def _row(paper: Paper) -> dict[str, object]:
    known = asdict(paper)
    row = {column: known[column] for column in COLUMNS if column in known} | known["facets"]
    row["notices"] = tuple(" ".join(filter(None, [one.status, one.date])) for one in paper.notices)
    row["summary"] = paper.sections[0].text if paper.is_digest else None
    return {column: list(value) if isinstance(value := row[column], tuple) else value for column in COLUMNS}


def _cell(value: object) -> str:
    text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
