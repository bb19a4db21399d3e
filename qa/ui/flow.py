"""Who sends what to whom, as the facets of studies say it: vesicle source, cargo, target, effect on macrophages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from index import Index
from index.analysis import tokens
from index.facets import NOT_STATED

STEPS = ("vesicle_source", "cargo", "target", "macrophage_effect")
"""The facets of a path, in the order in which things pass along it."""
MOST_SOURCES = 3
"""That a study may state for its sources to be followed: of one that surveys more, its facets do not say which of them
sends what."""
MOST_VALUES = 12
"""Of any facet of one paper that are followed."""
Step = tuple[str, str]
"""A facet, and a value of it."""


@dataclass(frozen=True, slots=True)
class Path:
    """What is said together of some papers. steps: at least two, in the order of `STEPS`. rows: the papers."""

    steps: tuple[Step, ...]
    rows: tuple[int, ...]


def paths(index: Index, rows: Sequence[int]) -> list[Path]:
    """All paths of some papers, as `index.listing` numbers them; those of most papers first.

    What a study does not state is passed over. Of a study that states several values of a facet, each is taken with
    each: which belongs to which, its facets do not say. Names in different spellings are one.
    """
    stated = {facet: index.listing.stated(rows, facet) for facet in STEPS}
    sources = stated["vesicle_source"].items()
    stated["vesicle_source"] = {row: values for row, values in sources if len(values) <= MOST_SOURCES}
    spelled = {facet: _spellings(stated[facet].values()) for facet in STEPS}
    found: dict[tuple[Step, ...], list[int]] = {}
    for row in rows:
        columns = [
            list(dict.fromkeys((facet, spelled[facet][value]) for value in stated[facet].get(row, ())))[:MOST_VALUES]
            for facet in STEPS
        ]
        known = [[step for step in column if step[1] != NOT_STATED] for column in columns]
        for steps in product(*filter(None, known)):
            if len(steps) > 1:
                found.setdefault(steps, []).append(row)
    made = (Path(steps, tuple(rows)) for steps, rows in found.items())
    return sorted(made, key=lambda path: (-len(path.rows), -len(path.steps), path.steps))


def links(found: Iterable[Path]) -> dict[tuple[Step, Step], list[int]]:
    """From one step to the next, with the papers that say so."""
    between: dict[tuple[Step, Step], dict[int, None]] = {}
    for path in found:
        for pair in pairwise(path.steps):
            between.setdefault(pair, {}).update(dict.fromkeys(path.rows))
    return {pair: list(rows) for pair, rows in between.items()}


def _spellings(stated: Iterable[Iterable[str]]) -> dict[str, str]:
    """The commonest spelling of each value."""
    often = Counter(value for values in stated for value in values)
    best: dict[tuple[str, ...], str] = {}
    for value, _ in sorted(often.items(), key=lambda one: (-one[1], one[0])):
        best.setdefault(_key(value), value)
    return {value: best[_key(value)] for value in often}


def _key(value: str) -> tuple[str, ...]:
    return tuple(tokens(value)) or (value.casefold(),)
