"""What two rankings say together: invariants, on rankings of all kinds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import convex_fusion, feed_back, ranked

COSINES = st.floats(-1, 1, width=32)


@st.composite
def candidates(draw):
    """BM25-like scores, cosines and unit vectors of the same passages, with ties and without anything found."""
    size = draw(st.integers(0, 12))
    lexical = draw(st.lists(st.one_of(st.just(0.0), st.floats(0, 1e4)), min_size=size, max_size=size))
    dense = draw(st.lists(COSINES, min_size=size, max_size=size))
    vectors = np.random.default_rng(draw(st.integers(0, 99))).normal(size=(size, 8)).astype(np.float32)
    return (
        np.array(lexical),
        np.array(dense),
        vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6),
    )


@given(candidates())
def test_scores_lie_between_0_and_1(found):
    scores = ranked(*found)
    assert scores.shape == found[0].shape
    assert np.all((scores >= 0) & (scores <= 1 + 1e-9))


@given(candidates(), st.floats(0.001, 1000))
def test_the_scale_of_the_words_does_not_matter(found, times):
    lexical, dense, vectors = found
    assert ranked(lexical * times, dense, vectors) == pytest.approx(ranked(lexical, dense, vectors), abs=1e-6)


@given(candidates())
def test_what_no_ranking_puts_behind_another_is_not_behind_it(found):
    lexical, dense, _ = found
    scores = convex_fusion(lexical, dense, 0.4, 0.6)
    for one in range(len(scores)):
        ahead = (lexical[one] >= lexical) & (dense[one] >= dense)
        assert np.all(scores[one] >= scores[ahead])


def test_what_is_like_the_best_passages_moves_up_and_the_best_stays():
    vectors = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], dtype=np.float32)
    scores = np.array([0.9, 0.5, 0.45])
    assert np.argsort(-feed_back(scores, vectors, 0.3, 1, 16)).tolist() == [0, 2, 1]
    assert np.argsort(-feed_back(scores, vectors, 0.0, 1, 16)).tolist() == [0, 1, 2]


@pytest.mark.parametrize("weight", [-0.1, 1.1])
def test_a_share_outside_0_and_1_is_refused(weight):
    with pytest.raises(ValueError, match="not within 0 and 1"):
        convex_fusion(np.array([1.0]), np.array([1.0]), weight, 0.6)
