"""What is run through a model together: texts of about equal length, of one caller or of several that wait at once."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BATCH_TOKENS = 1024
"""Most word pieces, padding included, of one run of the model."""
LEAST_FILLED = 0.7
"""Length of the shortest text of a batch as a share of the longest."""
_LOOKED_AT = 256
"""Texts at the head of the line of which a batch is made."""

Run = Callable[[list[list[int]]], npt.NDArray[np.float32]]
"""What gives one vector for the word pieces of each of some texts, the longest first."""


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Positions of the texts, longest first, in batches of at most `BATCH_TOKENS` with padding.

    A text that is much shorter than the first of a batch starts a new one, so that little is padded.

    >>> batches([450, 500, 500, 500, 5])
    [[1, 2], [3, 0], [4]]
    """
    found: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lambda at: -lengths[at]):
        longest = lengths[found[-1][0]] if found else 0
        fits = found and (len(found[-1]) + 1) * longest <= BATCH_TOKENS
        if fits and lengths[position] >= LEAST_FILLED * longest:
            found[-1].append(position)
        else:
            found.append([position])
    return found


@dataclass(eq=False, slots=True)
class _Text:
    """A text that somebody waits for; within the lock, but for its vector and its error, which whoever runs it sets."""

    pieces: list[int]
    is_waiting: bool = True
    vector: npt.NDArray[np.float32] | None = None
    error: Exception | None = None

    @property
    def is_over(self) -> bool:
        return self.vector is not None or self.error is not None


class SharedRuns:
    """A model that is run for several callers at once: those that find it busy share the next runs.

    Nobody waits for company: whoever finds the model free runs it at once.
    Only for a model that gives a text the same vector whatever it is run with. Safe to share between threads.
    run: the model. at_once: runs at a time.

    >>> lengths = SharedRuns(lambda texts: np.array([[len(text)] for text in texts], np.float32), at_once=1)
    >>> lengths([[7], [7, 7, 7]]).tolist()
    [[1.0], [3.0]]
    """

    def __init__(self, run: Run, at_once: int) -> None:
        self._run = run
        self._free = at_once
        self._line: list[_Text] = []
        self._changed = threading.Condition()

    def __call__(self, texts: Sequence[list[int]]) -> npt.NDArray[np.float32]:
        """One vector for the word pieces of each of at least one text, in their order. Raises what the run raised."""
        asked = [_Text(pieces) for pieces in texts]
        with self._changed:
            self._line += asked
        try:
            while self._turn(asked):
                pass
        finally:
            with self._changed:
                # Nobody is to run what an interrupted caller does not wait for any more.
                self._line = [text for text in self._line if text not in asked]
        for text in asked:
            if text.error is not None:
                raise text.error
        return np.array([text.vector for text in asked])

    def _turn(self, asked: list[_Text]) -> bool:
        """Wait until all of a caller's texts are over, or the model can be run while some of them wait; then run it.

        Returns whether there may be more to do.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: all(text.is_over for text in asked) or (self._free and any(text.is_waiting for text in asked))
            )
            if all(text.is_over for text in asked):
                return False
            self._free -= 1
            batch = self._taken()
        try:
            for text, vector in zip(batch, self._run([text.pieces for text in batch]), strict=True):
                text.vector = vector
        except Exception as error:
            for text in batch:
                text.error = error
        finally:
            with self._changed:
                # An interrupt is this caller's alone: what it leaves is run by those who wait for it.
                left = [text for text in batch if not text.is_over]
                for text in left:
                    text.is_waiting = True
                self._line[:0] = left
                self._free += 1
                self._changed.notify_all()
        return True

    def _taken(self) -> list[_Text]:
        """The batch that whoever has waited longest is in, taken out of the line; within the lock."""
        first = self._line[:_LOOKED_AT]
        places = next(one for one in batches([len(text.pieces) for text in first]) if 0 in one)
        for at in places:
            first[at].is_waiting = False
        self._line = [text for text in self._line if text.is_waiting]
        return [first[at] for at in places]
