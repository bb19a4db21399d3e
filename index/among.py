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
