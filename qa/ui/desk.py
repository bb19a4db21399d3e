"""What happens to a question that the page sends: it waits its turn, is answered step by step, and is logged."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio

from index import open_index
from index.errors import VesicleError
from index.text import counted
from qa.server.admission import Admission
from qa.server.feedback import Feedback
from qa.server.log import log
from qa.ui.answer import failure_html
from qa.ui.chat import Kept, Request, Update, updates

ALIVE_EVERY = 5.0
"""Seconds after which the page is told that its question is still being answered."""

_OUR_FAULT = "something went wrong while answering; please ask again, or tell whoever runs this page"


@dataclass(frozen=True, slots=True)
class Desk:
    """What answers the page.

    index: folder of the index that is asked; a newer generation of it is seen at once.
    feedback: where likes are kept, or None. log_questions: whether the log holds what was asked.
    llm: what writes the answers, as `qa.ask` takes it. uploads: whether readers may change the library.
    """

    index: Path
    admission: Admission
    feedback: Feedback | None = None
    log_questions: bool = False
    llm: str = "none"
    uploads: bool = False
    kept: Kept = field(default_factory=Kept)
    suggesting: threading.Lock = field(default_factory=threading.Lock)


async def replies(desk: Desk, sent: object, name: str | None = None) -> AsyncGenerator[Update]:
    """What the page is told of a question that it sent, in the order in which things come about.

    sent: what the page gives `qa.ui.chat.Request`; whatever is wrong with it is told as a failure. name: of the HTTP
    request, for the log.
    """
    run = sent.get("run") if isinstance(sent, dict) else None
    arrived = time.perf_counter()
    try:
        request = Request.of(sent)
        with desk.admission.place() as place:
            async for before in place.turn():
                told = f"Waiting for {counted(before + 1, 'question')} to be answered"
                yield {"run": run, "state": "working", "steps": [told]}
            started = time.perf_counter()
            library = await anyio.to_thread.run_sync(open_index, desk.index)
            last: Update = {}
            async with aclosing(_timely(updates(request, desk.kept, library, desk.llm))) as in_time:
                async for update in in_time:
                    last = update or last
                    yield update or {"run": run, "state": "working", "alive": time.monotonic()}
        _log_answer(desk, request, last, name, started - arrived, time.perf_counter() - started)
    except VesicleError as error:
        log("refused", request=name, cause=type(error).__name__)
        yield {"run": run, "state": "failed", "steps": [], "answer": failure_html(str(error))}
    except Exception:
        log("failed", level=logging.ERROR, request=name, exc_info=True)
        said = f"{_OUR_FAULT}, naming request {name}" if name else _OUR_FAULT
        yield {"run": run, "state": "failed", "steps": [], "answer": failure_html(said)}


async def _timely(steps: Iterator[Update]) -> AsyncGenerator[Update | None]:
    """What there is to tell as it comes, worked out in a thread; None when nothing came for a while."""
    while True:
        work = asyncio.ensure_future(anyio.to_thread.run_sync(next, steps, None, abandon_on_cancel=True))
        try:
            while not (await asyncio.wait({work}, timeout=ALIVE_EVERY))[0]:
                yield None
        finally:
            work.cancel()
        update = await work
        if update is None:
            return
        yield update


def _log_answer(desk: Desk, request: Request, last: Update, name: str | None, waited: float, took: float) -> None:
    answer = desk.kept.get(last.get("id", ""))
    if answer is None:
        return
    more: dict[str, Any] = {f"{step}_ms": ms for step, ms in answer.timings_ms.items()}
    if desk.log_questions:
        more["question"] = request.question
    log(
        "answered",
        request=name,
        waited_ms=round(1000 * waited, 1),
        took_ms=round(1000 * took, 1),
        turn=request.number,
        filters=sorted(request.filters.to_dict()),
        abstained=answer.abstained,
        citations=len(answer.citations),
        **more,
    )
