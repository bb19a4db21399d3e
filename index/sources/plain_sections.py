"""The parts of a paper that has no markup, under its headings; and the papers that it lists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol, TypeVar

from index.errors import SourceError
from index.records import Paper
from index.sources.make import make_paper
from index.sources.plain_blocks import is_evidence, lists_papers
from index.sources.plain_fields import identifiers
from index.sources.stream import Stream

MAIN_TEXT = "Main text"
NOTES = "Notes"
MOST_REFERENCES = 20_000


class Part(Protocol):
    """A heading, with a level from 1, or text, with level 0. A heading of kind "heading" has the level of its file;
    that of another kind is counted from the top level of those."""

    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def text(self) -> str: ...


P = TypeVar("P", bound=Part)


def sections_of(parts: Sequence[P]) -> tuple[list[tuple[str, list[P]]], list[P]]:
    """Heading path ("Results > Uptake") and parts of each section; and the parts of the reference lists.

    What stands under a heading that is no evidence (acknowledgements, funding and the like) is left out.
    """
    top = min((part.level for part in parts if part.kind == "heading"), default=1)
    path: list[tuple[int, str]] = []
    sections: list[tuple[str, list[P]]] = []
    listed: list[P] = []
    is_list, is_kept, is_new = False, True, True
    for part in parts:
        if part.level:
            level = part.level if part.kind == "heading" else top + part.level - 1
            path = [*(above for above in path if above[0] < level), (level, part.text.strip(" :"))]
            is_list = any(lists_papers(heading) for _, heading in path)
            is_kept = all(is_evidence(heading) for _, heading in path)
            is_new = True
        elif is_list:
            listed.append(part)
        elif is_kept:
            if is_new:
                sections.append((" > ".join(heading for _, heading in path) or MAIN_TEXT, []))
                is_new = False
            sections[-1][1].append(part)
    return sections, listed


def references(paper: Paper, entries: Iterable[str], stream: Stream) -> Iterator[Paper | SourceError]:
    """A record of kind "reference" for each entry of a paper's list, as `as_listed` gives them."""
    yield from as_listed(paper, filter(None, map(_reference, entries)), stream)


def as_listed(paper: Paper, found: Iterable[Paper], stream: Stream) -> Iterator[Paper | SourceError]:
    """Papers as references of the one that lists them, and a refusal of those over `MOST_REFERENCES`."""
    found = iter(found)
    for reference in islice(found, MOST_REFERENCES):
        if reference.id != paper.id:
            yield replace(reference, kind="reference", cited_by=(paper.id,))
    if next(found, None):
        yield stream.refused(f"more than {MOST_REFERENCES:,} references, the others left out", "split the list")


def _reference(entry: str) -> Paper | None:
    doi, pmid = identifiers(entry)
    return make_paper(title=entry, doi=doi, pmid=pmid)
