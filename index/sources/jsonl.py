"""JSON Lines: one record a line, in the fields that the design names."""

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from index.errors import SourceError
from index.records import Paper
from index.sources import csl_item
from index.sources.digest import as_digest
from index.sources.make import make_paper
from index.sources.markup import plain
from index.sources.stream import Stream
from index.sources.wording import abstract_sections
from index.text import one_line

T = TypeVar("T")

_FIELDS = frozenset("authors doi journal licence mesh pmcid pmid publication_types sections text year".split())
"""Those of our fields that an item of CSL-JSON does not have."""


class RefusedError(ValueError):
    """A record that cannot be taken: the cause, and the mend."""


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """Each record of the file as a Paper; a line that is none is yielded as a SourceError, and the others go on.

    Fields, all optional as long as there is a title or a text: pmid, doi, pmcid, title, abstract, text, sections (a
    list of {"heading", "text"}), authors, journal, year, publication_types, mesh, url, licence. Other fields are
    ignored. A line may also be an item of CSL-JSON. A record with a "digest", a list of sentences, is no paper but the
    summary of the one that pmid or doi name, with its facets (`index.records.Facets`), study_types and species.
    """
    for _, found in each_line(stream, _paper):
        yield found


def each_line(stream: Stream, make: Callable[[object], T]) -> Iterator[tuple[int, T | SourceError]]:
    """Number of each line that is not blank, and what is made of the JSON value on it, or why nothing could be.

    make: raises RefusedError for a value that it cannot take.
    """
    for number, line in stream.lines():
        if line is None:
            yield number, stream.too_large("a line", number)
        elif line.strip():
            yield number, _made(line, stream, number, make)


def paper_of(record: object) -> Paper:
    """The paper that one record describes. Raises RefusedError with the cause and the mend."""
    record = fields_of(record)
    is_digest = "digest" in record
    paper = make_paper(
        title=plain(_text(record, "title")),
        sections=() if is_digest else _sections(record),
        authors=_texts(record, "authors"),
        journal=_text(record, "journal"),
        year=_text(record, "year"),
        doi=_text(record, "doi"),
        pmid=_text(record, "pmid"),
        pmcid=_text(record, "pmcid"),
        url=_text(record, "url"),
        publication_types=_texts(record, "publication_types"),
        mesh=_texts(record, "mesh"),
        licence=_text(record, "licence"),
    )
    if paper is None:
        raise RefusedError("neither a title nor a text", "give the record a title, an abstract, a text or sections")
    if not is_digest:
        return paper
    if not "".join(_texts(record, "digest")).strip():
        raise RefusedError("a digest without sentences", 'write "digest" as ["...", "..."]')
    if not paper.pmid and not paper.doi:
        raise RefusedError("a digest of no known paper", "give it the pmid or the doi of the paper that it sums up")
    return as_digest(paper, record, _texts)


def fields_of(record: object) -> dict[str, Any]:
    """The fields of one record. Raises RefusedError when it is none."""
    if not isinstance(record, dict):
        raise RefusedError("not a JSON object", 'write each record as {"title": ..., "abstract": ...}')
    return record


def _paper(record: object) -> Paper:
    if isinstance(record, dict) and _FIELDS.isdisjoint(record) and csl_item.is_csl(record):
        paper = csl_item.paper_of(record)
        if paper is None:
            raise RefusedError("neither a title nor an abstract", "give it one")
        return paper
    return paper_of(record)


def _made(line: bytes, stream: Stream, number: int, make: Callable[[object], T]) -> T | SourceError:
    try:
        return make(json.loads(line.decode("utf-8")))
    except RefusedError as error:
        cause, mend = error.args
    except UnicodeDecodeError:
        cause, mend = "not UTF-8", "save the file as UTF-8"
    except (ValueError, RecursionError):
        cause, mend = "not JSON", "write each record as one JSON object on one line"
    return stream.refused(cause, mend, number)


def _sections(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from abstract_sections(_text(record, "abstract"))
    yield "Text", plain(_text(record, "text"))
    for part in _list(record, "sections"):
        if not isinstance(part, dict):
            raise RefusedError(
                '"sections" is not a list of {"heading", "text"}', "write each section as such an object"
            )
        yield one_line(_text(part, "heading")) or "Text", plain(_text(part, "text"))


def _text(record: dict[str, Any], field: str) -> str:
    """The field as a string, "" when it is missing or null; identifiers and years may be numbers."""
    value = record.get(field)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and field in {"pmid", "year"}:
        return str(value)
    if not isinstance(value, str):
        raise RefusedError(f'"{field}" is not a string', f'write "{field}" in quotes, or leave it out')
    return value


def _texts(record: dict[str, Any], field: str) -> list[str]:
    """The field as a list of strings; a single string is one, or several with semicolons between."""
    value = record.get(field)
    if isinstance(value, str) and "," in value and ";" not in value:
        raise RefusedError(f'"{field}" is one string with commas', f'write "{field}" as ["...", "..."]')
    values = value.split(";") if isinstance(value, str) else _list(record, field)
    if not all(isinstance(item, str) for item in values):
        raise RefusedError(f'"{field}" is not a list of strings', f'write "{field}" as ["...", "..."]')
    return values


def _list(record: dict[str, Any], field: str) -> list[Any]:
    value = record.get(field)
    if value is not None and not isinstance(value, list):
        raise RefusedError(f'"{field}" is not a list', f'write "{field}" as [...]')
    return value or []
