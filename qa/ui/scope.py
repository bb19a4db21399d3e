"""Which papers of the library the page means."""

from typing import Any

from index import Filters
from index.errors import VesicleError
from index.scope import Scope
from index.text import one_line

MOST_PAPERS = 200
"""Papers that can be named one by one: those behind an answer."""


def scope_of(sent: object) -> Scope:
    """The scope in what the page sent, which may be anything; what is left out of it narrows nothing.

    Raises VesicleError.

    >>> scope_of({"scope": {"words": "miR-21", "filters": {"since": 2020}}}).filters.to_dict()
    {'since': 2020}
    """
    match sent:
        case {"scope": dict(given)}:
            pass
        case _:
            raise VesicleError("what was sent names no papers; load the page again")
    whole: dict[str, Any] = {"words": "", "filters": {}, "papers": None, "references": False}
    match whole | given:
        case {
            "words": str(words),
            "filters": dict(filters),
            "papers": None | list() as papers,
            "references": bool(both),
        }:
            if papers is not None and not (len(papers) <= MOST_PAPERS and all(isinstance(one, str) for one in papers)):
                raise VesicleError(
                    f"the papers that were sent are no list of at most {MOST_PAPERS}; load the page again"
                )
            named = None if papers is None else tuple(map(one_line, papers))
            return Scope(one_line(words), Filters.of(filters), named, both)
        case _:
            raise VesicleError("what was sent names no papers; load the page again")


def page_of(sent: object, sort: str) -> tuple[str, bool, int]:
    """By what the page wants a list to be sorted, whether from the end, and from which place on it shows it.

    sort: when it names nothing. Raises VesicleError.
    """
    wanted: dict[str, Any] = {"sort": sort, "descending": False, "start": 0}
    match wanted | (sent if isinstance(sent, dict) else {}):
        case {"sort": str(name), "descending": bool(descending), "start": int(start)} if 0 <= start < 2**31:
            return name, descending, start
        case _:
            raise VesicleError("what was sent names no part of a list; load the page again")
