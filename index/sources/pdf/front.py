"""The front of a PDF: its title, and where its text begins."""

import re

from index.sources.pdf.blocks import Block
from index.sources.pdf.headings import heading_text, is_heading
from index.sources.plain_blocks import usual_name
from index.text import letters_of

_LARGER = 1.15
"""Than the text: the type of a title at least."""
_UPPER = 0.35
"""Share of the first page's height, from its foot, under which no title stands."""
_WORDS, _LETTERS, _CHARACTERS = 3, 10, 500
_PROSE = 300
"""Characters of a block before the first heading from which it can be an abstract."""
_FRONT_PAGES = 3
_MARKS = " *∗†‡§¶#"
_NOT_A_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)|powerpoint presentation|untitled|\w+:\d+"
    r"|.*\.(?:docx?|indd|dvi|tex|pdf|rtf|eps|qxd|pptx?)\b"
    r"|[\w-]*\d[\w-]*$|\S+$|(?:research |original |review )?article$|layout \d",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:universit|institut|department|hospital|school of|facult|college|e-?mail|@|orcid|correspond(?:ence|ing)"
    r"|received|accepted|published|copyright|©|creative commons|open access|licen[sc]e|conflicts? of interest|funding)",
    re.I,
)
_MOST_ABOUT = 2


def title_of(blocks: list[Block], body: float, told: str) -> tuple[str, list[Block]]:
    """The title, "" when none is sure, and the blocks that show it.

    body: size of the type of the text. told: the title in the file's own data, which is taken when it is one.
    """
    shown = _shown(blocks, body)
    page = letters_of(" ".join(text for block in blocks if block.page <= 2 for text in block.texts))
    told = " ".join(told.split()).strip(_MARKS)
    can_be = len(told) <= _CHARACTERS and not _NOT_A_TITLE.match(told)
    if can_be and not usual_name(told) and (same := [one for one in blocks if _is_shown_as(told, one, body)]):
        return told, same
    is_title = can_be and len(told.split()) >= _WORDS
    title = " ".join(heading_text(block) for block in shown).strip(_MARKS)
    # What the page shows may lack a last line that stands apart.
    if is_title and (letters_of(told) in page or letters_of(told).startswith(letters_of(title))):
        return told, [block for block in shown if letters_of(heading_text(block)) in letters_of(told)]
    return title, shown


def _is_shown_as(told: str, block: Block, body: float) -> bool:
    """Whether a block of the first page is what the file is told to be called, in large type: then it may be short."""
    return block.page == 1 and block.size >= _LARGER * body and letters_of(heading_text(block)) == letters_of(told)


def _shown(blocks: list[Block], body: float) -> list[Block]:
    """The blocks in the largest type on the upper part of the first page that are words enough for a title."""
    first = [block for block in blocks if block.page == blocks[0].page]
    if not first:
        return []
    top = max(block.lines[0].top for block in first)
    upper = [block for block in first if block.lines[0].baseline > _UPPER * top and _can_be(block)]
    large = [block for block in upper if block.size >= _LARGER * body]
    bold = [block for block in upper if block.bold and block.size > 0.95 * body]
    for found in (large, bold[:1]):
        if found:
            largest = max(found, key=lambda block: block.size)
            at = first.index(largest)
            rest = [block for block in first[at + 1 : at + 3] if abs(block.size - largest.size) < 0.3]
            return [
                largest,
                *(block for block in rest if block.bold == largest.bold and not usual_name(heading_text(block))),
            ]
    return []


def _can_be(block: Block) -> bool:
    text = heading_text(block)
    is_long = len(text.split()) >= _WORDS and sum(map(str.isalpha, text)) >= _LETTERS
    return is_long and len(text) <= _CHARACTERS and not usual_name(text)


def without_front(blocks: list[Block], title: list[Block], body: float) -> tuple[list[Block], list[Block], bool]:
    """The blocks of the text, those of the front (authors, addresses, dates), and whether it begins with an abstract
    that has no heading.

    The text begins at the first usual heading; what can be an abstract before it is kept.
    """
    blocks = [block for block in blocks if block not in title]
    start = next((at for at, block in enumerate(blocks) if _begins(block, body)), None)
    if start is None:
        start = next((at for at, block in enumerate(blocks) if _is_prose(block, body)), 0)
        return blocks[start:], blocks[:start], False
    abstract = [block for block in blocks[:start] if _is_prose(block, body)]
    front = [block for block in blocks[:start] if block not in abstract]
    return abstract + blocks[start:], front, bool(abstract)


def _begins(block: Block, body: float) -> bool:
    is_usual = is_heading(block, body) and usual_name(heading_text(block)) is not None
    return is_usual and block.page <= _FRONT_PAGES


def _is_prose(block: Block, body: float) -> bool:
    text = " ".join(block.texts)
    is_long = len(text) >= _PROSE and block.size > 0.85 * body
    return is_long and len(_ABOUT.findall(text)) < _MOST_ABOUT
