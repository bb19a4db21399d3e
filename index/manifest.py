"""Generations: what an index is made of, and how one replaces another in a single step.

``<index>/CURRENT`` names the generation in force. A writer fills a draft folder beside it, seals it with a manifest
and only then changes ``CURRENT``; killed at any moment, it leaves the old generation in force. One writer at a time
(a lock of the operating system, gone with its process), any number of readers.
"""

import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.digest import file_sha256
from index.embed import Identity
from index.errors import IndexDamaged, IndexMissing, VesicleError

FORMAT = 1
"""Version of the layout on disk; an index of another one is built again, not guessed at."""
HASHED_ON_OPEN = 64_000_000
"""Files of fewer bytes are hashed on opening, larger ones by ``verify`` only."""
KEPT = 2
"""Generations kept, the one in force included, for readers that are still in an older one."""

_NAME = re.compile(r"g-\d{6,}")
_UNKNOWN = "SOURCE ..."
_DRAFT = "draft"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation holds. files: path within it -> (bytes, sha256). built_at: ISO 8601, UTC. sources: what
    it was built from; empty for what ships."""

    built_at: str
    counts: dict[str, int]
    newest_year: int | None
    embedder: Identity
    chunker: dict[str, int]
    files: dict[str, tuple[int, str]]
    sources: tuple[str, ...]
    format: int = FORMAT


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
    except OSError as error:
        raise VesicleError(
            f"{root}: the index could not be written ({_cause(error)}); the old one is in force"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        lock.release()


def publish(root: Path, draft: Path, manifest: Manifest) -> str:
    """Seal a draft under a new name and put it in force; returns the name. Call within `writing`."""
    (draft / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
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
        raise IndexMissing(f"{root}: there is no index here; build one with: {_command(root)}") from error
    except (OSError, UnicodeDecodeError) as error:
        again = _command(root, _UNKNOWN)
        raise IndexDamaged(f"{root / 'CURRENT'}: cannot be read ({error}); build again with: {again}") from error
    if not _NAME.fullmatch(name):
        again = _command(root, _UNKNOWN)
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
        raise IndexDamaged(f"{root / name}: {error.strerror}; build again with: {rebuild(root)}") from error


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest. Raises IndexDamaged; and VesicleError for a format that is not ours."""
    mend = f"build again with: {rebuild(folder.parent)}"
    try:
        known: dict[str, Any] = json.loads((folder / _MANIFEST).read_text("utf-8"))
        version = known["format"]
        if version == FORMAT:
            known["embedder"] = Identity(**known["embedder"])
            known["sources"] = tuple(known["sources"])
            known["files"] = {name: (size, sha256) for name, (size, sha256) in known["files"].items()}
            return Manifest(**known)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(f"{folder / _MANIFEST}: missing or damaged ({type(error).__name__}); {mend}") from error
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


def rebuild(root: Path) -> str:
    """The command that builds the index at this place again, from the same sources where they are still known."""
    try:
        known = json.loads((root / current(root) / _MANIFEST).read_text("utf-8"))
        return _command(root, shlex.join(known["sources"]))
    except (IndexDamaged, IndexMissing, OSError, ValueError, TypeError, KeyError):
        return _command(root, _UNKNOWN)


def _command(root: Path, sources: str = "") -> str:
    return f"python -m index build {sources}{' ' * bool(sources)}--index {shlex.quote(str(root))}"


def _generations(root: Path) -> list[Path]:
    return [folder for folder in root.iterdir() if _NAME.fullmatch(folder.name) and folder.is_dir()]


def _cause(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _sync(path: Path) -> None:
    """Have the operating system put a file, or a folder's list of files, on the disk."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
