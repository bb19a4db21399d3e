"""What simple means reach: BM25, MiniLM, and a convex combination of the two, over whole documents."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embed import Embedder

_POOL = 100


class Baseline:
    """BM25 (k1 0.9, b 0.4, English stop words, Snowball stems) and MiniLM over documents: title and text as one.

    kept: a file in which the vectors are kept from run to run.
    Needs what `benchmarks/requirements.txt` lists.
    """

    def __init__(self, names: Sequence[str], texts: Sequence[str], model: Embedder, kept: Path) -> None:
        import bm25s
        import Stemmer

        self._names = list(names)
        self._model = model
        self._tokenizer = bm25s.tokenization.Tokenizer(stemmer=Stemmer.Stemmer("english"), stopwords="en")
        self._bm25 = bm25s.BM25(k1=0.9, b=0.4, method="lucene")
        self._bm25.index(
            self._tokenizer.tokenize(list(texts), return_as="ids", show_progress=False), show_progress=False
        )
        if not kept.is_file():
            np.save(kept, model.passages(texts))
        self._vectors = np.load(kept)

    def scores(self, question: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """BM25 and cosine of every document with a question."""
        ids = self._tokenizer.tokenize([question], return_as="ids", update_vocab=False, show_progress=False)[0]
        return self._bm25.get_scores(list(ids)), self._vectors @ self._model.query(question)

    def ranked(self, scores: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]], lexical: float) -> list[str]:
        """Names of the documents, best first, for a share of BM25 from 0 to 1.

        Each ranking gives its best hundred, min-max scaled among them; what one does not give is worth 0 there.
        """
        fused = np.zeros(len(self._names))
        for share, values in zip((lexical, 1 - lexical), scores, strict=True):
            best = np.argsort(-values, kind="stable")[:_POOL]
            low, high = values[best[-1]], values[best[0]]
            fused[best] += share * (values[best] - low) / ((high - low) or 1)
        return [self._names[at] for at in np.argsort(-fused, kind="stable")[: 2 * _POOL] if fused[at] > 0]
