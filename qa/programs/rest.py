"""REST, and `gradio_client`, by way of Gradio's own endpoints."""

import json
import re
from collections.abc import Sequence
from functools import wraps
from inspect import signature
from typing import Any

import gradio as gr
from gradio.context import LocalContext
from gradio.events import api
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import VesicleError
from qa.programs.calls import Call
from qa.programs.given import arguments_of
from qa.server.guard import again
from qa.server.log import request_id

_CALL = re.compile(r"/gradio_api/call/(v2/)?(\w+)/?")


def offer(calls: Sequence[Call]) -> None:
    """Make the functions endpoints of the `gr.Blocks` that is being made, each under its own name."""
    for call in calls:
        api(_endpoint(call), api_name=call.__name__)


class Checked:
    """ASGI middleware before Gradio, which has a traceback for who names no endpoint, or leaves out a parameter."""

    def __init__(self, app: ASGIApp, calls: Sequence[Call]) -> None:
        self._app = app
        self._known = {call.__name__: call for call in calls}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a call that is one; say of any other what is wrong with it."""
        is_post = scope["type"] == "http" and scope["method"] == "POST"
        called = _CALL.fullmatch(scope["path"].removeprefix(scope["root_path"])) if is_post else None
        if called is None:
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        try:
            self._check(called[2], bool(called[1]), body)
        except VesicleError as error:
            await JSONResponse({"error": str(error)}, 400)(scope, receive, send)
            return
        await self._app(scope, again(body, receive), send)

    def _check(self, name: str, by_name: bool, body: bytes) -> None:
        call = self._known.get(name)
        if call is None:
            raise VesicleError(f"{name}: is nothing to call; there are {', '.join(self._known)}")
        parameters = ", ".join(signature(call).parameters)
        try:
            sent = json.loads(body)
        except ValueError:
            sent = None
        match sent:
            case dict() if by_name:
                arguments_of(call, sent)
            case {"data": list(values)} if not by_name and len(values) == len(signature(call).parameters):
                pass
            case _:
                how = "an object with some of" if by_name else 'an object whose "data" is a list with each of'
                raise VesicleError(f"{name}: what was sent is no call; send {how}: {parameters}")


def _endpoint(call: Call) -> Call:
    @wraps(call)
    async def endpoint(*given: Any) -> Any:
        # Gradio does its work in a task of its own, which knows of no request.
        if (request := LocalContext.request.get(None)) is not None:
            request_id.set(request.headers.get("x-request-id"))
        try:
            return await call(*given)
        except VesicleError as error:
            # Of any other exception Gradio tells nothing, as the page wants it.
            raise gr.Error(str(error), print_exception=False) from None

    return endpoint
