"""Rows, some at a time."""

from collections.abc import Iterator, Sequence


def batches(rows: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    """Rows in their order, at most so many at a time.

    >>> list(batches([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    for first in range(0, len(rows), most):
        yield rows[first : first + most]
