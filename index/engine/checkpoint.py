"""What workers have sent back, kept beside an index until it is built: a build that was killed goes on from there.

One SQLite file, in transactions. A record is kept once, under its file and its place there, and so is what is known
under a key (`index.engine.known`), however often it comes.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import TracebackType

from index.engine.known import Known

_NAME = ".checkpoint.sqlite"
_SCHEMA = """
CREATE TABLE made_by (what TEXT NOT NULL) STRICT;
CREATE TABLE files (
    file TEXT PRIMARY KEY, records INTEGER NOT NULL -- that a file has, once it was read to its end
) STRICT;
CREATE TABLE records (
    file TEXT NOT NULL, place INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (file, place)
) STRICT;
CREATE TABLE known (key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT;
"""
_PLACES = "SELECT place FROM records WHERE file = ? ORDER BY place"
_COUNT = "SELECT count(*) FROM records WHERE file = ?"
_WRITING = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file for workers to read. path: absolute. key: of the file as it was. size: bytes.

    there: (first, one past the last) place of each run of records that are here already.
    """

    path: Path
    key: str
    size: int
    there: tuple[tuple[int, int], ...] = ()

    @classmethod
    def at(cls, path: Path) -> "SentFile":
        """The file at a path as it is now. Raises OSError."""
        absolute = path.absolute()
        found = absolute.stat()
        what = os.fsencode(absolute) + f"\0{found.st_size}\0{found.st_mtime_ns}".encode()
        return cls(absolute, hashlib.sha256(what).hexdigest()[:16], found.st_size)


@dataclass(frozen=True, slots=True)
class Came:
    """What came back of one record. place: in its file, from 0. known: with it."""

    file: str
    place: int
    record: str
    known: Sequence[Known] = ()


class Checkpoint:
    """The checkpoint of an index. Safe to be asked by several threads, as SQLite is."""

    def __init__(self, root: Path, made_by: str) -> None:
        """Go on from what is beside an index, if that was made by the same embedder, code and limits."""
        self._path = root / _NAME
        self._db = sqlite3.connect(self._path, check_same_thread=False)
        try:
            self._db.executescript(_WRITING)
            is_same = self._db.execute("SELECT what FROM made_by").fetchall() == [(made_by,)]
        except sqlite3.DatabaseError:
            is_same = False
        if not is_same:
            self._db.close()
            discard(root)
            self._db = sqlite3.connect(self._path, check_same_thread=False)
            self._db.executescript(_WRITING + _SCHEMA)
            with self._db:
                self._db.execute("INSERT INTO made_by VALUES (?)", (made_by,))

    def __enter__(self) -> "Checkpoint":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()

    def missing(self, files: Iterable[SentFile]) -> Iterator[SentFile]:
        """The files that are not here whole, each once."""
        for file in {file.key: file for file in files}.values():
            if not self.is_whole(file.key):
                places = [place for (place,) in self._db.execute(_PLACES, (file.key,))]
                yield replace(file, there=_runs(places))

    def is_whole(self, file: str) -> bool:
        """Whether all records of a file are here."""
        whole = self._db.execute("SELECT records FROM files WHERE file = ?", (file,)).fetchone()
        return whole is not None and whole[0] == self._db.execute(_COUNT, (file,)).fetchone()[0]

    def keep(self, came: Sequence[Came], read: Iterable[tuple[str, int]] = ()) -> None:
        """Keep what came, all of it or nothing; what is here already stays as it is.

        read: files that were read to their ends, and how many records each has.
        """
        with self._db:
            known = chain.from_iterable(one.known for one in came)
            self._db.executemany("INSERT OR IGNORE INTO known VALUES (?, ?)", known)
            rows = ((one.file, one.place, one.record) for one in came)
            self._db.executemany("INSERT OR IGNORE INTO records VALUES (?, ?, ?)", rows)
            self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", read)

    def records(self, file: str) -> Iterator[str]:
        """The records of a file, in their order in it."""
        for (record,) in self._db.execute("SELECT record FROM records WHERE file = ? ORDER BY place", (file,)):
            yield record

    def known(self, key: bytes) -> bytes | None:
        """What is known under a key."""
        found = self._db.execute("SELECT value FROM known WHERE key = ?", (key,)).fetchone()
        return None if found is None else bytes(found[0])


def discard(root: Path) -> None:
    """Remove the checkpoint of an index, which nobody has open, if there is one."""
    for end in ("", "-wal", "-shm"):
        (root / f"{_NAME}{end}").unlink(missing_ok=True)


def made_by(**what: object) -> str:
    """What a checkpoint is made by, in one string."""
    return json.dumps(what, sort_keys=True, default=str)


def _runs(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Rising numbers as (first, one past the last) of each run of them.

    >>> _runs([0, 1, 2, 5, 7, 8])
    ((0, 3), (5, 6), (7, 9))
    """
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1][1] = place + 1
        else:
            runs.append([place, place + 1])
    return tuple((first, end) for first, end in runs)
