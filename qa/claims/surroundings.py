"""How alike what stands round a word is to what stands round another: whether both are said of the same."""

from index.analysis import STOP_WORDS
from qa.claims.directions import Reading

REACH = 8
"""Words before and after a word that tell what it is said of."""
NEAR, FUNCTION_WORD, OTHER_SIDE = 3, 0.15, 0.7
"""Words away at which one counts half, and what a word without meaning of its own, or one that stands on the other side
in the other text, counts for, of one."""
BOTH_WAYS = 0.5
"""Share in how alike two surroundings are of how much the quote's are like the sentence's, beside the sentence's like
the quote's: a paraphrase is often short, and its quote long. All of these were chosen on SciFact train, where no other
value that was tried lost fewer claims that their evidence supports and passed no more that are false
(python -m benchmarks.verification --split train)."""


def alike(one: Reading, at: int, other: Reading, there: int) -> float:
    """How alike the surroundings of two words are, 0 to 1.

    >>> from qa.claims.directions import read
    >>> alike(read("They promote growth."), 1, read("They inhibit growth."), 1)
    1.0
    """
    return (1 - BOTH_WAYS) * shared(one, at, other, there) + BOTH_WAYS * shared(other, there, one, at)


def shared(one: Reading, at: int, other: Reading, there: int) -> float:
    """How much of what stands round a word of one text stands round a word of the other, 0 to 1, what is near most."""
    mine, theirs = _round(one, at), _round(other, there)
    found = 0.0
    for key, (weight, side) in mine.items():
        if key in theirs:
            other_weight, other_side = theirs[key]
            found += min(weight, other_weight * 1.5) * (1.0 if side == other_side else OTHER_SIDE)
    return found / (sum(weight for weight, _ in mine.values()) or 1.0)


def _round(text: Reading, at: int) -> dict[str, tuple[float, int]]:
    """What stands round a word: its weight, and on which side."""
    if at not in text.around:
        found: dict[str, tuple[float, int]] = {}
        for place in range(max(0, at - REACH), min(len(text.keys), at + REACH + 1)):
            key = text.keys[place]
            if place != at and key:
                weight = (FUNCTION_WORD if key in STOP_WORDS else 1.0) / (1 + abs(place - at) / NEAR)
                found[key] = max(found.get(key, (0.0, 0)), (weight, 1 if place > at else -1))
        text.around[at] = found
    return text.around[at]
