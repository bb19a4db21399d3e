"""A large store, in lists: found nearly as well, narrowed exactly, changed, outgrown and shrunk."""

from pathlib import Path

import numpy as np
import pytest

from index.among import Among, Rows
from index.filters import EVERYTHING
from index.store import ivf
from index.store.faiss import FaissStore

DIMENSION, SIZE = 32, 3000


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large, small enough for a test."""
    monkeypatch.setattr(ivf, "LARGE", 1000)
    monkeypatch.setattr(ivf, "SCORED_EXACTLY", 300)


def clustered(number: int, seed: int = 0) -> np.ndarray:
    """Unit vectors round a few dozen topics."""
    chance = np.random.default_rng(seed)
    topics = np.random.default_rng(7).normal(size=(40, DIMENSION))
    vectors = topics[chance.integers(40, size=number)] + 0.6 * chance.normal(size=(number, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def opened(store: FaissStore, path: Path) -> FaissStore:
    store.write(path)
    return FaissStore.open(path)


def filled(number: int, seed: int = 0) -> tuple[FaissStore, Rows, np.ndarray]:
    store, rows, vectors = FaissStore(DIMENSION), np.arange(number) * 2 + 5, clustered(number, seed)
    store.add(rows, vectors)
    return store, rows, vectors


def only(rows: Rows) -> Among:
    return Among(EVERYTHING, (), lambda: np.sort(rows))


def lists_of(path: Path) -> int:
    """How many lists a file has, 1 when it is flat."""
    index = FaissStore.read(path)._index
    return index.nlist if ivf.is_lists(index) else 1


def test_of_a_large_store_some_lists_find_nearly_what_all_would(tmp_path: Path):
    store, rows, vectors = filled(SIZE)
    large = opened(store, tmp_path / "vectors.faiss")
    assert lists_of(tmp_path / "vectors.faiss") > 1
    questions = clustered(50, seed=1)
    exact = [set(rows[np.argsort(-(vectors @ question))[:10]].tolist()) for question in questions]
    found = [set(large.nearest(question, 10)) for question in questions]
    assert sum(len(one & other) for one, other in zip(exact, found, strict=True)) >= 0.9 * 500


def test_a_large_store_gives_the_vectors_of_rows_and_the_rows_themselves(tmp_path: Path):
    store, rows, vectors = filled(SIZE)
    large = opened(store, tmp_path / "vectors.faiss")
    asked = rows[[2999, 0, 17]]
    assert large.vectors(asked.tolist()) == pytest.approx(vectors[[2999, 0, 17]], abs=0.02)
    assert np.sort(large.rows()).tolist() == rows.tolist()
    assert len(large) == SIZE


def test_the_few_rows_of_a_filter_are_all_scored(tmp_path: Path):
    store, rows, _ = filled(SIZE)
    large = opened(store, tmp_path / "vectors.faiss")
    allowed = np.random.default_rng(3).choice(rows, 200, replace=False)
    for question in clustered(20, seed=2):
        found = large.nearest(question, 300, only(np.append(allowed, 10**6)))
        assert set(found) == set(allowed.tolist())
        cosines = large.vectors(found) @ question
        assert np.all(np.diff(cosines) <= 0.01)


def test_of_the_many_rows_of_a_filter_nothing_else_is_found(tmp_path: Path):
    store, rows, vectors = filled(SIZE)
    large = opened(store, tmp_path / "vectors.faiss")
    exact = 0
    for question in clustered(20, seed=2):
        found = large.nearest(question, 10, only(rows[::3]))
        assert set(found) <= set(rows[::3].tolist())
        exact += len({*found} & {*rows[::3][np.argsort(-(vectors[::3] @ question))[:10]].tolist()})
    assert exact >= 0.9 * 200


def test_a_large_store_is_added_to_and_removed_from(tmp_path: Path):
    path = tmp_path / "vectors.faiss"
    store, rows, _ = filled(SIZE)
    store.write(path)
    lists = lists_of(path)
    changed = FaissStore.read(path)
    new = clustered(3, seed=9)
    changed.add(np.array([90_001, 90_002, 90_003]), new)
    changed.remove(rows[:50])
    large = opened(changed, path)
    assert lists_of(path) == lists
    assert np.sort(large.rows()).tolist() == [*rows[50:].tolist(), 90_001, 90_002, 90_003]
    assert [large.nearest(vector, 1) for vector in new] == [[90_001], [90_002], [90_003]]


def test_lists_are_made_anew_when_outgrown_and_given_up_when_few_are_left(tmp_path: Path):
    path = tmp_path / "vectors.faiss"
    store, rows, _ = filled(1200)
    store.write(path)
    first, grown = lists_of(path), FaissStore.read(path)
    grown.add(np.arange(6000) + 100_000, clustered(6000, seed=4))
    assert len(opened(grown, path)) == 7200
    assert lists_of(path) > first
    shrunk = FaissStore.read(path)
    shrunk.remove(np.arange(6000) + 100_000)
    shrunk.remove(rows[:800])
    assert np.sort(opened(shrunk, path).rows()).tolist() == rows[800:].tolist()
    assert lists_of(path) == 1


def test_the_same_vectors_make_the_same_file(tmp_path: Path):
    for name in ("one", "other"):
        filled(SIZE)[0].write(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
