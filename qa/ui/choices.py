"""What the filters of the page offer: the values that the library has, with the number of papers of each."""

from typing import Any

from index import Index
from index.facets import NOT_STATED
from index.scope import Scope
from qa.suggestion_forms import CANCER_IN_GENERAL

FILTERS = {
    "study_types": "Evidence type",
    "species": "Species",
    "cancer": "Cancer",
    "cargo": "Cargo",
    "macrophage_effect": "Effect on macrophages",
}
"""Filters that the page offers beside the years, by the names that they have there."""
MOST_VALUES = 400
_SAYS_NOTHING = (NOT_STATED, CANCER_IN_GENERAL)


def choices(index: Index, scope: Scope | None = None) -> dict[str, Any]:
    """Years of the oldest and the newest paper, and for each filter its name and (value, papers) of each value.

    scope: of the papers that are counted; all that have text when None.

    >>> from index import open_index
    >>> found = choices(open_index())
    >>> found["years"][0], found["filters"][0]["label"], found["filters"][0]["values"][0]
    (2010, 'Evidence type', ('in vitro', 179))
    """
    listing = index.listing
    rows = listing.rows(scope or Scope())
    filters = []
    for name, label in FILTERS.items():
        values = [one for one in listing.counts(rows, name) if one[0] not in _SAYS_NOTHING][:MOST_VALUES]
        if values:
            filters.append({"name": name, "label": label, "values": values})
    return {"years": listing.year_span(rows), "filters": filters}
