"""Blending a lexical and a dense ranking."""

from collections.abc import Mapping

LEXICAL_WEIGHT = 0.3
"""Share of BM25; best of 0.1 to 0.5 on BioASQ 7b-9b (python -m benchmarks.tune fusion)."""


def convex_fusion(
    lexical: Mapping[int, float], dense: Mapping[int, float], weight: float = LEXICAL_WEIGHT
) -> dict[int, float]:
    """Blend two rankings of the same passages into one, best first.

    Each ranking is min-max scaled to [0, 1] first, so that BM25's open scale cannot drown cosine's.
    A passage that one ranking lacks scores 0 there.

    lexical, dense: passage row -> score, any scale, higher is better.
    weight: share of the lexical ranking, 0 to 1.
    Raises ValueError if weight lies outside [0, 1].
    Source: Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023.

    >>> convex_fusion({1: 12.0, 2: 3.0}, {1: 0.2, 3: 0.9}, weight=0.5)
    {1: 0.5, 3: 0.5, 2: 0.0}
    """
    if not 0 <= weight <= 1:
        raise ValueError(f"weight is {weight}, not within 0 and 1")
    scaled_lexical, scaled_dense = _min_max(lexical), _min_max(dense)
    fused = {
        row: weight * scaled_lexical.get(row, 0.0) + (1 - weight) * scaled_dense.get(row, 0.0)
        for row in sorted({*lexical, *dense})
    }
    return dict(sorted(fused.items(), key=lambda item: -item[1]))


def _min_max(scores: Mapping[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {row: (score - low) / (high - low) if high > low else 1.0 for row, score in scores.items()}
