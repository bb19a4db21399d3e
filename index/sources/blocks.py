"""Files of tagged text, one record's lines at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import SourceError
from index.sources.stream import Stream


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one record. line: number of the first. ended: False when only the file's end ended it."""

    line: int
    text: str
    ended: bool


def blocks(
    stream: Stream,
    kind: str,
    begins: re.Pattern[bytes],
    opens: re.Pattern[bytes] | None = None,
    ends: re.Pattern[bytes] | None = None,
) -> Iterator[Block | SourceError]:
    """The records of a file; one that is too large or not UTF-8 is a SourceError in its place.

    kind: name of the format, for the error when there is no record at all. begins: a line that always begins a record.
    opens: one that begins a record where none has begun. ends: one that ends it, and belongs to it.
    """
    lines: list[bytes] = []
    first = held = 0
    skipping, nothing = False, True
    for number, line in stream.lines():
        if line is not None and (begins.match(line) or (opens and not lines and not skipping and opens.match(line))):
            if lines:
                nothing = False
                yield _block(lines, first, True, stream)
            lines, first, held, skipping = [line], number, len(line), False
        elif line is None and lines and ends is None:
            # Without a line that ends a record, the one before may be whole.
            nothing = False
            yield _block(lines, first, True, stream)
            yield stream.too_large("a line", number)
            lines, skipping = [], True
        elif line is None or (lines and held + len(line) > stream.limits.record):
            nothing = False
            yield stream.too_large("a line" if line is None else "a record", number if line is None else first)
            lines, skipping = [], True
        elif lines:
            lines.append(line)
            held += len(line) + 1
        if line is not None and ends and ends.match(line):
            if lines:
                nothing = False
                yield _block(lines, first, True, stream)
            lines, skipping = [], False
    if lines:
        yield _block(lines, first, False, stream)
    elif nothing:
        yield stream.refused(f"no {kind} record in it", "export it again")


def _block(lines: list[bytes], first: int, ended: bool, stream: Stream) -> Block | SourceError:
    try:
        return Block(first, b"\n".join(lines).decode("utf-8"), ended)
    except UnicodeDecodeError:
        return stream.refused("not UTF-8", "save the file as UTF-8", first)
