"""The reference list of a JATS article: one Paper a reference."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from index.identifiers import clean_doi
from index.records import Paper
from index.sources.jats_text import XLINK, text_of
from index.sources.make import make_paper

_CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation")
_TITLES = ("article-title", "chapter-title", "data-title", "part-title", "source")
_NOT_JOURNALS = frozenset(
    {"book", "confproc", "data", "other", "patent", "report", "software", "thesis", "web", "webpage", "website"}
)
_WRITERS = (None, "author", "inventor")


def references_of(article: etree._Element, citing: Paper) -> Iterator[Paper]:
    """The papers that an article lists, as far as its list tells; one with no words at all is left out."""
    for ref in article.iterfind("back//ref"):
        for citation in _citations(ref):
            paper = _reference(citation, citing)
            if paper and paper.id != citing.id:
                yield paper


def name_of(element: etree._Element) -> str:
    """A person as "Family, Given" (", Suffix"), a group or a person in one string as written.

    >>> name_of(etree.fromstring("<name><surname>Abe</surname><given-names>Chizumi</given-names></name>"))
    'Abe, Chizumi'
    """
    family = text_of(element.find("surname"))
    if family:
        return ", ".join(filter(None, [family, *(text_of(element.find(tag)) for tag in ("given-names", "suffix"))]))
    for members in element.findall("contrib-group"):
        element.remove(members)
    return text_of(element)


def _citations(ref: etree._Element) -> list[etree._Element]:
    alternatives = ref.find("citation-alternatives")
    if alternatives is None:
        return [child for child in ref if child.tag in _CITATIONS]
    return next(([found] for tag in _CITATIONS if (found := alternatives.find(tag)) is not None), [])


def _reference(citation: etree._Element, citing: Paper) -> Paper | None:
    named = [(tag, text) for tag in _TITLES if (text := text_of(citation.find(f".//{tag}")))]
    tag, title = named[0] if named else (None, _words(citation))
    is_journal = citation.get("publication-type") not in _NOT_JOURNALS and tag != "chapter-title"
    if tag == "source" and is_journal and citation.find(".//volume") is not None:
        tag, title = None, _words(citation)
    if not title:
        return None
    source = None if tag == "source" else text_of(citation.find(".//source")) or None
    paper = make_paper(
        title=title,
        authors=_authors(citation),
        journal=source if is_journal else None,
        year=text_of(citation.find(".//year")),
        doi=_doi(citation),
        pmid=_pub_id(citation, "pmid"),
        details=[
            ("Published in", None if is_journal else source),
            ("Publisher", text_of(citation.find(".//publisher-name"))),
        ],
    )
    return paper and replace(paper, kind="reference", cited_by=(citing.id,))


def _words(citation: etree._Element) -> str:
    """All of a citation that names no title: as it is written, else its parts."""
    if citation.tag != "element-citation":
        return text_of(citation)
    parts = [
        *_authors(citation),
        *(text_of(citation.find(f".//{tag}")) for tag in ("source", "year", "volume", "fpage")),
    ]
    return ", ".join(filter(None, parts)) or text_of(citation)


def _authors(citation: etree._Element) -> Iterator[str]:
    groups = [group for group in citation.iter("person-group") if group.get("person-group-type") in _WRITERS]
    for group in groups or [citation]:
        for child in group:
            if child.tag in {"name", "string-name", "collab"} and (name := name_of(child)):
                yield name


def _pub_id(citation: etree._Element, kind: str) -> str:
    found = (pub_id for pub_id in citation.iter("pub-id") if pub_id.get("pub-id-type") == kind)
    return text_of(next(found, None))


def _doi(citation: etree._Element) -> str | None:
    """From its own field, else from a link; a link's words come before its target, which is more often wrong."""
    if doi := clean_doi(_pub_id(citation, "doi")):
        return doi
    for link in citation.iter("ext-link", "uri"):
        target = link.get(XLINK, "")
        if link.get("ext-link-type") == "doi" or "doi.org/" in target:
            return clean_doi(text_of(link)) or clean_doi(target)
    return None
