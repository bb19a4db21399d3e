"""JSON Lines: one record a line, in the fields that the design names."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import SourceError
from index.identifiers import clean_doi, clean_pmid, paper_id
from index.records import Paper, Retraction, Section
from index.sources.information import first_words, with_information
from index.sources.jats_references import year_of
from index.sources.refusal import refusal
from index.text import normalise, one_line

_REVIEWS = frozenset({"review", "systematic review", "meta-analysis", "scoping review"})
_TRIALS = frozenset(
    {
        "adaptive clinical trial",
        "controlled clinical trial",
        "equivalence trial",
        "pragmatic clinical trial",
        "randomized controlled trial",
    }
)
_NOT_EVIDENCE = (
    "journal article",
    "research support",
    "english abstract",
    "video-audio media",
    "webcast",
    "retracted publication",
)


class _RefusedError(ValueError):
    """A record that cannot be taken: the cause, and the mend."""


def read(path: Path) -> Iterator[Paper | SourceError]:
    """Each record of the file as a Paper; a line that is none is yielded as a SourceError, and the others go on.

    Fields, all optional as long as there is a title or a text: pmid, doi, title, abstract, text, sections (a list of
    {"heading", "text"}), authors, journal, year, publication_types, url, licence. Other fields are ignored.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                if line.strip():
                    yield _read_line(line, path, number)
    except OSError as error:
        yield refusal(path, f"cannot be read ({error.strerror})", "check the path and its permissions")


def _read_line(line: bytes, path: Path, number: int) -> Paper | SourceError:
    try:
        return _paper(json.loads(line.decode("utf-8")))
    except _RefusedError as error:
        cause, mend = error.args
    except UnicodeDecodeError:
        cause, mend = "not UTF-8", "save the file as UTF-8"
    except (ValueError, RecursionError):
        cause, mend = "not JSON", "write each record as one JSON object on one line"
    return refusal(path, cause, mend, number)


def _paper(record: object) -> Paper:
    if not isinstance(record, dict):
        raise _RefusedError("not a JSON object", 'write each record as {"title": ..., "abstract": ...}')
    sections = tuple(_sections(record))
    text = "\n".join(section.text for section in sections)
    title = one_line(_text(record, "title"))
    if not title and not text:
        raise _RefusedError("neither a title nor a text", "give the record a title, an abstract, a text or sections")
    doi, pmid = clean_doi(_text(record, "doi")), clean_pmid(_text(record, "pmid"))
    types = tuple(dict.fromkeys(one_line(name).lower() for name in _texts(record, "publication_types")))
    url = one_line(_text(record, "url"))
    return with_information(
        Paper(
            id=paper_id(pmid, doi, title, text),
            title=title or first_words(text),
            authors=tuple(filter(None, map(one_line, _texts(record, "authors")))),
            journal=one_line(_text(record, "journal")) or None,
            year=year_of(_text(record, "year")),
            doi=doi,
            pmid=pmid,
            url=url if url.startswith(("http://", "https://")) else f"https://doi.org/{doi}" if doi else None,
            kind=_kind(types),
            study_types=tuple(name for name in types if name and not name.startswith(_NOT_EVIDENCE)),
            retraction=Retraction("retracted", None, "publication type") if "retracted publication" in types else None,
            licence=one_line(_text(record, "licence")) or None,
            sections=sections,
        )
    )


def _kind(types: tuple[str, ...]) -> str:
    if _REVIEWS.intersection(types):
        return "review"
    if any(name in _TRIALS or (name.startswith("clinical trial") and "protocol" not in name) for name in types):
        return "trial"
    return "preprint" if "preprint" in types else "article"


def _sections(record: dict[str, Any]) -> Iterator[Section]:
    parts = [("Abstract", _text(record, "abstract")), ("Text", _text(record, "text"))]
    for part in _list(record, "sections"):
        if not isinstance(part, dict):
            raise _RefusedError(
                '"sections" is not a list of {"heading", "text"}', "write each section as such an object"
            )
        parts.append((one_line(_text(part, "heading")) or "Text", _text(part, "text")))
    for heading, text in parts:
        if text := normalise(text):
            yield Section(heading, text)


def _text(record: dict[str, Any], field: str) -> str:
    """The field as a string, "" when it is missing or null; identifiers and years may be numbers."""
    value = record.get(field)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and field in {"pmid", "year"}:
        return str(value)
    if not isinstance(value, str):
        raise _RefusedError(f'"{field}" is not a string', f'write "{field}" in quotes, or leave it out')
    return value


def _texts(record: dict[str, Any], field: str) -> list[str]:
    """The field as a list of strings; a single string is one, or several with semicolons between."""
    value = record.get(field)
    if isinstance(value, str) and "," in value and ";" not in value:
        raise _RefusedError(f'"{field}" is one string with commas', f'write "{field}" as ["...", "..."]')
    values = value.split(";") if isinstance(value, str) else _list(record, field)
    if not all(isinstance(item, str) for item in values):
        raise _RefusedError(f'"{field}" is not a list of strings', f'write "{field}" as ["...", "..."]')
    return values


def _list(record: dict[str, Any], field: str) -> list[Any]:
    value = record.get(field)
    if value is not None and not isinstance(value, list):
        raise _RefusedError(f'"{field}" is not a list', f'write "{field}" as [...]')
    return value or []
