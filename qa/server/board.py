"""What is known of the files that readers have sent, while they are added and for some time after."""

import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from qa.server.received import INDEXING, READING, Received

MOST_KEPT = 1000
"""Files of which it is told what became of them."""

Change = Callable[[Received], Received]


class Board:
    """Files by their ids, which cannot be guessed. Safe to share between threads."""

    def __init__(self) -> None:
        self._files: dict[str, Received] = {}
        self._lock = threading.Lock()

    def enter(self, path: Path, name: str, user: str | None) -> Received:
        """A new file, which waits; for it, the oldest of those that are over may be forgotten."""
        file = Received(secrets.token_urlsafe(16), name, path, user)
        with self._lock:
            over = [one.id for one in self._files.values() if one.is_over]
            for old in over[: max(0, len(self._files) + 1 - MOST_KEPT)]:
                del self._files[old]
            self._files[file.id] = file
        return file

    def files(self, ids: Iterable[str]) -> list[Received]:
        """Files as they are now; those that are not known are left out."""
        with self._lock:
            return [self._files[one] for one in ids if one in self._files]

    def change(self, ids: Iterable[str], change: Change) -> None:
        """Put files in another state."""
        with self._lock:
            self._files |= {one: change(self._files[one]) for one in ids}

    @property
    def at_hand(self) -> int:
        """How many files are not over."""
        with self._lock:
            return sum(not file.is_over for file in self._files.values())


class Run:
    """What is told of some files while one run adds them."""

    def __init__(self, board: Board, ids: Sequence[str]) -> None:
        self._board, self._ids = board, ids
        self._read = self._before = 0

    def wait(self) -> None:
        """Another writer is at work."""
        self._change(lambda file: replace(file, said="Waits for another program that is writing the index"))

    def begin(self, path: Path) -> None:
        """A file begins to be read; the one before it has been."""
        self._before = self._read
        self._change(
            lambda file: file.at(READING) if file.path == path else file.at(INDEXING) if file.state == READING else file
        )

    def tell(self, step: str, done: int, total: int) -> None:
        """As `index.ahead.Progress`: papers are counted for the file that is read, the other steps are those of all."""
        if step != "reading":
            self._change(lambda file: file.at(INDEXING, step, done, total))
            return
        self._read = done
        self._change(lambda file: file.at(READING, step, done - self._before) if file.state == READING else file)

    def _change(self, change: Change) -> None:
        self._board.change(self._ids, change)
