"""How long a server is waited for."""

import socket
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. retry: before the one more try that a refused connection, or a busy server, gets; longest_retry: the
    same where the server itself says how long."""

    connect: float = 5.0
    first: float = 30.0
    between: float = 30.0
    retry: float = 0.5
    longest_retry: float = 2.0


class Patience:
    """Cuts a connection off when what is waited for has not come in time; for ``with``.

    The time-outs of httpx are for one read each, so that a server which sends a blank comment now and then would be
    waited for without end.
    is_over: whether it was cut off.
    """

    def __init__(self, seconds: float) -> None:
        self._end = self._due = time.monotonic() + seconds
        self._stream: Any = None
        self._ended = False
        self._changed = threading.Condition()
        self._watch = threading.Thread(target=self._watching, name="vesicle-patience", daemon=True)
        self.is_over = False

    @property
    def left(self) -> float:
        """Seconds of the whole, never under 0."""
        return max(0.0, self._end - time.monotonic())

    def wait_for(self, seconds: float) -> None:
        """Something is waited for from now on, and for so long."""
        self._set(min(self._end, time.monotonic() + seconds))

    def rest(self) -> None:
        """Nothing is waited for; only the end of the whole counts."""
        self._set(self._end)

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """What httpx is to call as its ``trace`` extension: so the connection is known before anything came by it."""
        # TLS takes the first stream's socket away from it.
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            with self._changed:
                self._stream = info["return_value"]
                if self.is_over:
                    self._cut()

    def __enter__(self) -> "Patience":
        self._watch.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._changed:
            self._ended, self._stream = True, None
            self._changed.notify()

    def _set(self, due: float) -> None:
        with self._changed:
            earlier = due < self._due
            self._due = due
            if earlier:
                self._changed.notify()

    def _watching(self) -> None:
        with self._changed:
            while not self._ended:
                left = self._due - time.monotonic()
                if left <= 0:
                    self.is_over = True
                    self._cut()
                    return
                self._changed.wait(min(left, threading.TIMEOUT_MAX))

    def _cut(self) -> None:
        found = self._stream and self._stream.get_extra_info("socket")
        if found:
            try:
                found.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
