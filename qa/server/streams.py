"""Streams of answers: where several processes show one page, a proxy may ask the wrong one of them for an answer."""

import re
from urllib.parse import parse_qs

import gradio as gr
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.server.replies import NOT_HERE, answer

_PAGES = re.compile(r"/gradio_api/queue/data/?")
_PROGRAMS = re.compile(r"/gradio_api/call/(?:v2/)?\w+/(\w+)/?")


class Streams:
    """ASGI middleware before Gradio, which begins a stream for whoever asks, and says in it that there is no answer.

    A proxy cannot take that back, and the page loads itself again. After status 404 it may ask the next process.
    blocks: the page that is served.
    """

    def __init__(self, app: ASGIApp, blocks: gr.Blocks) -> None:
        self._app, self._blocks = app, blocks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not for a stream, or for one of an answer that is made here."""
        if scope["type"] == "http" and scope["method"] == "GET" and self._is_of_another(scope):
            await answer(NOT_HERE, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_of_another(self, scope: Scope) -> bool:
        path = scope["path"].removeprefix(scope["root_path"])
        pending = self._blocks._queue.pending_event_ids_session
        if _PAGES.fullmatch(path):
            session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
            return not pending.get(session)
        event = _PROGRAMS.fullmatch(path)
        return event is not None and not any(event[1] in events for events in pending.values())
