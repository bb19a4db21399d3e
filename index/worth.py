"""What the words of a question are worth, for whatever finds the passages that hold them.

A passage is worth the words of the question that stand in it, each as much as it is rare, however often it stands
there: in texts as short as these, BM25 rewards repetition too much, and a rare name too little.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.analysis import query_terms

Scores = dict[int, float]
"""Row -> score."""
StandIns = Sequence[tuple[tuple[str, ...], Sequence[tuple[str, ...]]]]
Rarity = Callable[..., float]
"""Called with tokens: the inverse document frequency of the first that stands in text or titles; 0 when none does."""

RARITY_POWER = 2
"""To which the inverse document frequency of a word is raised. Of 1 to 3 in halves, 2 and more are the best on BioASQ
7b-9b, by two points, and 1 on SciFact train, by half a point (python -m benchmarks.tune ranking)."""
BM25_SHARE = 0.15
"""Of BM25 in a score: it tells passages with the same words apart. BioASQ 7b-9b would have none of it, SciFact train
0.3 or more; this costs neither a point (python -m benchmarks.tune ranking)."""
_TYPICAL_BM25 = 1.1
"""BM25 of a word in a passage of usual length, beside its inverse document frequency."""
TITLE_WEIGHT = 0.5
"""Weight of a word found in the paper's title beside one found in the passage, in BM25."""
STAND_IN_WEIGHT = 0.7
"""Worth of what stands for a term of the question beside the term itself. Of 0 to 0.9, 0.7 and 0.9 are the best on
those questions of BioASQ 7b-9b that have such a term, by half a point (python -m benchmarks.tune ranking)."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points for a passage in whose text or title any of some tokens stands."""

    tokens: tuple[str, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A term of the question, or what stands for it: a passage has the points of the one that gives it most.

    term: of which a passage has the sum. others: each gives ``points`` where all its tokens stand in text or title.
    """

    term: "tuple[Points | Choice, ...]"
    others: tuple[tuple[str, ...], ...]
    points: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What adds to the score of a passage.

    bm25: tokens, and what BM25 of each is multiplied with; that of the title counts `TITLE_WEIGHT` of it.
    """

    parts: tuple[Points | Choice, ...]
    bm25: tuple[tuple[str, float], ...]


def worth_of(words: str, stand_ins: StandIns, rarity: Rarity) -> Worth:
    """What each token of a question adds to the score of a passage; the scores are 0 to about 1.

    stand_ins: for the tokens of a term of the question, those of others that mean it. A passage with all of one of
    these, and not the term itself, has `STAND_IN_WEIGHT` of the term's worth.
    """
    terms = query_terms(words)
    found = {term: rarity(term, *also) for term, also in terms.items()}
    rare = {term: value for term, value in found.items() if value}
    instead = {asked: _instead(asked, others, rare, rarity) for asked, others in stand_ins}
    whole = sum(value**RARITY_POWER for value in rare.values()) + sum(
        most for asked, (_, most) in instead.items() if rare.keys().isdisjoint(asked)
    )
    usual = _TYPICAL_BM25 * sum(rare.values()) or 1.0
    parts: dict[str, Points | Choice] = {
        term: Points((term, *terms[term]), (1 - BM25_SHARE) * value**RARITY_POWER / whole)
        for term, value in rare.items()
    }
    for asked, (others, most) in instead.items():
        if others:
            themselves = tuple(parts.pop(term) for term in asked if term in parts)
            parts[asked[0]] = Choice(themselves, others, (1 - BM25_SHARE) * STAND_IN_WEIGHT * most / whole)
    return Worth(tuple(parts.values()), tuple((term, BM25_SHARE / usual) for term in rare))


def _instead(
    asked: Sequence[str], others: Sequence[tuple[str, ...]], rare: dict[str, float], rarity: Rarity
) -> tuple[tuple[tuple[str, ...], ...], float]:
    """What stands for a term, as far as any passage has it, and the worth of the term."""
    held = [(other, [rarity(token) for token in other]) for other in others]
    held = [(other, values) for other, values in held if values and all(values)]
    own = sum(rare.get(term, 0.0) ** RARITY_POWER for term in asked)
    most = own or max((sum(value**RARITY_POWER for value in values) for _, values in held), default=0.0)
    return tuple(tuple(other) for other, _ in held), most
