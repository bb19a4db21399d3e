"""What every request passes before the page sees it: who asks, how much, from where, and whether it is meant at all."""

import base64
import binascii
import logging
import re
import time
import uuid
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import anyio
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.listen import is_loopback
from qa.server.log import log, request_id
from qa.server.passwords import Passwords
from qa.server.replies import (
    BESIEGED,
    ELSEWHERE,
    NO_FORM,
    NO_LENGTH,
    NO_PASSWORD,
    NO_UPLOAD,
    NOT_FOUND,
    OTHER_NAME,
    STOPPING,
    TOO_LARGE,
    Reply,
    answer,
    health,
)
from qa.server.surface import changes_library, goes_on, is_endless, is_hidden, is_upload

LARGEST_BODY = 1_000_000
"""Bytes of a request that uploads nothing."""
LARGEST_UPLOAD = 64_000_000
"""Bytes of one that does, where that is allowed."""
CHECKED_AT_ONCE = 2
"""Passwords; each takes a core for a fifth of a second."""
MOST_UNCHECKED = 64
"""Requests that may wait for that; with more, somebody is guessing."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " script-src-attr 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self';"
    " frame-ancestors 'self' https://huggingface.co",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Of every response. Gradio's page has scripts in it and makes functions of text, but takes nothing from elsewhere."""

_SAFE = {"GET", "HEAD", "OPTIONS"}
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LONGEST_PATH = 200
"""Characters of a path that are logged."""


class Guard:
    """ASGI middleware round the whole app.

    passwords: who may come in; None: whoever can reach it. uploads: whether readers may change the library. stopping:
    whether no new question is taken any more. root: path, or whole address, under which a proxy shows the app; requests
    are understood whether the proxy takes that path away or not. only_here: whether none but names of this machine are
    answered to, so that no page from elsewhere can have its own name mean this machine, and read what is answered.
    has_index: whether there is an index to answer from; may take a while.
    prefix: the path of the root, without a slash at its end.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        passwords: Passwords | None,
        uploads: bool,
        stopping: Callable[[], bool],
        root: str = "",
        only_here: bool = False,
        has_index: Callable[[], bool] = lambda: True,
    ) -> None:
        self._app = app
        self._passwords = passwords
        self._uploads = uploads
        self._stopping = stopping
        self._root = urlsplit(root)
        self._only_here = only_here
        self._has_index = has_index
        self.prefix = self._root.path.rstrip("/")
        self._checks = anyio.CapacityLimiter(CHECKED_AT_ONCE)
        self._unchecked = 0
        self._unfinished = 0

    @property
    def unfinished(self) -> int:
        """Requests that are being answered, but for those that last as long as a page is open."""
        return self._unfinished

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        scope, path, headers = self._understood(scope)
        method = scope.get("method", "WEBSOCKET")
        request = headers["x-request-id"]
        request_id.set(request)
        refused = False

        def tell(event: str, status: int, level: int = logging.INFO) -> None:
            ms = round(1000 * (time.perf_counter() - started), 1)
            log(event, level=level, status=status, method=method, path=path[:_LONGEST_PATH], ms=ms)

        async def respond(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                shown = MutableHeaders(scope=message)
                shown.update({**HEADERS, "X-Request-ID": request})
                status = message["status"]
                if not refused and (method not in _SAFE or status >= 500):
                    tell("request", status, logging.ERROR if status >= 500 else logging.INFO)
            await send(message)

        reply = await self._reply(scope, path, method, headers)
        body: bytes | None = None
        if reply is None and scope["type"] == "http" and method not in _SAFE and not is_upload(path):
            try:
                body = await _read(receive)
            except EOFError:
                return
            reply = TOO_LARGE if body is None else None
        if reply is not None:
            refused = True
            if reply.is_refusal:
                tell("refused", reply.status, logging.WARNING)
            await answer(reply, scope, receive, respond)
            return
        lasting = is_endless(method, path) or scope["type"] == "websocket"
        self._unfinished += not lasting
        try:
            await self._app(scope, receive if body is None else again(body, receive), respond)
        finally:
            self._unfinished -= not lasting

    def _understood(self, scope: Scope) -> tuple[Scope, str, MutableHeaders]:
        """The request as it was sent to the proxy, its path without the one of the app, and its headers.

        As ASGI wants it, the path of the request begins with the path of the app.
        """
        headers = MutableHeaders(raw=list(scope["headers"]))
        given = headers.get("x-request-id", "")
        headers["x-request-id"] = given if _ID.fullmatch(given) else uuid.uuid4().hex[:12]
        del headers["x-vesicle-user"]
        prefix, path = self.prefix, scope["path"]
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            path = path.removeprefix(prefix)
        scope = {**scope, "path": prefix + path, "root_path": prefix, "headers": headers.raw}
        scope["raw_path"] = quote(scope["path"]).encode()
        if self._root.netloc:
            for forwarded in ("x-forwarded-host", "x-forwarded-proto"):
                del headers[forwarded]
            headers["host"] = self._root.netloc
            scope["scheme"] = self._root.scheme
        return scope, path, headers

    async def _reply(self, scope: Scope, path: str, method: str, headers: MutableHeaders) -> Reply | None:
        """What a request is answered here; None if the page is to answer it."""
        if path == "/health" and method in {"GET", "HEAD"}:
            has_index = await anyio.to_thread.run_sync(self._has_index)
            return health(stopping=self._stopping(), has_index=has_index)
        if self._only_here and not _is_of_this_machine(headers.get("host")):
            return OTHER_NAME
        if self._passwords is not None:
            found = await self._user(headers.get("authorization", ""), self._passwords)
            if isinstance(found, Reply):
                return found
            headers["x-vesicle-user"] = quote(found)
            scope["state"] = {**scope.get("state", {}), "user": found}
        if is_hidden(path):
            return NOT_FOUND
        if changes_library(path) and not self._uploads:
            return NO_UPLOAD
        if method in _SAFE:
            return None
        sends_files = is_upload(path)
        # A form may hold files, which would be kept wherever it is sent.
        if headers.get("content-type", "").lower().startswith("multipart/"):
            return NO_FORM
        if _is_from_elsewhere(headers):
            return ELSEWHERE
        if self._stopping() and not goes_on(path):
            return STOPPING
        length = headers.get("content-length", "")
        if sends_files and not length.isdecimal():
            return NO_LENGTH
        too_large = length.isdecimal() and int(length) > (LARGEST_UPLOAD if sends_files else LARGEST_BODY)
        return TOO_LARGE if too_large else None

    async def _user(self, authorization: str, passwords: Passwords) -> str | Reply:
        """The name of who asks, or why that is not known."""
        credentials = _credentials(authorization)
        if credentials is None:
            return NO_PASSWORD
        if not passwords.remembers(*credentials):
            if self._unchecked >= MOST_UNCHECKED:
                return BESIEGED
            self._unchecked += 1
            try:
                if not await anyio.to_thread.run_sync(passwords.check, *credentials, limiter=self._checks):
                    return NO_PASSWORD
            finally:
                self._unchecked -= 1
        return credentials[0]


def _credentials(authorization: str) -> tuple[str, str] | None:
    """Name and password of a header of HTTP Basic authentication (RFC 7617).

    >>> _credentials("Basic bWFyaWU6cmFkaXVt")
    ('marie', 'radium')
    """
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None


def _is_of_this_machine(host: str | None) -> bool:
    """Whether a Host header names this machine; every browser sends one.

    >>> _is_of_this_machine("localhost:7860"), _is_of_this_machine("[::1]"), _is_of_this_machine("elsewhere.example")
    (True, True, False)
    """
    try:
        return host is None or is_loopback(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False


def _is_from_elsewhere(headers: MutableHeaders) -> bool:
    """Whether a page of another site sends this, with the login of the reader who has it open.

    Browsers leave out Sec-Fetch-Site where the page did not come by HTTPS; then the two addresses must be the same.
    """
    if site := headers.get("sec-fetch-site"):
        return site not in {"same-origin", "none"}
    if (origin := headers.get("origin")) is None:
        return False
    forwarded = headers.get("x-forwarded-host", "").partition(",")[0].strip()
    return urlsplit(origin).netloc not in {headers.get("host"), forwarded or None}


async def _read(receive: Receive) -> bytes | None:
    """The body of a request; None if it is too large. Raises EOFError if whoever sent it is gone."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise EOFError
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        more = message.get("more_body", False)
    return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read, then what comes after it, as ASGI has it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return messages.pop() if messages else await receive()

    return give
