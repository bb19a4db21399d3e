"""What is recorded of a study, as one line: who sends what to whom, and what comes of it."""

from collections.abc import Iterable

from index.facets import NOT_STATED
from index.records import Facets
from qa.spoken import exosomes_of
from qa.suggestion_forms import CANCER_IN_GENERAL

MOST_VALUES = 3
"""Of a facet that are named; more are counted."""
MACROPHAGES_SAID = {
    "towards M1": "macrophages towards M1",
    "towards M2": "macrophages towards M2",
    "depletion": "fewer macrophages",
    "none": "no effect on macrophages",
}


def relation(facets: Facets) -> str:
    """The line; empty where nothing is recorded.

    >>> relation(Facets(("M2 macrophages",), (), ("miR-21-5p",), ("PTEN", "AKT"), ("towards M2",), (), ("promotes",)))
    'exosomes of M2 macrophages → miR-21-5p → PTEN, AKT; macrophages towards M2; promotes the disease'
    >>> relation(Facets(vesicle_source=("T cells", "B cells", "blood"), effect=("marks",)))
    'exosomes of T cells, B cells, in blood; marks the disease'
    >>> relation(Facets())
    ''
    """
    sources = [exosomes_of(one) for one in facets.vesicle_source]
    # The word is said once.
    sources[1:] = [one.removeprefix("exosomes ").removeprefix("of ") for one in sources[1:]]
    chain = [_listed(sources), _listed(facets.cargo)]
    chain.append(_listed(facets.target) or _listed(facets.recipient))
    parts = [" → ".join(filter(None, chain))]
    parts.append(_listed(MACROPHAGES_SAID[one] for one in facets.macrophage_effect if one in MACROPHAGES_SAID))
    cancers = ("cancer" if one == CANCER_IN_GENERAL else one for one in facets.cancer if one != NOT_STATED)
    disease = _listed(cancers) or "the disease"
    parts += [f"{one} {'a load' if one == 'delivers' else disease}" for one in facets.effect]
    return "; ".join(filter(None, parts))


def _listed(values: Iterable[str]) -> str:
    some = list(values)
    more = f" and {len(some) - MOST_VALUES} more" if len(some) > MOST_VALUES else ""
    return ", ".join(some[:MOST_VALUES]) + more
