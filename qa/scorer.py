"""Our own cross-encoder (``training/``) on ONNX Runtime."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embed import open_session

Pair = tuple[Sequence[int], Sequence[int]]
"""Word pieces of a question and of what is read of a passage."""
CLS, SEP = 101, 102
THREADS = 2
AT_ONCE = 8
"""Pairs of one run: of about equal length, so that little is padded."""


class Scorer:
    """An exported model. Safe to share between threads."""

    def __init__(self, graph: Path, threads: int = THREADS) -> None:
        self._session = open_session(graph, threads)

    def scores(self, pairs: Sequence[Pair]) -> npt.NDArray[np.float64]:
        """How well each pair fits, shape (pairs,), on a scale on which a search's score, 0 to 1, can be added."""
        found = np.zeros(len(pairs))
        order = sorted(range(len(pairs)), key=lambda at: len(pairs[at][0]) + len(pairs[at][1]))
        for first in range(0, len(order), AT_ONCE):
            batch = order[first : first + AT_ONCE]
            ids, of_passage, mask = padded([pairs[at] for at in batch])
            given = {"input_ids": ids, "of_passage": of_passage, "attention_mask": mask}
            found[batch] = self._session.run(["score"], given)[0]
        return found


def padded(pairs: Sequence[Pair]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """What a model takes for [CLS] question [SEP] passage [SEP]: pieces, 1 where they are a passage's, 1 where any are.

    >>> padded([([7], [8, 9])])[0].tolist()
    [[101, 7, 102, 8, 9, 102]]
    """
    width = max(len(question) + len(passage) for question, passage in pairs) + 3
    ids, of_passage, mask = np.zeros((3, len(pairs), width), dtype=np.int64)
    for row, (question, passage) in enumerate(pairs):
        pieces = [CLS, *question, SEP, *passage, SEP]
        ids[row, : len(pieces)] = pieces
        of_passage[row, len(question) + 2 : len(pieces)] = 1
        mask[row, : len(pieces)] = 1
    return ids, of_passage, mask
