"""A source file, opened: decompressed, in UTF-8, and bounded in size and time."""

import codecs
import gzip
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from index.errors import SourceError
from index.settings import Settings, load_settings
from index.sources.refusal import refusal

SNIFFED = 65536
"""Bytes at the beginning of a file by which its format is told."""
_CHUNK = 65536
_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one source may ask for. record, file: bytes, after decompression. seconds: for a file."""

    record: int
    file: int
    seconds: float

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The limits that the settings name."""
        return cls(int(settings.max_record_mb * 1e6), int(settings.max_file_mb * 1e6), settings.max_file_seconds)


class Stream(AbstractContextManager["Stream"]):
    """One file of papers, read from its beginning, once.

    Its methods raise SourceError at the file's limits and where it cannot be read or decompressed: the reader of a
    format lets that pass, and `index.sources.read` yields it after what was read before.
    """

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self.path = path
        self.limits = limits or Limits.of(load_settings())
        self._taken = 0
        self._opened = time.monotonic()
        self._waited = 0.0
        self._raw = path.open("rb")
        self._file: IO[bytes] = self._raw
        try:
            is_gzip = self._raw.read(2) == _GZIP
            self._raw.seek(0)
            if is_gzip:
                self._file = cast(IO[bytes], gzip.GzipFile(fileobj=self._raw))
            self.head = self._read(SNIFFED)
        except BaseException:
            self._raw.close()
            raise
        self._ahead = self.head

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._raw.close()

    def start(self) -> str:
        """The first `SNIFFED` bytes as text, without what cannot be decoded and without white space before them."""
        coding = "utf-16" if self.head.startswith(_UTF16) else "utf-8-sig"
        return self.head.decode(coding, "replace").lstrip()

    def chunks(self) -> Iterator[bytes]:
        """The bytes as they are in the file, for a parser that knows encodings itself."""
        yield self._ahead
        while chunk := self._read(_CHUNK):
            yield chunk

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Number, from 1, and bytes of each line in UTF-8 without its line end; None for one over the record limit.

        A file that begins with a byte order mark of UTF-16 is recoded; any other is taken for UTF-8 as it is, so that
        the caller finds out line by line.
        """
        number, parts, held = 1, list[bytes](), 0
        for chunk in self._recoded():
            *ended, rest = chunk.split(b"\n")
            for piece in ended:
                yield number, _line(parts, piece) if held + len(piece) <= self.limits.record else None
                number, parts, held = number + 1, [], 0
            held += len(rest)
            if held <= self.limits.record:
                parts.append(rest)
            else:
                parts.clear()
        if held:
            yield number, _line(parts, b"") if held <= self.limits.record else None

    def text(self) -> str:
        """All of a file that is one record, decoded. Raises SourceError, also when it is not UTF-8 or too large."""
        try:
            return self._whole(self._recoded()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.refused("not UTF-8", "save the file as UTF-8") from error

    def content(self) -> bytes:
        """All bytes of a file that is one record, as they are in it. Raises SourceError when it is too large."""
        return self._whole(self.chunks())

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """A file with the bytes as they are, decompressed: this one, or one that is removed afterwards."""
        if self._file is self._raw:
            while self._read(_CHUNK * 16):
                pass
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="vesicle-") as folder:
            whole = Path(folder) / "file"
            with whole.open("wb") as out:
                out.writelines(self.chunks())
            yield whole

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Time spent within is not counted as spent on this file."""
        started = time.monotonic()
        yield
        self._waited += time.monotonic() - started

    def seconds_left(self) -> float:
        """Of the time that reading this file may take."""
        return self.limits.seconds - (time.monotonic() - self._opened - self._waited)

    def check_time(self) -> None:
        """Raises SourceError when reading this file has taken longer than it may."""
        if self.seconds_left() < 0:
            raise self.too_slow()

    def too_slow(self) -> SourceError:
        """The refusal of a file whose time is spent."""
        cause = f"not read within {self.limits.seconds:g} seconds"
        return self.refused(cause, "split it, or raise VESICLE_MAX_FILE_SECONDS")

    def refused(self, cause: str, mend: str, line: int | None = None) -> SourceError:
        """A refusal of this file, or of the record at a line of it."""
        return refusal(self.path, cause, mend, line)

    def too_large(self, what: str, line: int | None = None) -> SourceError:
        """The refusal of a record over the limit; ``what`` says what it is, "a line"."""
        most = self.limits.record / 1e6
        return self.refused(f"{what} of more than {most:g} MB", "split it, or raise VESICLE_MAX_RECORD_MB", line)

    def _whole(self, chunks: Iterator[bytes]) -> bytes:
        parts, held = [], 0
        for chunk in chunks:
            parts.append(chunk)
            held += len(chunk)
            if held > self.limits.record:
                raise self.too_large("a document")
        return b"".join(parts)

    def _recoded(self) -> Iterator[bytes]:
        if not self.head.startswith(_UTF16):
            chunks = self.chunks()
            yield next(chunks).removeprefix(codecs.BOM_UTF8)
            yield from chunks
            return
        decoder = codecs.getincrementaldecoder("utf-16")()
        try:
            for chunk in self.chunks():
                yield decoder.decode(chunk).encode("utf-8", "replace")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise self.refused("damaged UTF-16", "save the file as UTF-8") from error

    def _read(self, size: int) -> bytes:
        try:
            chunk = self._file.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self.refused("damaged gzip data", "fetch the file again") from error
        self.check_time()
        self._taken += len(chunk)
        if self._taken > self.limits.file:
            most = self.limits.file / 1e6
            raise self.refused(f"more than {most:g} MB of text", "split it, or raise VESICLE_MAX_FILE_MB")
        return chunk


def _line(parts: list[bytes], last: bytes) -> bytes:
    return b"".join([*parts, last]).removesuffix(b"\r")
