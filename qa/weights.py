"""How much each word of a question matters, and how much of a question a text covers."""

import math
import re
from collections.abc import Collection, Mapping

from index import Index
from index.analysis import tokens

PRIOR_PASSAGES = 2000
"""Passages that a small library is counted as larger: a word's rarity in six passages says nothing yet."""

_WORD = re.compile(r"\S+")
_EDGES = "()[]{}<>.,;:!?\"'“”‘’"

Weights = Mapping[str, float]


def weigh(question: str, index: Index) -> dict[str, float]:
    """Weight of each token of a question, 0 to 1: its rarity in English times its rarity in the library, squared.

    So weighted, coverage told questions with an answer from those whose papers had been taken away better than with
    either factor alone or unsquared (area under the ROC curve 0.886 against 0.868, 0.858 and 0.877 on BioASQ 7b-9b).
    The tokens of a name with hyphens share the weight of one word.
    """
    wanted = dict.fromkeys(tokens(question), 1.0)
    for word in _WORD.findall(question):
        word = word.strip(_EDGES)
        parts = [part for part in tokens(word) if part in wanted]
        for part in parts:
            wanted[part] = index.embedder.rarity(word.lower()) / len(parts)
    size = len(index.lexical) + PRIOR_PASSAGES
    return {
        token: (rarity * math.log(1 + size / (1 + index.lexical.frequency(token))) / math.log(1 + size)) ** 2
        for token, rarity in wanted.items()
    }


def coverage(weights: Weights, words: Collection[str]) -> float:
    """Share of a question's weight whose tokens are among the words of a text, 0 to 1.

    >>> coverage({"exosom": 0.75, "use": 0.25}, {"exosom", "macrophag"})
    0.75
    """
    total = sum(weights.values())
    return sum(weight for token, weight in weights.items() if token in words) / total if total else 0.0
