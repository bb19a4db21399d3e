"""Generations: how one replaces another in a single step, and only one writer at a time.

``<index>/CURRENT`` names the generation in force. A writer fills a draft folder beside it, seals it with a manifest
and only then changes ``CURRENT``; killed at any moment, it leaves the old generation in force. The writer's lock is
the operating system's and gone with its process; readers need none. Beside the generation in force the one before
it is kept, for readers that are still in it.
"""

import re
import shlex
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.durable import sync
from index.errors import IndexBusy, IndexDamaged, IndexMissing, VesicleError
from index.recipe import Recipe, unknown

MANIFEST = "manifest.json"
_NAME = re.compile(r"g-\d{6,}")
_CURRENT = "CURRENT"
_DRAFT = ".draft"


@contextmanager
def writing(root: Path) -> Iterator[Path]:
    """Hold the writer's lock and give an empty draft folder; what is left of it afterwards is removed.

    What a killed writer left is removed too. Raises IndexBusy when another writer is at work, and VesicleError when the
    folder cannot be written.
    """
    lock = FileLock(root / "writer.lock", timeout=0)
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(f"{root}: another process is writing this index; try again when it has finished") from error
    except OSError as error:
        raise VesicleError(f"{root}: cannot be written ({_cause(error)}); choose another place with --index") from error
    draft = root / f"{_name(root)}{_DRAFT}"
    try:
        _clean(root)
        draft.mkdir()
        yield draft
    except (OSError, sqlite3.Error) as error:
        raise VesicleError(
            f"{root}: the index could not be written ({_cause(error)}); what was there is in force, make room or"
            " choose another place with --index"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        lock.release()


def publish(root: Path, draft: Path, manifest: bytes) -> str:
    """Put a draft in force, with its sealed manifest; returns its name. Call within `writing`."""
    (draft / MANIFEST).write_bytes(manifest)
    for path in [*draft.rglob("*"), draft]:
        sync(path)
    name = draft.name.removesuffix(_DRAFT)
    pointer = root / f"{_CURRENT}.new"
    pointer.write_text(name + "\n", "utf-8")
    sync(pointer)
    draft.rename(root / name)
    sync(root)
    replaced = _in_force(root)
    pointer.replace(root / _CURRENT)
    sync(root)
    for old in _generations(root):
        if old.name not in {name, replaced}:
            shutil.rmtree(old, ignore_errors=True)
    return name


def current(root: Path) -> str:
    """Name of the generation in force. Raises IndexMissing or IndexDamaged."""
    try:
        name = (root / _CURRENT).read_text("utf-8").strip()
        cause = None if _NAME.fullmatch(name) else "names no generation"
    except (FileNotFoundError, NotADirectoryError) as error:
        name, cause = "", "is missing"
        if not root.is_dir() or not _generations(root):
            made = Recipe(shipped=True).commands(root)
            raise IndexMissing(f"{root}: there is no index here; build one with: {made}") from error
    except (OSError, UnicodeDecodeError) as error:
        name, cause = "", f"cannot be read ({error})"
    if cause:
        there = _generations(root)
        mend = f"build again with: {unknown(root)}"
        if there:
            put = f"echo {there[-1].name} > {shlex.quote(str(root / _CURRENT))}"
            mend = f"put the newest generation in force with: {put}; or {mend}"
        raise IndexDamaged(f"{root / _CURRENT}: {cause}; {mend}")
    return name


def link_files(old: Path, new: Path, names: Iterable[str]) -> None:
    """Let files of one generation be in another too, without a copy where the file system can."""
    for name in names:
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            (new / name).hardlink_to(old / name)
        except OSError:
            shutil.copyfile(old / name, new / name)


def _generations(root: Path) -> list[Path]:
    """The sealed generations, oldest first."""
    found = [folder for folder in root.iterdir() if _NAME.fullmatch(folder.name) and folder.is_dir()]
    return sorted(found, key=lambda folder: int(folder.name[2:]))


def _name(root: Path) -> str:
    """The name of the next generation."""
    numbers = [int(folder.name[2:]) for folder in _generations(root)]
    return f"g-{max(numbers, default=0) + 1:06d}"


def _in_force(root: Path) -> str | None:
    try:
        return current(root)
    except (IndexMissing, IndexDamaged):
        return None


def _clean(root: Path) -> None:
    """Remove what killed writers left: drafts, and generations that were never put in force."""
    for entry in root.iterdir():
        if _NAME.fullmatch(entry.name.removesuffix(_DRAFT)) and entry.name.endswith(_DRAFT):
            shutil.rmtree(entry)
    if name := _in_force(root):
        for folder in _generations(root):
            if int(folder.name[2:]) > int(name[2:]):
                shutil.rmtree(folder)


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
