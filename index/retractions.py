"""The table of Retraction Watch, as Crossref publishes it: what became of which paper.

A CSV file of some 60,000 rows, read row by row. Its columns are found by their names, in any order; these four are
read: OriginalPaperDOI and OriginalPaperPubMedID ("unavailable" or "0" where there is none), RetractionDate (month
first, "5/12/2021 0:00", or ISO) and RetractionNature.
Source: https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import SourceError
from index.identifiers import clean_doi, clean_pmid
from index.records import Notice
from index.sources.notices import iso_date
from index.sources.refusal import refusal
from index.sources.stream import Limits, Stream
from index.text import counted, one_line

if TYPE_CHECKING:
    from _csv import Reader

SOURCE = "Retraction Watch"
MOST_NAMED = 20
"""Damaged rows that are named; of more, only the number is told."""
_COLUMNS = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionDate", "RetractionNature")
_STATUS = {
    "retraction": "retracted",
    "expression of concern": "concern",
    "correction": "corrected",
    "reinstatement": "reinstated",
}
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?Z?)?"
_MONTH_FIRST = re.compile(rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}){_TIME}", re.ASCII)
_ISO = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}}){_TIME}", re.ASCII)
_LENGTH_OF_DAY = len("2021-05-12")
_MEND = "correct the row, or fetch the table again"
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says of a paper. pmid, doi: names of it, ``pmid:...`` and ``doi:...``; "" where there is none."""

    pmid: str
    doi: str
    notice: Notice


@dataclass(slots=True)
class LeftOut:
    """What could not be read of a table.

    nameless: rows with neither DOI nor PMID. damaged: other rows. failed: one line each for the first of these, and
    one for the rest.
    """

    path: Path
    nameless: int = 0
    damaged: int = 0
    _named: list[str] = field(default_factory=list)

    def add(self, error: SourceError) -> None:
        """Count a damaged row, and keep its line while there are few."""
        self.damaged += 1
        if self.damaged <= MOST_NAMED:
            self._named.append(str(error))

    @property
    def failed(self) -> list[str]:
        """A line for each damaged row, or for many."""
        rest = self.damaged - len(self._named)
        return self._named + ([str(refusal(self.path, counted(rest, "more damaged row"), _MEND))] if rest else [])


def read(path: Path, left_out: LeftOut, limits: Limits | None = None) -> Iterator[Entry]:
    """The entries of a table. What cannot be read of it is counted, and does not stop the rest.

    A row whose date is none still says what it says, without its date. limits: on the file; default those of the
    settings. Raises SourceError for a file that cannot be read, or is no such table.
    """
    try:
        with Stream(path, limits) as stream:
            rows = csv.reader(_lines(stream))
            width, places = _columns(rows, stream)
            is_empty = True
            for line, row in _rows(rows, width, max(places), stream, left_out):
                entry, fault = _entry(*(_cell(row, at) for at in places))
                if fault:
                    left_out.add(stream.refused(fault, _MEND, line))
                elif not entry:
                    left_out.nameless += 1
                if entry:
                    is_empty = False
                    yield entry
            if is_empty:
                raise stream.refused("no row of it tells of a paper", "check that it is the right file")
    except OSError as error:
        raise refusal(
            path, f"cannot be read ({error.strerror or error})", "check the path and its permissions"
        ) from error


def date_of(text: str) -> tuple[str | None, bool]:
    """A date of the table in ISO form, as far as it can be; and whether that is all that was written.

    >>> date_of("5/12/2021 0:00"), date_of("2021-05-12"), date_of("")
    (('2021-05-12', True), ('2021-05-12', True), (None, True))
    >>> date_of("31/12/2021"), date_of("2021-02-30"), date_of("soon")
    (('2021', False), ('2021-02', False), (None, False))
    """
    if not text:
        return None, True
    found = _MONTH_FIRST.fullmatch(text) or _ISO.fullmatch(text)
    date = iso_date(found["year"], found["month"], found["day"]) if found else None
    return date, date is not None and len(date) == _LENGTH_OF_DAY


def _lines(stream: Stream) -> Iterator[str]:
    for number, line in stream.lines():
        if line is None:
            raise stream.too_large("a line", number)
        try:
            yield line.decode("utf-8") + "\n"
        except UnicodeDecodeError:
            # Tables that passed through a spreadsheet have stray bytes in people's names.
            yield line.decode("latin-1") + "\n"


def _columns(rows: Iterator[list[str]], stream: Stream) -> tuple[int, list[int]]:
    """Number of columns, and where those of `_COLUMNS` stand. Raises SourceError when one is missing."""
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
    except csv.Error:
        names = []
    missing = [name for name in _COLUMNS if name.casefold() not in names]
    if missing:
        cause = f"no table of {SOURCE} (the column {missing[0]} is missing)" if names else "empty, or no CSV"
        raise stream.refused(cause, "check that it is the CSV file that Crossref publishes")
    return len(names), [names.index(name.casefold()) for name in _COLUMNS]


def _rows(rows: "Reader", width: int, last: int, stream: Stream, left_out: LeftOut) -> Iterator[tuple[int, list[str]]]:
    """Number of the line on which a row begins, and its cells; blank rows are passed over.

    width: number of columns. last: of these, the last that is needed.
    """
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            cause = f"no CSV from here to line {rows.line_num} ({error})"
            left_out.add(stream.refused(cause, "close the quotation, or fetch the table again", line))
            continue
        if any(row[width:]) or 0 < len(row) <= last:
            left_out.add(stream.refused(f"a row of {len(row)} columns, not {width}", _MEND, line))
        elif any(row):
            yield line, row


def _entry(doi: str, pmid: str, written: str, nature: str) -> tuple[Entry | None, str | None]:
    """What a row says, if it names a paper; and what is wrong with it."""
    status = _STATUS.get(" ".join(nature.casefold().split()))
    if status is None:
        return None, f"the RetractionNature {_shown(nature)} is not known"
    known_doi, known_pmid = clean_doi(doi), clean_pmid(pmid)
    if not known_doi and not known_pmid:
        return None, None
    date, is_whole = date_of(written)
    fault = None if is_whole else f"the RetractionDate {_shown(written)} is none, so it is taken as {date or 'unknown'}"
    names = f"pmid:{known_pmid}" if known_pmid else "", f"doi:{known_doi}" if known_doi else ""
    return Entry(*names, Notice(status, date, SOURCE)), fault


def _cell(row: list[str], at: int) -> str:
    return row[at].strip() if row[at].isascii() else one_line(row[at])


def _shown(text: str) -> str:
    return f'"{text[:_LONGEST_SHOWN]}{" …" * (len(text) > _LONGEST_SHOWN)}"'
