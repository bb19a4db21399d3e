"""The blocks of a page as the sections of a paper."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.sources.plain_blocks import Block, usual_name
from index.sources.plain_sections import sections_of as under_headings

_NOT_PAPER = re.compile(
    r"(?:about (?:this|the) (?:article|authors?|journal)|access options|additional (?:files|information|links)"
    r"|advertisement|(?:(?:altmetric|article|usage) )?metrics|article (?:info(?:rmation)?|history|notes)"
    r"|associated data|authors?(?: and affiliations| information| notes)?|change history|cite this(?: article)?"
    r"|citations?|cited (?:by|in)|comments?|contents|copyright(?: and licen[cs]e.*)?|corresponding authors?"
    r"|downloads?(?: (?:article|citations?|figures|options|pdf))?|editorial information|editors?|export citations?"
    r"|figures?|footnotes?|formats available|full text(?: links)?|get access|in this (?:article|issue)|jump to"
    r"|key ?words?|licen[cs]e|linkout.*|more (?:articles )?(?:from|like) this.*|navigation|on this page|permalink"
    r"|permissions|publication (?:history|types)|purchase (?:access|article|pdf)"
    r"|(?:recommended|related|similar)(?: (?:articles?|content|information|links|papers?|reading|topics))?"
    r"|recommended (?:by|for) .*|reprints? and permissions|rights and permissions|save|search|share(?: this.*)?"
    r"|subscribe.*|table of contents|tables?|tools|trending(?: (?:articles|now))?"
    r"|view (?:article|full text|metrics|options|pdf)|you (?:may|might) also .*)",
    re.I,
)
"""Headings of what stands on the page of a paper and is none of it."""
_PROSE_WORDS = 8
_PROSE_END = re.compile(r"[.!?][)\]”’\"']?$")
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.)\s+(?=\D)")
_NOT_IN_ABSTRACT = frozenset({"introduction", "main text", "materials and methods", "results and discussion"})
_UNDER_ABSTRACT = re.compile(r"^(Abstract|Summary) > ", re.I)


def sections_of(blocks: Sequence[Block], title: str) -> list[tuple[str, str]]:
    """(heading path, text) of each section, as JATS and Markdown have them; its own title is no heading.

    Authors, addresses and dates mostly stand before the first heading or sentence; all before it is left out.

    >>> title, heading = Block(("Water",), "heading", 1), Block(("Results",), "heading", 2)
    >>> sections_of([title, Block(("J. Doe",)), heading, Block(("Cells drink.",))], "Water")
    [('Results', 'Cells drink.')]
    """
    blocks = _abstract_raised(blocks)
    tops = [block for block in blocks if block.level == 1]
    kept, skipped, begun = list[Block](), 0, False
    for block in blocks:
        if block.level:
            is_title = block.text.casefold() == title.casefold() or (len(tops) == 1 and block is tops[0])
            if is_title and not usual_name(block.text):
                continue
            if skipped and block.level > skipped:
                continue
            skipped = block.level if _NOT_PAPER.fullmatch(block.text.strip(" :.")) else 0
            begun = True
        begun = begun or _is_prose(block.text)
        if begun and not skipped:
            kept.append(block)
    sections, _ = under_headings([_without_number(block) for block in kept])
    named = ((_UNDER_ABSTRACT.sub("Abstract: ", heading), under) for heading, under in sections)
    return [(heading, "\n".join(block.text for block in under)) for heading, under in named]


def _abstract_raised(blocks: Sequence[Block]) -> Sequence[Block]:
    """Some pages have the abstract under h2 and the sections under h4, which are no parts of it."""
    names = [(place, _bare(block.text).casefold()) for place, block in enumerate(blocks) if block.level]
    abstract = next((place for place, name in names if name in {"abstract", "summary"}), None)
    first = next((place for place, name in names if name in _NOT_IN_ABSTRACT), None)
    if abstract is None or first is None or not abstract < first or blocks[abstract].level >= blocks[first].level:
        return blocks
    return [*blocks[:abstract], replace(blocks[abstract], level=blocks[first].level), *blocks[abstract + 1 :]]


def _is_prose(line: str) -> bool:
    return len(line.split()) >= _PROSE_WORDS and _PROSE_END.search(line) is not None


def _without_number(block: Block) -> Block:
    """ "2.1. Cells" is "Cells", as in the other formats."""
    if not block.level:
        return block
    return replace(block, lines=(_bare(block.text),))


def _bare(heading: str) -> str:
    return _NUMBER.sub("", heading).strip(" :.")
