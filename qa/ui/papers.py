"""A paper as the lists and tables of the page have it."""

from typing import Any

from index.information import STATUS_WORDS
from index.records import Paper
from index.text import one_line
from qa.export.papers import split_name
from qa.ui.sources import is_web

MOST_AUTHORS = 2
"""Authors that are named of a paper that has more than one more."""


def paper_json(paper: Paper) -> dict[str, Any]:
    """What names a paper, where it is found, and what became of it."""
    return {
        "id": paper.id,
        "title": one_line(paper.title),
        "authors": authors_in_short(paper.authors),
        "year": paper.year,
        "journal": paper.journal,
        "doi": paper.doi,
        "pmid": paper.pmid,
        "pmcid": paper.pmcid,
        "url": paper.url if is_web(paper.url) else None,
        "status": paper.status,
        "status_said": status_said(paper),
    }


def authors_in_short(authors: tuple[str, ...]) -> str:
    """The first authors of a paper, with initials.

    >>> authors_in_short(("Abe, Chizumi", "Bhaswant, Maharshi", "Miyazawa, T", "Doe, J"))
    'Abe C, Bhaswant M, et al.'
    >>> authors_in_short(("Doe, Li-Ming", "Roe, AB", "Exosome Study Group"))
    'Doe LM, Roe AB, Exosome Study Group'
    """
    shown = authors if len(authors) <= MOST_AUTHORS + 1 else authors[:MOST_AUTHORS]
    return ", ".join([*map(_in_short, shown), *(["et al."] if len(shown) < len(authors) else [])])


def status_said(paper: Paper) -> str | None:
    """What became of a paper, in words, with the date where it is known; None when nothing did.

    >>> from index.records import Notice
    >>> status_said(Paper("pmid:1", "T", notices=(Notice("retracted", "2021-05-03", "its record"),)))
    'retracted 2021-05-03'
    """
    if (status := paper.status) is None:
        return None
    dates = [notice.date or "" for notice in paper.notices if notice.status == status]
    return f"{STATUS_WORDS[status]} {max(dates)}".strip()


def _in_short(author: str) -> str:
    family, *given = split_name(author)
    if not given:
        return family
    if given[0].isupper() and len(given[0]) <= 3:
        return f"{family} {given[0]}"
    return f"{family} {''.join(part[0] for part in given[0].replace('-', ' ').split()).upper()}"
