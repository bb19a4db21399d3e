"""Plain text and Markdown: one file is one paper."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from index.errors import SourceError
from index.records import Paper
from index.sources.make import make_paper
from index.sources.plain_blocks import Block, blocks, usual_name
from index.sources.plain_fields import Fields, front_matter, labelled
from index.sources.plain_marks import without_comments
from index.sources.plain_sections import NOTES, references, sections_of
from index.sources.stream import Stream

MOST_BLOCKS = 100_000
"""Most paragraphs, headings, list items and table rows that one paper has."""
_MARKDOWN = frozenset({".md", ".markdown"})
_TITLE_CHARACTERS = 300
_TITLE_WORDS = 40
_WRAPPED_AT_MOST = 120
_TOP = 20
_ENTRY = re.compile(r"(?:\[\d{1,4}\]|\(?\d{1,4}[.)])\s+")


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """The paper that the text is, then the references that it lists (kind "reference", `cited_by` the paper).

    Sections are told by Markdown headings and by the usual names (Abstract, Methods, ...) alone on a line. Lines of a
    paragraph are joined. What is no evidence (acknowledgements, funding and the like) is left out.
    """
    text = stream.text()
    is_markdown = stream.path.name.lower().removesuffix(".gz").endswith(tuple(_MARKDOWN))
    is_markdown = is_markdown or re.search(r"^#{1,6}[^\S\n]+[^\s#]", text, re.M) is not None
    fields, text = front_matter(text)
    found = blocks(without_comments(text) if is_markdown else text, is_markdown=is_markdown)
    parts = list(islice(found, MOST_BLOCKS + 1))
    if len(parts) > MOST_BLOCKS:
        raise stream.refused(f"more than {MOST_BLOCKS:,} paragraphs in one paper", "split it by papers")
    title, parts = _title(_with_fields_taken(parts, fields), fields)
    sections, listed = sections_of([block for block in parts if block.kind != "note"])
    notes = [block.text for block in parts if block.kind == "note"]
    paper = make_paper(
        title=title,
        authors=fields.authors,
        journal=fields.journal,
        year=fields.year,
        doi=fields.doi,
        pmid=fields.pmid,
        pmcid=fields.pmcid,
        sections=[
            *((heading, "\n".join(block.text for block in under)) for heading, under in sections),
            (NOTES, "\n".join(notes)),
        ],
    )
    if paper is None:
        yield stream.refused("no words in it", "remove it, or fetch it again")
        return
    yield paper
    yield from references(paper, chain.from_iterable(map(_entries, listed)), stream)


def _with_fields_taken(parts: list[Block], fields: Fields) -> list[Block]:
    """The blocks without the lines before the first section that name a DOI and the like."""
    kept: list[Block] = []
    for place, block in enumerate(parts):
        if place >= _TOP or (block.level and (kept or usual_name(block.text))):
            return kept + parts[place:]
        lines = block.lines
        if not block.level:
            lines = tuple(line for line in lines if not labelled(line, fields))
        if lines:
            kept.append(replace(block, lines=lines))
    return kept


def _title(parts: list[Block], fields: Fields) -> tuple[str, list[Block]]:
    """The title, "" when there is none; and the blocks without it."""
    headings = (place for place, block in enumerate(parts) if block.level == 1 or (block.level and not place))
    place = next((place for place in headings if not usual_name(parts[place].text)), None)
    if fields.title:
        is_same = place is not None and parts[place].text.casefold() == fields.title.casefold()
        return fields.title, parts[:place] + parts[place + 1 :] if place is not None and is_same else parts
    if place is not None:
        return parts[place].text, parts[:place] + parts[place + 1 :]
    if not parts or parts[0].kind != "paragraph":
        return "", parts
    lines = parts[0].lines
    width = max(map(len, lines))
    end = next((at for at in range(1, len(lines)) if not _is_wrapped(lines, at, width)), len(lines))
    title = " ".join(lines[:end])
    is_short = len(title) <= _TITLE_CHARACTERS and len(title.split()) <= _TITLE_WORDS
    if not is_short or title.endswith((".", ":", ";", ",")):
        return "", parts
    rest = [replace(parts[0], lines=lines[end:])] if lines[end:] else []
    return title, rest + parts[1:]


def _is_wrapped(lines: tuple[str, ...], at: int, width: int) -> bool:
    """Whether a line only continues the one before: its first word would not have fitted there within the width."""
    if width > _WRAPPED_AT_MOST:
        return False
    before, line = lines[at - 1], lines[at]
    return line[:1].islower() or len(before) + 1 + len(line.split(maxsplit=1)[0]) > width


def _entries(block: Block) -> list[str]:
    """The references in one block: numbered ones with their wrapped lines, else a line each."""
    if block.kind == "listed":
        return [block.text]
    entries: list[str] = []
    is_numbered = any(map(_ENTRY.match, block.lines))
    width = max(map(len, block.lines))
    for at, line in enumerate(block.lines):
        marker = _ENTRY.match(line)
        is_wrapped = _is_wrapped(block.lines, at, width) and not block.lines[at - 1].endswith(".")
        begins = marker if is_numbered else not is_wrapped
        if begins or not entries:
            entries.append(line[marker.end() :] if marker else line)
        else:
            entries[-1] += f" {line}"
    return entries
