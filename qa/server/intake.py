"""Papers that readers send are added, and those that they take out removed, one run after the other."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from index.durable import sync
from index.errors import IndexBusy, VesicleError
from index.files import SourceFile
from index.pipeline import add_kept
from index.reader import open_index
from qa.server.board import Board, Run
from qa.server.log import log
from qa.server.received import Received
from qa.server.reconcile import Removed, delete, left_over, silent, take_out
from qa.server.uploads import Half, Refused, Uploads

MOST_WAITING = 100
"""Files that may be received, wait or be added at one time; and removals that may wait."""
BUSY_SECONDS = 600.0
"""How long another writer of the index is waited for."""
_AGAIN = 0.5
"""Seconds between two looks whether it has finished."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Removal:
    papers: tuple[str, ...]
    request: str | None
    user: str | None
    over: "Future[Removed]" = field(default_factory=Future)


class _Stopped(Exception):
    """What was to be done is left, since the server ends."""


class Intake:
    """What adds papers to one index and removes them, on a thread of its own. Safe to share between threads.

    index: its folder, which holds an index. What was received before and never added is taken up.
    Raises Taken when another process takes files for it, VesicleError when they cannot be kept there.
    """

    def __init__(self, index: Path) -> None:
        self.uploads = Uploads(index)
        self._index = index
        self._board = Board()
        self._line: deque[str | _Removal] = deque()
        self._receiving = 0
        self._is_working = False
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="intake", daemon=True)
        with self._changed:
            for path in left_over(index, self.uploads.files()):
                self._enter(path, path.name.partition("-")[2] or path.name, None)

    def start(self) -> None:
        """Begin to add what waits."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more. What waits is taken up at the next start."""
        with self._changed:
            self._stopping.set()
            for removal in self._line:
                if isinstance(removal, _Removal) and removal.over.set_running_or_notify_cancel():
                    removal.over.set_exception(_stopped())
            self._line.clear()
            self._changed.notify_all()

    def close(self) -> None:
        """Stop, wait for the run in hand, and let another process take files."""
        self.stop()
        if self._thread.is_alive():
            self._thread.join()
        self.uploads.close()

    @property
    def is_working(self) -> bool:
        """Whether a run is in hand."""
        return self._is_working

    def statuses(self, ids: Iterable[str]) -> list[Received]:
        """What became of files so far; those that are not known are left out."""
        return self._board.files(ids)

    @contextmanager
    def place(self, name: str) -> Iterator[None]:
        """Keep a place for a file while it is received. Raises Refused if there is none."""
        with self._changed:
            if self._receiving + self._board.at_hand >= MOST_WAITING:
                raise Refused(429, f"{name}: many files wait to be added just now; send it again in a moment")
            self._receiving += 1
        try:
            yield
        finally:
            with self._changed:
                self._receiving -= 1

    def accept(self, half: Half, user: str | None = None) -> Received:
        """Keep a file that has been received whole, and have it added. user: who sent it, if that is known."""
        with self._changed:
            file = self._enter(half.keep(), half.name, user)
        sync(self.uploads.folder)
        return file

    def remove(self, papers: Sequence[str], user: str | None = None, request: str | None = None) -> "Future[Removed]":
        """Have papers removed when those before it are done. Raises Refused if many removals wait.

        papers: their ids. user, request: who asks for that, and the id of the request, for the log.
        What is returned raises VesicleError when nothing could be removed.
        """
        removal = _Removal(tuple(dict.fromkeys(papers)), request, user)
        with self._changed:
            if self._stopping.is_set():
                raise _stopped()
            if sum(isinstance(one, _Removal) for one in self._line) >= MOST_WAITING:
                raise Refused(429, "many papers are being removed just now; try again in a moment")
            self._line.append(removal)
            self._changed.notify_all()
        return removal.over

    def _enter(self, path: Path, name: str, user: str | None) -> Received:
        """Have a file added; within the lock."""
        file = self._board.enter(path, name, user)
        if not self._stopping.is_set():
            self._line.append(file.id)
            self._changed.notify_all()
        return file

    def _work(self) -> None:
        while turn := self._next():
            try:
                if isinstance(turn, _Removal):
                    self._remove(turn)
                else:
                    self._add(turn)
            except _Stopped:
                pass
            finally:
                self._is_working = False

    def _next(self) -> list[str] | _Removal | None:
        """What is to be done now: a removal, or adding the files up to the next one; None when the server ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._line or self._stopping.is_set())
            if self._stopping.is_set():
                return None
            self._is_working = True
            if isinstance(first := self._line[0], _Removal):
                self._line.popleft()
                return first
            files = list[str]()
            while self._line and isinstance(self._line[0], str):
                files.append(str(self._line.popleft()))
            return files

    def _add(self, ids: list[str]) -> None:
        """Add files in one run; if that fails, each by itself, since it may be the fault of one."""
        started = time.monotonic()
        files = self.statuses(ids)
        paths = list(dict.fromkeys(file.path for file in files))
        run = Run(self._board, ids)
        try:
            report = self._patiently(
                lambda: add_kept(paths, self.uploads.folder, index=self._index, progress=run.tell, begun=run.begin),
                run.wait,
            )
        except _Stopped:
            raise
        except Exception as error:
            if len(paths) > 1 and not isinstance(error, IndexBusy):
                for path in paths:
                    self._add([file.id for file in files if file.path == path])
                return
            cause = self._cause(error)
            self._finish(files, lambda file: file.failed(f"{file.name}: {cause}"))
            return
        reports = {one.path: one for one in report.files}
        gone = "cannot be read any more; send it again"
        self._finish(
            files,
            lambda file: file.told(reports[file.path]) if file.path in reports else file.failed(f"{file.name}: {gone}"),
        )
        log(
            "added",
            files=len(paths),
            failed=sum(not one.papers for one in report.files),
            papers=report.added,
            updated=report.updated,
            seconds=round(time.monotonic() - started, 2),
            users=sorted({file.user for file in files if file.user}),
        )

    def _finish(self, files: Sequence[Received], end: Callable[[Received], Received]) -> None:
        """Tell how it ended, once the next question need not wait for what is new, and files of no use are deleted."""
        try:
            _ = open_index(self._index).embedder
            self._forget(silent(self._index, {file.path for file in files if file.path.exists()}))
        except Exception:  # it is told in any case, or the page would wait without end
            log("failed", level=logging.ERROR, exc_info=True)
        self._board.change([file.id for file in files], end)

    def _forget(self, paths: Iterable[Path]) -> None:
        """Delete files, unless they were sent again."""
        with self._changed:
            waiting = {file.path for file in self.statuses(one for one in self._line if isinstance(one, str))}
            delete(set(paths) - waiting)

    def _remove(self, removal: _Removal) -> None:
        if not removal.over.set_running_or_notify_cancel():
            return  # nobody waits for it any more
        try:
            done, silent_files = self._patiently(lambda: take_out(self._index, removal.papers))
            self._forget(path for path in self.uploads.files() if SourceFile.at(path).name in silent_files)
        except _Stopped:
            removal.over.set_exception(_stopped())
        except Exception as error:
            removal.over.set_exception(VesicleError(self._cause(error)))
        else:
            log("removed", request=removal.request, papers=len(done.removed), user=removal.user)
            removal.over.set_result(done)

    def _patiently(self, work: Callable[[], Result], waiting: Callable[[], None] = lambda: None) -> Result:
        """What work gives, once no other writer is at work. Raises _Stopped, IndexBusy and what it raises."""
        deadline = time.monotonic() + BUSY_SECONDS
        while not self._stopping.is_set():
            try:
                return work()
            except IndexBusy as error:
                if time.monotonic() > deadline:
                    raise IndexBusy("another program is writing the index; try again later") from error
                waiting()
                self._stopping.wait(_AGAIN)
        raise _Stopped

    def _cause(self, error: Exception) -> str:
        """Why a run failed, without where our files are; the log tells that too."""
        if isinstance(error, VesicleError):
            log("failed", level=logging.WARNING, cause=str(error))
            return str(error).replace(str(self._index), "the library")
        log("failed", level=logging.ERROR, exc_info=True)
        return f"cannot be added ({type(error).__name__}); leave it out"


def _stopped() -> VesicleError:
    return VesicleError("Vesicle is being stopped; try again in a moment")
