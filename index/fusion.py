"""Blending a lexical and a dense ranking."""

from collections.abc import Mapping

LEXICAL_WEIGHT = 0.4
"""Share of BM25; best of 0 to 1 in tenths on BioASQ 7b-9b (python -m benchmarks.tune fusion)."""
SURE_COSINE = 0.6
"""Best cosine from which the dense ranking has its full share; below, it knows less, and counts for less. Worth 0.1
points of nDCG@10 on the questions of BioASQ 7b-9b and 0.4 on three words of each (python -m benchmarks.tune fusion)."""


def convex_fusion(
    lexical: Mapping[int, float],
    dense: Mapping[int, float],
    weight: float = LEXICAL_WEIGHT,
    sure: float = SURE_COSINE,
) -> dict[int, float]:
    """Blend two rankings of the same passages into one, best first.

    Each score is taken as a share of the best of its ranking, so that BM25's open scale cannot drown cosine's, and a
    library of two passages does not put the second at nothing, as min-max scaling would; but a best cosine below
    ``sure`` is not made into a full one. A passage that one ranking lacks, or scores below 0, scores 0 there.

    lexical, dense: passage row -> BM25, cosine.
    weight: share of the lexical ranking, 0 to 1.
    Raises ValueError if weight lies outside [0, 1].
    Source: Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023.

    >>> convex_fusion({1: 12.0, 2: 3.0}, {1: 0.2, 3: 0.8}, weight=0.5)
    {1: 0.625, 3: 0.5, 2: 0.125}
    """
    if not 0 <= weight <= 1:
        raise ValueError(f"weight is {weight}, not within 0 and 1")
    shares = ((weight, _shares(lexical)), (1 - weight, _shares(dense, sure)))
    fused = {row: sum(part * share.get(row, 0.0) for part, share in shares) for row in sorted({*lexical, *dense})}
    return dict(sorted(fused.items(), key=lambda item: -item[1]))


def _shares(scores: Mapping[int, float], least: float = 0.0) -> dict[int, float]:
    best = max(least, *scores.values()) if scores else 0.0
    return {row: max(0.0, score) / best for row, score in scores.items()} if best > 0 else {}
