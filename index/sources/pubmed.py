"""PubMed XML: what efetch gives, and the baseline and update files that PubMed publishes.

Elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import cast

from lxml import etree

from index.errors import SourceError
from index.identifiers import clean_doi, clean_pmcid, clean_pmid
from index.records import Link, Notice, Paper
from index.sources.jats_text import drop_namespaces, text_of
from index.sources.make import make_paper
from index.sources.pubmed_notices import links_and_notices
from index.sources.stream import Stream
from index.sources.wording import affiliation, pages
from index.sources.xml import elements

_CLEAN = {"doi": clean_doi, "pmc": clean_pmcid, "pubmed": clean_pmid}
_NO_TITLE = re.compile(r"\[?not available\]?\.?", re.IGNORECASE)
_UNLABELLED = frozenset({"", "unassigned", "unlabelled"})


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """Each record in the file, followed by its references (kind "reference", `cited_by` the record).

    Entities are not expanded and nothing is fetched. What cannot be read is yielded as a SourceError, never raised.
    What PubMed lists as deleted is left out.
    """
    for found in elements(stream, ["PubmedArticle", "PubmedBookArticle"]):
        if isinstance(found, SourceError):
            yield found
        else:
            yield from _papers(found, stream)


def _papers(record: etree._Element, stream: Stream) -> Iterator[Paper | SourceError]:
    line = cast("int | None", record.sourceline)
    try:
        drop_namespaces(record)
        paper = _book(record) if record.tag == "PubmedBookArticle" else _article(record)
        papers = [paper, *_references(record, paper)] if paper else []
    except RecursionError:
        yield stream.refused("elements nested too deep to be a record", "fetch it from PubMed again", line)
        return
    if not papers:
        pmid = clean_pmid(text_of(record.find("*/PMID")))
        cause = f"record {pmid or 'without a PMID'} has neither a title nor an abstract"
        yield stream.refused(cause, "fetch it from PubMed again", line)
    yield from papers


def _article(record: etree._Element) -> Paper | None:
    citation = _child(record, "MedlineCitation")
    article = _child(citation, "Article")
    journal = _child(article, "Journal")
    issue = _child(journal, "JournalIssue")
    authors = _valid(article.iterfind("AuthorList/Author"))
    pmid = clean_pmid(text_of(citation.find("PMID")))
    types = [text_of(name) for name in article.iterfind("PublicationTypeList/PublicationType")]
    is_preprint = any(name.lower() == "preprint" for name in types)
    told = list(links_and_notices(citation, f"pmid:{pmid}" if pmid else None, is_preprint))
    ids = _ids(record.iterfind("PubmedData/ArticleIdList/ArticleId"))
    return make_paper(
        title=_title(article),
        sections=_abstract(article.find("Abstract")) or _other_abstract(citation),
        authors=map(_name, authors),
        journal=_first(journal, "Title", "ISOAbbreviation") or _first(citation, "MedlineJournalInfo/MedlineTA"),
        year=_first(issue, "PubDate/Year", "PubDate/MedlineDate") or _first(article, "ArticleDate/Year"),
        doi=_electronic_doi(article) or ids.get("doi"),
        pmid=pmid,
        pmcid=ids.get("pmc"),
        publication_types=types,
        mesh=map(text_of, citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName")),
        notices=[found for found in told if isinstance(found, Notice)],
        links=[found for found in told if isinstance(found, Link)],
        details=[
            ("Affiliations", _affiliations(authors)),
            ("Volume", text_of(issue.find("Volume"))),
            ("Issue", text_of(issue.find("Issue"))),
            ("Pages", _pages(article)),
            ("Keywords", _keywords(citation)),
            ("Number of references", _first(citation, "NumberOfReferences") or _listed(record)),
        ],
    )


def _book(record: etree._Element) -> Paper | None:
    """A chapter, where the record names one, in its book; else the book."""
    document = _child(record, "BookDocument")
    book = _child(document, "Book")
    chapter, whole = _title(document), text_of(book.find("BookTitle"))
    parts = [document, book] if chapter else [book, document]
    lists = [found for part in parts for found in part.findall("AuthorList") if found.get("Type") != "editors"]
    authors = _valid(lists[0]) if lists else []
    ids = _ids(document.iterfind("ArticleIdList/ArticleId"))
    year = _first(book, "PubDate/Year", "PubDate/MedlineDate")
    return make_paper(
        title=chapter or whole,
        sections=_abstract(document.find("Abstract")),
        authors=map(_name, authors),
        year=(_first(document, "ContributionDate/Year") if chapter else "") or year,
        doi=_electronic_doi(book) or ids.get("doi"),
        pmid=text_of(document.find("PMID")),
        pmcid=ids.get("pmc"),
        publication_types=map(text_of, document.iterfind("PublicationType")),
        details=[
            ("Affiliations", _affiliations(authors)),
            ("Published in", whole if chapter else None),
            ("Publisher", text_of(book.find("Publisher/PublisherName"))),
            ("Volume", text_of(book.find("Volume"))),
            ("Pages", _pages(document)),
            ("Keywords", _keywords(document)),
            ("Number of references", _listed(record)),
        ],
    )


def _references(record: etree._Element, citing: Paper) -> Iterator[Paper]:
    """The papers that a record lists; one without words is left out."""
    for reference in record.iter("Reference"):
        ids = _ids(reference.iterfind("ArticleIdList/ArticleId"))
        paper = make_paper(title=text_of(reference.find("Citation")), doi=ids.get("doi"), pmid=ids.get("pubmed"))
        if paper and paper.id != citing.id:
            yield replace(paper, kind="reference", cited_by=(citing.id,))


def _child(parent: etree._Element, tag: str) -> etree._Element:
    found = parent.find(tag)
    return etree.Element(tag) if found is None else found


def _first(parent: etree._Element, *paths: str) -> str:
    """The first of these that has a text."""
    return next(filter(None, (text_of(parent.find(path)) for path in paths)), "")


def _title(article: etree._Element) -> str:
    """The title; brackets around one say that it is translated; the title as printed where there is no other."""
    title = text_of(article.find("ArticleTitle"))
    if not title or _NO_TITLE.fullmatch(title):
        return text_of(article.find("VernacularTitle"))
    bare = title.removesuffix(".")
    if not _is_bracketed(bare):
        return title
    translated = bare[1:-1].strip()
    return translated if translated.endswith((".", "?", "!")) else translated + title[len(bare) :]


def _is_bracketed(text: str) -> bool:
    """Whether the bracket that a text begins with is closed only at its end.

    >>> _is_bracketed("[Exosomes in the liver]"), _is_bracketed("[18F]FDG and [11C]")
    (True, False)
    """
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if depth == 0:
            return place > 0 and place == len(text) - 1
    return False


def _abstract(abstract: etree._Element | None) -> list[tuple[str, str]]:
    """(heading, text) of each part; parts of one heading that follow each other are one."""
    if abstract is None:
        return []
    parts = [(_heading(part.get("Label", "")), text_of(part)) for part in abstract.iterfind("AbstractText")]
    parts = [(heading, text) for heading, text in parts if text]
    grouped = groupby(parts, key=lambda part: part[0])
    return [(heading, "\n".join(text for _, text in group)) for heading, group in grouped]


def _other_abstract(citation: etree._Element) -> list[tuple[str, str]]:
    """The first that is in English, else the first."""
    found = sorted(citation.iterfind("OtherAbstract"), key=lambda other: other.get("Language", "eng") != "eng")
    return next(filter(None, map(_abstract, found)), [])


def _heading(label: str) -> str:
    label = label.strip(" :.")
    if label.lower() in _UNLABELLED:
        return "Abstract"
    return f"Abstract: {label.capitalize() if label.isupper() else label}"


def _valid(authors: Iterable[etree._Element]) -> list[etree._Element]:
    return [author for author in authors if author.get("ValidYN") != "N"]


def _name(author: etree._Element) -> str:
    family = text_of(author.find("LastName"))
    if not family:
        return text_of(author.find("CollectiveName"))
    return ", ".join(filter(None, [family, _first(author, "ForeName", "Initials"), text_of(author.find("Suffix"))]))


def _affiliations(authors: Iterable[etree._Element]) -> str:
    """Each once, without addresses of e-mail."""
    found = [text_of(place) for author in authors for place in author.iter("Affiliation")]
    return "; ".join(dict.fromkeys(filter(None, map(affiliation, found))))


def _ids(elements: Iterable[etree._Element]) -> dict[str, str]:
    """The first DOI, PMID and PMCID, by the names that PubMed gives them."""
    found: dict[str, str] = {}
    for element in elements:
        name = element.get("IdType", "")
        if name in _CLEAN and name not in found and (value := _CLEAN[name](text_of(element))):
            found[name] = value
    return found


def _electronic_doi(article: etree._Element) -> str | None:
    places = [place for place in article.iterfind("ELocationID") if place.get("EIdType") == "doi"]
    return next(filter(None, (clean_doi(text_of(place)) for place in _valid(places))), None)


def _pages(article: etree._Element) -> str:
    found = _child(article, "Pagination")
    return pages(_first(found, "MedlinePgn") or pages(_first(found, "StartPage"), _first(found, "EndPage")))


def _keywords(citation: etree._Element) -> str:
    found = (text_of(keyword).strip(" *;.") for keyword in citation.iterfind("KeywordList/Keyword"))
    return "; ".join(dict.fromkeys(filter(None, found)))


def _listed(record: etree._Element) -> str | None:
    """How many references a record lists."""
    count = sum(1 for _ in record.iter("Reference"))
    return str(count) if count else None
