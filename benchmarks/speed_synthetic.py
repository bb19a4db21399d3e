"""An index ten times as large as BioASQ's, of the same sentences.

Each record mixes the sentences of two documents of BioASQ that are drawn with a fixed seed: as many as the first one
has, a sentence a line. So words are as frequent as in real text, and passages lie about where real ones lie. A
sentence's vector is the model's; a passage's is the mean of those of its sentences, scaled to length one. The index is
kept in the work folder.
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


def indexes(data: Path, work: Path, documents: int) -> tuple[Path, Path]:
    """Folders of the index of BioASQ and of a synthetic one of so many documents; made when they are not there."""
    bioasq_index(data, work)
    root = work / f"synthetic-{documents}"
    try:
        open_index(root)
    except IndexMissing:
        root.mkdir(parents=True, exist_ok=True)
        texts = [_sentences(record["text"]) for record in bioasq_records(data)]
        source = root / "records.jsonl"
        with source.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(record) + "\n" for record in mixed(texts, documents))
        stand_in = StandIn(load_embedder(), list(dict.fromkeys(line for text in texts for line in text)))
        with (
            patch("index.run.load_embedder", lambda *_, **__: stand_in),
            # What kind of study a mixture of two is does not matter, and takes longest to tell.
            patch("index.complete.study_types", lambda *_: ()),
            patch("index.complete.species", lambda *_: ()),
        ):
            build([source], index=root)
    return work / "bioasq", root


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

    model: does all else. sentences: those that passages may be made of, a line each; they are embedded at once.
    """

    def __init__(self, model: Embedder, sentences: Sequence[str]) -> None:
        self._model = model
        self._rows = {sentence: row for row, sentence in enumerate(sentences)}
        self._vectors = model.passages(sentences)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def passages(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """As `Embedder.passages`; a text without a known line, such as a piece of a long sentence, asks the model."""
        vectors = np.empty((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for at, text in enumerate(texts):
            known = [self._rows[line] for line in text.split("\n") if line in self._rows]
            vectors[at] = self._vectors[known].mean(axis=0) if known else self._model.passages([text])[0]
        if advance:
            advance(len(texts))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def _sentences(text: str) -> list[str]:
    text = normalise(text)
    return [text[start:end] for start, end in sentence_spans(text)]
