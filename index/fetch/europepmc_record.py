"""A result of Europe PMC's search as a record of JSON Lines, in the fields that `index.sources.jsonl` reads.

Fields: https://europepmc.org/RestfulWebService (search, ``resultType=core``). None of them is sure to be there.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from index.identifiers import clean_pmcid
from index.sources.markup import plain
from index.text import one_line

_HEADING = re.compile(r"<h4\b[^>]*>(.*?)</h4>", re.IGNORECASE | re.DOTALL)


def key_of(result: dict[str, Any]) -> str:
    """What tells a result apart: its source and its id in it, "MED:123"; "" when it has none.

    >>> key_of({"id": "123", "source": "MED"}), key_of({"source": "MED"})
    ('MED:123', '')
    """
    source, name = _text(result, "source"), _text(result, "id")
    return f"{source}:{name}" if source and name else ""


def open_text_of(result: dict[str, Any]) -> str:
    """The PMCID under which its full text can be had, "" when it cannot: only that of open access papers is given.

    >>> open_text_of({"pmcid": "PMC7", "isOpenAccess": "Y"}), open_text_of({"pmcid": "PMC7", "isOpenAccess": "N"})
    ('PMC7', '')
    """
    return (clean_pmcid(_text(result, "pmcid")) or "") if _text(result, "isOpenAccess") == "Y" else ""


def record_of(result: dict[str, Any]) -> dict[str, Any]:
    """The record; what is not known is left out.

    >>> record_of({"id": "9", "source": "MED", "pmid": "9", "title": "<i>Exosomes</i>.", "license": "cc by"})
    {'pmid': '9', 'title': '<i>Exosomes</i>.', 'licence': 'CC BY', 'url': 'https://europepmc.org/article/MED/9'}
    """
    licence = _text(result, "license")
    record = {
        "pmid": _text(result, "pmid"),
        "pmcid": _text(result, "pmcid"),
        "doi": _text(result, "doi"),
        "title": _text(result, "title"),
        "authors": list(_authors(result)),
        "journal": _words(result, "journalInfo", "journal", "title")
        or _words(result, "bookOrReportDetails", "publisher"),
        "year": _text(result, "pubYear") or _text(result, "journalInfo", "yearOfPublication"),
        "publication_types": [
            one_line(name) for name in _list(result, "pubTypeList", "pubType") if isinstance(name, str)
        ],
        "mesh": [_words(heading, "descriptorName") for heading in _list(result, "meshHeadingList", "meshHeading")],
        "licence": licence.upper() if licence.lower().startswith("cc") else licence,
        "url": "" if _text(result, "doi") else _page(result),
        **_abstract(_text(result, "abstractText")),
    }
    return {name: value for name, value in record.items() if value}


def _authors(result: dict[str, Any]) -> Iterator[str]:
    """ "Family, Given", in order; groups as written."""
    listed = _list(result, "authorList", "author")
    for author in listed:
        family, given = _words(author, "lastName"), _words(author, "firstName") or _words(author, "initials")
        name = ", ".join(filter(None, [family, given])) if family else ""
        if name := name or _words(author, "collectiveName") or _words(author, "fullName"):
            yield name
    if not listed:
        yield from filter(None, map(str.strip, _words(result, "authorString").rstrip(".").split(",")))


def _abstract(text: str) -> dict[str, Any]:
    """The abstract; in sections where Europe PMC marks their headings."""
    before, *rest = _HEADING.split(text)
    if not rest:
        return {"abstract": text}
    parts = [("Abstract", before), *((_heading(name), part) for name, part in zip(rest[::2], rest[1::2], strict=True))]
    return {"sections": [{"heading": heading, "text": part.strip()} for heading, part in parts if part.strip()]}


def _heading(marked: str) -> str:
    name = one_line(plain(marked)).strip(" :.")
    return f"Abstract: {name.capitalize() if name.isupper() else name}" if name else "Abstract"


def _page(result: dict[str, Any]) -> str:
    source, name = (quote(_text(result, field), safe="") for field in ("source", "id"))
    return f"https://europepmc.org/article/{source}/{name}" if source and name else ""


def _words(value: Any, *path: str) -> str:
    return one_line(plain(_text(value, *path)))


def _text(value: Any, *path: str) -> str:
    """The string at a path, or ""; numbers as they are written."""
    found = _at(value, path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found.strip() if isinstance(found, str) else ""


def _list(value: Any, *path: str) -> list[Any]:
    """The list at a path; a single item is one."""
    found = _at(value, path)
    return found if isinstance(found, list) else [] if found is None else [found]


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
