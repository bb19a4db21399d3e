"""How what a program calls is done: when its turn has come, in a thread, and with one line for what goes wrong."""

import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import anyio

from index.errors import VesicleError
from index.text import one_line
from qa.server.admission import Admission
from qa.server.log import log, request_id

T = TypeVar("T")


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Have nothing be raised but VesicleError, and be it logged."""
    try:
        yield
    except VesicleError as error:
        log("refused", cause=type(error).__name__)
        raise type(error)(one_line(str(error))) from None  # it may name what was sent, in several lines
    except Exception:
        log("failed", level=logging.ERROR, exc_info=True)
        said = "something went wrong here; try again, or tell whoever runs Vesicle"
        raise VesicleError(f"{said}, naming request {request_id.get()}") from None


@asynccontextmanager
async def turn(admission: Admission) -> AsyncIterator[float]:
    """Wait in the line in which the questions of the page wait, too; gives the seconds that took. Raises Full."""
    arrived = time.perf_counter()
    with admission.place() as place:
        async for _ in place.turn():
            pass
        yield time.perf_counter() - arrived


async def in_thread(work: Callable[[], T]) -> tuple[T, float]:
    """What a function gives that takes a while, and the seconds that it took."""
    began = time.perf_counter()
    return await anyio.to_thread.run_sync(work, abandon_on_cancel=True), time.perf_counter() - began
