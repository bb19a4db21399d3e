"""A timeline of papers by evidence type: a bubble for each year and type, as large as there are papers."""

from collections import Counter
from typing import Any

from index import Index
from index.scope import Scope
from index.text import counted
from qa.ui.pictures import (
    BLUE,
    BROWN,
    GREEN,
    GREY,
    OCHRE,
    PINK,
    TITLES_NAMED,
    VERMILION,
    VIOLET,
    columns,
    hover,
    layout,
)

LADDER = {
    "in vitro": BLUE,
    "animal": VERMILION,
    "human observational": GREEN,
    "case report": VIOLET,
    "trial": PINK,
    "review": GREY,
    "systematic review": OCHRE,
    "meta-analysis": BROWN,
}
"""Evidence types that are drawn, from the bottom up, and their colours."""
_LARGEST = 46
"""Pixels across the largest bubble."""
_MOST_TICKS = 14
_COLUMNS = columns(year="Year", study_type="Evidence type", papers="Papers", titles="For example")


def timeline(index: Index, scope: Scope) -> dict[str, Any]:
    """The picture, the table behind it, and what it shows in words. Retracted papers are left out.

    Each marker carries its year and type as ``customdata``.
    """
    listing = index.listing
    every = listing.rows(scope, "year", True)
    rows = [row for row in every if row not in listing.retracted()]
    types = listing.stated(rows, "study_types")
    years = dict(zip(rows, listing.years(rows), strict=True))
    cells: dict[tuple[int, str], list[int]] = {}
    charted = set[int]()
    for row, year in years.items():
        for name in set(LADDER).intersection(types.get(row, ())):
            if year is not None:
                cells.setdefault((year, name), []).append(row)
                charted.add(row)
    named = {row for some in cells.values() for row in some[:TITLES_NAMED]}
    titles = {row: one.paper.title for row, one in zip(named, listing.papers(named), strict=True)}
    steps = list(LADDER)
    table = [
        {
            "year": year,
            "study_type": name,
            "papers": len(some),
            "titles": [titles[row] for row in some[:TITLES_NAMED]],
        }
        for (year, name), some in sorted(cells.items(), key=lambda cell: (-cell[0][0], steps.index(cell[0][1])))
    ]
    undated = sum(year is None for year in years.values())
    return {
        "figure": _figure(table),
        "rows": table,
        "columns": _COLUMNS,
        "papers": len(every),
        "charted": len(charted),
        "said": _said(table, len(every), len(charted), undated, len(every) - len(rows)),
    }


def _figure(table: list[dict[str, Any]]) -> dict[str, Any]:
    present = [name for name in LADDER if any(row["study_type"] == name for row in table)]
    most = max((row["papers"] for row in table), default=1)
    years = [row["year"] for row in table]
    return {
        "data": [_trace(name, [row for row in table if row["study_type"] == name], most) for name in present],
        "layout": layout(
            xaxis={"tickformat": "d", "tick0": min(years, default=0), "dtick": _years_a_tick(years), "zeroline": False},
            yaxis={
                "type": "category",
                "categoryorder": "array",
                "categoryarray": present,
                "automargin": True,
                "zeroline": False,
            },
            margin={"l": 10, "r": 20, "t": 10, "b": 30},
            height=110 + 52 * max(1, len(present)),
            hovermode="closest",
        ),
    }


def _years_a_tick(years: list[int]) -> int:
    """A whole number: Plotly would divide a year.

    >>> _years_a_tick([2021, 2025]), _years_a_tick([1990, 2026])
    (1, 3)
    """
    return 1 + (max(years) - min(years)) // _MOST_TICKS if years else 1


def _trace(name: str, rows: list[dict[str, Any]], most: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [row["year"] for row in rows],
        "y": [name] * len(rows),
        "marker": {
            "size": [row["papers"] for row in rows],
            "sizemode": "area",
            "sizeref": 2 * most / _LARGEST**2,
            "sizemin": 4,
            "color": LADDER[name],
            "opacity": 0.85,
            "line": {"width": 0},
        },
        "customdata": [{"year": row["year"], "study_type": name} for row in rows],
        "hovertext": [
            hover(f"{row['year']} · {name} · {counted(row['papers'], 'paper')}", titles=row["titles"]) for row in rows
        ],
        "hoverinfo": "text",
    }


def _said(table: list[dict[str, Any]], papers: int, charted: int, undated: int, retracted: int) -> str:
    """What the picture shows, and what it does not.

    >>> _said([{"year": 2019, "study_type": "animal", "papers": 2}], 4, 2, 1, 1)
    '2 papers of 2019 by evidence type: 2 animal. Left out: 1 without a year, 1 retracted.'
    """
    unclassed = papers - charted - undated - retracted
    left = {"without a year": undated, "of none of these types": unclassed, "retracted": retracted}
    out = ", ".join(f"{number:,} {what}" for what, number in left.items() if number)
    left_out = f" Left out: {out}." if out else ""
    if not table:
        return f"No paper here has both a year and an evidence type.{left_out}"
    years = [row["year"] for row in table]
    span = f"{min(years)} to {max(years)}" if min(years) < max(years) else str(min(years))
    by_type = _summed(table, "study_type")
    types = ", ".join(f"{by_type[name]:,} {name}" for name in LADDER if name in by_type)
    twice = " A paper of several types stands in each of their rows." if by_type.total() > charted else ""
    return f"{counted(charted, 'paper')} of {span} by evidence type: {types}.{twice}{left_out}"


def _summed(table: list[dict[str, Any]], column: str) -> Counter[str]:
    found = Counter[str]()
    for row in table:
        found[row[column]] += row["papers"]
    return found
