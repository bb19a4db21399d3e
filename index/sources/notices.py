"""Dates, as the records of PubMed and of publishers give them when they tell what became of a paper."""

import re
from datetime import date

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}

_YEAR = r"((?:1[89]|20)\d\d)(?!\d)(?: ([A-Z][a-z]{2})(?: (\d{1,2}))?(?![-/\w]))?"
_DATE = re.compile(rf"\. {_YEAR}")
_DATE_OF_OLD = re.compile(rf" {_YEAR}(?=[^.;]{{0,20}};)")
_DOI = re.compile(r"\b(?:doi: ?)?10\.\d{4,9}/\S+", re.IGNORECASE)


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


def cited_date(source: str) -> str | None:
    """When what is cited was published, in ISO form; digits of its DOI are no date.

    >>> cited_date("J Foo. 2022 Mar 3;17(3):e1. doi: 10.1000/j.2019.1"), cited_date("JAMA 1990 Oct;264(14):1807")
    ('2022-03-03', '1990-10')
    >>> cited_date("J Foo (1985). 2022 Mar-Apr;17:1"), cited_date("doi: 10.1000/j.foo.2019")
    ('2022', None)
    """
    words = _DOI.sub("", source)
    found = _DATE.search(words) or _DATE_OF_OLD.search(words)
    return iso_date(*found.groups("")) if found else None
