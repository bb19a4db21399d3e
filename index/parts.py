"""The vectors and the lexical index of a draft, from its catalogue: only what has changed is done again."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.ahead import Progress
from index.catalog import Catalog
from index.errors import VesicleError
from index.generations import link_files
from index.lexical import Lexical, write_lexical
from index.manifest import Generation
from index.settling import Changes
from index.store.faiss import FaissStore

CATALOG, VECTORS, WORDS = "catalog.sqlite", "vectors.faiss", "lexical"
_AT_ONCE = 1024
_ANEW = 0.2
"""Share of rewritten passages from which the lexical index is built anew: an update leaves the removed ones counted
in its statistics until tantivy merges them away."""


def write_vectors(draft: Path, store: FaissStore, changes: Changes, embedded: int, old: Generation | None) -> None:
    """Write the vectors, less those of passages that are gone.

    store: with those of the new passages, so many of which were embedded.
    """
    if old and not embedded and not changes.dead:
        link_files(old.folder, draft, [VECTORS])
        return
    if changes.dead:
        store.remove(np.array(changes.dead))
    store.write(draft / VECTORS)


def write_words(draft: Path, catalog: Catalog, changes: Changes, old: Generation | None, tell: Progress) -> None:
    """Index the words of the new passages, or of all where many are new."""
    tell("indexing words", 0, 1)
    (draft / WORDS).mkdir()
    gone = [*changes.dead, *changes.reworded]
    new = [*changes.fresh, *changes.reworded]
    if old is None or len(gone) + len(new) > _ANEW * old.manifest.counts["passages"]:
        write_lexical(draft / WORDS, catalog.rows())
    else:
        link_files(old.folder, draft, [name for name in old.manifest.files if name.startswith(f"{WORDS}/")])
        if gone or new:
            passages = (pair for some in _batches(new) for pair in catalog.passages(some).items())
            write_lexical(draft / WORDS, passages, gone)
    tell("indexing words", 1, 1)


def check_parts(draft: Path, catalog: Catalog) -> None:
    """Refuse to publish a draft whose parts disagree."""
    if faults := disagreements(catalog, FaissStore.read(draft / VECTORS), Lexical(draft / WORDS)):
        raise VesicleError(f"{draft}: {faults[0]}; nothing was changed, please report this")


def disagreements(catalog: Catalog, vectors: FaissStore, lexical: Lexical) -> list[str]:
    """Where catalogue, vectors and lexical index do not speak of the same passages, one line each."""
    passages, texts = catalog.all_rows()
    embedded, worded = set(vectors.rows().tolist()), lexical.rows()
    found = {
        "passage without a vector": texts - embedded,
        "vector without a passage": embedded - texts,
        "passage without words in the lexical index": passages - worded,
        "lexical entry without a passage": worded - passages,
    }
    return [f"{len(rows)} times a {what}" for what, rows in found.items() if rows]


def _batches(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(rows), _AT_ONCE):
        yield rows[first : first + _AT_ONCE]
