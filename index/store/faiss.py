"""Passage vectors in FAISS, one byte a number: all are compared with the question's, or, of many, those near it."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.among import Among, Rows
from index.embed import Vectors
from index.store.ivf import contents, find_by_row, fitting, flat, parameters

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
        self._open(flat(dimension))

    def _open(self, index: Any) -> None:
        self._index = index
        self._widest = min(1.0, _WIDEST / index.d**0.5)
        self._scale = np.float32(127 / self._widest)

    @classmethod
    def read(cls, path: Path) -> "FaissStore":
        """Read a file that `write` made, to be changed. Raises OSError or RuntimeError when it is not one."""
        store = cls.__new__(cls)
        # Through Python's file handle: FAISS itself cannot open every path on Windows.
        with path.open("rb") as file:
            store._open(_faiss.read_index(_faiss.PyCallbackIOReader(file.read)))
        return store

    @classmethod
    def open(cls, path: Path) -> "FaissStore":
        """Open a file that `write` made, only to be searched: mapped, so that processes share its memory.

        Raises as `read`.
        """
        if os.name == "nt" or not _is_utf8(path):
            store = cls.read(path)
        else:
            store = cls.__new__(cls)
            store._open(_faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        find_by_row(store._index)
        return store

    def write(self, path: Path) -> None:
        """Write all to one file, in lists where it has become large. Raises OSError when there is no room for it."""
        self._index = fitting(self._index)
        with path.open("wb") as file:
            faiss.write_index(self._index, _faiss.PyCallbackIOWriter(file.write))

    def add(self, rows: Rows, vectors: Vectors) -> None:
        """Add unit vectors, shape (n, dimension), under n row numbers."""
        whole = np.rint(np.clip(vectors, -self._widest, self._widest) * self._scale)
        self._index.add_with_ids(whole, rows)

    def remove(self, rows: Rows) -> None:
        """Remove the vectors of some rows."""
        self._index.remove_ids(rows)

    def nearest(self, vector: Vectors, k: int, among: Among | None = None) -> list[int]:
        """Rows of about the k vectors nearest to a unit vector of shape (dimension,), best first.

        among: passages that may be found, whether or not they have a vector; None means all.
        """
        selector = None if among is None else _faiss.IDSelectorBitmap(np.packbits(among.mask, bitorder="little"))
        allowed = None if among is None else len(among.rows)
        faiss.omp_set_num_threads(_THREADS)
        # FAISS cuts a question down to bytes too; scaled by its own largest component, they tell most of it.
        wanted = np.rint(vector * (127 / (np.abs(vector).max() or 1.0)))[np.newaxis]
        most = min(k, len(self)) or 1
        _, rows = self._index.search(wanted, most, params=parameters(self._index, selector, allowed))
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
        return np.concatenate([np.empty(0, dtype=np.int64), *(rows for rows, _ in contents(self._index))])

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)


def _is_utf8(path: Path) -> bool:
    """Whether FAISS can take a path: it can on every system but Windows, if the path is text."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
