"""Text to unit vectors, by an exported Sentence Transformers model on ONNX Runtime."""

import json
import math
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

# Read when onnxruntime is imported; without it, it reports to its maker.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime
from tokenizers import Tokenizer

from index.batching import SharedRuns, batches
from index.errors import EmbedderUnavailable

onnxruntime.disable_telemetry_events()  # what Windows has in place of the variable

Vectors = npt.NDArray[np.float32]

_COUNTED_AT_ONCE = 1000
_QUESTIONS_KEPT = 64


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

    def __init__(
        self, identity: Identity, tokenizer: Tokenizer, session: onnxruntime.InferenceSession, at_once: int
    ) -> None:
        self.identity = identity
        self._session = session
        self._at_once = at_once
        # int8 takes one scale from all texts of a run: with those of others a text would get another vector, and a
        # question another answer when many ask. What it would gain is nothing (python -m benchmarks.batches).
        can_share = at_once == 1 and identity.precision == "fp32"
        self._shared = SharedRuns(self._run, os.cpu_count() or 1) if can_share else None
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(identity.max_tokens)
        self._tokenizer.no_padding()
        self._commonest = self._tokenizer.encode("the", add_special_tokens=False).ids[0]
        self._vocabulary = self._tokenizer.get_vocab_size()
        # The search and the reading of what it found both ask for a question's vector.
        self._queries = lru_cache(maxsize=_QUESTIONS_KEPT)(self._query)
        # One tokenizer shared by threads can fail with "Already borrowed".
        self._tokenizing = threading.Lock()

    @classmethod
    def open(cls, folder: Path, name: str = "", *, threads: int | None = None) -> "Embedder":
        """Open an export.

        name: of the model; default the folder's.
        threads: for one run of the model, for a question. Default, for a build: one, and as many runs at a time as
        there are cores, none of which then waits for another.
        Raises EmbedderUnavailable when the export is damaged.
        """
        try:
            described = json.loads((folder / "embedder.json").read_text("utf-8"))
            known = {"fingerprint": folder.name, **described, "model": name or folder.name}
            identity = Identity(**{field.name: known[field.name] for field in fields(Identity)})
            session = open_session(folder / "model.onnx", threads)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise EmbedderUnavailable(
                f"{folder}: the exported embedding model is damaged ({error}); delete this folder, it is made again"
            ) from error
        return cls(identity, tokenizer, session, 1 if threads else os.cpu_count() or 1)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, special ones not counted."""
        counts: list[int] = []
        with self._tokenizing:
            self._tokenizer.no_truncation()
            # What the tokenizer returns takes a hundred times the memory of the text.
            for first in range(0, len(texts), _COUNTED_AT_ONCE):
                some = list(texts[first : first + _COUNTED_AT_ONCE])
                counts += [len(one.ids) for one in self._tokenizer.encode_batch(some, add_special_tokens=False)]
            self._tokenizer.enable_truncation(self.identity.max_tokens)
        return counts

    def rarity(self, word: str) -> float:
        """How rare a word is in general English, 0 (as common as "the") to 1, with no word list to ship.

        A subword vocabulary lists words in about the order of their frequency, and splits those that are too rare to
        be in it: a word of several pieces is rare, a word of one piece the rarer the further down it stands.
        """
        with self._tokenizing:
            pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
        if len(pieces) != 1:
            return 1.0
        return min(1.0, math.log(max(1, pieces[0] - self._commonest + 1)) / math.log(self._vocabulary))

    def shorten(self, text: str, max_tokens: int) -> str:
        """The beginning of a text, of at most so many word pieces."""
        with self._tokenizing:
            spans = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return text if len(spans) <= max_tokens else text[: spans[max_tokens - 1][1]]

    def query(self, question: str) -> Vectors:
        """One unit vector, shape (dimension,), for a question; not to be written to."""
        return self._queries(question)

    def _query(self, question: str) -> Vectors:
        vector: Vectors = self.encode([self.identity.query_prompt + question])[0]
        vector.flags.writeable = False
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
        if self._shared and texts:
            vectors[:] = self._shared(tokens)
            if advance:
                advance(len(texts))
        else:
            places = batches([len(ids) for ids in tokens])
            runs = self._runs([[tokens[at] for at in batch] for batch in places])
            for batch, found in zip(places, runs, strict=True):
                vectors[batch] = found
                if advance:
                    advance(len(batch))
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors

    def _runs(self, batches: list[list[list[int]]]) -> Iterator[Vectors]:
        """The model's vectors for each batch, in order."""
        if self._at_once == 1 or len(batches) < 2:
            yield from map(self._run, batches)
            return
        with ThreadPoolExecutor(self._at_once) as threads:
            yield from threads.map(self._run, batches)

    def _run(self, texts: list[list[int]]) -> Vectors:
        """The model's vectors for the word pieces of some texts, the longest first."""
        width = max(1, len(texts[0]))
        ids = np.full((len(texts), width), self.identity.pad_id, dtype=np.int64)
        mask = np.zeros((len(texts), width), dtype=np.int64)
        for row, pieces in enumerate(texts):
            ids[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        vectors: Vectors = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]
        return vectors


def open_session(graph: Path, threads: int | None) -> onnxruntime.InferenceSession:
    """Open a graph. threads: for one run of it, for a question; None, for a build: one, beside other runs."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 1
    # Threads that sleep between the steps of a question are woken a hundred times; but once it is done, threads that
    # spin slow whatever else the process does.
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if threads else "0")
    options.add_session_config_entry("session.force_spinning_stop", "1")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
