"""BibTeX and biblatex."""

import logging
import re
from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock, String

from index.errors import SourceError
from index.records import Paper
from index.sources.blocks import blocks
from index.sources.latex import decoded
from index.sources.make import make_paper
from index.sources.markup import plain
from index.sources.stream import Stream
from index.sources.wording import (
    WORK_TYPES,
    abstract_sections,
    doi_of,
    is_preprint_server,
    noted,
    pages,
    pmid_of_link,
)

Strings = dict[str, str]

_BEGIN = re.compile(rb"\s*@\s*\w+\s*[{(]")
_PIECE = re.compile(r'\s*(?:"(?P<quoted>.*)"|\{(?P<braced>.*)\}|(?P<bare>[^\s#"{}]+))\s*', re.DOTALL)
_LONGEST_STRING = 10_000
_LONGEST_ENTRY = 1_000_000
"""Characters; what bibtexparser makes of a hostile entry takes over a hundred times as much memory."""
_TYPES = {
    **dict.fromkeys(["article", "periodical"], "journal article"),
    **dict.fromkeys(["book", "mvbook", "booklet", "collection"], "book"),
    **dict.fromkeys(["inbook", "incollection", "bookinbook", "suppbook"], "book chapter"),
    **dict.fromkeys(["inproceedings", "conference", "proceedings"], "congress"),
    **dict.fromkeys(["thesis", "phdthesis", "mastersthesis"], "academic dissertation"),
    **dict.fromkeys(["report", "techreport"], "technical report"),
    "dataset": "dataset",
    "patent": "patent",
}
_MEND = "close its braces and quotes, or export it again"

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it warns of is yielded as a SourceError


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """Each entry of the file; one that is none is yielded as a SourceError, and the others go on.

    An entry begins on a line of its own, so that damage ends where the next one begins.
    """
    strings: Strings = {}
    for block in blocks(stream, "BibTeX", begins=_BEGIN):
        if isinstance(block, SourceError):
            yield block
        elif len(block.text) > _LONGEST_ENTRY:
            cause = f"an entry, or several on one line, of more than {_LONGEST_ENTRY / 1e6:g} MB"
            yield stream.refused(cause, "begin each entry on a line of its own", block.line)
        else:
            yield from _read_entries(block.text, block.line, strings, stream)


def _read_entries(text: str, line: int, strings: Strings, stream: Stream) -> Iterator[Paper | SourceError]:
    """The entries that begin on one line, most often one; its @string definitions are added to those before."""
    for block in parse_string(text, parse_stack=[]).blocks:
        found = _sound(block)
        if isinstance(found, String):
            _define(found, strings)
        elif isinstance(found, ParsingFailedBlock):
            named = re.match(r"\s*@\s*\w+\s*[{(]\s*([^\s,{}()=]{1,60})\s*,", found.raw or "")
            name = f"entry {named.group(1)}" if named else "an entry"
            yield stream.refused(f"{name} is damaged or cut off", _MEND, line + (found.start_line or 0))
            return
        elif isinstance(found, Entry):
            paper = _paper(found, strings)
            if paper is None:
                name = f"entry {found.key[:60]}" if found.key else "an entry"
                cause = f"{name} has neither a title nor an abstract"
                yield stream.refused(cause, "give it a title", line + (found.start_line or 0))
            else:
                yield paper


def _sound(block: Block) -> Block:
    """The entry itself when all that is wrong with it is a key or a field that is there twice."""
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block:
        return _sound(block.ignore_error_block)
    return block


def _define(string: String, strings: Strings) -> None:
    value = _value(string.value, strings)
    if len(value) <= _LONGEST_STRING:
        strings[string.key.lower()] = value


def _value(text: str, strings: Strings) -> str:
    """A field's value: pieces in quotes or braces, numbers and names of strings, joined by ``#``.

    >>> _value('"J. " # jf # {, Suppl.}', {"jf": "Foo"})
    'J. Foo, Suppl.'
    """
    values = []
    for piece in _pieces(text):
        found = _PIECE.fullmatch(piece)
        if not found:
            values.append(piece.strip())
        elif bare := found["bare"]:
            values.append(strings.get(bare.lower(), bare))
        else:
            values.append(found["quoted"] or found["braced"] or "")
    return "".join(values)


def _pieces(text: str) -> Iterator[str]:
    if "#" not in text:
        yield text
        return
    start, depth, quoted = 0, 0, False
    for mark in re.finditer(r'[{}"#]', text):
        if mark.group() == '"':
            quoted = quoted != (depth == 0)
        elif mark.group() != "#":
            depth += 1 if mark.group() == "{" else -1
        elif depth == 0 and not quoted:
            yield text[start : mark.start()]
            start = mark.end()
    yield text[start:]


def _paper(entry: Entry, strings: Strings) -> Paper | None:
    raw: dict[str, str] = {}
    for field in entry.fields:
        raw.setdefault(field.key.lower(), _value(str(field.value), strings))

    def text(*keys: str) -> str:
        """The first of these fields that has any words, for reading."""
        return next((words for key in keys if (words := plain(decoded(raw.get(key, ""))).strip())), "")

    def link(key: str) -> str:
        """A field in which tildes, dashes and percent signs are what they are."""
        return re.sub(r"\\url|[{}\\]", "", raw.get(key, "").replace(r"\textasciitilde", "~")).strip()

    kind = entry.entry_type.lower()
    title = ": ".join(filter(None, [text("title"), text("subtitle")]))
    journal, book = text("journal", "journaltitle"), text("booktitle", "maintitle")
    publisher = text("publisher", "institution", "school", "organization")
    archive = text("eprinttype", "archiveprefix").lower()
    notes = noted(map(text, ["note", "annote", "annotation", "addendum"]))
    eprint = text("eprint") if archive in {"pmid", "pubmed"} else ""
    server = is_preprint_server(journal, archive, publisher, text("howpublished"))
    given = [name for key in ("type", "pubstate") if (name := text(key).lower()) in WORK_TYPES]
    return make_paper(
        title=title,
        sections=abstract_sections(decoded(raw.get("abstract", ""))),
        authors=_authors(raw.get("author", "")),
        journal=journal,
        year=f"{text('year')} {text('date')}",
        doi=doi_of(link("doi"), link("url"), link("ee")) or notes.get("doi"),
        pmid=text("pmid", "pubmedid") or eprint or notes.get("pmid") or pmid_of_link(link("url")),
        pmcid=text("pmcid", "pmc") or notes.get("pmcid"),
        url=link("url"),
        publication_types=[*(["preprint"] if server else [_TYPES[kind]] if kind in _TYPES else []), *given],
        details=[
            ("Affiliations", text("affiliation")),
            ("Published in", book),
            ("Publisher", publisher),
            ("Volume", text("volume")),
            ("Issue", text("number", "issue")),
            ("Pages", pages(text("pages"))),
            ("Article number", text("eid", "article-number", "articleno")),
            ("Keywords", "; ".join(part.strip() for part in re.split("[;,]", text("keywords", "keyword")))),
        ],
    )


def _authors(names: str) -> Iterator[str]:
    for name in _persons(names):
        if name != "others":
            yield plain(decoded(name))


def _persons(names: str) -> Iterable[str]:
    """Names as "Family, Given", "Family, Given, Suffix", or a group's as written."""
    for name in split_multiple_persons_names(names):
        if re.match(r"(?:family|given)\s*=", name):
            part = dict(re.findall(r"(\w+)\s*=\s*([^,]*)", name))
            yield ", ".join(filter(None, [_spaced(part.get("prefix"), part.get("family")), part.get("given")]))
        else:
            parts = parse_single_name_into_parts(name, strict=False)
            family = _spaced(*parts.von, *parts.last)
            yield ", ".join(filter(None, [family, _spaced(*parts.first), _spaced(*parts.jr)]))


def _spaced(*words: str | None) -> str:
    return " ".join(filter(None, words))
