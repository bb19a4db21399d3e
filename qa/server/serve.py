"""Serve the page until it is told to stop, and then not before those who wait have their answers."""

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

import uvicorn

from qa.server.log import log
from qa.server.web import Web

GRACE = 30.0
"""Seconds that those who wait for an answer, and papers that are being added, are given when the server is to stop."""
_SETTLED = 0.5
"""Seconds without work after which it is done: between an answer and the request that fetches it there is a gap."""
_CUT = 1.0
"""Seconds in which what lasts as long as a page is open has to end."""


def serve(
    web: Web, sockets: Sequence[socket.socket], *, grace: float = GRACE, listening: Callable[[], None] = lambda: None
) -> None:
    """Serve until SIGTERM or Ctrl-C; then take no new question, answer those that were asked, add the papers that
    are being added, and return.

    sockets: from `qa.server.listen.bind`. grace: most seconds for that. listening: called when requests are taken.
    A second signal ends the process at once.
    """
    config = uvicorn.Config(web.app, ws="none", lifespan="on", log_config=None, access_log=False, server_header=False)
    _Server(config, web, grace, listening).run(list(sockets))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, web: Web, grace: float, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._web, self._grace, self._listening = web, grace, listening
        self._told: float | None = None
        self._worked = 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._web.stopping.is_set():
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        self._web.stopping.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()

    async def on_tick(self, counter: int) -> bool:
        """Whether to end: uvicorn asks ten times a second."""
        await super().on_tick(counter)
        if not self._web.stopping.is_set():
            return False
        now = time.monotonic()
        if self._told is None:
            self._told = self._worked = now
            log("stopping", active=self._web.admission.active)
            if self._web.intake is not None:
                self._web.intake.stop()
        if self._web.is_busy():
            self._worked = now
        return now - self._worked >= _SETTLED or now - self._told >= self._grace

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what would never end by itself, such as the heartbeat of an open page, then the server.

        Work that even then goes on is in threads, which Python would wait for; it is left behind with the process.
        Papers that were being added then are so at the next start.
        """
        for gently in (True, False):
            for connection in list(self.server_state.connections):
                connection.transport.close() if gently else connection.transport.abort()
            deadline = time.monotonic() + _CUT
            while self.server_state.tasks and time.monotonic() < deadline:
                await asyncio.sleep(0.02)
        active = self._web.admission.active
        if active or self.server_state.tasks or self._web.is_indexing:
            log("cut_short", level=logging.WARNING, active=active, indexing=self._web.is_indexing)
            sys.stdout.flush()
            os._exit(0)
        await super().shutdown(sockets)
        log("stopped")
