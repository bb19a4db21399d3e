"""What frames the pages of a PDF and is no part of its text: running heads and feet, page and line numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from index.sources.pdf.page import Line, Page

_EDGE = 0.12
"""Share of a page's height, at the top and at the bottom, in which running heads and feet stand."""
_SAME_PLACE = 4.0
"""How far, in points, the same head may stand higher or lower on another page."""
_SAME_ROW = 2.0
_NUMBER = re.compile(r"\W*(?:page|p\.)?\s*(?:\d{1,6}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,6})?\W*", re.I)
_DIGITS = re.compile(r"\d+")
_FEWEST_LINE_NUMBERS = 5
_LONGEST_LINE_NUMBER = 5


def without_furniture(pages: list[Page]) -> tuple[list[Page], list[Line]]:
    """The pages without it; and what it was, without the numbers, in reading order.

    A head or foot is what stands near the edge on two pages at the same height, digits aside, and what stands on its
    line there; a page number is the outermost line of a page when it is nothing but a number.
    """
    repeated = _repeated(pages)
    kept, furniture = [], []
    for page in pages:
        lines = _without_line_numbers(page.lines)
        rows = [line.baseline for line in lines if _place(line, page) in repeated]
        head = {line for line in lines if _edge(line, page) and any(_near(line.baseline, row) for row in rows)}
        furniture += [line for line in lines if line in head and not _NUMBER.fullmatch(line.text)]
        rest = [line for line in lines if line not in head]
        rest = _without_page_number(rest, page)
        kept.append(replace(page, lines=tuple(rest)))
    return kept, furniture


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME_ROW


def _edge(line: Line, page: Page) -> str:
    """ "top" or "bottom" when a line is near an edge, else ""."""
    height = page.top - page.bottom
    if line.baseline > page.top - _EDGE * height:
        return "top"
    return "bottom" if line.baseline < page.bottom + _EDGE * height else ""


def _words(line: Line) -> str:
    return _DIGITS.sub("#", line.text).casefold()


def _place(line: Line, page: Page) -> tuple[str, str]:
    return _edge(line, page), _words(line)


def _repeated(pages: list[Page]) -> set[tuple[str, str]]:
    """Edge and words of what stands at the same height on at least two pages."""
    heights = defaultdict[tuple[str, str], list[tuple[int, float]]](list)
    for page in pages:
        for line in page.lines:
            if _edge(line, page) and line.text:
                heights[_place(line, page)].append((page.number, line.baseline - page.bottom))
    return {place for place, found in heights.items() if _on_two_pages(sorted(found, key=lambda one: one[1]))}


def _on_two_pages(found: list[tuple[int, float]]) -> bool:
    return any(one[0] != other[0] and other[1] - one[1] <= _SAME_PLACE for one, other in pairwise(found))


def _without_page_number(lines: list[Line], page: Page) -> list[Line]:
    for edge, outermost in (("top", max), ("bottom", min)):
        last = outermost(lines, key=lambda line: line.baseline, default=None)
        if last and _edge(last, page) == edge and _NUMBER.fullmatch(last.text):
            row = [line for line in lines if _near(line.baseline, last.baseline)]
            lines = [line for line in lines if line is not last or len(row) > 1]
    return lines


def _without_line_numbers(lines: Iterable[Line]) -> list[Line]:
    """Without the numbers of a manuscript's lines: in one line down the page, each as far above the one before."""
    lines = list(lines)
    sides = Counter[tuple[str, int]]()
    numbers = [line for line in lines if line.text.isdecimal() and len(line.text) <= _LONGEST_LINE_NUMBER]
    for line in numbers:
        sides[("left", round(line.left))] += 1
        sides[("right", round(line.right))] += 1
    for (side, place), count in sides.most_common():
        if count < _FEWEST_LINE_NUMBERS:
            break
        column = [line for line in numbers if abs(getattr(line, side) - place) <= _SAME_ROW]
        column.sort(key=lambda line: -line.baseline)
        counted = [int(line.text) for line in column]
        steps = Counter(after - before for before, after in pairwise(counted))
        (step, times), *_ = steps.most_common(1)
        if step > 0 and times * 5 >= (len(column) - 1) * 4:
            dropped = set(column)
            return [line for line in lines if line not in dropped]
    return lines
