"""The papers that a page lists: in its ``citation_reference`` tags, else in its reference list."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from index.identifiers import clean_doi
from index.records import Paper
from index.sources.html.tree import drop, names_of
from index.sources.jats_text import text_of
from index.sources.make import make_paper
from index.sources.markup import plain
from index.sources.plain_blocks import lists_papers
from index.sources.plain_fields import identifiers
from index.sources.wording import pmid_of_link

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAMED = re.compile(
    r"(?:^|[\s-])(?:references?|refs|ref-?list|reference-?list|bibliography|biblio|citation-list)(?:-list|-section|s)?(?:$|\s)"
)
_GROUPS = frozenset({"dd", "div", "dl", "dt", "p", "section", "table", "tbody", "td", "tr"})
_NUMBER = re.compile(r"\A(?:\[\d{1,4}\]|\(?\d{1,4}[.)])\s*")
_SERVICE = re.compile(
    r"\W*(?:ads|article|abstract|back(?: to \w+)*|cas|chemport|cross-?ref(?: full text)?|download\w*|free|full ?text"
    r"(?: links?)?|google(?: scholar)?|go to \w+|isi|medline|open url|pdf|pubmed(?: (?:abstract|central))?|pmc(?: free "
    r"article)?|scopus|view(?: \w+){0,4}|web of science|[↑^↩︎]+)\W*",
    re.I,
)
"""The words of links that lead from an entry to services."""
_FIELD = re.compile(r"(?:^|;)\s*citation_(\w{1,40})\s*=")
_MOST_CHARACTERS = 5_000


class Entry(NamedTuple):
    """A listed paper as the page has it; the text is on one line."""

    text: str
    doi: str | None
    pmid: str | None


def take_references(body: etree._Element) -> tuple[list[Entry], set[str]]:
    """The entries of the reference lists, and every id in them; the lists are taken out of the tree."""
    entries: list[Entry] = []
    ids: set[str] = set()
    for found in list(_lists(body)):
        ids.update(name for part in found.iter() for name in (part.get("id"), part.get("name")) if name)
        entries += filter(None, map(_entry, _entries(found)))
        drop(found)
    return list(dict.fromkeys(entries)), ids


def tagged_reference(content: str) -> Paper | None:
    """The paper in one ``citation_reference`` tag, which has fields or is the reference in words.

    >>> found = tagged_reference("citation_title=Atlas of Water; citation_author=R. Roe; citation_doi=10.1000/a")
    >>> found.title, found.authors, found.doi
    ('Atlas of Water', ('R. Roe',), '10.1000/a')
    """
    content = content[:_MOST_CHARACTERS]
    pieces = _FIELD.split(content)
    if len(pieces) == 1:
        doi, pmid = identifiers(content)
        return make_paper(title=plain(content), doi=doi, pmid=pmid)
    fields: dict[str, list[str]] = {}
    for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
        fields.setdefault(name.lower(), []).append(value.strip())
    first = {name: values[0] for name, values in fields.items()}
    title = first.get("title") or first.get("inbook_title") or first.get("journal_title")
    return make_paper(
        title=plain(title or ""),
        authors=fields.get("author", []),
        journal=first.get("journal_title") if title != first.get("journal_title") else None,
        year=first.get("publication_date") or first.get("date") or first.get("year"),
        doi=first.get("doi"),
        pmid=first.get("pmid"),
        details=[("Volume", first.get("volume"))],
    )


def references(tags: Sequence[str], entries: Sequence[Entry]) -> Iterator[Paper]:
    """The listed papers; of the tags and the list, what has more of them."""
    tagged = list(filter(None, map(tagged_reference, tags)))
    if tagged and len(tagged) >= len(entries):
        yield from tagged
        return
    for entry in entries:
        if paper := make_paper(title=entry.text, doi=entry.doi, pmid=entry.pmid):
            yield paper


def _lists(body: etree._Element) -> Iterator[etree._Element]:
    """The outermost elements that are lists of references, by their names or by the heading over them."""
    within: set[etree._Element] = set()
    for element in body.iter(etree.Element):
        if element.getparent() in within:
            within.add(element)
        elif element is not body and _is_list(element):
            within.add(element)
            yield element


def _is_list(element: etree._Element) -> bool:
    if element.tag in {"ol", "ul", "dl", "div"}:
        before = element.getprevious()
        if before is not None and before.tag in _HEADINGS and lists_papers(text_of(before)):
            return next(element.iter(*_HEADINGS), None) is None
    if not _NAMED.search(names_of(element)) or element.tag in {"a", "li", "p", "span", "sup", *_HEADINGS}:
        return False
    return all(lists_papers(text_of(heading)) for heading in element.iter(*_HEADINGS))


def _entries(found: etree._Element) -> list[etree._Element]:
    """Its outermost list items, else the innermost children that have others beside them; headings are none."""
    items: list[etree._Element] = []
    taken: set[etree._Element] = set()
    for item in found.iter("li"):
        if item is not found and taken.isdisjoint(item.iterancestors()):
            items.append(item)
            taken.add(item)
    if items:
        return items
    children = [found]
    while len(children) == 1 and len(children[0]):
        found = children[0]
        children = [child for child in found.iterchildren(etree.Element) if child.tag not in _HEADINGS]
        if children and children[0].tag not in _GROUPS:
            return [found]
    return children


def _entry(element: etree._Element) -> Entry | None:
    doi = pmid = None
    for link in list(element.iter("a")):
        target, words = link.get("href", ""), text_of(link)
        if "doi.org/" in target:
            doi = doi or clean_doi(unquote(target))
        pmid = pmid or pmid_of_link(target)
        if _SERVICE.fullmatch(words) and link is not element:
            drop(link)
    text = _NUMBER.sub("", text_of(element))[:_MOST_CHARACTERS].strip(" [](),;|")
    stated, number = identifiers(text)
    return Entry(text, doi or stated, pmid or number) if re.search(r"\w{3}", text) else None
