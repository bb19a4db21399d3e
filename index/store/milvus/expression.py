"""Which passages may be found, as an expression that Milvus evaluates.

Facets and ids of papers are kept and asked for as numbers, so that nothing in them can be read as an expression.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from index.among import Among
from index.records import Paper
from index.tables import filed_under

NOTHING = "row < 0"
MOST_FACETS = 4096
"""Most values by which one paper can be filtered: Milvus takes no longer list."""
Held = Callable[[str, Sequence[str]], list[str]]
"""Gives the values of a facet that the library has and that fit those wanted (`index.filters.fitting`)."""


def number_of(*names: str) -> int:
    """The number that stands for some names: 63 bits of their digest.

    >>> number_of("kind", "review") != number_of("kindreview", "") > 0
    True
    """
    digest = hashlib.blake2b("\0".join(names).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def filed(paper: Paper) -> dict[str, int | list[int]]:
    """What the passages of a paper are filtered by, as Milvus keeps it. A paper without a year has 0."""
    year, facets = filed_under(paper)
    numbers = dict.fromkeys(number_of(facet, value) for facet, value in facets)
    return {"paper": number_of(paper.id), "year": year or 0, "facets": list(numbers)[:MOST_FACETS]}


def expression(among: Among | None, held: Held) -> str:
    """The expression for the passages that may be found, "" for all."""
    if among is None:
        return ""
    wanted, said = among.filters, ["year > 0"] if among.filters.until is not None else []
    if wanted.since is not None:
        said.append(f"year >= {int(wanted.since)}")
    if wanted.until is not None:
        said.append(f"year <= {int(wanted.until)}")
    for facet, values in wanted.by_facet().items():
        fit = held(facet, values)
        if not fit:
            return NOTHING
        said.append(f"array_contains_any(facets, {_list(number_of(facet, value) for value in fit)})")
    if among.papers:
        said.append(f"paper in {_list(map(number_of, among.papers))}")
    return both(*said)


def both(*said: str) -> str:
    """The expression for what all of some expressions, "" for everything, allow."""
    return " and ".join(f"({one})" for one in said if one)


def rows_in(rows: Iterable[int], *, without: bool = False) -> str:
    """The expression for given rows, or for all others."""
    return f"row {'not in' if without else 'in'} {_list(rows)}"


def _list(numbers: Iterable[int]) -> str:
    return str(sorted(map(int, numbers)))
