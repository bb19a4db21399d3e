"""Passage vectors in FAISS: exact inner product, which on unit vectors is cosine."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.embed import Vectors

_io: Any = faiss
Rows = npt.NDArray[np.int64]


class FaissStore:
    """Vectors under the row numbers of their passages. Reading is safe between threads."""

    _index: Any  # of a library whose types name half of what it has

    def __init__(self, dimension: int) -> None:
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @classmethod
    def read(cls, path: Path) -> "FaissStore":
        """Open a file that `write` made. Raises OSError or RuntimeError when it is not one."""
        store = cls.__new__(cls)
        # Through Python's file handle: FAISS itself cannot open every path on Windows.
        with path.open("rb") as file:
            store._index = faiss.read_index(_io.PyCallbackIOReader(file.read))
        return store

    def write(self, path: Path) -> None:
        """Write all to one file. Raises OSError when there is no room for it."""
        with path.open("wb") as file:
            faiss.write_index(self._index, _io.PyCallbackIOWriter(file.write))

    def add(self, rows: Rows, vectors: Vectors) -> None:
        """Add unit vectors, shape (n, dimension), under n row numbers."""
        self._index.add_with_ids(vectors, rows)

    def remove(self, rows: Rows) -> None:
        """Remove the vectors of some rows."""
        self._index.remove_ids(rows)

    def search(self, vector: Vectors, k: int, among: Collection[int] | None = None) -> dict[int, float]:
        """The k nearest to a unit vector of shape (dimension,): row -> cosine, best first.

        among: rows that may be found, whether or not they have a vector; None means all.
        """
        allowed = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.fromiter(among, dtype=np.int64, count=len(among)))
            allowed = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = self._index.search(vector[np.newaxis], min(k, len(self)) or 1, params=allowed)
        return {int(row): float(score) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0}

    def scores(self, vector: Vectors, rows: Collection[int]) -> dict[int, float]:
        """Cosines of given rows with a unit vector; each row must have a vector."""
        if not rows:
            return {}
        vectors = self._index.reconstruct_batch(np.array(list(rows), dtype=np.int64))
        return dict(zip(rows, (vectors @ vector).tolist(), strict=True))

    def rows(self) -> Rows:
        """The row numbers that have a vector."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)
