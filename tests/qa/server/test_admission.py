"""Who is answered, and who waits."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import VesicleError
from qa.server import admission as module
from qa.server.admission import Admission, Full


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOLD_EVERY", 0.01)


class Asker:
    """One who asks, is told numbers while waiting, and is answered until `done` is set."""

    def __init__(self, admission: Admission, name: int = 0, order: list[int] | None = None) -> None:
        self.admission, self.name, self.order = admission, name, order
        self.told: list[int] = []
        self.answered, self.done = asyncio.Event(), asyncio.Event()
        self.task = asyncio.create_task(self._ask())

    async def _ask(self) -> None:
        with self.admission.place() as place:
            async for before in place.turn():
                self.told.append(before)
            if self.order is not None:
                self.order.append(self.name)
            self.answered.set()
            await self.done.wait()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 20))


def test_no_more_run_than_may_and_the_next_one_runs_when_one_has_left() -> None:
    async def work() -> None:
        admission = Admission(running=2, waiting=5)
        askers = [Asker(admission) for _ in range(4)]
        await settled()
        assert [one.answered.is_set() for one in askers] == [True, True, False, False]
        assert (admission.active, admission.busy) == (4, True)
        askers[1].done.set()
        await settled()
        assert [one.answered.is_set() for one in askers] == [True, True, True, False]
        for one in askers:
            one.done.set()
        await asyncio.gather(*(one.task for one in askers))
        assert (admission.active, admission.busy) == (0, False)

    run(work())


def test_who_is_in_at_once_is_told_nothing_and_who_waits_is_told_how_many_are_before() -> None:
    async def work() -> None:
        admission = Admission(running=1, waiting=5)
        first, second, third = (Asker(admission) for _ in range(3))
        await settled()
        assert (first.told, second.told, third.told) == ([], [0], [1])
        first.done.set()
        while third.told[-1] != 0:
            await asyncio.sleep(0.005)
        assert second.answered.is_set()
        assert third.told == sorted(third.told, reverse=True)
        second.done.set()
        third.done.set()
        await asyncio.gather(first.task, second.task, third.task)

    run(work())


def test_one_more_than_may_wait_is_told_politely_at_once() -> None:
    async def work() -> None:
        admission = Admission(running=1, waiting=1)
        askers = [Asker(admission), Asker(admission)]
        await settled()
        with pytest.raises(Full, match="please ask again in a moment") as full, admission.place():
            pass
        assert isinstance(full.value, VesicleError)
        assert admission.active == 2
        for one in askers:
            one.done.set()
        await asyncio.gather(*(one.task for one in askers))
        with admission.place():
            assert admission.active == 1

    run(work())


def test_who_fails_leaves_the_place() -> None:
    admission = Admission(running=1, waiting=0)
    with pytest.raises(ZeroDivisionError), admission.place():
        raise ZeroDivisionError
    assert admission.active == 0


def test_a_generator_that_is_closed_while_it_waits_leaves_the_place() -> None:
    async def work() -> None:
        admission = Admission(running=1, waiting=5)

        async def told() -> Any:
            with admission.place() as place:
                async for before in place.turn():
                    yield before

        with admission.place():
            waiting = told()
            assert await anext(waiting) == 0
            assert admission.active == 2
            await waiting.aclose()
            assert admission.active == 1

    run(work())


@given(st.integers(1, 3), st.lists(st.sampled_from(["ask", "finish", "cancel"]), max_size=40), st.randoms())
def test_no_place_is_lost_or_doubled_and_who_comes_first_runs_first(
    running: int, steps: list[str], choice: random.Random
) -> None:
    async def work() -> None:
        admission, order = Admission(running, waiting=100), list[int]()
        asked, askers = 0, list[Asker]()
        for step in steps:
            if step == "ask":
                askers.append(Asker(admission, asked, order))
                asked += 1
            elif askers:
                one = choice.choice(askers)
                if step == "cancel":
                    one.task.cancel()
                    askers.remove(one)
                elif one.answered.is_set():
                    one.done.set()
                    askers.remove(one)
            if choice.random() < 0.7:
                await settled()
        await settled()
        assert admission.active == len(askers)
        assert [one.answered.is_set() for one in askers] == [at < running for at in range(len(askers))]
        assert order == sorted(order)
        for one in askers:
            one.done.set()
        await asyncio.gather(*(one.task for one in askers))
        assert admission.active == 0

    run(work())
