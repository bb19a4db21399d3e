"""Ranked passages to a better order, by a model that reads question and passage together. Off by default.

A search compares what was computed of a question and of a passage alone. `OWN` is a small model that was made for
biomedical questions (see ``training/README.md``); any cross-encoder of Sentence Transformers can be set in its place.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index import Index, Passage
from index.errors import RerankerUnavailable
from index.models import cause_of
from index.settings import load_settings
from qa.cross_encoder import by_cross_encoder
from qa.reading import Reader
from qa.scorer import Scorer
from qa.weights import weigh

OWN = "vesicle"
"""Name of the model that ships."""
OWN_CANDIDATES, CANDIDATES = 20, 30
"""Passages of a search that our own model, and another, put in order. Ours takes some 100 ms for 20, and half
as long again for 30, to little gain (python -m training.report)."""
_GRAPH = Path(__file__).parent / "reranker.onnx"


def rerank(question: str, passages: Sequence[Passage], model: str, index: Index) -> list[Passage]:
    """Order the first passages by how well a model finds each, with its paper's title, to fit the question, best first.

    passages: as a search of the index gives them, best first. model: `OWN`, or a folder or hub id of a cross-encoder.
    Scores are 0 to 1 within a search.
    Raises RerankerUnavailable when there is no such model, it cannot be loaded, or it is no cross-encoder.
    """
    if model == OWN:
        return by_own(question, passages, index)
    return by_cross_encoder(question, passages, model)


def by_own(question: str, passages: Sequence[Passage], index: Index) -> list[Passage]:
    """Order the first `OWN_CANDIDATES` passages by the search and our own model together; the others follow.

    The best then has the score that the search gave to its best, and so on: what is decided by scores, such as whether
    there is evidence enough, is decided by the same ones.
    """
    reader, scorer = _own()
    passages, others = passages[:OWN_CANDIDATES], passages[OWN_CANDIDATES:]
    asked, weights = reader.question(question), weigh(question, index)
    found = scorer.scores([(asked, reader.passage(passage, weights)) for passage in passages])
    searched = [passage.score or 0.0 for passage in passages]
    order = np.argsort(-(found + searched), kind="stable").tolist()
    best_first = sorted(searched, reverse=True)
    return [*(replace(passages[at], score=score) for at, score in zip(order, best_first, strict=True)), *others]


def sentence_scores(question: str, sentences: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64] | None:
    """How well sentences fit a question by our own model, shape (sentences,); None when the settings do not name it.

    sentences: title of the paper and text of each.
    Raises RerankerUnavailable when the model cannot be loaded.
    """
    if load_settings().reranker != OWN:
        return None
    reader, scorer = _own()
    asked = reader.question(question)
    return scorer.scores([(asked, reader.sentence(title, text)) for title, text in sentences])


@lru_cache(maxsize=1)
def _own() -> tuple[Reader, Scorer]:
    """Our own model, loaded when first needed."""
    try:
        return Reader.open(), Scorer(_GRAPH)
    except RerankerUnavailable:
        raise
    except Exception as error:
        raise RerankerUnavailable(
            f"{_GRAPH}: the reranker cannot be loaded ({cause_of(error)});"
            " install Vesicle again, or unset VESICLE_RERANKER"
        ) from error
