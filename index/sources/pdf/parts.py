"""The blocks of a PDF as the parts of a paper: paragraphs whole again, each character with its page."""

import re
from dataclasses import dataclass, replace
from functools import reduce

from index.sources.pdf.blocks import Block
from index.sources.pdf.headings import Levels, without_number
from index.sources.pdf.kinds import kinds_of
from index.sources.pdf.references import entries
from index.sources.pdf.words import Vocabulary, is_ended
from index.sources.plain_blocks import unnumbered, usual_name

Pieces = tuple[tuple[str, int], ...]
"""(text, page), to be read as one text."""
_LOWER = re.compile(r"[\"'“‘(\[]*[a-zà-ÿ]")
_WORDS = re.compile(r"(?:[^\W\d_]{3,}\W+){2}")


@dataclass(frozen=True, slots=True)
class Part:
    """kind: "heading", "paragraph", "caption", "note" or "listed" (a reference). level: of a heading from 1, else 0."""

    kind: str
    pieces: Pieces
    level: int = 0

    @property
    def text(self) -> str:
        """All of it, on one line."""
        return "".join(text for text, _ in self.pieces)


def parts_of(blocks: list[Block], body: float, words: Vocabulary) -> list[Part]:
    """The parts of a paper in reading order, without tables and what stands in figures.

    body: size of the type of the text. A paragraph that a page, a column, a figure or a formula divides is one.
    """
    kinds = list(kinds_of(blocks, body))
    levels = Levels([block for kind, block in kinds if kind == "heading"])
    found: list[Part] = []
    listed: list[Block] = []
    open_at, last = -1, None  # the paragraph that may go on, and its last block
    for kind, block in kinds:
        if kind == "listed":
            listed.append(block)
            continue
        if kind == "heading":
            found += _references(listed, words)
            listed, last = [], None
            found.append(Part(kind, ((_name(block, words), block.page),), levels.of(block)))
        elif kind == "more":
            found[-1] = _extended(found[-1], block, words)
        elif kind == "paragraph" and last and _goes_on(found[open_at], last, block):
            found[open_at] = _extended(found[open_at], block, words)
            last = block
        else:
            found.append(_extended(Part(kind, ()), block, words))
            if kind == "paragraph":
                open_at, last = len(found) - 1, block
    return found + _references(listed, words)


def _references(listed: list[Block], words: Vocabulary) -> list[Part]:
    return [Part("listed", ((text, page),)) for text, page in entries(listed, words)]


def _name(block: Block, words: Vocabulary) -> str:
    text = reduce(words.join, block.texts)
    bare = without_number(unnumbered(text)).strip(" :.")
    return bare.capitalize() if bare.isupper() and usual_name(text) else bare


def _extended(part: Part, block: Block, words: Vocabulary) -> Part:
    """The part with the lines of a block behind it."""
    pieces = list(part.pieces)
    for line, text in zip(block.lines, block.texts, strict=True):
        before, page = pieces[-1] if pieces else ("", line.page)
        both = words.join(before, text)
        kept = both[: len(both) - len(text)]
        if page == line.page:
            pieces[-1:] = [(both, page)]
        else:
            pieces[-1:] = [(kept, page), (text, line.page)]
    return replace(part, pieces=tuple(pieces))


def _goes_on(part: Part, last: Block, block: Block) -> bool:
    """Whether a block is the rest of a paragraph, whose last block so far is given."""
    if abs(last.size - block.size) > 0.06 * last.size or last.bold != block.bold:
        return False
    is_lower = _LOWER.match(block.texts[0]) is not None
    if is_ended(part.text):
        return is_lower and block.begun_by == "jump"
    is_formula = block.begun_by in {"gap", "indent"} and not _WORDS.search(block.texts[0])
    return is_lower or last.is_full or is_formula
