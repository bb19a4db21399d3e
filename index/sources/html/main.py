"""Where the article stands on its page."""

from collections.abc import Iterator, Sequence

from lxml import etree

from index.sources.html.text import blocks_of
from index.sources.html.tree import text_within
from index.sources.plain_blocks import Block, usual_name
from index.text import one_line

_PROSE = {"stopwords_low": 0.15, "stopwords_high": 0.2, "length_high": 140}
"""What jusText takes for prose: papers have fewer of the commonest words than other texts, and shorter paragraphs. Its
defaults lose a tenth of their sentences (python -m benchmarks.html)."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def main_text(body: etree._Element) -> list[Block]:
    """The blocks of the article, of a flattened tree.

    They stand together in one element with its title and the headings that papers have. Where a page has no such
    heading, as with letters and comments, jusText tells them from what else is in that element.
    """
    headings = list(body.iter(*_HEADINGS))
    usual = [heading for heading in headings if usual_name(heading.text or "")]
    part = _smallest_with([*usual, *(heading for heading in headings if heading.tag == "h1")], body)
    blocks = list(blocks_of(part))
    if usual:
        return blocks
    lines = set(_extracted(part))
    kept = [block for block in blocks if block.level or block.text in lines]
    return kept if any(not block.level for block in kept) else blocks


def _smallest_with(headings: Sequence[etree._Element], body: etree._Element) -> etree._Element:
    """The smallest element that holds all of these, and more than half of the page's text."""
    shared = [list(heading.iterancestors()) for heading in headings]
    common = set(shared[0]).intersection(*shared[1:]) if shared else set()
    whole = len(text_within(body))
    for part in shared[0] if shared else ():
        if part in common and len(text_within(part)) * 2 > whole:
            return part
        if part is body:
            break
    return body


def _extracted(part: etree._Element) -> Iterator[str]:
    # It takes a while to import, and is seldom needed.
    import justext

    page = etree.Element("html")
    page.append(part)
    markup = etree.tostring(page, method="html", encoding="unicode")
    for paragraph in justext.justext(markup, justext.get_stoplist("English"), **_PROSE):
        if not paragraph.is_boilerplate:
            yield one_line(paragraph.text)
