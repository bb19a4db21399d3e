"""The front matter of a JATS article: identifiers, authors, types, keywords, year and licence."""

import re
from collections.abc import Iterator, Sequence
from html.entities import html5

from lxml import etree

from index.identifiers import clean_doi, clean_pmid
from index.sources.jats_references import name_of
from index.sources.jats_text import XLINK, text_of
from index.sources.wording import is_preprint_server
from index.text import year_of

_PUBLICATION_TYPES = {
    **dict.fromkeys(["brief-report", "data-paper", "rapid-communication", "research-article"], "journal article"),
    **dict.fromkeys(["addendum", "correction", "corrigendum", "erratum", "partial-retraction"], "published erratum"),
    **dict.fromkeys(["retraction", "retraction-notice", "withdrawal"], "retraction of publication"),
    **dict.fromkeys(["retracted", "retracted-article", "withdrawn", "withdrawn-article"], "retracted publication"),
    **dict.fromkeys(["article-commentary", "comment", "commentary", "discussion", "reply"], "comment"),
    **dict.fromkeys(["case-report", "case-reports", "case-study"], "case reports"),
    **dict.fromkeys(["letter", "letter-to-the-editor"], "letter"),
    **dict.fromkeys(["randomised-controlled-trial", "randomized-controlled-trial"], "randomized controlled trial"),
    **dict.fromkeys(["review", "review-article"], "review"),
    "clinical-trial": "clinical trial",
    "editorial": "editorial",
    "expression-of-concern": "expression of concern",
    "guideline": "guideline",
    "meeting-report": "congress",
    "meta-analysis": "meta-analysis",
    "news": "news",
    "preprint": "preprint",
    "systematic-review": "systematic review",
    "technical-report": "technical report",
}
"""By article type, in the words of PubMed."""
_TOLD_BY_HEADING = frozenset(_PUBLICATION_TYPES.values()) - {"comment", "journal article", "letter", "news"}
"""What the heading tells under which a journal publishes; under "Letter", some publish their best work."""
_NOT_PUBLICATION = frozenset({"accepted", "corrected", "preprint", "received", "retracted", "retraction", "rev-recd"})
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licenses/(by(?:-nc)?(?:-nd|-sa)?)/(\d\.\d)", re.I)
KEYWORDS = re.compile(r"|author.*|key ?words?|kwd|research-organism", re.IGNORECASE)
MESH = re.compile(r"mesh.*", re.IGNORECASE)
_NAMES = (
    "name",
    "name-alternatives/name",
    "string-name",
    "name-alternatives/string-name",
    "collab",
    "collab-alternatives/collab",
)
_NOT_ADDRESS = frozenset({"email", "ext-link", "institution-id", "label", "sup"})
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def article_id(meta: etree._Element, kinds: tuple[str, ...]) -> str | None:
    """The first of its kind; a DOI of one version of the article only when there is no other."""
    found = [element for element in meta.findall("article-id") if element.get("pub-id-type") in kinds]
    found.sort(key=lambda element: element.get("specific-use") == "version")
    return text_of(found[0]) or None if found else None


def own_ids(meta: etree._Element) -> frozenset[str]:
    """As links name them; of a DOI also that of this version."""
    ids = [(element.get("pub-id-type"), text_of(element)) for element in meta.findall("article-id")]
    pmids = (f"pmid:{pmid}" for kind, text in ids if kind == "pmid" and (pmid := clean_pmid(text)))
    return frozenset([*pmids, *(f"doi:{doi}" for kind, text in ids if kind == "doi" and (doi := clean_doi(text)))])


def publication_types(article: etree._Element, meta: etree._Element, journal: str) -> Iterator[str]:
    """In the words of PubMed, by article type and by the headings under which the article stands."""
    if found := publication_type(article.get("article-type", "")):
        yield found
    for heading in meta.iterfind("article-categories//subject"):
        found = publication_type(text_of(heading))
        if found in _TOLD_BY_HEADING:
            yield found
    versions = [text_of(version).lower() for version in meta.iter("article-version")]
    if is_preprint_server(journal) or any("preprint" in version for version in versions):
        yield "preprint"


def publication_type(name: str) -> str | None:
    """What a publisher calls a kind of article, in the words of PubMed; None where that says nothing certain.

    >>> publication_type("Review Article"), publication_type("Feature")
    ('review', None)
    """
    return _PUBLICATION_TYPES.get("-".join(name.lower().split()))


def keywords(article: etree._Element, meta: etree._Element, kinds: re.Pattern[str]) -> list[str]:
    """Of the groups of these kinds, in the article's language; eLife says "None" for no organism."""
    language = article.get(_LANGUAGE)
    found = []
    for group in meta.findall("kwd-group"):
        if kinds.fullmatch(group.get("kwd-group-type", "")) and language in {group.get(_LANGUAGE, language), None}:
            found += [text_of(keyword) for keyword in group.iter("kwd")]
    return [keyword for keyword in dict.fromkeys(found) if keyword not in {"", "None"}]


def _contributors(meta: etree._Element) -> list[etree._Element]:
    return [who for who in meta.findall("contrib-group/contrib") if who.get("contrib-type", "author") == "author"]


def authors(meta: etree._Element) -> list[str]:
    """In reading order, "Family, Given"; groups as written."""
    return list(map(_author, _contributors(meta)))


def _author(contributor: etree._Element) -> str:
    for tag in _NAMES:
        if (found := contributor.find(tag)) is not None:
            return name_of(found)
    return ""


def affiliations(meta: etree._Element) -> list[str]:
    """Of the authors, not of the editors, each once."""
    mine = _contributors(meta)
    are_mine = set(map(id, mine))
    others = [who for who in meta.findall("contrib-group/contrib") if id(who) not in are_mine]
    cited = [{xref.get("rid") for who in group for xref in who.iterfind("xref")} for group in (mine, others)]
    shared = [*meta.findall("contrib-group/aff"), *meta.findall("aff")]
    found = [place for place in shared if place.get("id") not in cited[1] - cited[0]]
    found += [place for who in mine for place in who.findall("aff")]
    return list(dict.fromkeys(filter(None, map(_affiliation, found))))


def _affiliation(place: etree._Element) -> str:
    parts = re.sub(r"\s+", " ", "".join(_parts(place)))
    return re.sub(r"\s*,(\s*,)+", ",", parts).strip(" ,;.")


def _parts(place: etree._Element) -> Iterator[str]:
    """In reading order; elements with nothing between them are parts of an address, held apart by commas."""
    yield place.text or ""
    for child in place:
        tail = child.tail or ""
        if child.tag is etree.Entity:
            yield html5.get(f"{child.text}".strip("&"), "")
        elif isinstance(child.tag, str):
            if child.tag not in _NOT_ADDRESS:
                yield from _parts(child)
            tail = tail if tail.strip() else ", "
        yield tail


def year(meta: etree._Element) -> int | None:
    """The first in which it was published in any form."""
    dates = [date for date in meta.findall("pub-date") if date.get("date-type") not in _NOT_PUBLICATION]
    return min(filter(None, map(_year_of, dates)), default=None)


def _year_of(date: etree._Element) -> int | None:
    stated = text_of(date.find("year")) or date.get("iso-8601-date") or text_of(date.find("string-date"))
    return year_of(stated)


def licence(meta: etree._Element) -> str | None:
    """Of the article, as `licence_of` names it."""
    licences = list(meta.iterfind("permissions/license")) + list(meta.iterfind("permissions/license_ref"))
    return licence_of(
        [link for element in licences for part in element.iter() for link in (part.get(XLINK), part.text) if link]
    )


def licence_of(links: Sequence[str]) -> str | None:
    """A Creative Commons licence by its short name, another by its link.

    >>> licence_of(["https://creativecommons.org/licenses/by/4.0/"]), licence_of(["All rights reserved"])
    ('CC BY 4.0', None)
    """
    for link in links:
        if found := _CREATIVE_COMMONS.search(link):
            return f"CC {found.group(1).upper()} {found.group(2)}"
        if "creativecommons.org/publicdomain/zero/" in link:
            return "CC0 1.0"
    return next((link.strip() for link in links if re.match(r"\s*https?://\S+\s*$", link)), None)
