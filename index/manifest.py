"""Generations: what an index is made of, and how one replaces another in a single step.

``<index>/CURRENT`` names the generation in force. A writer fills a draft folder beside it, seals it with a manifest
and only then changes ``CURRENT``; killed at any moment, it leaves the old generation in force. One writer at a time
(a lock of the operating system, gone with its process), any number of readers.
"""

import hashlib
import json
import os
import re
import shlex
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.digest import file_sha256
from index.embed import Identity
from index.errors import EmbedderMismatch, IndexDamaged, IndexMissing, VesicleError
from index.models import DEFAULT_MODEL
from index.recipe import Recipe
from index.settings import load_settings

FORMAT = 2
"""Version of the layout on disk; an index of another one is built again, not guessed at."""
HASHED_ON_OPEN = 64_000_000
"""Files of fewer bytes are hashed on opening, larger ones by ``verify`` only."""
KEPT = 2
"""Generations kept, the one in force included, for readers that are still in an older one."""

_NAME = re.compile(r"g-\d{6,}")
_UNSEALED = "0" * 64
"""What stands for the manifest's own sha256 while that is taken."""
_DRAFT = "draft"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation holds. files: path within it -> (bytes, sha256). built_at: ISO 8601, UTC."""

    built_at: str
    counts: dict[str, int]
    newest_year: int | None
    embedder: Identity
    chunker: dict[str, int]
    recipe: Recipe
    files: dict[str, tuple[int, str]]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Generation:
    """A sealed generation: its folder and what its manifest says."""

    folder: Path
    manifest: Manifest


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


def publish(root: Path, draft: Path, manifest: Manifest) -> str:
    """Seal a draft under a new name and put it in force; returns the name. Call within `writing`."""
    unsealed = json.dumps({**asdict(manifest), "sha256": _UNSEALED}, indent=1)
    sealed = unsealed.replace(_UNSEALED, hashlib.sha256(unsealed.encode()).hexdigest())
    (draft / _MANIFEST).write_bytes(sealed.encode())
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
        again = _unknown(root)
        raise IndexDamaged(f"{root / 'CURRENT'}: cannot be read ({error}); build again with: {again}") from error
    if not _NAME.fullmatch(name):
        again = _unknown(root)
        raise IndexDamaged(f"{root / 'CURRENT'}: names no generation; build again with: {again}")
    return name


@dataclass(frozen=True, slots=True)
class Stamp:
    """Tells whether the generation in force is still the same: its name, and when its manifest was written."""

    generation: str
    written_ns: int


def stamp(root: Path) -> Stamp:
    """The stamp of the generation in force; an index that was removed and built anew has another.

    Raises IndexMissing or IndexDamaged.
    """
    name = current(root)
    try:
        return Stamp(name, (root / name / _MANIFEST).stat().st_mtime_ns)
    except OSError as error:
        # A writer may have put a newer generation in force, and removed this one, since its name was read.
        if current(root) != name:
            return stamp(root)
        raise IndexDamaged(f"{root / name}: {error.strerror}; build again with: {rebuild(root)}") from error


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest. Raises IndexDamaged; and VesicleError for a format that is not ours."""
    mend = f"build again with: {rebuild(folder.parent)}"
    try:
        written = (folder / _MANIFEST).read_bytes()
        known: dict[str, Any] = json.loads(written)
        version = known["format"]
        if version == FORMAT:
            sha256 = known.pop("sha256")
            if hashlib.sha256(written.replace(sha256.encode(), _UNSEALED.encode())).hexdigest() != sha256:
                raise ValueError("its own sha256 differs")
            known["embedder"] = Identity(**known["embedder"])
            recipe = known["recipe"]
            known["recipe"] = Recipe(recipe["shipped"], tuple(recipe["sources"]), tuple(recipe["removed"]))
            known["files"] = {name: (size, sha256) for name, (size, sha256) in known["files"].items()}
            return Manifest(**known)
    except FileNotFoundError as error:
        raise IndexDamaged(f"{folder / _MANIFEST}: is missing; {mend}") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"{folder / _MANIFEST}: is damaged; {mend}") from error
    whose = (
        "a newer Vesicle; update Vesicle, or" if isinstance(version, int) and version > FORMAT else "an older Vesicle;"
    )
    raise VesicleError(f"{folder}: the index has format {version}, made by {whose} {mend}")


def measure(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and sha256 of every file under a folder, by path within it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_size, file_sha256(path)) for path in files}


def file_faults(folder: Path, manifest: Manifest, *, every_hash: bool) -> list[str]:
    """What is wrong with a generation's files, one line each."""
    faults = []
    for name, (size, sha256) in manifest.files.items():
        path = folder / name
        if not path.is_file():
            faults.append(f"{path}: is missing")
        elif path.stat().st_size != size:
            faults.append(f"{path}: has {path.stat().st_size} bytes, not {size}")
        elif (every_hash or size < HASHED_ON_OPEN) and file_sha256(path) != sha256:
            faults.append(f"{path}: is not what was written (sha256 differs)")
    return faults


def foreign_files(folder: Path, manifest: Manifest) -> list[str]:
    """Files in a generation that are none of its own, one line each."""
    known = {folder / name for name in (*manifest.files, _MANIFEST)}
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path not in known)
    # tantivy makes its lock when it opens an index for reading.
    return [f"{path}: is no part of the index; remove it" for path in found if path.suffix != ".lock"]


def rebuild(root: Path) -> str:
    """The command that builds the index at this place again, from the same sources where they are still known."""
    try:
        known = json.loads((root / current(root) / _MANIFEST).read_bytes())
        recipe, model = known["recipe"], known["embedder"]["model"]
        made = Recipe(bool(recipe["shipped"]), tuple(recipe["sources"]), tuple(recipe["removed"]))
        return made.commands(root, None if model == DEFAULT_MODEL else model)
    except (IndexDamaged, IndexMissing, OSError, ValueError, TypeError, KeyError, RecursionError):
        return _unknown(root)


def check_embedder(root: Path, manifest: Manifest) -> None:
    """Raise EmbedderMismatch when the settings ask for another embedder than the index was built with."""
    wanted, has = load_settings().embedder, manifest.embedder
    if wanted and wanted != has.model:
        raise EmbedderMismatch(
            f"{root}: the index was built with {has}, the settings ask for {wanted};"
            f" unset VESICLE_EMBEDDER, or build again with: {rebuild(root)} --embedder {wanted}"
        )


def link_files(old: Path, new: Path, names: Iterable[str]) -> None:
    """Let files of one generation be in another too, without a copy where the file system can."""
    for name in names:
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            (new / name).hardlink_to(old / name)
        except OSError:
            shutil.copyfile(old / name, new / name)


def _unknown(root: Path) -> str:
    return f"python -m index build SOURCE ... --index {shlex.quote(str(root))}"


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
