"""The fields of a record, in whatever spelling a source has them, as a Paper."""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from index.identifiers import clean_doi, clean_pmcid, clean_pmid, paper_id
from index.records import Link, Notice, Paper, Section
from index.sources.boilerplate import without_boilerplate
from index.study import study_types
from index.text import normalise, one_line, year_of

_WORK = r"(?:article|paper|chapter|publication)"
_RETRACTED = re.compile(
    rf"\W*(?:retracted|withdrawn|(?-i:REMOVED))(?: {_WORK})?\s?[:\]–—]"
    rf"|\W*(?-i:RETRACTED|WITHDRAWN) {_WORK}\b"
    rf"|.{{0,2000}}\((?:retracted|withdrawn) {_WORK}\b[^()]{{0,300}}\)\W*$",
    re.IGNORECASE,
)
"""How publishers and databases mark the title of a paper that was retracted."""
_RETRACTS = re.compile(r"retract\w*\b[^.]{0,120}?\bdoi(?:\.org/|:\s*)(10\.\d{4,9}/[^\s)\]]{1,300})", re.IGNORECASE)
_FIRST_CHARACTERS = 500
_LONGEST_NOTICE = 5000
_IN_A_LINK = "/:;()._-"
_RETRACTIONS = frozenset({"retraction of publication", "retraction notice"})


def make_paper(
    *,
    title: str | None = None,
    sections: Iterable[tuple[str, str | None] | Section] = (),
    authors: Iterable[str] = (),
    journal: str | None = None,
    year: str | int | None = None,
    doi: str | None = None,
    pmid: str | None = None,
    pmcid: str | None = None,
    url: str | None = None,
    publication_types: Iterable[str] = (),
    mesh: Iterable[str] = (),
    notices: Iterable[Notice] = (),
    links: Iterable[Link] = (),
    licence: str | None = None,
    details: Iterable[tuple[str, str | None]] = (),
) -> Paper | None:
    """The paper that a record describes, every field cleaned; None when it has neither a title nor a text.

    sections: (heading, text), or one that is normalised and may have pages; empty ones are left out.
    authors: "Family, Given" where the record tells them apart.
    details: (label, value) for "Article information", in the labels that `index.information` names.
    notices: what the record says became of the paper; a retraction that its types or its title tell of is added.
    A paper without a title is shown by its first words.

    >>> paper = make_paper(title="Exosomes ", doi="https://doi.org/10.1000/X", year="2021 Oct")
    >>> paper.id, paper.title, paper.year, paper.url
    ('doi:10.1000/x', 'Exosomes', 2021, 'https://doi.org/10.1000/x')
    """
    cleaned = (
        _without_boilerplate(section if isinstance(section, Section) else _section(*section)) for section in sections
    )
    kept = tuple(section for section in cleaned if section.text and section.heading != "Abstract: Funding")
    text = "\n".join(section.text for section in kept)
    title = one_line(title or "")
    if not title and not text:
        return None
    doi, pmid = clean_doi(doi), clean_pmid(pmid)
    types = _each_once(name.lower() for name in publication_types)
    linked = tuple(dict.fromkeys([*links, *_retracts(types, title, text, doi)]))
    url = one_line(url or "")
    if not url.startswith(("http://", "https://")):
        url = f"https://doi.org/{quote(doi, safe=_IN_A_LINK)}" if doi else ""
    return Paper(
        id=paper_id(pmid, doi, title, text),
        title=title or first_words(text),
        authors=_each_once(authors),
        journal=one_line(journal or "") or None,
        year=year_of(str(year or "")),
        doi=doi,
        pmid=pmid,
        pmcid=clean_pmcid(pmcid),
        url=url or None,
        publication_types=types,
        mesh=_each_once(mesh),
        notices=_notices(list(notices), types, title, linked),
        links=linked,
        licence=one_line(licence or "") or None,
        details=tuple((label, one_line(value)) for label, value in details if value and one_line(value)),
        sections=kept,
    )


def _section(heading: str, text: str | None) -> Section:
    return Section(one_line(heading) or "Text", normalise(text or ""))


def _without_boilerplate(section: Section) -> Section:
    if not section.heading.startswith("Abstract"):
        return section
    text = without_boilerplate(section.text)
    return replace(section, text=text, pages=tuple(page for page in section.pages if page[0] < len(text)))


def first_words(text: str, count: int = 12) -> str:
    """What a record without a title is shown by.

    >>> first_words("Exosomes carry miR-21 to macrophages.", 3)
    'Exosomes carry miR-21 …'
    """
    words = text[:_FIRST_CHARACTERS].split(maxsplit=count)
    more = len(words) > count or len(text) > _FIRST_CHARACTERS
    return " ".join(words[:count]) + (" …" if more else "")


def _retracts(types: tuple[str, ...], title: str, text: str, own: str | None) -> list[Link]:
    """The one paper that a retraction notice without a link says it retracts."""
    if len(text) > _LONGEST_NOTICE or "retraction notice" not in study_types(types, (), title, ""):
        return []
    found = {clean_doi(doi) for doi in _RETRACTS.findall(text)} - {own, None}
    return [Link("retracts", f"doi:{doi}") for doi in found] if len(found) == 1 else []


def _notices(notices: list[Notice], types: tuple[str, ...], title: str, links: tuple[Link, ...]) -> tuple[Notice, ...]:
    # A notice often repeats the title that it has given to the paper which it retracts.
    is_notice = _RETRACTIONS.intersection(types) or any(link.relation == "retracts" for link in links)
    if all(notice.status != "retracted" for notice in notices):
        if "retracted publication" in types:
            notices.append(Notice("retracted", None, "publication type"))
        elif _RETRACTED.match(title) and not is_notice:
            notices.append(Notice("retracted", None, "title"))
    return tuple(dict.fromkeys(notices))


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(one_line, values))))
