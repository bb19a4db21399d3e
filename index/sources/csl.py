"""CSL-JSON: a list of items, or an object that has it as "items", read one item at a time."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from index.errors import SourceError
from index.records import Paper
from index.sources import jsonl
from index.sources.csl_item import is_csl, paper_of
from index.sources.stream import Stream

__all__ = ["is_csl", "paper_of", "read"]

_DAMAGED_BYTES = object()
"""Stands for a value that is not UTF-8."""
_SPACE = re.compile(r"[ \t\r\n]*")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_LONGEST_TOKEN = 16
"""Characters at the end of the text that was read so far in which an item that goes on there may seem damaged."""
_MEND = "repair the file or export it again"


class _Damaged(Exception):
    """The file is no JSON from here on."""


class _TooLarge(Exception):
    """An item is over the record limit."""


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """Each item of the list as a Paper; one that is none is yielded as a SourceError, and the others go on.

    Items that have no sign of CSL are read in the fields of our own JSON Lines. At damage a SourceError is yielded and
    nothing follows: what lies behind it in the file cannot be told apart from it.
    """
    text = _Text(stream)
    try:
        for record, line in _records(text):
            yield _read_record(record, line, stream)
    except _Damaged:
        yield stream.refused("damaged or cut off JSON", _MEND, text.line)
    except _TooLarge:
        yield stream.too_large("an item", text.line)
    except RecursionError:
        yield stream.refused("lists nested too deep to be a record", _MEND, text.line)


def _read_record(record: object, line: int, stream: Stream) -> Paper | SourceError:
    if record is _DAMAGED_BYTES:
        return stream.refused("not UTF-8", "save the file as UTF-8", line)
    try:
        if not isinstance(record, dict) or not is_csl(record):
            return jsonl.paper_of(record)
        if paper := paper_of(record):
            return paper
        key = record.get("id")
        name = f"item {str(key)[:60]}" if isinstance(key, str | int) else "an item"
        cause, mend = f"{name} has neither a title nor an abstract", "give it a title"
    except jsonl.RefusedError as error:
        cause, mend = error.args
    return stream.refused(cause, mend, line)


def _records(text: "_Text") -> Iterator[tuple[object, int]]:
    """Each record and the line that it begins on."""
    if text.peek() == "[":
        yield from _items(text)
    elif text.peek() == "{":
        yield from _members(text)
    else:
        raise _Damaged
    if text.peek():
        raise _Damaged


def _items(text: "_Text") -> Iterator[tuple[object, int]]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        text.peek()
        line = text.line
        yield text.value(), line
        if text.peek() == "]":
            text.take("]")
            return
        text.take(",")


def _members(text: "_Text") -> Iterator[tuple[object, int]]:
    """The items of an object that has such; else the object itself as the one record."""
    line, found, broken = text.line, False, False
    record: dict[str, Any] = {}
    held = 0
    text.take("{")
    while text.peek() != "}":
        key = text.value()
        text.take(":")
        if key == "items" and text.peek() == "[":
            yield from _items(text)
            found = True
        else:
            before = text.taken
            value = text.value()
            broken = broken or value is _DAMAGED_BYTES
            record[str(key)] = value
            held += text.taken - before
            if held > text.limit:
                raise _TooLarge
        if text.peek() != "}":
            text.take(",")
    text.take("}")
    if not found:
        yield _DAMAGED_BYTES if broken else record, line


class _Text:
    """The text of a file, of which no more than one value is held.

    line: of what comes next. taken: characters so far.
    """

    def __init__(self, stream: Stream) -> None:
        utf16 = stream.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        decoder = codecs.getincrementaldecoder("utf-16" if utf16 else "utf-8-sig")
        self._decoder = decoder("replace" if utf16 else "surrogateescape")
        self._chunks = stream.chunks()
        self._json = json.JSONDecoder()
        self._held = ""
        self._at = 0
        self._whole = False
        self.limit = stream.limits.record
        self.line = 1
        self.taken = 0

    def peek(self) -> str:
        """The next character that is no white space; "" at the end of the file."""
        while True:
            found = _SPACE.match(self._held, self._at)
            self._move(found.end() if found else self._at)
            if self._at < len(self._held) or self._whole:
                return self._held[self._at : self._at + 1]
            self._more(1)

    def take(self, character: str) -> None:
        """Go past a character. Raises _Damaged when another one is next."""
        if self.peek() != character:
            raise _Damaged
        self._move(self._at + 1)

    def value(self) -> object:
        """The next value, or _DAMAGED_BYTES.

        A value that goes on behind the text read so far is tried again only when that has doubled, so that the time
        stays proportional to the value's length. Raises _Damaged and _TooLarge.
        """
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                cut_off = error.msg.startswith("Unterminated string") or error.pos > len(self._held) - _LONGEST_TOKEN
                if self._whole or not cut_off:
                    raise _Damaged from error
            except ValueError as error:  # a number of more digits than Python reads
                raise _Damaged from error
            else:
                if end < len(self._held) or self._whole:
                    bad = _NOT_UTF8.search(self._held, self._at, end)
                    if end - self._at > self.limit:
                        raise _TooLarge
                    self._move(end)
                    return _DAMAGED_BYTES if bad else value
            held = len(self._held) - self._at
            if held > self.limit:
                raise _TooLarge
            self._more(held)

    def _move(self, at: int) -> None:
        self.line += self._held.count("\n", self._at, at)
        self.taken += at - self._at
        self._at = at

    def _more(self, count: int) -> None:
        """Read at least so many characters, or to the end."""
        parts, added = [self._held[self._at :]], 0
        while added < max(count, 1) and not self._whole:
            chunk = next(self._chunks, b"")
            parts.append(self._decoder.decode(chunk, final=not chunk))
            self._whole = not chunk
            added += len(parts[-1])
        self._held, self._at = "".join(parts), 0
