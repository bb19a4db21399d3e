"""Manifests: what a generation of an index is made of, and whether it still is."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.checksum import copy_sha256, file_sha256
from index.embed import Identity
from index.errors import EmbedderMismatch, IndexDamaged, IndexMissing, VesicleError
from index.generations import MANIFEST, current
from index.models import DEFAULT_MODEL
from index.recipe import Recipe, unknown
from index.settings import load_settings

FAISS = "faiss"
"""The store that there is when none is named: files of the generation."""
FORMAT = 5
"""Version of the layout on disk; an index of another one is built again, not guessed at."""
HASHED_ON_OPEN = 64_000_000
"""Files of fewer bytes are hashed on opening, larger ones by ``verify`` only."""
_UNSEALED = "0" * 64
"""What stands for the manifest's own sha256 while that is taken."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation holds. files: path within it -> (bytes, sha256). built_at: ISO 8601, UTC.

    store: where its vectors and words are, as ``--store`` names it.
    """

    built_at: str
    counts: dict[str, int]
    newest_year: int | None
    embedder: Identity
    chunker: dict[str, int]
    recipe: Recipe
    files: dict[str, tuple[int, str]]
    store: str = FAISS
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Generation:
    """A sealed generation: its folder and what its manifest says."""

    folder: Path
    manifest: Manifest


def seal(manifest: Manifest) -> bytes:
    """The manifest as it is written, with its own sha256 in it."""
    unsealed = json.dumps({**asdict(manifest), "sha256": _UNSEALED}, indent=1)
    return unsealed.replace(_UNSEALED, hashlib.sha256(unsealed.encode()).hexdigest()).encode()


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
        return Stamp(name, (root / name / MANIFEST).stat().st_mtime_ns)
    except OSError as error:
        # A writer may have put a newer generation in force, and removed this one, since its name was read.
        if current(root) != name:
            return stamp(root)
        raise IndexDamaged(f"{root / name}: {error.strerror}; build again with: {rebuild(root)}") from error


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest. Raises IndexDamaged; and VesicleError for a format that is not ours."""
    mend = f"build again with: {rebuild(folder.parent)}"
    try:
        written = (folder / MANIFEST).read_bytes()
        known: dict[str, Any] = json.loads(written)
        sha256 = known.pop("sha256", None)
        version = known["format"]
        # Before the version, which may be what was damaged; an index of format 1 has no seal.
        sealed = sha256 is not None or version == FORMAT
        if sealed and hashlib.sha256(written.replace(sha256.encode(), _UNSEALED.encode())).hexdigest() != sha256:
            raise ValueError("its own sha256 differs")
        if version == FORMAT:
            known["embedder"] = Identity(**known["embedder"])
            known["recipe"] = Recipe.read(known["recipe"])
            known["files"] = {name: (size, sha256) for name, (size, sha256) in known["files"].items()}
            return Manifest(**known)
    except FileNotFoundError as error:
        raise IndexDamaged(f"{folder / MANIFEST}: is missing; {mend}") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"{folder / MANIFEST}: is damaged; {mend}") from error
    whose = (
        "a newer Vesicle; update Vesicle, or" if isinstance(version, int) and version > FORMAT else "an older Vesicle;"
    )
    raise VesicleError(f"{folder}: the index has format {version}, made by {whose} {mend}")


def measure(folder: Path, old: Generation | None = None) -> dict[str, tuple[int, str]]:
    """Size and sha256 of every file under a folder, by path within it.

    old: what the folder goes on from, all checked. A file that it links to is not read again: had it been damaged
    since, its new hash would only hide that.
    """
    # tantivy's locks come and go.
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    found = {}
    for path in files:
        name = path.relative_to(folder).as_posix()
        linked = old is not None and name in old.manifest.files and path.samefile(old.folder / name)
        found[name] = old.manifest.files[name] if old and linked else (path.stat().st_size, file_sha256(path))
    return found


def copy_file(old: Generation, name: str, folder: Path) -> None:
    """Copy a file of a generation to a folder. Raises IndexDamaged when it is not what was written."""
    if copy_sha256(old.folder / name, folder / name) != old.manifest.files[name][1]:
        raise IndexDamaged(f"{_differs(old.folder / name)}; build again with: {rebuild(old.folder.parent)}")


def file_faults(folder: Path, manifest: Manifest, *, every_hash: bool, but: Collection[str] = ()) -> list[str]:
    """What is wrong with a generation's files, one line each. but: files whose hash is not looked at."""
    faults = []
    for name, (size, sha256) in manifest.files.items():
        path = folder / name
        hashed = (every_hash or size < HASHED_ON_OPEN) and name not in but
        try:
            if not path.is_file():
                faults.append(f"{path}: is missing")
            elif path.stat().st_size != size:
                faults.append(f"{path}: has {path.stat().st_size} bytes, not {size}")
            elif hashed and file_sha256(path) != sha256:
                faults.append(_differs(path))
        except OSError as error:
            faults.append(f"{path}: cannot be read ({error.strerror or error})")
    return faults


def check_files(folder: Path, manifest: Manifest, *, every_hash: bool, but: Collection[str] = ()) -> None:
    """Raise IndexDamaged for the first of `file_faults`, with the mend."""
    if faults := file_faults(folder, manifest, every_hash=every_hash, but=but):
        raise IndexDamaged(f"{faults[0]}; build again with: {rebuild(folder.parent)}")


def _differs(path: Path) -> str:
    return f"{path}: is not what was written (sha256 differs)"


def foreign_files(folder: Path, manifest: Manifest) -> list[str]:
    """Files in a generation that are none of its own, one line each."""
    known = {folder / name for name in (*manifest.files, MANIFEST)}
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path not in known)
    return [f"{path}: is no part of the index; remove it" for path in found if path.suffix != ".lock"]


def rebuild(root: Path, embedder: str | None = None) -> str:
    """The command that builds the index at this place again, from the same sources where they are still known.

    embedder: another one than it has.
    """
    try:
        known = json.loads((root / current(root) / MANIFEST).read_bytes())
        model = known["embedder"]["model"]
        store = known.get("store", FAISS)
        recipe = Recipe.read(known["recipe"])
        return recipe.commands(
            root, embedder or (None if model == DEFAULT_MODEL else model), None if store == FAISS else store
        )
    except (IndexDamaged, IndexMissing, OSError, ValueError, TypeError, KeyError, RecursionError):
        return unknown(root)


def check_embedder(root: Path, manifest: Manifest) -> None:
    """Raise EmbedderMismatch when the settings ask for another embedder than the index was built with."""
    wanted, has = load_settings().embedder, manifest.embedder
    if wanted and wanted != has.model:
        raise EmbedderMismatch(
            f"{root}: the index was built with {has}, the settings ask for {wanted};"
            f" unset VESICLE_EMBEDDER, or build again with: {rebuild(root, wanted)}"
        )
