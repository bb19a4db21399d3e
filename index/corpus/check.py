"""Whether a file of digests is what it should be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.corpus.form import form_faults
from index.corpus.substance import substance_faults
from index.errors import SourceError
from index.sources.jsonl import each_line, fields_of
from index.sources.refusal import refusal
from index.sources.stream import Stream

Line = tuple[int, dict[str, Any]]
"""Number of a line, and the record that stands on it."""


def read_lines(path: Path) -> list[Line]:
    """The records of a file of JSON Lines. Raises SourceError when it cannot be read, or a line is none."""
    records = []
    try:
        with Stream(path) as stream:
            for number, record in each_line(stream, fields_of):
                if isinstance(record, SourceError):
                    raise record
                records.append((number, record))
    except OSError as error:
        raise refusal(path, f"cannot be read ({error.strerror or error})", "name a file of JSON Lines") from error
    return records


def faults(digests: list[Line]) -> Iterator[str]:
    """What is wrong with the digests by themselves, a line each."""
    seen: dict[str, int] = {}
    for number, record in digests:
        yield from (f"line {number}: {fault}" for fault in form_faults(record))
        for name in _names_of(record):
            if name in seen:
                yield f"line {number}: {name} stands on line {seen[name]} already"
            seen[name] = number


def faults_against(digests: list[Line], abstracts: list[Line]) -> Iterator[str]:
    """What is wrong with digests of sound form beside the abstracts that they are made from, a line each.

    abstracts: records with a pmid or a doi, a title and an abstract; of two for one study, either may bear it out.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for _, row in abstracts:
        for name in _names_of(row):
            rows.setdefault(name, []).append(row)
    for number, record in digests:
        found = rows.get(_names_of(record)[0], [])
        told = [list(substance_faults(record, str(row.get("title")), str(row.get("abstract")))) for row in found]
        for fault in min(told, key=len, default=["its abstract is not in the file"]):
            yield f"line {number}: {_names_of(record)[0]}: {fault}"


def _names_of(record: dict[str, Any]) -> list[str]:
    """``pmid:...`` and ``doi:...``, those of them that a record has."""
    return [f"{key}:{str(record[key]).lower()}" for key in ("pmid", "doi") if record.get(key)]
