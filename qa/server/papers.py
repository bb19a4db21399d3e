"""The addresses at which the page sends papers, asks what became of them, and takes papers out."""

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack

from anyio.to_thread import run_sync
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from index.errors import VesicleError
from qa.server.intake import Intake
from qa.server.log import log, request_id
from qa.server.received import Received
from qa.server.surface import PAPERS, REMOVE
from qa.server.uploads import Half, Refused, safe_name

RECEIVING_SECONDS = 900.0
"""In which a file has to come."""
MOST_REMOVED = 100
"""Papers that are removed by one request."""
_MOST_ASKED = 200
_LONGEST_ID = 1000
_AT_ONCE = 256_000
"""Bytes of a file that are held in memory."""


def add_routes(app: FastAPI, intake: Callable[[], Intake]) -> None:
    """Have an app take papers. intake: what adds them; raises Refused where none does."""

    async def send(request: Request) -> Response:
        try:
            file = await _received(request, intake())
        except ClientDisconnect:
            return Response(status_code=400)  # to nobody
        except Refused as refused:
            return _problem(refused.status, str(refused))
        return _answer({"id": file.id, "name": file.name, "state": file.state}, 202)

    async def tell(request: Request) -> Response:
        asked = request.query_params.getlist("id")[:_MOST_ASKED]
        try:
            return _answer({"files": [file.shown() for file in intake().statuses(asked)]})
        except Refused as refused:
            return _problem(refused.status, str(refused))

    async def remove(request: Request) -> Response:
        papers = _named(await request.body())
        if papers is None:
            return _problem(400, f"no papers to remove; name 1 to {MOST_REMOVED} by their ids")
        try:
            done = await asyncio.wrap_future(intake().remove(papers, _user(request), request_id.get()))
        except VesicleError as error:
            return _problem(error.status if isinstance(error, Refused) else 409, str(error))
        return _answer({"removed": done.removed, "problems": done.problems})

    app.add_route(PAPERS, send, methods=["POST"])
    app.add_route(PAPERS, tell, methods=["GET"])
    app.add_route(REMOVE, remove, methods=["POST"])


async def _received(request: Request, intake: Intake) -> Received:
    """A file that was sent whole, on its way into the library. Raises Refused and ClientDisconnect; nothing is left."""
    name = safe_name(request.query_params.get("name", ""))
    size = int(request.headers["content-length"])  # the guard lets nothing pass without it
    user = _user(request)
    try:
        async with asyncio.timeout(RECEIVING_SECONDS):
            with intake.place(name), ExitStack() as ends:
                half = await run_sync(ends.enter_context, intake.uploads.receive(name, size))
                await _write(request, half)
                file = await run_sync(intake.accept, half, user)
    except TimeoutError as error:
        raise Refused(408, f"{name}: has not come within {RECEIVING_SECONDS / 60:g} minutes; send it again") from error
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise Refused(409, f"{name}: cannot be kept ({cause}); tell whoever runs Vesicle") from error
    ending = "".join(file.path.suffixes[-2 if file.path.suffix.lower() == ".gz" else -1 :]).lower()
    log("received", bytes=half.size, ending=ending, user=user)
    return file


async def _write(request: Request, half: Half) -> None:
    """Write the body of a request as it comes."""
    held = bytearray()
    async for some in request.stream():
        held += some
        if len(held) >= _AT_ONCE:
            await run_sync(half.write, bytes(held))
            held.clear()
    await run_sync(half.write, bytes(held))
    await run_sync(half.finish)


def _named(body: bytes) -> list[str] | None:
    """The papers that a request names; None if it names none as it should.

    >>> _named(b'{"papers": ["pmid:1"]}'), _named(b'{"papers": "pmid:1"}')
    (['pmid:1'], None)
    """
    try:
        given = json.loads(body)["papers"]
        "".join(given).encode()  # JSON can hold what is no text
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_named = isinstance(given, list) and all(0 < len(one) <= _LONGEST_ID for one in given)
    return given if is_named and 0 < len(given) <= MOST_REMOVED else None


def _user(request: Request) -> str | None:
    """Who sends a request, where there are passwords."""
    user: str | None = request.scope.get("state", {}).get("user")
    return user


def _answer(said: dict[str, object], status: int = 200) -> Response:
    return JSONResponse(said, status, {"Cache-Control": "no-store"})


def _problem(status: int, problem: str) -> Response:
    return _answer({"problem": problem}, status)
