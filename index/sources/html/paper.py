"""HTML pages of articles: the article without what its publisher puts around it, then the papers it lists."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from index.errors import SourceError
from index.records import Paper
from index.sources.html.captions import take_captions
from index.sources.html.chrome import drop_around
from index.sources.html.main import main_text
from index.sources.html.meta import Metadata, metadata_of
from index.sources.html.references import references, take_references
from index.sources.html.refusals import SCRIPT, no_article
from index.sources.html.sections import sections_of
from index.sources.html.text import blocks_of, flatten
from index.sources.html.tree import page_of, text_within
from index.sources.jats_text import CAPTIONS
from index.sources.make import make_paper
from index.sources.plain import MOST_BLOCKS
from index.sources.plain_blocks import Block, usual_name
from index.sources.plain_sections import as_listed
from index.sources.stream import Stream
from index.text import one_line

_ABSTRACT = re.compile(r"(?:abstract|summary)\b", re.I)
_SITE = re.compile(r"\s+(?:[|·»]|::|[-–—])\s+[^|·»]{1,60}$")
"""Behind the article's title in that of the window."""
_WORDS = 20_000


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """The paper of the page, then the papers that it lists (kind "reference", `cited_by` the paper).

    Where only the head of the page tells of a paper, the paper is what it says, and a SourceError says what is missing.
    """
    page = page_of(stream)
    body = page.find("body") if page is not None else None
    if page is None or body is None:
        raise stream.refused(*SCRIPT)
    metadata = metadata_of(page)
    window = one_line(page.findtext("head/title") or "")
    words = one_line(text_within(body)[:_WORDS])
    entries, listed = take_references(body)
    stream.check_time()
    captions = take_captions(body)
    drop_around(body)
    flatten(body, listed)
    stream.check_time()
    blocks = list(islice(blocks_of(body), MOST_BLOCKS + 1))
    if len(blocks) > MOST_BLOCKS:
        raise stream.refused(f"more than {MOST_BLOCKS:,} paragraphs in one paper", "split it by papers")
    heading = next((block.text for block in blocks if block.level), "")
    if known := no_article(metadata, [window, heading], blocks, words):
        raise stream.refused(*known)
    title = metadata.title or _title(blocks, window)
    sections = sections_of(main_text(body), title)
    stream.check_time()
    paper = _paper(metadata, title, sections, captions, max(len(entries), len(metadata.references)))
    if paper is None:
        raise stream.refused(*SCRIPT)
    yield paper
    if not paper.sections:
        yield stream.refused("no text in the page, only its record is read", SCRIPT[1])
    yield from as_listed(paper, references(metadata.references, entries), stream)


def _paper(
    metadata: Metadata, title: str, sections: Sequence[tuple[str, str]], captions: Sequence[str], listed: int
) -> Paper | None:
    abstract = [] if any(_ABSTRACT.match(heading) for heading, _ in sections) else [("Abstract", metadata.abstract)]
    doi = metadata.dois[0] if metadata.dois else None
    return make_paper(
        title=title,
        authors=metadata.authors,
        journal=metadata.journal,
        year=metadata.year,
        doi=doi,
        pmid=metadata.pmid,
        pmcid=metadata.pmcid,
        url=None if doi else metadata.url,
        publication_types=metadata.types,
        sections=[*abstract, *sections, (CAPTIONS, "\n".join(captions))],
        licence=metadata.licence,
        details=[*metadata.details, ("Number of references", str(listed) if listed else None)],
    )


def _title(blocks: Sequence[Block], window: str) -> str:
    """That of the page itself: its first heading of the first level, else what the window is called."""
    first = next((block.text for block in blocks if block.level == 1 and not usual_name(block.text)), "")
    return first or _SITE.sub("", window)
