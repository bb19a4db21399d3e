"""Vectors in bytes, against the exact ones."""

from pathlib import Path

import numpy as np
import pytest

from index.among import Among
from index.filters import EVERYTHING
from index.store.faiss import FaissStore


def units(number: int, dimension: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(number, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("dimension", [8, 384, 1024])
def test_bytes_find_what_exact_search_finds(dimension: int):
    vectors, rows = units(3000, dimension), np.arange(3000) * 3 + 1
    store = FaissStore(dimension)
    store.add(rows, vectors)
    found = 0
    for question in units(50, dimension, seed=1):
        exact = vectors @ question
        nearest = store.nearest(question, 10)
        found += len({*nearest} & {*rows[np.argsort(-exact)[:10]].tolist()})
        cosines = store.vectors(nearest) @ question
        assert cosines == pytest.approx(exact[(np.array(nearest) - 1) // 3], abs=0.01)
    assert found >= 0.9 * 50 * 10


def test_a_vector_with_one_huge_component_still_finds_itself():
    vectors = units(500, 384)
    vectors[7] = 0
    vectors[7, 3] = 1.0
    store = FaissStore(384)
    store.add(np.arange(500), vectors)
    assert store.nearest(vectors[7], 1) == [7]


def test_rows_are_added_removed_written_and_read(tmp_path: Path):
    vectors = units(20, 384)
    store = FaissStore(384)
    store.add(np.arange(20) + 100, vectors)
    store.remove(np.array([100, 119]))
    store.write(tmp_path / "vectors.faiss")
    read = FaissStore.read(tmp_path / "vectors.faiss")
    assert read.rows().tolist() == list(range(101, 119))
    assert len(read) == 18
    assert read.nearest(vectors[5], 1) == [105]
    assert read.nearest(vectors[5], 3, among=Among(EVERYTHING, (), lambda: np.array([7, 101, 102]))) == sorted(
        [101, 102], key=lambda row: -float(vectors[row - 100] @ vectors[5])
    )
    assert np.array_equal(read.vectors([105, 106]), store.vectors([105, 106]))
    assert (tmp_path / "vectors.faiss").stat().st_size < 18 * (384 + 8) + 1000


def test_an_empty_store_finds_nothing():
    store = FaissStore(384)
    assert store.nearest(units(1, 384)[0], 10) == []
    assert store.vectors([]).shape == (0, 384)
