"""The map of who sends what to whom as Plotly draws it: a Sankey diagram with a column for each facet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.text import counted
from qa.ui.pictures import BLUE, GREEN, GREY, PINK, VERMILION, hover, layout, shown, translucent

HEADINGS = {
    "vesicle_source": "Vesicles of",
    "cargo": "Cargo",
    "target": "Target",
    "macrophage_effect": "Effect on macrophages",
}
"""What the columns are called, from left to right."""
_COLOURS = {"vesicle_source": BLUE, "cargo": VERMILION, "target": GREEN, "macrophage_effect": PINK}
_EDGE = 0.001
"""Plotly takes a place of 0 for none."""
_GAP = 0.02
"""Between two nodes of a column, as a share of the height."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a facet, or several that are shown as one. papers: that have it."""

    facet: str
    label: str
    papers: int
    question: str | None
    stands_for_many: bool = False


@dataclass(frozen=True, slots=True)
class Ribbon:
    """What passes between two nodes, named by their places. papers: that say so; titles: of some of them."""

    source: int
    target: int
    papers: int
    titles: list[str]
    question: str | None


def figure(nodes: Sequence[Node], ribbons: Sequence[Ribbon]) -> dict[str, Any]:
    """The picture; nodes and ribbons keep their order in it."""
    facets = [facet for facet in HEADINGS if any(node.facet == facet for node in nodes)]
    across = {facet: _EDGE + (1 - 2 * _EDGE) * at / max(1, len(facets) - 1) for at, facet in enumerate(facets)}
    most = max((sum(node.facet == facet for node in nodes) for facet in facets), default=1)
    sankey = {
        "type": "sankey",
        "arrangement": "snap",
        "node": {
            "label": [shown(node.label) for node in nodes],
            "color": [GREY if node.stands_for_many else _COLOURS[node.facet] for node in nodes],
            "x": [across[node.facet] for node in nodes],
            "y": _down(nodes, ribbons),
            "pad": 14,
            "thickness": 14,
            "line": {"width": 0},
            "customdata": [hover(node.label, counted(node.papers, "paper"), titles=()) for node in nodes],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "link": {
            "source": [one.source for one in ribbons],
            "target": [one.target for one in ribbons],
            "value": [one.papers for one in ribbons],
            "color": [_colour(nodes, one) for one in ribbons],
            "customdata": [
                hover(
                    f"{nodes[one.source].label} → {nodes[one.target].label} · {counted(one.papers, 'paper')}",
                    titles=one.titles,
                )
                for one in ribbons
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }
    headings = [_heading(HEADINGS[facet], across[facet]) for facet in facets]
    return {
        "data": [sankey] if ribbons else [],
        "layout": layout(
            annotations=headings,
            margin={"l": 10, "r": 10, "t": 36, "b": 10},
            height=120 + 44 * most,
            hovermode="closest",
        ),
    }


def _colour(nodes: Sequence[Node], one: Ribbon) -> str:
    """A ribbon is as its source is; one of many values stays behind the others."""
    if nodes[one.source].stands_for_many or nodes[one.target].stands_for_many:
        return translucent(GREY, 0.16)
    return translucent(_COLOURS[nodes[one.source].facet], 0.45)


def _down(nodes: Sequence[Node], ribbons: Sequence[Ribbon]) -> list[float]:
    """Where the middle of each node is, from the top: in its order within its column, as high as what passes it."""
    passing = [[0, 0] for _ in nodes]
    for one in ribbons:
        passing[one.source][1] += one.papers
        passing[one.target][0] += one.papers
    heights = [max(both) for both in passing]
    columns: dict[str, list[int]] = {}
    for at, node in enumerate(nodes):
        columns.setdefault(node.facet, []).append(at)
    highest = max((sum(heights[at] for at in column) for column in columns.values()), default=1)
    middles = [0.0] * len(nodes)
    for column in columns.values():
        above = 0.0
        for at in column:
            height = heights[at] / highest * (1 - _GAP * len(column))
            middles[at] = min(1 - _EDGE, max(_EDGE, above + height / 2))
            above += height + _GAP
    return middles


def _heading(text: str, across: float) -> dict[str, Any]:
    anchor = "left" if across < 0.1 else "right" if across > 0.9 else "center"
    place = {"x": across, "y": 1, "xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "bottom", "yshift": 6}
    return {**place, "text": f"<b>{text}</b>", "showarrow": False}
