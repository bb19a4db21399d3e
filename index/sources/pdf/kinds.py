"""What each block of a PDF is: heading, paragraph, caption, note, entry of a reference list, or nothing to be read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.sources.pdf.blocks import Block
from index.sources.pdf.headings import LARGER, heading_text, is_heading
from index.sources.pdf.words import is_ended
from index.sources.plain_blocks import lists_papers, unnumbered, usual_name

_SMALLER = 0.94
"""Than the text: the type of notes and of what stands in figures."""
_COMMON = 0.12
"""Share of a paper's characters from which a smaller type is one of its text."""
_LABEL_WORDS = 5
_CAPTION = re.compile(
    r"(?:(?:extended data|supplementa(?:l|ry)|supporting)\s)?"
    r"(?:fig(?:ure|s|\.)?|table|scheme|box|chart|video|movie)\.?\s*(?:S|A|B)?(?:\d{1,3}|[IVX]{1,5})[a-z]?"
    r"(?:—(?:figure supplement|source data) \d+)?(?P<end>\s*[.:|—–]|\s*$)?(?!\w)",
    re.I,
)
_TABLE = re.compile(r"(?:(?:extended data|supplementa(?:l|ry)|supporting)\s)?table\b", re.I)
_NOTE_MARK = re.compile(r"(?:\d{1,2}|[a-h]|[*∗†‡§¶#]{1,3})\s?(?=[A-Z(\"“])")
_WORD = re.compile(r"[^\W\d_]{3}")


def kinds_of(blocks: list[Block], body: float) -> Iterator[tuple[str, Block]]:
    """The kind of each block, in order, those left out that are nothing to be read.

    body: size of the type of the text. Kinds: "heading", "paragraph", "caption", "more" (a caption that goes on),
    "note" and "listed".
    """
    common = _common_sizes(blocks)
    before, heading = "", ""
    last: Block | None = None
    list_style: tuple[float, bool] | None = None  # of the heading above a reference list, while in one
    for block in blocks:
        kind = _kind(block, last, before, body, common, heading)
        if list_style and kind == "heading":
            is_larger = block.size >= LARGER * body or (block.size, block.bold) == list_style
            kind = "heading" if is_larger or usual_name(heading_text(block)) else "listed"
        elif list_style and kind not in {"caption", "more"}:
            kind = "listed"
        if kind == "heading":
            heading = heading_text(block)
            list_style = (block.size, block.bold) if lists_papers(unnumbered(heading).strip(" :.")) else None
        if kind:
            yield ("caption" if kind == "table" else kind), block
        before, last = kind or ("table" if before == "table" else ""), block


def _common_sizes(blocks: Iterable[Block]) -> set[int]:
    """The sizes of type, in whole points, of which a paper has much."""
    sizes = Counter[int]()
    for block in blocks:
        sizes[round(block.size)] += sum(map(len, block.texts))
    return {size for size, count in sizes.items() if count >= _COMMON * sizes.total()}


def _kind(block: Block, last: Block | None, before: str, body: float, common: set[int], heading: str) -> str:
    text, is_small = block.texts[0], block.size < _SMALLER * body
    if _is_caption(block, body):
        return "table" if _TABLE.match(text) else "caption"
    is_next = last is not None and block.begun_by in {"type", "indent", "short"}
    if before in {"caption", "more"} and last and is_next and abs(block.size - last.size) < 0.06 * last.size:
        return "more"
    if before == "table" and (_is_of_table(block, body) or is_small):
        return ""
    if is_heading(block, body):
        return "heading"
    if _is_rows(block):
        return ""
    is_abstract = heading.casefold().startswith(("abstract", "summary"))
    if is_small and round(block.size) not in common and not is_abstract:
        is_note = _NOTE_MARK.match(text) and is_ended(block.texts[-1]) and len(block.lines) > 1
        return "note" if is_note else ""
    has_words = any(map(_WORD.search, block.texts))
    goes_on = before == "paragraph" and last is not None and not is_ended(last.texts[-1])
    return "paragraph" if has_words or goes_on else ""


def _is_caption(block: Block, body: float) -> bool:
    """A sentence may begin with "Figure 2" too; behind the label of a caption there is a mark or another type."""
    found = _CAPTION.match(block.texts[0])
    if not found:
        return False
    first = block.lines[0].spans[0]
    is_marked = first.bold and not block.bold and len(first.text.split()) <= _LABEL_WORDS
    return found["end"] is not None or is_marked or block.size < _SMALLER * body


def _is_rows(block: Block) -> bool:
    broken = [line for line in block.lines if line.gaps]
    is_wide = any(line.gaps > 1 for line in broken)
    return 2 * len(broken) >= len(block.lines) and (is_wide or len(broken) > 1)


def _is_of_table(block: Block, body: float) -> bool:
    """Whether a block behind the caption of a table is its cells: narrow or broken lines."""
    if any(line.gaps for line in block.lines):
        return True
    is_text = abs(block.size - body) < 0.06 * body and len(block.lines) > 1
    return not is_text and not is_heading(block, body)
