"""The store that needs no other program: vectors in FAISS, words in tantivy, both files of the generation."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.ahead import Progress
from index.among import Rows
from index.catalog import Catalog
from index.embed import Vectors
from index.generations import link_files
from index.lexical import Lexical, write_lexical
from index.manifest import Generation
from index.records import Passage
from index.settling import Changes
from index.store.agreement import disagreements
from index.store.batches import batches
from index.store.faiss import FaissStore
from index.store.milvus.owned import sweep

VECTORS, WORDS = "vectors.faiss", "lexical"
_AT_ONCE = 1024
_ANEW = 0.2
"""Share of rewritten passages from which the lexical index is built anew: an update leaves the removed ones counted
in its statistics until tantivy merges them away."""


def open_local(folder: Path) -> tuple[FaissStore, Lexical]:
    """The vectors and words of a generation."""
    return FaissStore.open(folder / VECTORS), Lexical(folder / WORDS)


class LocalDraft:
    """A generation's vectors and words, from its catalogue: only what has changed is done again."""

    def __init__(self, draft: Path, dimension: int, old: Generation | None) -> None:
        self._draft, self._old = draft, old
        self._vectors = FaissStore.read(old.folder / VECTORS) if old else FaissStore(dimension)

    def add(self, rows: Rows, vectors: Vectors, passages: Sequence[Passage]) -> None:
        """As `index.store.protocol.Draft`; so are the others."""
        self._vectors.add(rows, vectors)

    def write_words(self, catalog: Catalog, changes: Changes, tell: Progress) -> None:
        """Index the words of the new passages, or of all where many are new."""
        tell("indexing words", 0, 1)
        folder, old = self._draft / WORDS, self._old
        folder.mkdir()
        gone = [*changes.dead, *changes.dead_records]
        if old is None or len(gone) + len(changes.fresh) > _ANEW * old.manifest.counts["passages"]:
            write_lexical(folder, catalog.rows())
        else:
            link_files(old.folder, self._draft, [name for name in old.manifest.files if name.startswith(f"{WORDS}/")])
            if gone or changes.fresh:
                passages = (
                    pair for some in batches(changes.fresh, _AT_ONCE) for pair in catalog.passages(some).items()
                )
                write_lexical(folder, passages, gone)
        tell("indexing words", 1, 1)

    def write_vectors(self, catalog: Catalog, changes: Changes, embedded: int) -> None:
        """Write the vectors, less those of passages that are gone."""
        if self._old and not embedded and not changes.dead:
            link_files(self._old.folder, self._draft, [VECTORS])
            return
        if changes.dead:
            self._vectors.remove(np.array(changes.dead))
        self._vectors.write(self._draft / VECTORS)

    def disagreements(self, catalog: Catalog) -> list[str]:
        """Read from the files, as readers will."""
        return disagreements(catalog, *open_local(self._draft))

    def settled(self) -> None:
        """Its files go with the folders of their generations; what an index had in Milvus before is dropped."""
        sweep(self._draft.parent)

    def close(self) -> None:
        """Nothing is held open."""
