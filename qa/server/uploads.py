"""Files that readers send: what they may be called, how large they may be, and where they are kept.

They lie in the folder of the index, under names that begin with a digest of what is in them: two papers of one name
never meet, and one paper that is sent twice is one file. Half-received files have hidden names there.
"""

import hashlib
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from index.errors import VesicleError
from index.sources.formats import HTML, JSON_LINES, TEXT
from index.text import one_line
from qa.server.guard import LARGEST_UPLOAD

LARGEST_FOLDER = 5_000_000_000
"""Bytes of all that are kept."""
ENDINGS = TEXT | HTML | JSON_LINES | {".pdf", ".xml", ".nxml", ".nbib", ".medline", ".ris", ".bib", ".bibtex", ".json"}
"""Of the names of files that are taken, each also with ``.gz``; what a file is, its content says."""

_LONGEST_NAME = 100
"""Bytes of a name in UTF-8, without the digest before it: with that, every file system takes it."""
_MOST_SHOWN = 60
_SEPARATORS = re.compile(r"[/\\:]")
_UNFIT = re.compile(r'[<>"|?*]')
_HALF = ".receiving-"


class Refused(VesicleError):
    """A file is not taken. status: of HTTP."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


def safe_name(name: str) -> str:
    """The last part of a name, made short and fit for any file system. Raises Refused if there is none, or its ending.

    >>> safe_name("../../etc/My <paper>.PDF"), safe_name("C:\\\\x\\\\.notes.txt")
    ('My _paper_.PDF', 'notes.txt')
    """
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    shown = one_line("".join(one for one in last if unicodedata.category(one)[0] != "C" or one.isspace()))
    whole = _UNFIT.sub("_", shown).strip(". ")
    stem, ending = _parts(whole)
    if not ending:
        known = " ".join(sorted(ENDINGS))
        raise Refused(415, f"{_cut(whole) or 'a file'}: is of no kind that is read here; send one of {known}")
    if not stem:
        raise Refused(400, f"{whole}: has no name before its ending; rename it")
    cut = stem.encode()[: _LONGEST_NAME - len(ending)].decode("utf-8", "ignore").rstrip(". ")
    return cut + ending


def _parts(name: str) -> tuple[str, str]:
    """What stands before the ending of a name, and the ending; both empty if that is none of ours."""
    packed = name[-3:] if name.lower().endswith(".gz") else ""
    stem, dot, ending = name.removesuffix(packed).rpartition(".")
    known = f"{dot}{ending}".lower() in ENDINGS
    return (stem.rstrip(". "), f"{dot}{ending}{packed}") if known else ("", "")


def _cut(name: str) -> str:
    return name if len(name) <= _MOST_SHOWN else f"{name[:_MOST_SHOWN]}…"


class Taken(VesicleError):
    """Another process takes files for the index."""


class Uploads:
    """The folder of what readers have sent to one index; for one process at a time. Safe to share between threads.

    Raises Taken when another process has it, VesicleError when it cannot be used. What a process that was killed had
    received by half is removed.
    """

    def __init__(self, index: Path) -> None:
        self.folder = index / "uploads"
        self._promised = 0
        self._lock = threading.Lock()
        self._alone = FileLock(self.folder / ".lock", timeout=0)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._alone.acquire()
            for half in self.folder.glob(f"{_HALF}*"):
                half.unlink()
        except Timeout as error:
            raise Taken(
                f"{self.folder}: another process takes files for this index; try again when it has ended"
            ) from error
        except OSError as error:
            raise VesicleError(f"{self.folder}: files cannot be kept there ({error.strerror or error})") from error

    def close(self) -> None:
        """Let another process use the folder."""
        self._alone.release()

    def files(self) -> list[Path]:
        """What is kept, in the order of names."""
        return sorted(path for path in self.folder.iterdir() if not path.name.startswith(".") and path.is_file())

    @contextmanager
    def receive(self, name: str, size: int) -> Iterator["Half"]:
        """Give a file to be written, of so many bytes; afterwards it is removed unless it was kept. Raises Refused.

        name: one that `safe_name` gave.
        """
        with self._room(name, size):
            handle, path = tempfile.mkstemp(prefix=_HALF, dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    yield Half(self, name, size, Path(path), file)
            finally:
                Path(path).unlink(missing_ok=True)

    @contextmanager
    def _room(self, name: str, size: int) -> Iterator[None]:
        if not size:
            raise Refused(400, f"{name}: is empty; send another file")
        if size > LARGEST_UPLOAD:
            raise Refused(413, f"{name}: is larger than {LARGEST_UPLOAD / 1e6:g} MB; split it")
        with self._lock:
            kept = sum(path.stat().st_size for path in self.files())
            if kept + self._promised + size > LARGEST_FOLDER:
                raise Refused(409, f"{name}: there is no more room for files here; remove papers that were sent before")
            self._promised += size
        try:
            yield
        finally:
            with self._lock:
                self._promised -= size


class Half:
    """A file that is being received; for one thread at a time. size: bytes so far."""

    def __init__(self, uploads: Uploads, name: str, most: int, path: Path, file: IO[bytes]) -> None:
        self.name = name
        self.size = 0
        self._uploads, self._most, self._path, self._file = uploads, most, path, file
        self._digest = hashlib.sha256()

    def write(self, some: bytes) -> None:
        """Add to the file. Raises Refused when it becomes larger than was said."""
        self.size += len(some)
        if self.size > self._most:
            raise Refused(413, f"{self.name}: is larger than was said; send it again")
        self._digest.update(some)
        self._file.write(some)

    def finish(self) -> None:
        """Put it on the disk. Raises Refused if it is not whole."""
        if self.size != self._most:
            raise Refused(400, f"{self.name}: has not come whole; send it again")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def keep(self) -> Path:
        """Where it is kept from now on: in the place of one with the same content and ending, if there is one."""
        digest, ending = self._digest.hexdigest()[:16], _parts(self.name)[1]
        same = self._uploads.folder.glob(f"{digest}-*")
        kept = next((path for path in same if path.name.lower().endswith(ending.lower())), None)
        if kept is None:
            kept = self._uploads.folder / f"{digest}-{self.name}"
            self._path.rename(kept)
        return kept
