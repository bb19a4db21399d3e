"""Keeping an index in step with a folder: what is new in it is added, what is gone from it is removed.

The folder is looked through at an interval rather than watched by the operating system, which tells of nothing that
happens on a network drive, nor of what happened while nobody watched.
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import FrameType

from index.ahead import Progress
from index.catalog import CATALOG, Catalog
from index.errors import IndexMissing, SourceError, VesicleError
from index.files import SourceFile
from index.generations import current
from index.pipeline import sync
from index.run import Report
from index.settings import load_settings
from index.sources import files

MOST_AT_ONCE = 500
"""Files that are read before what was read is put in force."""
SETTLING = 2.0
"""Most seconds between the first two looks."""

Rest = Callable[[float], bool]
"""Waits for some seconds; returns whether to go on."""


@dataclass(frozen=True, slots=True)
class Look:
    """A folder as it was at some time. files: by path. problems: one line each for what in it cannot be read."""

    files: dict[Path, SourceFile]
    problems: tuple[str, ...]


@dataclass(slots=True)
class Watcher:
    """What is known of a folder from one look to the next.

    folder: with links followed. index: the index's folder.
    tried: files as they were when they were last read here, so that a damaged one is not read again and again.
    """

    folder: Path
    index: Path
    tried: dict[Path, SourceFile] = field(default_factory=dict)
    _last: Look | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read at the last look."""
        return self._last.problems if self._last else ()

    def steps(self, progress: Progress | None = None) -> Iterator[Report]:
        """Look once, and bring the index up to date, some files at a time.

        A file is read, or taken for gone, when it was so at the look before: until then somebody may still be writing
        or moving it. Nothing is removed because a folder cannot be reached, or has nothing in it any more, as that of
        a drive that is gone. Raises VesicleError for such a folder, and as `index.pipeline.add`.
        """
        last, look = self._last, look_at(self.folder)
        self._last = look
        if last is None:
            return
        known = self._known()
        ready = [path for path, file in look.files.items() if last.files.get(path) == file]
        changed = [path for path in ready if look.files[path] not in (known.get(path), self.tried.get(path))]
        gone = [file for path, file in known.items() if path not in look.files | last.files and is_gone(path)]
        if gone and not look.files:
            raise VesicleError(
                f"{self.folder}: has no file in it any more, so nothing was removed; make its drive available, or"
                " remove its papers with: python -m index remove"
            )
        while changed or gone:
            now, changed = changed[:MOST_AT_ONCE], changed[MOST_AT_ONCE:]
            # Only once all is read: a file that is gone may have been renamed.
            going, gone = ([], gone) if changed else (gone, [])
            report = sync(self.folder, now, going, index=self.index, progress=progress)
            self.tried |= {path: look.files[path] for path in now}
            yield report

    def _known(self) -> dict[Path, SourceFile]:
        """The files of this folder that the index was made from."""
        try:
            catalog = Catalog(self.index / current(self.index) / CATALOG)
        except IndexMissing:
            return {}
        try:
            return {path: file for path, file in catalog.files().items() if path.is_relative_to(self.folder)}
        finally:
            catalog.close()


def watch(
    folder: Path,
    *,
    index: Path | None = None,
    every: float,
    rest: Rest,
    tell: Callable[[Report], None],
    complain: Callable[[str], None],
    progress: Progress | None = None,
) -> None:
    """Keep an index in step with a folder until ``rest`` says to stop.

    every: seconds between two looks. tell: called with what each update did. complain: called with each problem, once
    while it lasts: another writer, a full disk, a drive that is gone; what could not be done then is tried again.
    """
    watcher = Watcher(folder.resolve(), (index or load_settings().index).absolute())
    told = frozenset[str]()
    going_on, wait = True, min(every, SETTLING)
    while going_on:
        problems = list[str]()
        try:
            for report in watcher.steps(progress):
                tell(report)
        except VesicleError as error:
            problems.append(str(error))
        problems += watcher.problems
        for problem in problems:
            if problem not in told:
                complain(problem)
        told = frozenset(problems)
        going_on, wait = rest(wait), every


def look_at(folder: Path) -> Look:
    """The files of a folder as they are now. Raises SourceError when there is no such folder."""
    found, problems = dict[Path, SourceFile](), list[str]()
    if not folder.is_dir():
        raise SourceError(f"{folder}: is no folder that can be read; check the path, or whether its drive is there")
    for path in files(folder):
        if isinstance(path, SourceError):
            problems.append(str(path))
            continue
        try:
            file = SourceFile.at(path)
        except OSError:  # gone since, or not to be reached: the next look will tell
            continue
        found[file.path] = file
    return Look(found, tuple(problems))


def is_gone(path: Path) -> bool:
    """Whether there surely is no such file any more, rather than that it cannot be reached."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


@contextmanager
def rests(looks: int | None) -> Iterator[Rest]:
    """Gives what waits between two looks, for so many looks, or until the process is told to end.

    Within, SIGINT and SIGTERM end a wait, and stop an update that is going on, which changes nothing then.
    """
    left = count(1)

    def rest(seconds: float) -> bool:
        if looks is not None and next(left) >= looks:
            return False
        time.sleep(seconds)
        return True

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield rest
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
