"""What the head of a page says of its article: tags of Highwire, Dublin Core, PRISM and schema.org's JSON-LD."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from index.identifiers import clean_doi
from index.sources.html.jsonld import json_ld
from index.sources.jats_front import licence_of, publication_type
from index.sources.markup import plain
from index.sources.plain_fields import people
from index.sources.wording import is_preprint_server, pages
from index.text import one_line

_MOST_TAGS = 50_000
_MOST_CHARACTERS = 50_000
_ABSTRACT_WORDS = 30
_TITLES = ("citation_title", "dc.title", "dcterms.title", "prism.title", "ld.title", "og:title")
_DOIS = ("citation_doi", "dc.identifier.doi", "dc.identifier", "dcterms.identifier", "prism.doi", "ld.doi")
_AUTHORS = ("citation_author", "citation_authors", "dc.creator", "dcterms.creator", "dc.contributor", "ld.author")
_JOURNALS = ("citation_journal_title", "dc.source", "prism.publicationname", "ld.journal")
_YEARS = (
    *("citation_publication_date", "citation_date", "citation_year", "citation_online_date", "dc.date.issued"),
    *("dcterms.issued", "dc.date", "prism.publicationdate", "ld.date"),
)
_ABSTRACTS = ("citation_abstract", "dcterms.abstract", "dc.description", "ld.abstract")
_TYPES = ("citation_article_type", "dc.type", "dc.type.articletype", "prism.section", "prism.genre")
_KEYWORDS = ("citation_keywords", "dc.subject", "prism.keyword", "ld.keywords")
_RIGHTS = ("dc.rights", "dcterms.rights", "dcterms.license", "prism.copyright", "ld.licence")
_SCHOLARLY = ("citation_title", "citation_journal_title", "ld.scholarly")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of `make_paper`, with the abstract and the ``citation_reference`` tags as they stand.

    dois: all that are named as the page's own. is_scholarly: whether the head says that the page is of a paper.
    """

    title: str
    authors: tuple[str, ...]
    journal: str
    year: str
    dois: tuple[str, ...]
    pmid: str
    pmcid: str
    url: str
    abstract: str
    types: tuple[str, ...]
    licence: str | None
    details: tuple[tuple[str, str], ...]
    references: tuple[str, ...]
    is_scholarly: bool
    is_article: bool


def metadata_of(page: etree._Element) -> Metadata:
    """Of each field, what the most trusted of the tags says that have it."""
    tags = _Tags(page)
    dois = _dois(tags)
    title = plain(tags.first(*_TITLES))
    journal = tags.first(*_JOURNALS)
    kinds = filter(None, map(publication_type, tags.all(*_TYPES)))
    publisher = tags.first("citation_publisher", "dc.publisher", "dcterms.publisher", "ld.publisher")
    preprint = ["preprint"] if is_preprint_server(journal, publisher) else []
    details = [
        ("Affiliations", "; ".join(dict.fromkeys(tags.all("citation_author_institution")))),
        ("Volume", tags.first("citation_volume", "prism.volume")),
        ("Issue", tags.first("citation_issue", "prism.number")),
        (
            "Pages",
            pages(
                tags.first("citation_firstpage", "prism.startingpage"),
                tags.first("citation_lastpage", "prism.endingpage"),
            ),
        ),
        ("Publisher", publisher),
        ("Keywords", "; ".join(_split(tags.all(*_KEYWORDS)))),
    ]
    return Metadata(
        title=title,
        authors=tuple(_authors(tags)),
        journal=plain(journal),
        year=tags.first(*_YEARS),
        dois=dois,
        pmid=tags.first("citation_pmid"),
        pmcid=tags.first("citation_pmcid", "citation_pmc"),
        url=tags.first("citation_fulltext_html_url", "citation_public_url", "citation_abstract_html_url", "canonical"),
        abstract=_abstract(tags),
        types=(*kinds, *preprint),
        licence=licence_of([*tags.all(*_RIGHTS), *tags.all("licence")]),
        details=tuple((label, value) for label, value in details if value),
        references=tuple(tags.all("citation_reference")),
        is_scholarly=bool(dois or tags.first(*_SCHOLARLY)),
        is_article="article" in tags.all("og:type", "ld.article"),
    )


class _Tags:
    """The values of each tag, and of the JSON-LD under names of the same kind, in the order of the page."""

    def __init__(self, page: etree._Element) -> None:
        self._values: dict[str, list[str]] = {}
        for number, (name, value) in enumerate(_pairs(page)):
            if number >= _MOST_TAGS:
                break
            if kept := one_line(value[:_MOST_CHARACTERS]):
                self._values.setdefault(name.strip().lower(), []).append(kept)

    def first(self, *names: str) -> str:
        """The first value of the first name that has one, "" when none has."""
        return next((values[0] for name in names if (values := self._values.get(name))), "")

    def all(self, *names: str) -> Sequence[str]:
        """All values of the first name that has any."""
        return next((values for name in names if (values := self._values.get(name))), [])

    def every(self, *names: str) -> Iterator[str]:
        """All values of all names."""
        for name in names:
            yield from self._values.get(name, [])


def _pairs(page: etree._Element) -> Iterator[tuple[str, str]]:
    for tag in page.iter("meta"):
        yield tag.get("name") or tag.get("property") or "", tag.get("content", "")
    for link in page.iter("link", "a"):
        relations = link.get("rel", "").lower().split()
        if "license" in relations or link.get("property") == "cc:license":
            yield "licence", link.get("href", "")
        elif link.tag == "link" and "canonical" in relations:
            yield "canonical", link.get("href", "")
    for script in page.iter("script"):
        if script.get("type", "").lower().startswith("application/ld+json"):
            yield from json_ld(script.text or "")


def _authors(tags: _Tags) -> list[str]:
    found = tags.all(*_AUTHORS)
    return people(found[0]) if len(found) == 1 else list(found)


def _dois(tags: _Tags) -> tuple[str, ...]:
    """Those of the first name that has any; of several identifiers, only some are DOIs."""
    for name in _DOIS:
        if found := tuple(dict.fromkeys(doi for value in tags.all(name) if (doi := clean_doi(value)))):
            return found
    return ()


def _abstract(tags: _Tags) -> str:
    """The first that is whole: descriptions are often cut off, or one sentence for search engines."""
    for text in map(plain, tags.every(*_ABSTRACTS)):
        if len(text.split()) >= _ABSTRACT_WORDS and not text.rstrip().endswith(("...", "…")):
            return text
    return ""


def _split(values: Sequence[str]) -> list[str]:
    mark = ";" if any(";" in value for value in values) else ","
    return list(dict.fromkeys(part.strip() for value in values for part in value.split(mark) if part.strip()))
