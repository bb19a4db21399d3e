"""Indexes of any size, of the sentences of BioASQ.

Each record mixes the sentences of two documents of BioASQ that are drawn with a fixed seed: as many as the first one
has, a sentence a line. So words are as frequent as in real text. A sentence's vector is the model's; a passage's is the
mean of those of its sentences, moved by the difference between two sentences that are near each other, up to one and a
half times, and scaled to length one. Without that, the passages that share a sentence would lie on one spot; with it,
the 10th and the 100th nearest of a million lie about as far from a question as they do by what 600 to 17,000 real
passages show (cosines 0.68 and 0.55), and the best ten closer together than real ones would. Indexes are kept in the
work folder.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.data import bioasq_index, bioasq_records
from index import build, open_index
from index.chunk import sentence_spans
from index.embed import Embedder, Vectors
from index.errors import IndexMissing
from index.models import load_embedder
from index.text import normalise

_FIRST_PMID = 50_000_000
"""Beyond those that there are."""
_MOVED = 1.5
_NEAR = 10
_PAIRS = 2_000


def indexes(data: Path, work: Path, documents: int) -> tuple[Path, Path]:
    """Folders of the index of BioASQ and of a synthetic one of so many documents; made when they are not there."""
    bioasq_index(data, work)
    root = work / f"synthetic-{documents}"
    try:
        open_index(root)
    except IndexMissing:
        root.mkdir(parents=True, exist_ok=True)
        texts = sentences(data)
        source = root / "records.jsonl"
        with source.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(record) + "\n" for record in mixed(texts, documents))
        stand_in = StandIn.of(texts, load_embedder(), work)
        with (
            patch("index.run.load_embedder", lambda *_, **__: stand_in),
            # What kind of study a mixture of two is does not matter, and takes longest to tell.
            patch("index.complete.study_types", lambda *_: ()),
            patch("index.complete.species", lambda *_: ()),
        ):
            build([source], index=root)
    return work / "bioasq", root


def sentences(data: Path) -> list[list[str]]:
    """The sentences of each document of BioASQ."""
    return [_sentences(record["text"]) for record in bioasq_records(data)]


def mixed(texts: Sequence[Sequence[str]], documents: int) -> Iterator[dict[str, str]]:
    """Records, each of the sentences of two texts, as many as the first has.

    >>> next(mixed([["One.", "Two."], ["Three."]], 1))
    {'pmid': '50000000', 'text': 'Two.\\nOne.'}
    """
    chance = random.Random(0)
    for number in range(documents):
        first, second = texts[number % len(texts)], chance.choice(texts)
        chosen = chance.sample([*first, *second], len(first))
        yield {"pmid": str(_FIRST_PMID + number), "text": "\n".join(chosen)}


class StandIn:
    """An embedder for `index.build` that puts the vectors of passages together from those of their sentences.

    model: does all else. vectors: of the sentences that passages may be made of, a line each.
    """

    def __init__(self, model: Embedder, sentences: Sequence[str], vectors: Vectors) -> None:
        self._model = model
        self._rows = {sentence: row for row, sentence in enumerate(sentences)}
        self._vectors, self._chance = vectors, random.Random(0)
        chance = np.random.default_rng(0)
        some = chance.integers(len(vectors), size=_PAIRS)
        cosines = vectors[some] @ vectors.T
        cosines[np.arange(_PAIRS), some] = -1  # itself
        near = np.argpartition(-cosines, _NEAR, axis=1)[np.arange(_PAIRS), chance.integers(_NEAR, size=_PAIRS)]
        self._moves = vectors[some] - vectors[near]

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]], model: Embedder, work: Path) -> "StandIn":
        """The stand-in for the sentences of some texts, whose vectors are kept in the work folder."""
        known, kept = list(dict.fromkeys(line for text in texts for line in text)), work / "sentences.npy"
        if not kept.is_file():
            work.mkdir(parents=True, exist_ok=True)
            np.save(kept, model.passages(known))
        return cls(model, known, np.load(kept))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def passages(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """As `Embedder.passages`; a text without a known line, such as a piece of a long sentence, asks the model."""
        vectors = np.empty((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for at, text in enumerate(texts):
            known = [self._rows[line] for line in text.split("\n") if line in self._rows]
            vectors[at] = self._vectors[known].mean(axis=0) if known else self._model.passages([text])[0]
            # Another time for the same text too: that many a mixture comes several times is not like real passages.
            vectors[at] += self._chance.uniform(0, _MOVED) * self._moves[self._chance.randrange(_PAIRS)]
        if advance:
            advance(len(texts))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def _sentences(text: str) -> list[str]:
    text = normalise(text)
    return [text[start:end] for start, end in sentence_spans(text)]
