"""Whether the sentences that were found are enough for an answer."""

import math

COSINE, COVERED, INTERCEPT = 6.2, 4.8, -7.7
"""Logistic regression: answerable or not, from the best cosine of a sentence and the share of the question's weight
that its paper holds; fitted on BioASQ 7b-9b and SciFact train, with and without the papers that answer
(python -m benchmarks.tune answerable --questions 500)."""
ENOUGH = 0.3
"""Probability from which there is an answer. Of the thresholds at which the shares of questions rightly answered (0.88
with the papers that answer) and rightly refused (0.71 without; other papers may well answer some of those) add up to
within a hundredth of the most, the one that answers most."""


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
