"""How much each word of a question matters, and how much of a question a text covers."""

import math
import re
from collections.abc import Collection, Mapping

from index import Index
from index.analysis import query_terms, tokens

PRIOR_PASSAGES = 2000
"""Passages that a small library is counted as larger: a word's rarity in six passages says nothing yet."""

RARITY_POWER = 4
"""To which rarity in English is raised, so that "gemcitabine" weighs much and "build" little. Of 1, 2, 4 and 6, the
one with which coverage best tells questions that the library answers (python -m benchmarks.tune answerable)."""

_PARTS = re.compile(r"[-/‐‑‒–]+")
FRAME = frozenset(
    tokens(
        "according accordingly call called come comes define does exact exactly explain find found get give given gives"
        " go happen happened happens kind kinds know known let mean means name named put question regard rough roughly"
        " said say says seem seen show shown sort tell told thing things whats work works"
    )
)
"""Words in which a question is put; a paper that lacks them lacks nothing."""

_EDGES = "()[]{}<>.,;:!?\"'“”‘’"

Weights = Mapping[str, float]


def weigh(question: str, index: Index, power: float = RARITY_POWER) -> dict[str, float]:
    """Weight of each token of a question, 0 to 1: how rare it is in the library, and, above all, in English.

    What is written with hyphens is weighed by its parts, as `index.analysis.query_terms` takes it apart.
    """
    rarity: dict[str, float] = dict.fromkeys(query_terms(question), 1.0)
    for word in words(question):
        for part in (word, *_PARTS.split(word)):
            rarity |= {term: index.embedder.rarity(part.lower()) for term in query_terms(part) if term in rarity}
    size = len(index.lexical) + PRIOR_PASSAGES
    return {
        term: rare**power * math.log(1 + size / (1 + index.lexical.frequency(term))) / math.log(1 + size)
        for term, rare in rarity.items()
        if term not in FRAME
    }


def words(text: str) -> list[str]:
    """The words of a text as they are written, without the punctuation round them.

    >>> words("What are M1 (and M2)?")
    ['What', 'are', 'M1', 'and', 'M2']
    """
    return [word for word in (part.strip(_EDGES) for part in text.split()) if word]


def coverage(weights: Weights, found: Collection[str]) -> float:
    """Share of a question's weight whose tokens are among those of a text, 0 to 1.

    >>> coverage({"exosom": 0.75, "use": 0.25}, {"exosom", "macrophag"})
    0.75
    """
    total = sum(weights.values())
    return sum(weight for token, weight in weights.items() if token in found) / total if total else 0.0
