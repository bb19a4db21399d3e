"""What a chat-completions server, or the way to it, tells of a fault, as a `ModelFailed`.

A server's own words may repeat the prompt or the key, so they are read but never passed on.
"""

import re

import httpx

from index.models import cause_of
from qa.llm.events import ErrorEvent, NotTheProtocol
from qa.llm.model import KEY, ModelFailed

LARGEST_REPLY = 1_000_000
"""Bytes that are read of what a server tells of a fault, or of itself."""

# The last is of Text Generation Inference, with status 422.
_TOO_LONG = re.compile(r"context|maximum|exceed|too long|tokens. must be <=", re.IGNORECASE)


class OtherWords(ModelFailed):
    """The length of an answer has to be called ``max_completion_tokens``, as OpenAI's newer models want it."""


def check(model: str, response: httpx.Response) -> None:
    """Raise ModelFailed unless an answer has begun. What the server says of a fault is read for that."""
    if response.is_success:
        if "html" in response.headers.get("content-type", ""):
            raise ModelFailed("broken", model, "a web page came in place of an answer", "correct the address")
        return
    if response.has_redirect_location:
        cause = "its server sends us elsewhere, where nothing is sent"
        raise ModelFailed("broken", model, cause, "give the address that it is served at")
    raise of_status(model, response.status_code, read(response).decode("utf-8", "replace"))


def read(response: httpx.Response) -> bytes:
    """The body of a response, or as much of it as anybody needs."""
    got = bytearray()
    for chunk in response.iter_bytes():
        got += chunk
        if len(got) > LARGEST_REPLY:
            break
    return bytes(got)


def of_status(model: str, status: int, said: str = "") -> ModelFailed:
    """What an HTTP status of 400 and above means.

    >>> of_status("qwen", 400, "the request exceeds the available context size").kind
    'too_long'
    """
    if status == 413 or (status in {400, 422} and _TOO_LONG.search(said)):
        return ModelFailed("too_long", model, "the question and its evidence are more than it can take")
    if status == 400 and "max_completion_tokens" in said:
        return OtherWords("refused", model, "its server knows no max_tokens (HTTP 400)")
    if status in {401, 403}:
        return ModelFailed("refused", model, f"its server wants another key (HTTP {status})", f"set {KEY}")
    if status == 404:
        return ModelFailed("refused", model, "its server knows no such model, or is at another address (HTTP 404)")
    if status == 429:
        return ModelFailed("busy", model, "its server has too many requests (HTTP 429)")
    if status < 500:
        return ModelFailed("refused", model, f"its server does not take what we ask (HTTP {status})")
    return ModelFailed("broken", model, f"its server has failed (HTTP {status})")


def of_error(model: str, error: Exception, *, is_late: bool) -> ModelFailed:
    """What an error of httpx or of `qa.llm.events` means. is_late: whether it came of our not waiting any longer."""
    if is_late or isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout | httpx.PoolTimeout):
        return ModelFailed("late", model, "its answer did not come in time")
    if isinstance(error, httpx.ConnectTimeout):
        return ModelFailed("unreachable", model, "nothing answers at its address")
    if isinstance(error, httpx.ConnectError):
        return ModelFailed("unreachable", model, f"its server cannot be reached ({cause_of(error)})")
    if isinstance(error, ErrorEvent):
        return of_status(model, error.status, error.said)
    if isinstance(error, NotTheProtocol):
        return ModelFailed("broken", model, str(error))
    return ModelFailed("broken", model, "the connection to its server broke")
