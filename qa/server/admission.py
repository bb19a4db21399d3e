"""How many questions are answered at once, and how many may wait for that."""

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType

from index.errors import VesicleError

TOLD_EVERY = 1.0
"""Seconds after which one who waits is told the number before them again."""


class Full(VesicleError):
    """As many wait as may."""


class Admission:
    """A line of those who are answered, and those who wait, first come, first served; for one event loop.

    running, waiting: the most of each.

    >>> line = Admission(running=1, waiting=0)
    >>> with line.place() as place:
    ...     line.active, line.busy
    (1, True)
    >>> line.active, line.busy
    (0, False)
    """

    def __init__(self, running: int, waiting: int) -> None:
        self._running, self._waiting = running, waiting
        # Who came first is answered first, so those that are answered are always the first ones in the line.
        self._line: list[Place] = []

    def place(self) -> "Place":
        """A place at the end of the line, taken by ``with``, at the end of which it is free again, whatever happened.

        Entering it raises Full if nobody more may wait.
        """
        return Place(self)

    @property
    def active(self) -> int:
        """How many are answered, or wait."""
        return len(self._line)

    @property
    def busy(self) -> bool:
        """Whether whoever comes now has to wait, or to go."""
        return len(self._line) >= self._running

    def _join(self, place: "Place") -> None:
        if self.active >= self._running + self._waiting:
            raise Full("many questions are being answered just now; please ask again in a moment")
        self._line.append(place)

    def _leave(self, place: "Place") -> None:
        self._line.remove(place)
        for one in self._line[: self._running]:
            one.admitted.set()

    def _before(self, place: "Place") -> int | None:
        """How many wait before this one; None when its turn has come."""
        before = self._line.index(place) - self._running
        return before if before >= 0 else None


class Place:
    """One place in the line of an `Admission`."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self.admitted = asyncio.Event()

    def __enter__(self) -> "Place":
        """Join the line. Raises Full."""
        self._admission._join(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the line, from wherever in it."""
        self._admission._leave(self)

    async def turn(self) -> AsyncIterator[int]:
        """Wait for one's turn, and be told how many wait before oneself: at once, then every second.

        Ends when the turn has come, without a number if that is at once. May be cancelled at any point.
        """
        while (before := self._admission._before(self)) is not None:
            yield before
            try:
                async with asyncio.timeout(TOLD_EVERY):
                    await self.admitted.wait()
            except TimeoutError:
                continue
