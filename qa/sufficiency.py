"""Whether the sentences that were found are enough for an answer."""

import math

COSINE, COVERED, INTERCEPT = 6.8, 4.8, -8.0
"""Logistic regression: answerable or not, from the best cosine of a sentence and the best coverage by a paper; fitted
on BioASQ 7b-9b with and without the papers that answer (python -m benchmarks.tune answerable)."""
ENOUGH = 0.3
"""Probability from which there is an answer."""


def probability(cosine: float, covered: float) -> float:
    """That there is an answer.

    cosine: of the question with the sentence nearest to it. covered: share of the question's weight, 0 to 1, that the
    paper holds which holds most of its words.

    >>> probability(0.9, 1.0) > 0.9 > 0.1 > probability(0.1, 0.2)
    True
    """
    return 1 / (1 + math.exp(-(COSINE * cosine + COVERED * covered + INTERCEPT)))


def is_enough(chance: float) -> bool:
    """Whether to answer at that probability."""
    return chance >= ENOUGH
