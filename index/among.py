"""Which passages a search may find."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.filters import Filters

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Among:
    """The passages of the papers that fit, and, where some are given, of those papers only.

    papers: ids; none means all. find: gives their rows, in rising order; a store that filters by itself asks for none.
    """

    filters: Filters
    papers: tuple[str, ...]
    find: Callable[[], Rows]

    @cached_property
    def rows(self) -> Rows:
        """The rows that may be found, in rising order."""
        return self.find()

    @cached_property
    def mask(self) -> npt.NDArray[np.bool_]:
        """For each row number up to the last that may be found, whether it may."""
        mask = np.zeros(1 + int(self.rows[-1]) if len(self.rows) else 1, dtype=np.bool_)
        mask[self.rows] = True
        return mask

    def holds(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Which of some rows may be found.

        >>> from index.filters import EVERYTHING
        >>> Among(EVERYTHING, (), lambda: np.array([2, 4])).holds(np.array([4, 3, 5]))
        array([ True, False, False])
        """
        return (rows < len(self.mask)) & self.mask[np.minimum(rows, len(self.mask) - 1)]
