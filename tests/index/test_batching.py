"""Texts of several threads are run together, and each thread gets what is its own."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.batching import BATCH_TOKENS, LEAST_FILLED, SharedRuns, batches
from index.embed import Vectors

Texts = list[list[int]]
TEXTS = st.lists(st.lists(st.integers(0, 30_000), min_size=1, max_size=256), min_size=1, max_size=20)


def vectors_of(texts: Texts) -> Vectors:
    """A model that gives a text the same vector whatever it is run with: its length, and its first and last piece."""
    return np.array([[len(text), text[0], text[-1]] for text in texts], np.float32)


class Model:
    """A model that keeps what it was run with. gate: the first run lasts until it is open."""

    def __init__(self) -> None:
        self.runs: list[Texts] = []
        self.gate, self.begun = threading.Event(), threading.Event()
        self.faults: list[BaseException] = []

    def __call__(self, texts: Texts) -> Vectors:
        self.runs.append(texts)
        self.begun.set()
        assert self.gate.wait(60)
        if len(self.runs) > 1 and self.faults:
            raise self.faults.pop()
        return vectors_of(texts)


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def ask_while_busy(model: Model) -> Iterator[Callable[..., list["Future[Vectors]"]]]:
    """Has each of several texts asked for by a thread of its own while the model is busy; then lets it go on."""
    shared = SharedRuns(model, at_once=1)
    with ThreadPoolExecutor(16) as threads:

        def ask(*texts: list[int]) -> list["Future[Vectors]"]:
            first = threads.submit(shared, [[1]])
            assert model.begun.wait(60)
            asked = [threads.submit(shared, [text]) for text in texts]
            deadline = time.monotonic() + 60
            while len(shared._line) < len(texts):
                assert time.monotonic() < deadline
                time.sleep(0.001)
            model.gate.set()
            assert first.result(60).tolist() == [[1, 1, 1]]
            return asked

        yield ask
        model.gate.set()


@given(st.lists(TEXTS, min_size=1, max_size=8), st.integers(1, 3))
def test_each_of_many_threads_gets_its_own_vectors(asked: list[Texts], at_once: int) -> None:
    runs = list[Texts]()

    def run(texts: Texts) -> Vectors:
        runs.append(texts)
        return vectors_of(texts)

    shared, together = SharedRuns(run, at_once), threading.Barrier(len(asked))

    def ask(texts: Texts) -> Vectors:
        together.wait(60)
        return shared(texts)

    with ThreadPoolExecutor(len(asked)) as threads:
        for texts, found in zip(asked, threads.map(ask, asked), strict=True):
            np.testing.assert_array_equal(found, vectors_of(texts))
    assert sorted(text for texts in runs for text in texts) == sorted(text for texts in asked for text in texts)
    for texts in runs:
        assert len(texts) * len(texts[0]) <= BATCH_TOKENS
        assert len(texts[0]) == max(map(len, texts))
        assert min(map(len, texts)) >= LEAST_FILLED * len(texts[0])


@given(TEXTS)
def test_who_asks_alone_waits_for_nobody_and_has_the_same_runs_as_ever(texts: Texts) -> None:
    runs = list[Texts]()
    SharedRuns(lambda some: (runs.append(some), vectors_of(some))[1], at_once=1)(texts)
    assert sorted(runs) == sorted([texts[at] for at in batch] for batch in batches([len(text) for text in texts]))


def test_what_waits_is_run_together_and_what_is_much_longer_apart(
    model: Model, ask_while_busy: Callable[..., list["Future[Vectors]"]]
) -> None:
    asked = ask_while_busy([2] * 10, [3] * 100, [4] * 9, [5] * 10)
    assert [one.result(60)[0].tolist() for one in asked] == [[10, 2, 2], [100, 3, 3], [9, 4, 4], [10, 5, 5]]
    first, *then = [[len(text) for text in run] for run in model.runs]
    assert (first, sorted(then)) == ([1], [[10, 10, 9], [100]])


def test_a_run_that_fails_fails_for_all_that_it_was_for_and_for_nobody_else(
    model: Model, ask_while_busy: Callable[..., list["Future[Vectors]"]]
) -> None:
    model.faults = [ValueError("the model is broken")]
    *failed, other = ask_while_busy([2] * 10, [3] * 10, [4] * 100)
    for one in failed:
        with pytest.raises(ValueError, match="the model is broken"):
            one.result(60)
    assert other.result(60).tolist() == [[100, 4, 4]]


def test_who_is_interrupted_leaves_what_others_wait_for_to_them(
    model: Model, ask_while_busy: Callable[..., list["Future[Vectors]"]]
) -> None:
    model.faults = [KeyboardInterrupt()]
    asked = ask_while_busy([2] * 10, [3] * 10)
    ends = [one.exception(60) for one in asked]
    assert sorted(type(end).__name__ for end in ends) == ["KeyboardInterrupt", "NoneType"]
    spared = ends.index(None)
    assert asked[spared].result(60).tolist() == [[10, 2 + spared, 2 + spared]]
