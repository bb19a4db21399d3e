"""JATS XML (PubMed Central, eLife, MDPI and most publishers): the article, then the papers it lists."""

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from index.errors import SourceError
from index.records import Notice, Paper, Section
from index.sources.jats_references import name_of, references_of
from index.sources.jats_text import (
    captions_of,
    lines_of,
    mark_superscript_citations,
    section,
    sections_of,
    text_of,
)
from index.sources.make import make_paper
from index.sources.stream import Stream
from index.sources.xml import elements
from index.text import year_of

_PUBLICATION_TYPES = {
    "review-article": "review",
    "systematic-review": "systematic review",
    "meta-analysis": "meta-analysis",
    "clinical-trial": "clinical trial",
    "case-report": "case reports",
    "retraction": "retraction of publication",
    "preprint": "preprint",
}
_NOT_PUBLICATION = frozenset({"accepted", "corrected", "preprint", "received", "retracted", "retraction", "rev-recd"})
_PREPRINT_SERVERS = frozenset({"arxiv", "biorxiv", "chemrxiv", "medrxiv", "preprints.org", "research square"})
_PICTURES = frozenset({"graphical", "toc", "video"})
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licenses/(by(?:-nc)?(?:-nd|-sa)?)/(\d\.\d)", re.I)
_XLINK = "{http://www.w3.org/1999/xlink}href"
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
        _drop_namespaces(article)
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
    body = article.find("body")
    if meta is None:
        meta = etree.Element("article-meta")
    sections = list(_abstracts(meta))
    if body is not None:
        sections += [*sections_of(body), *captions_of(body)]
    given = ": ".join(filter(None, (text_of(meta.find(f"title-group/{tag}")) for tag in ("article-title", "subtitle"))))
    article_type = article.get("article-type", "").lower()
    journal = text_of(article.find("front/journal-meta//journal-title"))
    types = [_PUBLICATION_TYPES[article_type]] if article_type in _PUBLICATION_TYPES else []
    if _is_preprint(meta, journal):
        types.append("preprint")
    count = meta.find("counts/ref-count")
    listed = len(article.findall("back//ref"))
    stated = count.get("count", "") if count is not None else ""
    references = stated if stated.isdecimal() else str(listed)
    return make_paper(
        title=given,
        sections=[(part.heading, part.text) for part in sections],
        authors=map(_author, _contributors(meta)),
        journal=journal,
        year=_year(meta),
        doi=_article_id(meta, ("doi",)),
        pmid=_article_id(meta, ("pmid",)),
        pmcid=_article_id(meta, ("pmc", "pmcid")),
        publication_types=types,
        notices=_notices(article_type, meta),
        licence=_licence(meta),
        details=[
            ("Affiliations", "; ".join(_affiliations(meta))),
            ("Volume", text_of(meta.find("volume"))),
            ("Issue", text_of(meta.find("issue"))),
            ("Article number", text_of(meta.find("elocation-id"))),
            ("Number of references", references if references != "0" else None),
        ],
    )


def _drop_namespaces(article: etree._Element) -> None:
    """Some archives put JATS itself in a namespace; bare names serve for both."""
    for element in article.iter(etree.Element):
        element.tag = etree.QName(element).localname


def _abstracts(meta: etree._Element) -> Iterator[Section]:
    for abstract in meta.findall("abstract"):
        if abstract.get("abstract-type") in _PICTURES:
            continue
        heading = (text_of(abstract.find("title")).rstrip(" :.") if abstract.get("abstract-type") else "") or "Abstract"
        yield from section(heading, [line for child in abstract if child.tag == "p" for line in lines_of(child)])
        for part in abstract.iter("sec"):
            title = text_of(part.find("title")).rstrip(" :.")
            lines = [line for child in part if child.tag not in {"title", "sec"} for line in lines_of(child)]
            yield from section(f"{heading}: {title}" if title else heading, lines)


def _article_id(meta: etree._Element, kinds: tuple[str, ...]) -> str | None:
    """The first of its kind; a DOI of one version of the article only when there is no other."""
    found = [element for element in meta.findall("article-id") if element.get("pub-id-type") in kinds]
    found.sort(key=lambda element: element.get("specific-use") == "version")
    return text_of(found[0]) or None if found else None


def _contributors(meta: etree._Element) -> list[etree._Element]:
    return [who for who in meta.findall("contrib-group/contrib") if who.get("contrib-type", "author") == "author"]


def _author(contributor: etree._Element) -> str:
    for tag in ("name", "name-alternatives/name", "string-name", "name-alternatives/string-name", "collab"):
        if (found := contributor.find(tag)) is not None:
            return name_of(found)
    return ""


def _affiliations(meta: etree._Element) -> list[str]:
    """Of the authors, not of the editors, each once."""
    authors = _contributors(meta)
    others = [who for who in meta.findall("contrib-group/contrib") if who not in authors]
    cited = [{xref.get("rid") for who in group for xref in who.iterfind("xref")} for group in (authors, others)]
    shared = [*meta.findall("contrib-group/aff"), *meta.findall("aff")]
    found = [place for place in shared if place.get("id") not in cited[1] - cited[0]]
    found += [place for who in authors for place in who.findall("aff")]
    return list(dict.fromkeys(filter(None, map(_affiliation, found))))


def _affiliation(place: etree._Element) -> str:
    parts: list[str] = [place.text or ""]
    for element in place.iterdescendants(etree.Element):
        if element.tag not in {"label", "sup", "email", "institution-id", "ext-link"}:
            parts.append(element.text or "")
        tail = element.tail or ""
        parts.append(tail if tail.strip() else ", ")
    return re.sub(r"\s*,(\s*,)+", ",", re.sub(r"\s+", " ", "".join(parts))).strip(" ,;.")


def _year(meta: etree._Element) -> int | None:
    dates = [date for date in meta.findall("pub-date") if date.get("date-type") not in _NOT_PUBLICATION]
    return min(filter(None, (year_of(text_of(date.find("year"))) for date in dates)), default=None)


def _is_preprint(meta: etree._Element, journal: str) -> bool:
    return journal.lower() in _PREPRINT_SERVERS or any(
        "preprint" in text_of(version).lower() for version in meta.iter("article-version")
    )


def _notices(article_type: str, meta: etree._Element) -> Iterator[Notice]:
    """Only what is said of this article: a retraction notice speaks of another one and is not itself retracted."""
    if article_type in {"retracted-article", "retracted"}:
        yield Notice("retracted", None, "article type")
    elif any(related.get("related-article-type") == "retraction-forward" for related in meta.iter("related-article")):
        yield Notice("retracted", None, "related article")


def _licence(meta: etree._Element) -> str | None:
    licences = list(meta.iterfind("permissions/license")) + list(meta.iterfind("permissions/license_ref"))
    links = [link for element in licences for part in element.iter() for link in (part.get(_XLINK), part.text) if link]
    for link in links:
        if found := _CREATIVE_COMMONS.search(link):
            return f"CC {found.group(1).upper()} {found.group(2)}"
        if "creativecommons.org/publicdomain/zero/" in link:
            return "CC0 1.0"
    return next((link.strip() for link in links if re.match(r"\s*https?://\S+\s*$", link)), None)
