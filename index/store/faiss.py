"""Passage vectors in FAISS, one byte a number; every vector is compared with the question's."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.among import Among, Rows
from index.embed import Vectors

_faiss: Any = faiss  # whose types name half of what it has

_WIDEST = 6.5
"""Largest component that is told apart, as a multiple of what those of a unit vector are on average (root mean
square); the largest of MiniLM's, in 33,000 passages, is 5.6."""
_THREADS = 1
"""For a search: FAISS shares out questions, not vectors, so a second thread only gets in the way."""


class FaissStore:
    """Unit vectors under the row numbers of their passages. Reading is safe between threads.

    Bytes take a quarter of the memory of floats and a fifth of the time, and find 99 of the 100 nearest of 20,000
    passages; the cosines by which they are ranked then are those of the whole question, right to 0.003.
    """

    def __init__(self, dimension: int) -> None:
        to_bytes = _faiss.ScalarQuantizer.QT_8bit_direct_signed
        self._open(_faiss.IndexIDMap2(_faiss.IndexScalarQuantizer(dimension, to_bytes, faiss.METRIC_INNER_PRODUCT)))

    def _open(self, index: Any) -> None:
        self._index = index
        self._widest = min(1.0, _WIDEST / index.d**0.5)
        self._scale = 127 / self._widest

    @classmethod
    def read(cls, path: Path) -> "FaissStore":
        """Open a file that `write` made. Raises OSError or RuntimeError when it is not one."""
        store = cls.__new__(cls)
        # Through Python's file handle: FAISS itself cannot open every path on Windows.
        with path.open("rb") as file:
            store._open(_faiss.read_index(_faiss.PyCallbackIOReader(file.read)))
        return store

    def write(self, path: Path) -> None:
        """Write all to one file. Raises OSError when there is no room for it."""
        with path.open("wb") as file:
            faiss.write_index(self._index, _faiss.PyCallbackIOWriter(file.write))

    def add(self, rows: Rows, vectors: Vectors) -> None:
        """Add unit vectors, shape (n, dimension), under n row numbers."""
        self._index.add_with_ids(self._scaled(vectors), rows)

    def remove(self, rows: Rows) -> None:
        """Remove the vectors of some rows."""
        self._index.remove_ids(rows)

    def nearest(self, vector: Vectors, k: int, among: Among | None = None) -> list[int]:
        """Rows of about the k vectors nearest to a unit vector of shape (dimension,), best first.

        among: passages that may be found, whether or not they have a vector; None means all.
        """
        allowed = None
        if among is not None:
            selector = faiss.IDSelectorBatch(among.rows)
            allowed = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        faiss.omp_set_num_threads(_THREADS)
        wanted = self._scaled(vector[np.newaxis])
        _, rows = self._index.search(wanted, min(k, len(self)) or 1, params=allowed)
        return [int(row) for row in rows[0] if row >= 0]

    def vectors(self, rows: Collection[int]) -> Vectors:
        """The vectors of given rows, shape (len(rows), dimension); each must have one."""
        if not rows:
            return np.empty((0, self._index.d), dtype=np.float32)
        found: Vectors = self._index.reconstruct_batch(np.fromiter(rows, dtype=np.int64, count=len(rows)))
        found /= self._scale
        return found

    def rows(self) -> Rows:
        """The row numbers that have a vector."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    def _scaled(self, vectors: Vectors) -> Vectors:
        """As whole numbers from -127 to 127, which FAISS keeps as bytes."""
        scaled: Vectors = np.rint(np.clip(vectors, -self._widest, self._widest) * np.float32(self._scale))
        return scaled
