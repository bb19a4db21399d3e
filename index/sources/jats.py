"""JATS XML (PubMed Central, eLife, MDPI and most publishers): the article, then the papers it lists."""

from collections.abc import Iterator
from typing import cast

from lxml import etree

from index.errors import SourceError
from index.records import Paper, Section
from index.sources.jats_front import (
    KEYWORDS,
    MESH,
    affiliations,
    article_id,
    authors,
    keywords,
    licence,
    own_ids,
    publication_types,
    year,
)
from index.sources.jats_notices import aftermath
from index.sources.jats_references import references_of
from index.sources.jats_text import (
    back_sections_of,
    captions_of,
    drop_namespaces,
    lines_of,
    mark_superscript_citations,
    section,
    sections_of,
    text_of,
)
from index.sources.make import make_paper
from index.sources.stream import Stream
from index.sources.wording import pages
from index.sources.xml import elements

_NOT_ABSTRACTS = frozenset({"graphical", "short", "teaser", "toc", "video", "web-summary"})
_MEND = "repair the file or fetch it again"


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """Each article in the file, followed by its references (kind "reference", `cited_by` the article).

    Entities are not expanded and nothing is fetched. What cannot be read is yielded as a SourceError, never raised.
    """
    for found in elements(stream, ["article"]):
        if isinstance(found, SourceError):
            yield found
        else:
            yield from _papers(found, stream)


def _papers(article: etree._Element, stream: Stream) -> Iterator[Paper | SourceError]:
    line = cast("int | None", article.sourceline)
    try:
        drop_namespaces(article)
        mark_superscript_citations(article)
        paper = _article(article)
        if paper is None:
            yield stream.refused("an article with neither title nor text", _MEND, line)
            return
        papers = [paper, *references_of(article, paper)]
    except RecursionError:
        yield stream.refused("elements nested too deep to be an article", _MEND, line)
        return
    yield from papers


def _article(article: etree._Element) -> Paper | None:
    meta = article.find("front/article-meta")
    if meta is None:
        meta = etree.Element("article-meta")
    sections = list(_abstracts(meta))
    for part, sections_of_part in (("body", sections_of), ("back", back_sections_of)):
        if (found := article.find(part)) is not None:
            sections += sections_of_part(found)
    sections += captions_of(article)
    given = ": ".join(filter(None, (text_of(meta.find(f"title-group/{tag}")) for tag in ("article-title", "subtitle"))))
    journal = text_of(article.find("front/journal-meta//journal-title"))
    types = list(publication_types(article, meta, journal))
    told = aftermath(article, own_ids(meta), types)
    paper = make_paper(
        title=given,
        sections=[(part.heading, part.text) for part in sections],
        authors=authors(meta),
        journal=journal,
        year=year(meta),
        doi=article_id(meta, ("doi",)),
        pmid=article_id(meta, ("pmid",)),
        pmcid=article_id(meta, ("pmc", "pmcid")),
        publication_types=types,
        mesh=keywords(article, meta, MESH),
        notices=told.notices,
        links=told.links,
        licence=licence(meta),
        details=[
            ("Affiliations", "; ".join(affiliations(meta))),
            ("Volume", text_of(meta.find("volume"))),
            ("Issue", text_of(meta.find("issue"))),
            ("Pages", pages(text_of(meta.find("fpage")), text_of(meta.find("lpage")))),
            ("Article number", text_of(meta.find("elocation-id"))),
            ("Keywords", "; ".join(keywords(article, meta, KEYWORDS))),
            ("Number of references", _reference_count(article, meta)),
        ],
    )
    return paper


def _reference_count(article: etree._Element, meta: etree._Element) -> str | None:
    """As the article states it, else as it lists them."""
    count = meta.find("counts/ref-count")
    stated = count.get("count", "") if count is not None else ""
    found = int(stated) if stated.isdecimal() and len(stated) < 7 else len(article.findall("back//ref"))
    return str(found) if found else None


def _abstracts(meta: etree._Element) -> Iterator[Section]:
    for abstract in meta.findall("abstract"):
        if abstract.get("abstract-type", "").lower() in _NOT_ABSTRACTS:
            continue
        heading = (text_of(abstract.find("title")).rstrip(" :.") if abstract.get("abstract-type") else "") or "Abstract"
        yield from section(heading, [line for part in abstract for line in _own_lines(part)])
        for part in abstract.iter("sec"):
            title = text_of(part.find("title")).rstrip(" :.")
            lines = [line for child in part for line in _own_lines(child)]
            yield from section(f"{heading}: {title}" if title else heading, lines)


def _own_lines(child: etree._Element) -> list[str]:
    return [] if child.tag in {"title", "sec"} else lines_of(child)
