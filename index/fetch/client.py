"""Asking a public service: no faster than it allows, again where that may help, and whole answers only."""

import json
import random
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from index.errors import VesicleError
from index.text import one_line

T = TypeVar("T")

USER_AGENT = f"vesicle (python-httpx/{httpx.__version__})"
_GOES_ON = "what came is kept, and the same command goes on"
_BUSY = frozenset({408, 425, 429})
_MOST_SAID = 200


@dataclass(frozen=True, slots=True)
class Service:
    """A service. name: as messages have it. url: its address. setting: what names that. interval: seconds between the
    starts of two requests. secret: what must not be shown, "" for nothing."""

    name: str
    url: str
    setting: str
    interval: float
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patiently a service is asked.

    connect, read, whole: seconds for a connection, for the next bytes, and for all of an answer. tries: of one
    request. pause: seconds before the second try, doubled for each further one. longest_pause: seconds that are
    waited where the service itself names a time. largest: bytes of one answer, decompressed.
    """

    connect: float = 15.0
    read: float = 60.0
    whole: float = 600.0
    tries: int = 5
    pause: float = 1.0
    longest_pause: float = 300.0
    largest: int = 64_000_000
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class ServiceFailed(VesicleError):
    """A service has not given what was asked for.

    status: of HTTP; 0 where no answer came. is_down: whether it would not give anything else either.
    """

    def __init__(self, message: str, status: int = 0, *, is_down: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.is_down = is_down


class Broken(Exception):
    """No answer, or a wrong one, that may be right when it is asked for again.

    wait: seconds that the service asks for. status, is_down: as `ServiceFailed` has them.
    """

    def __init__(self, cause: str, status: int = 200, wait: float = 0.0, *, is_down: bool = False) -> None:
        super().__init__(cause)
        self.status = status
        self.wait = wait
        self.is_down = is_down


class Client(AbstractContextManager["Client"]):
    """One connection to a service. asked: requests so far.

    A proxy is taken from the environment, as the networks of many institutes need one; redirects are not followed.
    Raises VesicleError if that proxy is none.
    """

    def __init__(self, service: Service, pace: Pace) -> None:
        self.asked = 0
        self._service = service
        self._pace = pace
        self._next = 0.0
        try:
            self._http = httpx.Client(
                headers={"User-Agent": USER_AGENT},
                timeout=httpx.Timeout(pace.read, connect=pace.connect),
                limits=httpx.Limits(max_connections=1),
            )
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            cause = "the proxy that the environment names cannot be used"
            raise VesicleError(f"{service.name}: {cause}; correct or unset HTTPS_PROXY and ALL_PROXY") from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def get(self, path: str, accept: Callable[[bytes], T], fields: Mapping[str, str] | None = None) -> T:
        """What `accept` makes of the answer. path: after the service's address. fields: of the query.

        accept: raises Broken for an answer that is to be asked for again.
        Raises ServiceFailed, without the secret in it.
        """
        return self._again("GET", path, accept, params=fields)

    def post(self, path: str, accept: Callable[[bytes], T], fields: Mapping[str, str]) -> T:
        """The same, with the fields in the body: they may be long, and are in no log of addresses."""
        return self._again("POST", path, accept, data=fields)

    def _again(self, method: str, path: str, accept: Callable[[bytes], T], **content: Any) -> T:
        name, pace = self._service.name, self._pace
        for turn in range(1, pace.tries + 1):
            try:
                return accept(self._answer(method, path, content))
            except Broken as error:
                trouble = error
            except httpx.RequestError as error:
                is_down = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError)
                trouble = Broken(_cause(error), 0, is_down=is_down)
            if trouble.wait > pace.longest_pause:
                cause = f"asks us to wait {trouble.wait:,.0f} seconds"
                raise ServiceFailed(f"{name}: {cause}; {_GOES_ON} then", trouble.status, is_down=True) from trouble
            if turn < pace.tries:
                jitter = random.uniform(0.5, 1.5)  # noqa: S311 - so that many clients do not come back as one
                pace.sleep(max(trouble.wait, pace.pause * 2 ** (turn - 1) * jitter))
        mend = f"check the network and {self._service.setting}; " if trouble.is_down and not trouble.status else ""
        message = f"{name}: {self._shown(str(trouble))}, {pace.tries} times; {mend}{_GOES_ON}"
        raise ServiceFailed(message, trouble.status, is_down=trouble.is_down) from trouble

    def _answer(self, method: str, path: str, content: dict[str, Any]) -> bytes:
        self._wait_for_turn()
        self.asked += 1
        with self._http.stream(method, f"{self._service.url}/{path}", **content) as response:
            status = response.status_code
            if status in _BUSY or status >= 500:
                raise Broken(f"failed (HTTP {status})", status, _asked_pause(response), is_down=status == 429)
            body = self._body(response)
        if response.has_redirect_location:
            cause = f"sends us elsewhere (HTTP {status}), where nothing is asked"
            raise ServiceFailed(f"{self._service.name}: {cause}; correct {self._service.setting}", status)
        if not response.is_success:
            said = self._shown(": ".join(filter(None, [f"HTTP {status}", said_in(body)])))
            raise ServiceFailed(f"{self._service.name}: does not take what we ask ({said}); {_GOES_ON}", status)
        if not body.strip():
            raise Broken("gave an empty answer")
        return body

    def _body(self, response: httpx.Response) -> bytes:
        until = self._pace.clock() + self._pace.whole
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._pace.largest:
                cause = f"gave an answer of more than {self._pace.largest / 1e6:g} MB"
                raise ServiceFailed(f"{self._service.name}: {cause}; {_GOES_ON}", response.status_code)
            if self._pace.clock() > until:
                raise Broken("did not end its answer in time", 0)
        return bytes(body)

    def _wait_for_turn(self) -> None:
        wait = self._next - self._pace.clock()
        if wait > 0:
            self._pace.sleep(wait)
        self._next = self._pace.clock() + self._service.interval

    def _shown(self, text: str) -> str:
        secret = self._service.secret
        return one_line(text.replace(secret, "…") if secret else text)[:_MOST_SAID]


def told_in(body: bytes) -> Any:
    """What an answer in JSON says. Raises Broken when it is none, or cut off."""
    try:
        return json.loads(body, strict=False)
    except (ValueError, RecursionError) as error:
        raise Broken("gave an answer that is not JSON, or only a part of it") from error


def said_in(body: bytes) -> str:
    """What a service says of a fault, where its answer is JSON.

    >>> said_in(b'{"error": "API key invalid", "api-key": "123"}'), said_in(b"<html>")
    ('API key invalid', '')
    """
    try:
        told = told_in(body)
    except Broken:
        return ""
    found = (told.get(field) for field in ("error", "errMsg", "ERROR")) if isinstance(told, dict) else ()
    return next((one_line(words) for words in found if isinstance(words, str)), "")


def _asked_pause(response: httpx.Response) -> float:
    """Seconds for which ``Retry-After`` asks: a number, or a date."""
    asked = response.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdecimal():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _cause(error: httpx.RequestError) -> str:
    """What went wrong on the way, without an address: a proxy's may hold a password."""
    if isinstance(error, httpx.TimeoutException):
        return "did not answer in time"
    if isinstance(error, httpx.ProxyError):
        return "cannot be reached by the proxy that the environment names"
    if isinstance(error, httpx.ConnectError):
        cause: BaseException | None = error
        while cause and not isinstance(cause, ssl.SSLError):
            cause = cause.__cause__ or cause.__context__
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "is not trusted, by its certificate"
        return "cannot be reached by https" if cause else "cannot be reached"
    if isinstance(error, httpx.DecodingError):
        return "gave an answer that cannot be decompressed"
    return "broke the connection off"
