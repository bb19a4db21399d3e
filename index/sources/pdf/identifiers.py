"""Which paper a PDF is: the identifiers and the date that it prints of itself, never those that it cites."""

import re
from collections.abc import Iterable

from index.identifiers import clean_doi
from index.text import year_of

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LABELLED = re.compile(r"(?:doi(?:\s*[:.]|\s+(?=10\.)|\.org/)|\bcite(?:d|\sthis|\sas)?\b)", re.I)
_DATA = re.compile(r"10\.(?:5281/zenodo|6084/m9|5061/dryad|17632/|7910/dvn)", re.I)
"""Repositories of data, which papers name on their first page too."""
_GOES_ON = re.compile(r"10\.\d{4,9}/\S*[-./_]$")
_PMID = re.compile(r"\bPMID:?\s{0,3}(\d{1,8})\b")
_PMCID = re.compile(r"\bPMCID:?\s{0,3}(PMC\d{1,8})\b|\bavailable in PMC\b.{0,80}?\b(PMC\d{1,8})\b|^(PMC\d{4,8})$")
_PUBLISHED = re.compile(
    r"\bpublished(?: online| electronically)?(?: on)?\s*:?\s*"
    r"((?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}\.?\s+(?:\d{1,2},?\s+)?(?:19|20)\d\d|(?:19|20)\d\d-\d\d(?:-\d\d)?)",
    re.I,
)


def own_doi(furniture: Iterable[str], front: Iterable[str]) -> str | None:
    """The DOI of the paper itself: of its running heads and feet, else the first with a label at its front.

    Two different ones in the same place are no answer.

    >>> own_doi(["Journal of Examples 2020 https://doi.org/10.1000/a1"], ["Data: https://doi.org/10.5281/zenodo.7"])
    '10.1000/a1'
    """
    for lines in (furniture, front):
        named = (line for line in _whole(lines) if _LABELLED.search(line) or _DOI.fullmatch(line))
        found = {doi for line in named for doi in _dois(line)}
        if len(found) == 1:
            return found.pop()
    return None


def _dois(line: str) -> list[str]:
    cleaned = (clean_doi(found) for found in _DOI.findall(line))
    return [doi for doi in cleaned if doi and not _DATA.match(doi)]


def _whole(lines: Iterable[str]) -> list[str]:
    """Lines, a DOI that a line end divides put together."""
    whole: list[str] = []
    for line in lines:
        if whole and _GOES_ON.search(whole[-1]):
            whole[-1] += line
        else:
            whole.append(line)
    return whole


def own_ids(lines: Iterable[str]) -> tuple[str | None, str | None]:
    """PMID and PMCID printed with their label among the lines at the front of a paper."""
    lines = list(lines)
    pmids = {found for line in lines for found in _PMID.findall(line)}
    pmcids = {next(filter(None, found)) for line in lines for found in _PMCID.findall(line)}
    return (pmids.pop() if len(pmids) == 1 else None), (pmcids.pop() if len(pmcids) == 1 else None)


def own_year(lines: Iterable[str]) -> int | None:
    """The year of the one date of publication that is printed.

    >>> own_year(["Received: 3 May 2019; Accepted: 2 June 2019; Published: 4 January 2020"])
    2020
    """
    years = {year_of(date) for line in lines for date in _PUBLISHED.findall(line)}
    return years.pop() if len(years) == 1 else None
