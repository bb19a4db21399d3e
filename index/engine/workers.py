"""What runs on the workers of a cluster: files are read, their papers are completed, cut and embedded.

A worker has the sources at the same paths, the same code, and the model, which it exports for itself where it is not in
its cache. Papers travel as JSON, since a row of a table is made of plain values.
"""

import json
import os
import socket
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.ahead import embedded_text
from index.chunk import grouped, passages_from
from index.complete import complete, study_of
from index.embed import Embedder
from index.engine.known import (
    Known,
    code_digest,
    groups_bytes,
    groups_key,
    study_bytes,
    study_key,
    vector_bytes,
    vector_key,
)
from index.errors import SourceError, VesicleError
from index.models import load_embedder
from index.records import Paper
from index.sources import read_file
from index.tables import paper_from, record_of, texts_from, texts_json
from index.text import one_line

if TYPE_CHECKING:
    import pyarrow

HOST = socket.gethostname()
_AT_ONCE = 32
END, ASTRAY, FAILED = -1, -2, -3
"""In place of a record's place: the file was read to its end, and has so many records; it is not what it was where the
build was begun; nothing can be done here, and why."""


def read(files: "pyarrow.Table", code: str) -> Iterator["pyarrow.Table"]:
    """The records of files, and of each what came of it at the end.

    files: rows with path, file (its key), size and there (as `index.engine.checkpoint.SentFile`).
    code: `code_digest` where the build was begun; with another one, nothing is read.
    """
    if code_digest() != code:
        yield _table([_failed(f"{HOST}: has another version of Vesicle; install the same one on every machine")])
        return
    for row in files.to_pylist():
        rows = _rows(Path(os.fsdecode(row["path"])), row)
        while some := list(islice(rows, _AT_ONCE)):
            yield _table(some)


def embed(records: "pyarrow.Table", model: str, fingerprint: str) -> "pyarrow.Table":
    """The same rows, with what is known of their papers. model, fingerprint: as `index.models.load_embedder`."""
    # Of what is raised, Ray would keep no more than how it was printed.
    try:
        return _table(list(_embedded(records.to_pylist(), _embedder(model, fingerprint))))
    except VesicleError as error:
        return _table([_failed(f"{HOST}: {error}")])
    except Exception as error:
        return _table([_failed(f"{HOST}: {type(error).__name__}: {error}; please report this")])


def paper_or_error(record: str) -> Paper | str:
    """A paper, or what was said of one that could not be read, from the record of a row."""
    kept = json.loads(record)
    return str(kept["error"]) if "error" in kept else paper_from(kept["paper"], texts_from(kept["sections"]))


def _embedded(rows: list[dict[str, Any]], embedder: Embedder) -> Iterator[dict[str, Any]]:
    known: list[list[Known]] = [[] for _ in rows]
    texts: list[tuple[int, str]] = []
    for at, row in enumerate(rows):
        found = paper_or_error(row["record"]) if row["place"] >= 0 else None
        if isinstance(found, Paper) and found.sections:
            some, known[at] = _worked_out(found, embedder)
            texts += [(at, text) for text in some]
    vectors = embedder.passages([text for _, text in texts])
    for (at, text), vector in zip(texts, vectors, strict=True):
        known[at].append((vector_key(text), vector_bytes(vector)))
    embedded = Counter(at for at, _ in texts)
    for at, (row, one) in enumerate(zip(rows, known, strict=True)):
        keys, values = [key for key, _ in one], [value for _, value in one]
        yield row | {"keys": keys, "values": values, "embedded": embedded[at]}


def _rows(path: Path, row: dict[str, Any]) -> Iterator[dict[str, object]]:
    there = {place for first, end in json.loads(row["there"]) for place in range(first, end)}
    before, count = _stamp(path), 0
    for count, found in enumerate(read_file(path), 1):
        if count - 1 not in there:
            yield {"file": row["file"], "place": count - 1, "record": _record(found)}
    # A copy may be of another time.
    is_same = before is not None and before == _stamp(path) and before[0] == row["size"]
    place, what = (END, str(count)) if is_same else (ASTRAY, HOST)
    yield {"file": row["file"], "place": place, "record": what}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _record(found: Paper | SourceError) -> str:
    if isinstance(found, SourceError):
        return json.dumps({"error": str(found)})
    return json.dumps({"paper": record_of(found), "sections": texts_json(found.sections)})


def _worked_out(record: Paper, embedder: Embedder) -> tuple[list[str], list[Known]]:
    """The texts of a paper's passages, to be embedded, and what is known of it beside their vectors."""
    study = study_of(record)
    known = [(study_key(record), study_bytes(study))]
    paper = complete(record, lambda _: study)
    groups = grouped(paper, embedder.count_tokens, embedder.identity.max_tokens)
    known.append((groups_key(paper), groups_bytes(groups)))
    passages = passages_from(paper, groups)
    return [embedded_text(passage, embedder) for passage in passages if not passage.is_record], known


def _failed(why: str) -> dict[str, object]:
    return {"file": "", "place": FAILED, "record": one_line(why)}


@cache
def _embedder(model: str, fingerprint: str) -> Embedder:
    return load_embedder(model, fingerprint, threads=1)


def _table(rows: list[dict[str, object]]) -> "pyarrow.Table":
    import pyarrow

    bytes_ = pyarrow.list_(pyarrow.binary())
    columns = {
        "file": pyarrow.string(),
        "place": pyarrow.int64(),
        "record": pyarrow.large_string(),
        "keys": bytes_,
        "values": bytes_,
        "embedded": pyarrow.int64(),
    }
    return pyarrow.Table.from_pylist(rows, schema=pyarrow.schema(columns))
