"""The reference list of a PDF as one text an entry."""

import re
from collections.abc import Iterator

from index.sources.pdf.blocks import Block
from index.sources.pdf.page import Line
from index.sources.pdf.words import Vocabulary

_NUMBERED = re.compile(r"(?:\[(\d{1,4})\]|\(?(\d{1,4})[.)]|(\d{1,4})(?=\s+[^\W\d_]))\s*")
_MOSTLY_IN_ORDER = 0.6
_INDENT = 0.5
"""Of the further lines of an entry, in sizes of the type."""


def entries(blocks: list[Block], words: Vocabulary) -> Iterator[tuple[str, int]]:
    """Each reference without its number, and the page on which it begins.

    Entries are told by numbers that rise one by one, else by hanging indents, else by the gaps between them.
    """
    lines = [
        (line, text, block, at)
        for block in blocks
        for at, (line, text) in enumerate(zip(block.lines, block.texts, strict=True))
    ]
    numbers = _in_order([text for _, text, _, _ in lines])
    edges = {id(block): edge for block, edge in _edges(blocks)}
    held, page = "", 0
    for at, (line, text, block, place) in enumerate(lines):
        if numbers:
            begins = at in numbers
        elif (edge := edges[id(block)]) is not None:
            begins = line.left < edge + _INDENT * line.size
        else:
            begins = place == 0 and block.begun_by != "jump"
        if begins and held:
            yield held, page
            held = ""
        if not held:
            page = line.page
        held = words.join(held, text[numbers[at] :] if at in numbers else text)
    if held:
        yield held, page


def _in_order(texts: list[str]) -> dict[int, int]:
    """Places of the lines that begin with the next number, each with the length of that; none in an unnumbered list."""
    found: dict[int, int] = {}
    number = 0
    candidates = 0
    for at, text in enumerate(texts):
        mark = _NUMBERED.match(text)
        if not mark:
            continue
        candidates += 1
        value = int(mark.group(1) or mark.group(2) or mark.group(3))
        if value == number + 1 or (not found and value < 5):
            found[at] = mark.end()
            number = value
    return found if len(found) > 1 and len(found) >= _MOSTLY_IN_ORDER * candidates else {}


def _edges(blocks: list[Block]) -> Iterator[tuple[Block, float | None]]:
    """For each block, the left end of the entries of its column when the further lines are indented, else None."""
    runs: list[list[Block]] = []
    for block in blocks:
        if not runs or block.begun_by == "jump":
            runs.append([])
        runs[-1].append(block)
    hanging = [_is_hanging([line for block in run for line in block.lines]) for run in runs]
    is_usual = sum(hanging) * 2 >= len(hanging)
    for run in runs:
        edge = min(line.left for block in run for line in block.lines)
        yield from ((block, edge if is_usual else None) for block in run)


def _is_hanging(lines: list[Line]) -> bool:
    edge = min(line.left for line in lines)
    indented = sum(line.left > edge + _INDENT * line.size for line in lines)
    return indented * 5 >= len(lines)
