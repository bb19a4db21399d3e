"""Headings of a PDF, told by their type, their number or their name."""

import re

from index.sources.pdf.blocks import Block
from index.sources.plain_blocks import usual_name

LARGER = 1.07
"""Than the text: the type of a heading at least."""
_WORDS, _CHARACTERS, _LINES = 25, 200, 4
_ITALIC_WORDS = 12
_SIZES = 2
"""Sizes told apart: this many to a point."""
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[A-ZÀ-Þ])")
_BEGINS = re.compile(r"[\"'“‘(\[]*(?:[^\W\d_]|\d)")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_NOT_TOP = frozenset({"statistical analysis", "keywords", "abbreviations", "limitations", "aim", "aims", "objective"})


def is_heading(block: Block, body: float) -> bool:
    """Whether a block is one. body: size of the type of the text."""
    text = heading_text(block)
    words = len(text.split())
    if len(block.lines) > _LINES or not 0 < words <= _WORDS or len(text) > _CHARACTERS or _is_broken(block):
        return False
    if usual_name(text):
        return True
    if not _LETTERS.search(text) or not _BEGINS.match(text) or text.endswith((".", ",", ";", ":")):
        return False
    if block.size >= LARGER * body:
        return True
    is_as_large = block.size > 0.95 * body
    is_apart = block.begun_by in {"gap", "type", "jump", "short"} and (text[0].isupper() or text[0].isdecimal())
    if block.bold and is_as_large:
        return is_apart
    is_italic = block.italic and is_as_large and is_apart and words <= _ITALIC_WORDS and len(block.lines) <= 2
    return is_italic and (block.begun_by != "jump") and words > 1


def _is_broken(block: Block) -> bool:
    return any(line.gaps > 1 for line in block.lines)


def heading_text(block: Block) -> str:
    """The words of a block on one line, divided words as they stand."""
    return " ".join(" ".join(block.texts).split())


class Levels:
    """The level of each heading of a paper, from 1: by its number, its name, or the rank of its type."""

    def __init__(self, headings: list[Block]) -> None:
        top = [block for block in headings if _is_top(heading_text(block))]
        self._has_capitals = any(heading_text(block).isupper() for block in top)  # else they are a name: "RT-PCR"
        self._ranks = sorted({self._style(block) for block in headings}, reverse=True)
        usual = list(map(self._style, top))
        self._top = self._ranks.index(max(usual)) if usual else 0

    def of(self, block: Block) -> int:
        """The level of one of the headings."""
        text = heading_text(block)
        if numbered := _NUMBER.match(text):
            return numbered.group(1).count(".") + 1
        if _is_top(text):
            return 1
        rank = self._ranks.index(self._style(block)) - self._top
        return max(1, rank + 1)

    def _style(self, block: Block) -> tuple[int, bool, bool, bool]:
        is_capital = self._has_capitals and heading_text(block).isupper()
        return round(block.size * _SIZES), block.bold, is_capital, not block.italic


def _is_top(text: str) -> bool:
    name = usual_name(text)
    number = _NUMBER.match(text)
    return name is not None and name not in _NOT_TOP and not (number and "." in number.group(1))


def without_number(heading: str) -> str:
    """Without the number before it. What is set as a heading needs no mark behind that.

    >>> without_number("2.1 Uptake"), without_number("3 Methods"), without_number("P4R2 RNAs")
    ('Uptake', 'Methods', 'P4R2 RNAs')
    """
    found = _NUMBER.match(heading)
    return heading[found.end() :] if found else heading
