"""Generations: how one replaces another in a single step, and only one writer at a time.

``<index>/CURRENT`` names the generation in force. A writer fills a draft folder beside it, seals it with a manifest
and only then changes ``CURRENT``; killed at any moment, it leaves the old generation in force. The writer's lock is
the operating system's and gone with its process; readers need none.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexDamaged, IndexMissing, VesicleError
from index.recipe import Recipe, unknown

KEPT = 2
"""Generations kept, the one in force included, for readers that are still in an older one."""
MANIFEST = "manifest.json"
_NAME = re.compile(r"g-\d{6,}")
_DRAFT = "draft"


@contextmanager
def writing(root: Path) -> Iterator[Path]:
    """Hold the writer's lock and give an empty draft folder; what is left of it afterwards is removed.

    Raises VesicleError when another writer is at work, or the folder cannot be written.
    """
    draft = root / _DRAFT
    lock = FileLock(root / "writer.lock", timeout=0)
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise VesicleError(f"{root}: another process is writing this index; try again when it has finished") from error
    except OSError as error:
        raise VesicleError(f"{root}: cannot be written ({_cause(error)}); choose another place with --index") from error
    try:
        shutil.rmtree(draft, ignore_errors=True)
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
    """Put a draft in force under a new name, with its sealed manifest; returns the name. Call within `writing`."""
    (draft / MANIFEST).write_bytes(manifest)
    for path in [*draft.rglob("*"), draft]:
        _sync(path)
    taken = sorted(int(folder.name[2:]) for folder in _generations(root))
    name = f"g-{(taken or [0])[-1] + 1:06d}"
    draft.rename(root / name)
    _sync(root)
    pointer = root / "CURRENT.new"
    pointer.write_text(name + "\n", "utf-8")
    _sync(pointer)
    pointer.replace(root / "CURRENT")
    _sync(root)
    for old in sorted(_generations(root), key=lambda folder: int(folder.name[2:]))[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return name


def current(root: Path) -> str:
    """Name of the generation in force. Raises IndexMissing or IndexDamaged."""
    try:
        name = (root / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(
            f"{root}: there is no index here; build one with: {Recipe(shipped=True).commands(root)}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        again = unknown(root)
        raise IndexDamaged(f"{root / 'CURRENT'}: cannot be read ({error}); build again with: {again}") from error
    if not _NAME.fullmatch(name):
        again = unknown(root)
        raise IndexDamaged(f"{root / 'CURRENT'}: names no generation; build again with: {again}")
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
    return [folder for folder in root.iterdir() if _NAME.fullmatch(folder.name) and folder.is_dir()]


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _sync(path: Path) -> None:
    """Have the operating system put a file, or a folder's list of files, on the disk."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
