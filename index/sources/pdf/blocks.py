"""Lines of a PDF in blocks: what is set in one type without a gap, an indent or another column between."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from index.sources.pdf.page import Line
from index.sources.pdf.scripts import shown
from index.sources.pdf.words import is_ended

_SAME_SIZE = 0.06
_INDENT, _WIDEST_INDENT = 0.6, 5.0
"""Of the first line of a paragraph, in sizes of its type."""
_SHORT = 2.0
"""How far before the end of the column, in sizes of the type, the last line of a paragraph ends at the latest."""
_GAP = 1.3
"""Between paragraphs, in distances of two lines."""
_LEADING = 1.2
"""The usual distance of two lines, in sizes of the type, where a paper has too few to tell."""


@dataclass(frozen=True, eq=False)
class Block:
    """Lines that belong together.

    begun_by: what sets it off from the block before: "jump" (another column or page), "gap", "type", "indent" or
    "short" (the line before it ended early). edge: right end of its column.
    """

    lines: tuple[Line, ...]
    begun_by: str
    edge: float

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each line."""
        return tuple(map(shown, self.lines))

    @cached_property
    def size(self) -> float:
        """Of its type: the commonest one."""
        sizes = Counter[float]()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        return max(sizes, key=lambda size: sizes[size])

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.lines[0].page

    @cached_property
    def bold(self) -> bool:
        """Whether all of it is."""
        return all(line.bold for line in self.lines)

    @cached_property
    def italic(self) -> bool:
        """Whether all of it is."""
        return all(line.italic for line in self.lines)

    @property
    def is_full(self) -> bool:
        """Whether its last line reaches the end of the column, so that it may go on."""
        last = self.lines[-1]
        return last.right > self.edge - _SHORT * last.size


def body_size(lines: Iterable[Line]) -> float:
    """The size of the type that most of the text is set in."""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=10.0)


def blocks_of(pages: Iterable[list[Line]]) -> Iterator[Block]:
    """The blocks of pages, each given as its lines in reading order."""
    pages = list(pages)
    leading = _leading(pages)
    for lines in pages:
        for run in _runs(lines):
            yield from _of_run(run, leading)


def _leading(pages: list[list[Line]]) -> float:
    """The usual distance of two lines, in sizes of their type."""
    found = Counter[float]()
    for lines in pages:
        for before, line in pairwise(lines):
            step = before.baseline - line.baseline
            if abs(before.size - line.size) < 0.1 and 0.8 * line.size < step < 4 * line.size:
                found[round(step / line.size, 2)] += 1
    return max(found, key=lambda step: found[step]) if sum(found.values()) >= 10 else _LEADING


def _runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that stand below each other, without a jump to another column."""
    run: list[Line] = []
    for line in lines:
        before = run[-1] if run else None
        if before and (line.baseline >= before.baseline or line.left > before.right or line.right < before.left):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _of_run(run: list[Line], leading: float) -> Iterator[Block]:
    edge = max(line.right for line in run)
    held, begun_by, indented = [run[0]], "jump", False
    for at, line in enumerate(run[1:], 1):
        before, following = run[at - 1], run[at + 1] if at + 1 < len(run) else None
        reason = _reason(before, line, following, edge, leading, indented)
        indented = reason == "indent" or (indented and abs(line.left - before.left) < 1)
        if reason:
            yield Block(tuple(held), begun_by, edge)
            held, begun_by = [], reason
        held.append(line)
    yield Block(tuple(held), begun_by, edge)


def _reason(before: Line, line: Line, following: Line | None, edge: float, leading: float, indented: bool) -> str:
    """Why a new block begins with a line; "" when none does."""
    if before.baseline - line.baseline > _GAP * leading * max(before.size, line.size):
        return "gap"
    is_other = abs(before.size - line.size) > _SAME_SIZE * before.size or before.bold != line.bold
    is_short = before.right < edge - _SHORT * before.size
    ended = is_ended(before.text)
    if is_other or (before.italic != line.italic and (ended or is_short) and line.text[:1].isupper()):
        return "type"
    indent = (line.left - before.left) / line.size
    returns = following is None or following.left < line.left - _INDENT * line.size / 2
    if _INDENT < indent < _WIDEST_INDENT and not indented and (returns or ended):
        return "indent"
    return "short" if is_short and ended else ""
