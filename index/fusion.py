"""What a lexical and a dense ranking of the same passages say together."""

import numpy as np
import numpy.typing as npt

from index.embed import Vectors

Scores = npt.NDArray[np.float64]

LEXICAL_WEIGHT = 0.4
"""Share of the lexical ranking. Of 0 to 1 in tenths, 0.4 and 0.5 are the best on BioASQ 7b-9b, 0.3 and 0.4 on SciFact
train (python -m benchmarks.tune ranking)."""
SURE_COSINE = 0.6
"""Best cosine from which the dense ranking has its full share; below, it knows less, and counts for less. It is worth
0.2 points of nDCG@10 on three words of each question of BioASQ 7b-9b (python -m benchmarks.tune ranking)."""
FEEDBACK_WEIGHT, FEEDBACK_PASSAGES, FEEDBACK_POWER = 0.3, 3, 16
"""Share of being like the passages that rank first, how many those are, and to which power their scores are raised to
weigh them. A share of 0.3 is the best of 0 to 0.5 in tenths on BioASQ 7b-9b; one to five passages are worth about the
same, and so are powers from 8 (python -m benchmarks.tune ranking)."""


def ranked(lexical: Scores, dense: Scores, vectors: Vectors) -> Scores:
    """Scores of passages, 0 to 1, by their words, their meaning, and their likeness to what fits best.

    lexical, dense: a score and a cosine with the question for each of n passages.
    vectors: theirs, shape (n, dimension).
    """
    fused = convex_fusion(lexical, dense, LEXICAL_WEIGHT, SURE_COSINE)
    return feed_back(fused, vectors, FEEDBACK_WEIGHT, FEEDBACK_PASSAGES, FEEDBACK_POWER)


def convex_fusion(lexical: Scores, dense: Scores, weight: float, sure: float) -> Scores:
    """Blend two rankings of the same n passages into one score for each, 0 to 1.

    Each score is taken as a share of the best of its ranking, so that an open scale cannot drown cosine's, and a
    library of two passages does not put the second at nothing, as min-max scaling would; but a best cosine below
    ``sure`` is not made into a full one. A score below 0 counts as 0.

    weight: share of the lexical ranking, 0 to 1.
    Raises ValueError if weight lies outside [0, 1].
    Source: Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023.

    >>> convex_fusion(np.array([12.0, 3.0, 0.0]), np.array([0.2, -0.1, 0.8]), 0.5, 0.6).tolist()
    [0.625, 0.125, 0.5]
    """
    if not 0 <= weight <= 1:
        raise ValueError(f"weight is {weight}, not within 0 and 1")
    return weight * _shares(lexical) + (1 - weight) * _shares(dense, sure)


def feed_back(scores: Scores, vectors: Vectors, weight: float, passages: int, power: float) -> Scores:
    """Move passages up that are like the best ones: what answers a question speaks of the same things.

    vectors: unit vectors of n passages, shape (n, dimension). weight: share of the likeness, 0 to 1.
    passages, power: the likeness is to the mean of so many best ones, each weighted by its score to this power.
    Source: relevance feedback (Rocchio 1971) on vectors, as Li et al., "Pseudo Relevance Feedback with Deep Language
    Models and Dense Retrievers", TOIS 2023.

    >>> vectors = np.array([[1.0, 0.0], [0.0, 1.0], [0.8, 0.6]])
    >>> feed_back(np.array([1.0, 0.6, 0.5]), vectors, 0.5, 1, 2).round(3).tolist()
    [1.0, 0.3, 0.65]
    """
    best = np.argsort(-scores, kind="stable")[:passages]
    if not scores.any():
        return scores
    shares = (scores[best] / scores[best[0]]) ** power
    likeness = np.maximum(0.0, vectors @ (shares @ vectors[best]))
    moved: Scores = (1 - weight) * scores + weight * scores[best[0]] * likeness / likeness.max()
    return moved


def _shares(scores: Scores, least: float = 0.0) -> Scores:
    best = float(scores.max(initial=least))
    shares: Scores = np.maximum(0.0, scores) / (best or 1.0)
    return shares
