"""What a chat-completions server streams: server-sent events, each with one JSON document."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

LONGEST_LINE = 1_000_000
"""Bytes of one line; a token takes some hundreds."""

_TOO_LONG = re.compile(r"context|tokens. must be <=")


class NotTheProtocol(ValueError):
    """What came is nothing that such a server sends."""


class ErrorEvent(Exception):
    """The server tells of a fault in the middle of its answer, in its own words."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__()
        self.status, self.said = status, said


@dataclass(frozen=True, slots=True)
class Delta:
    """One step of an answer. reasoning: characters that the model wrote to itself. is_last: nothing comes after it."""

    text: str = ""
    reasoning: int = 0
    is_last: bool = False


def deltas(chunks: Iterable[bytes]) -> Iterator[Delta]:
    """Read the steps of an answer, up to the one that says that it is complete.

    chunks: the bytes of the body, cut anywhere.
    Raises NotTheProtocol when something else comes, or the body ends before the answer does, and ErrorEvent.

    >>> chunks = [b'data: {"choices":[{"delta":{"content":"M', b'2"}}]}\\r\\n\\r\\n: still here\\n', b'data: [DONE]']
    >>> [(delta.text, delta.is_last) for delta in deltas(chunks)]
    [('M2', False), ('', True)]
    """
    for line in _lines(chunks):
        field, _, value = line.partition(b":")
        if field != b"data" or not value.strip():
            continue
        delta = _delta(value.strip())
        yield delta
        if delta.is_last:
            return
    raise NotTheProtocol("the answer was cut off")


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines; of CRLF the CR is still there."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if b"\n" in chunk:
            *whole, rest = bytes(held).split(b"\n")
            held = bytearray(rest)
            yield from whole
        if len(held) > LONGEST_LINE:
            raise NotTheProtocol("a line has no end")
    yield bytes(held)


def _delta(value: bytes) -> Delta:
    if value == b"[DONE]":
        return Delta(is_last=True)
    try:
        event = json.loads(value.decode("utf-8"))
        if event.get("error"):
            raise ErrorEvent(*_error(event["error"]))
        # The last event may hold counts and no choice.
        choice = (event["choices"] or [{}])[0]
        delta = choice.get("delta") or {}
        text, reasoning = delta.get("content") or "", delta.get("reasoning_content") or delta.get("reasoning") or ""
        return Delta(_whole(text), len(reasoning), bool(choice.get("finish_reason")))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise NotTheProtocol("what came is no event of a chat") from error


def _whole(text: str) -> str:
    """Text in which no half of a character stands alone, as an escape in JSON can have it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _error(error: Any) -> tuple[int, str]:
    """Status and words of an error, in whichever of its forms."""
    code = error.get("code") if isinstance(error, dict) else None
    said = str(error)
    if isinstance(code, int) and code >= 400:
        return code, said
    return 400 if _TOO_LONG.search(said) else 500, said
