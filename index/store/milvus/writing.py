"""Writing passages: what one worker does with a batch of them, in this process or in another on another machine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.embed import Identity, Vectors
from index.records import Passage
from index.store.milvus.collection import VECTOR, Collection
from index.store.milvus.counts import Counts
from index.store.milvus.expression import filed
from index.store.milvus.place import Place
from index.store.milvus.server import server
from index.store.milvus.spelling import joined


@dataclass(frozen=True, slots=True)
class Target:
    """Where passages go, for a generation of an index. Can be sent to another process.

    texts, records: names of collections. born: number of the generation. root: folder of the index.
    """

    place: Place
    texts: str
    records: str
    born: int
    root: Path
    identity: Identity

    def collection(self, *, of_texts: bool, patient: bool = True) -> Collection:
        """One of the two collections."""
        name = self.texts if of_texts else self.records
        return Collection(server(self.place), name, self.root, self.identity, of_texts, patient)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of a passage, under its row. title: "" for a record. filed: what it is filtered by."""

    row: int
    text: str
    title: str
    filed: dict[str, Any]


def entries_of(passages: Iterable[tuple[int, Passage]]) -> list[Entry]:
    """What is kept of passages with their rows."""
    return [
        Entry(int(row), one.text, "" if one.is_record else one.paper.title, filed(one.paper)) for row, one in passages
    ]


def write_texts(target: Target, entries: Sequence[Entry], vectors: Vectors) -> Counts:
    """Write passages of text, with unit vectors of shape (n, dimension). Done twice it is as done once.

    Returns what they add to the statistics. Raises VesicleError.
    """
    counts, rows = Counts(), []
    for entry, vector in zip(entries, vectors, strict=True):
        words = joined(*counts.add_text(entry.text, entry.title))
        rows.append({"row": entry.row, "born": target.born, "words": words, VECTOR: vector, **entry.filed})
    target.collection(of_texts=True).upsert(rows)
    return counts


def write_records(target: Target, entries: Sequence[Entry]) -> Counts:
    """Write passages of "Article information", else as `write_texts`."""
    counts, rows = Counts(), []
    for entry in entries:
        words = joined(counts.add_record(entry.text), ())
        rows.append({"row": entry.row, "born": target.born, "words": words, **entry.filed})
    target.collection(of_texts=False).upsert(rows)
    return counts
