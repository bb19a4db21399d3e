"""The map of who sends what to whom: its nodes and ribbons, the table behind it, and what can be asked of each."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from index import Index
from index.scope import Scope
from index.text import counted
from qa.flow_forms import flow_question
from qa.relation import MACROPHAGES_SAID
from qa.ui.flow import STEPS, Path, Step, links, paths
from qa.ui.flow_figure import HEADINGS, Node, Ribbon, figure
from qa.ui.pictures import TITLES_NAMED, columns

MOST_SHOWN = 10
"""Values of a column that have a node of their own; the others share one."""
MOST_PATHS = 1000
"""Paths that the table has rows for."""
_OTHERS = {
    "vesicle_source": "other sources",
    "cargo": "other cargo",
    "target": "other targets",
    "macrophage_effect": "other effects",
}
_COLUMNS = columns(**HEADINGS, papers="Papers", titles="For example")


def flow_map(index: Index, scope: Scope) -> dict[str, Any]:
    """The picture, what it is made of, and what it shows in words. Retracted papers are left out.

    A node, a ribbon and a row have the ``question`` to ask of them, and ``filters`` by which it is asked of the papers
    that they stand for alone; one that stands for several values has neither.
    """
    every = index.listing.rows(scope, "year", True)
    rows = [row for row in every if row not in index.listing.retracted()]
    found = paths(index, rows)
    charted = set(chain.from_iterable(path.rows for path in found))
    titles = _titles(index, found)
    nodes, node_of = _nodes(found)
    ribbons = _ribbons(found, nodes, node_of, titles)
    table = [_row(path, titles) for path in found[:MOST_PATHS]]
    return {
        "figure": figure(nodes, ribbons),
        "nodes": [
            {
                "label": node.label,
                "facet": node.facet,
                "question": node.question,
                "filters": _filters([node], node.question),
            }
            for node in nodes
        ],
        "links": [
            {
                "source": one.source,
                "target": one.target,
                "papers": one.papers,
                "titles": one.titles,
                "question": one.question,
                "filters": _filters([nodes[one.source], nodes[one.target]], one.question),
            }
            for one in ribbons
        ],
        "rows": table,
        "columns": _COLUMNS,
        "papers": len(every),
        "charted": len(charted),
        "said": _said(found, len(charted), len(every), len(every) - len(rows)),
    }


def _titles(index: Index, found: list[Path]) -> dict[int, str]:
    """Of the papers that may be named."""
    named = sorted({row for path in found for row in path.rows[:TITLES_NAMED]})
    named += sorted({row for rows in links(found).values() for row in rows[:TITLES_NAMED]}.difference(named))
    return {row: one.paper.title for row, one in zip(named, index.listing.papers(named), strict=True)}


def _nodes(found: list[Path]) -> tuple[list[Node], dict[Step, int]]:
    """The nodes, column by column, the most frequent first; and which one each step is shown by."""
    papers: dict[Step, set[int]] = {}
    for path in found:
        for step in path.steps:
            papers.setdefault(step, set()).update(path.rows)
    reaching = set(chain.from_iterable(path.rows for path in found if path.steps[-1][0] == STEPS[-1]))
    nodes, node_of = list[Node](), dict[Step, int]()
    for facet in STEPS:
        # Of those of equally many papers first what is known to reach macrophages.
        column = sorted(
            (step for step in papers if step[0] == facet),
            key=lambda step: (-len(papers[step]), -len(papers[step] & reaching), step),
        )
        most = MOST_SHOWN if len(column) > MOST_SHOWN + 1 else len(column)
        for step in column[:most]:
            node_of[step] = len(nodes)
            nodes.append(Node(facet, step[1], len(papers[step]), flow_question([step])))
        if rest := column[most:]:
            node_of |= dict.fromkeys(rest, len(nodes))
            of_rest = set(chain.from_iterable(papers[step] for step in rest))
            nodes.append(Node(facet, f"{_OTHERS[facet]} ({len(rest):,})", len(of_rest), None, stands_for_many=True))
    return nodes, node_of


def _ribbons(found: list[Path], nodes: list[Node], node_of: dict[Step, int], titles: dict[int, str]) -> list[Ribbon]:
    """What passes between two nodes; between two that each stand for many values nothing could be read off."""
    joined: dict[tuple[int, int], dict[int, None]] = {}
    questions: dict[tuple[int, int], str | None] = {}
    for steps, rows in links(found).items():
        ends = node_of[steps[0]], node_of[steps[1]]
        if all(nodes[end].stands_for_many for end in ends):
            continue
        joined.setdefault(ends, {}).update(dict.fromkeys(rows))
        if all(nodes[end].question for end in ends):
            questions[ends] = flow_question(steps)
    return [
        Ribbon(source, target, len(rows), _named(rows, titles), questions.get((source, target)))
        for (source, target), rows in sorted(joined.items())
    ]


def _row(path: Path, titles: dict[int, str]) -> dict[str, Any]:
    stated = {facet: [value] for facet, value in path.steps}
    question = flow_question(path.steps)
    return {
        **{facet: stated.get(facet, []) for facet in STEPS},
        "papers": len(path.rows),
        "titles": _named(path.rows, titles),
        "question": question,
        "filters": stated if question else {},
    }


def _filters(nodes: Iterable[Node], question: str | None) -> dict[str, list[str]]:
    return {node.facet: [node.label] for node in nodes} if question else {}


def _named(rows: Iterable[int], titles: dict[int, str]) -> list[str]:
    return [titles[row] for row in list(rows)[:TITLES_NAMED] if row in titles]


def _said(found: list[Path], charted: int, papers: int, retracted: int) -> str:
    left = {"state too little of it": papers - retracted - charted, "are retracted": retracted}
    out = " and ".join(f"{number:,} {what}" for what, number in left.items() if number)
    left_out = f" {out[:1].upper() + out[1:]}." if out else ""
    if not found:
        return f"No paper here is known to say who sends what to whom.{left_out}"
    often = sorted(links(found).items(), key=lambda one: -len(one[1]))[:3]
    told = "; ".join(
        f"{source} to {MACROPHAGES_SAID.get(target, target)} ({counted(len(rows), 'paper')})"
        for ((_, source), (_, target)), rows in often
    )
    cut = f" The table has the first {MOST_PATHS:,} of {len(found):,} paths." if len(found) > MOST_PATHS else ""
    return f"Who sends what to whom in {counted(charted, 'paper')}; most often {told}.{left_out}{cut}"
