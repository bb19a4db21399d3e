"""What the readers of JATS and PubMed XML share in telling what became of a paper."""

from dataclasses import replace
from datetime import date

from index.records import Paper

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


def iso_date(year: str, month: str = "", day: str = "") -> str | None:
    """A date as exactly as it is known; a part that cannot be is left out, None when the year cannot be.

    month: a number or an English name, whole or shortened.

    >>> iso_date("2021", "May", "3"), iso_date("2021", "02", "30"), iso_date("2021", "Spring"), iso_date("in press")
    ('2021-05-03', '2021-02', '2021', None)
    """
    if not (year.isascii() and year.isdecimal() and 1500 <= int(year[:5]) < 2100):
        return None
    number = _MONTHS.get(month[:3].lower()) or (int(month) if month.isdecimal() and len(month) <= 2 else 0)
    if not 1 <= number <= 12:
        return year
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return f"{year}-{number:02}"


def not_by_title(paper: Paper) -> Paper:
    """A notice that retracts another paper is not retracted because it repeats that paper's new title.

    >>> from index.records import Link, Notice
    >>> told = (Notice("retracted", None, "title"),)
    >>> notice = Paper("pmid:2", "RETRACTED: Exosomes", notices=told, links=(Link("retracts", "pmid:1"),))
    >>> not_by_title(notice).retraction is None
    True
    """
    if all(link.relation != "retracts" for link in paper.links):
        return paper
    return replace(paper, notices=tuple(notice for notice in paper.notices if notice.source != "title"))
