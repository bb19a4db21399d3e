"""One item of CSL-JSON, the form in which reference managers hand records to one another.

Fields: https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from collections.abc import Iterator
from typing import Any

from index.identifiers import clean_doi
from index.records import Link, Paper
from index.sources.make import make_paper
from index.sources.markup import plain
from index.sources.wording import (
    WORK_TYPES,
    abstract_sections,
    doi_of,
    is_preprint_server,
    noted,
    pages,
    pmid_of_link,
)

_SIGNS = frozenset({"DOI", "PMCID", "PMID", "container-title", "issued"})
_TYPES = {
    **dict.fromkeys(["article-journal", "journal-article"], "journal article"),
    **dict.fromkeys(["book", "monograph"], "book"),
    **dict.fromkeys(["chapter", "book-chapter"], "book chapter"),
    **dict.fromkeys(["paper-conference", "proceedings-article"], "congress"),
    "article-newspaper": "newspaper article",
    "dataset": "dataset",
    "patent": "patent",
    "posted-content": "preprint",
    "report": "technical report",
    "review": "review",
    "thesis": "academic dissertation",
}
_OTHER_TYPES = frozenset(
    {"article", "article-magazine", "entry-encyclopedia", "manuscript", "review-book", "speech", "webpage"}
)
_UPDATES = {
    **dict.fromkeys(["retraction", "withdrawal", "removal"], "retracts"),
    **dict.fromkeys(["correction", "corrigendum", "erratum"], "corrects"),
    "expression_of_concern": "questions",
}
_PART_OF = frozenset({"book", "book-chapter", "chapter", "paper-conference", "proceedings-article"})


def is_csl(record: dict[str, Any]) -> bool:
    """Whether a record is in the fields of CSL rather than in those of our own JSON Lines.

    >>> is_csl({"title": "T", "author": [{"family": "Abe"}]}), is_csl({"title": "T", "authors": ["Abe, C"]})
    (True, False)
    """
    author, kind = record.get("author"), record.get("type")
    return (
        not _SIGNS.isdisjoint(record)
        or (isinstance(author, list) and any(isinstance(person, dict) for person in author))
        or (isinstance(kind, str) and (kind in _TYPES or kind in _OTHER_TYPES))
    )


def paper_of(record: dict[str, Any]) -> Paper | None:
    """The paper that an item describes; None when it has neither a title nor an abstract.

    A field that is not of the type that CSL gives it is left out.

    >>> item = {"type": "article-journal", "title": "Exosomes", "issued": {"date-parts": [[2021, 5]]}}
    >>> paper = paper_of(item)
    >>> paper.title, paper.year, paper.publication_types
    ('Exosomes', 2021, ('journal article',))
    """
    kind = _text(record, "type").lower()
    title, container = plain(_text(record, "title")), plain(_text(record, "container-title"))
    publisher = plain(_text(record, "publisher"))
    notes = noted([_text(record, "note"), _text(record, "extra")])
    url = _text(record, "URL")
    is_part = kind in _PART_OF
    return make_paper(
        title=title,
        sections=abstract_sections(_text(record, "abstract")),
        authors=_authors(record),
        journal=None if is_part else container,
        year=_year(record),
        doi=doi_of(_text(record, "DOI"), url) or notes.get("doi"),
        pmid=_text(record, "PMID") or notes.get("pmid") or pmid_of_link(url),
        pmcid=_text(record, "PMCID") or notes.get("pmcid"),
        url=url,
        publication_types=_publication_types(kind, _text(record, "genre"), container, publisher),
        links=_links(record),
        details=[
            ("Published in", container if is_part else None),
            ("Publisher", publisher),
            ("Volume", _text(record, "volume")),
            ("Issue", _text(record, "issue")),
            ("Pages", pages(_text(record, "page"))),
            ("Article number", _text(record, "number") if kind == "article-journal" else None),
            ("Keywords", "; ".join(_keywords(record))),
        ],
    )


def _links(record: dict[str, Any]) -> Iterator[Link]:
    """What Crossref says a notice is of."""
    updates = record.get("update-to")
    for update in updates if isinstance(updates, list) else []:
        relation = _UPDATES.get(_text(update, "type").lower()) if isinstance(update, dict) else None
        if relation and (doi := clean_doi(_text(update, "DOI"))):
            yield Link(relation, f"doi:{doi}")


def _text(record: dict[str, Any], field: str) -> str:
    """The field as a string, of a list the first; "" when it is missing or something else."""
    value = record.get(field)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _publication_types(kind: str, genre: str, container: str, publisher: str) -> Iterator[str]:
    if is_preprint_server(container, publisher):
        yield "preprint"
    elif kind in _TYPES:
        yield _TYPES[kind]
    if genre.lower() in WORK_TYPES:
        yield genre


def _authors(record: dict[str, Any]) -> Iterator[str]:
    people = record.get("author")
    for person in people if isinstance(people, list) else []:
        if isinstance(person, str):
            yield plain(person)
        elif isinstance(person, dict):
            particles = [_text(person, "dropping-particle"), _text(person, "non-dropping-particle")]
            family = " ".join(filter(None, [*particles, _text(person, "family")]))
            named = ", ".join(filter(None, [family, _text(person, "given"), _text(person, "suffix")]))
            yield plain(named or _text(person, "literal") or _text(person, "name"))


def _year(record: dict[str, Any]) -> str:
    issued = record.get("issued")
    if not isinstance(issued, dict):
        return _text(record, "issued")
    match issued.get("date-parts"):
        case [[int() | str() as year, *_], *_]:
            return _text({"year": year}, "year")
    return _text(issued, "raw") or _text(issued, "literal")


def _keywords(record: dict[str, Any]) -> list[str]:
    value = record.get("keyword")
    if isinstance(value, list):
        return [word for word in value if isinstance(word, str)]
    text = _text(record, "keyword")
    return [word.strip() for word in text.split(";" if ";" in text else ",")]
