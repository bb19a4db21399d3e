"""The stored text of a paper, opened where it is quoted."""

import re
from itertools import accumulate, pairwise

from index import Index, Paper
from index.errors import VesicleError
from index.records import Section
from index.text import counted
from qa.ui.text import literal

MOST_SHOWN = 400_000
"""Characters of a paper that are shown whole; of a longer one the section that is quoted."""

_GONE = "the library has changed since this was quoted, and the text is not at its place any more; ask again"
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


def paper_html(index: Index, paper_id: str, ordinal: int, text: str, start: int, spans: str) -> str:
    """What is stored of a paper, section by section, a passage and its quotes marked, every character as it is stored.

    ordinal: of the section that the passage is in. text, start: of the passage, to be found there.
    spans: of the quotes in it, such as ``"12-40 60-90"``; offsets in the text of the section, as start is.
    Raises VesicleError when the passage is not there (any more).
    """
    paper = index.catalog.paper(paper_id)
    if paper is None or not 0 <= ordinal < len(paper.sections):
        raise VesicleError(_GONE)
    whole, end = paper.sections[ordinal].text, start + len(text)
    if not text or start < 0 or whole[start:end] != text:
        raise VesicleError(_GONE)
    quotes = [(int(first), int(last)) for first, last in _SPAN.findall(spans)]
    long = sum(len(section.text) for section in paper.sections) > MOST_SHOWN
    shown = [ordinal] if long else range(len(paper.sections))
    sections = (_section(paper, at, (start, end), quotes if at == ordinal else None) for at in shown)
    return "".join(sections)


def whole_paper_html(index: Index, paper_id: str) -> str:
    """What is stored of a paper, nothing marked; of a very long one its first sections, and that it goes on.

    Raises VesicleError when the paper is not there (any more).
    """
    paper = index.catalog.paper(paper_id)
    if paper is None:
        raise VesicleError("the library has changed, and this paper is not in it any more; search again")
    lengths = accumulate(len(section.text) for section in paper.sections)
    shown = max(1, sum(length <= MOST_SHOWN for length in lengths))
    rest = f"<p>{counted(len(paper.sections) - shown, 'more section')} not shown.</p>"
    sections = "".join(_section(paper, at, (0, 0), None) for at in range(min(shown, len(paper.sections))))
    return sections + (rest if shown < len(paper.sections) else "")


def _section(paper: Paper, at: int, passage: tuple[int, int], quotes: list[tuple[int, int]] | None) -> str:
    section = paper.sections[at]
    whole = 0, len(section.text)
    text = _piece(section, whole) if quotes is None else _marked(section, passage, quotes)
    return f'<section><h3>{literal(section.heading)}</h3><div class="text">{text}</div></section>'


def _marked(section: Section, passage: tuple[int, int], quotes: list[tuple[int, int]]) -> str:
    """The text of a section: its passage in a span of class ``passage``, the quotes in that as ``mark``."""
    start, end = passage
    inside = [(max(first, start), min(last, end)) for first, last in quotes if first < end and last > start]
    cuts = sorted({start, end, *(at for span in inside for at in span)})
    pieces = []
    for first, last in pairwise(cuts):
        piece = _piece(section, (first, last))
        is_quote = any(one <= first and last <= other for one, other in inside)
        pieces.append(f"<mark>{piece}</mark>" if is_quote else piece)
    passage_text = f'<span class="passage" tabindex="-1">{"".join(pieces)}</span>'
    return f"{_piece(section, (0, start))}{passage_text}{_piece(section, (end, len(section.text)))}"


def _piece(section: Section, span: tuple[int, int]) -> str:
    """A piece of a section's text; where a page begins in it stands an element without text that names the page."""
    begins = {start: page for start, page in section.pages if span[0] <= start < span[1]}
    pieces = pairwise(sorted({*span, *begins}))
    return "".join(f"{_page(begins.get(start))}{literal(section.text[start:end])}" for start, end in pieces)


def _page(page: int | None) -> str:
    return f'<span class="page" data-page="{page}"></span>' if page else ""
