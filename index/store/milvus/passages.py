"""The passages of a generation in one collection, and which of its rows are none of them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from index.among import Among, Rows
from index.embed import Vectors
from index.store.batches import batches
from index.store.milvus.collection import MOST_AT_ONCE, VECTOR, Collection, Entity
from index.store.milvus.expression import both, expression, rows_in

_KEPT = 8192
"""Most passages that are remembered, some questions' worth; they never change."""
_TRIES = 4


class Passages:
    """The passages of a generation in one collection. Safe to share between threads.

    What a draft of the next generation adds is left out, and what it removed from this one until it is gone.
    """

    def __init__(
        self, collection: Collection, born: int, dead: Sequence[int], held: Callable[[str, Sequence[str]], list[str]]
    ) -> None:
        self.collection = collection
        self._born, self._dead, self._held = born, frozenset(dead), held
        self._fields = ["born", "words", *([VECTOR] if collection.texts else [])]
        self._kept: OrderedDict[int, Entity] = OrderedDict()
        self._lock = threading.Lock()

    def near(self, over: str, wanted: Vectors | str, k: int, among: Among | None) -> dict[int, Entity]:
        """The k passages that fit best, best first. over, wanted: as `Collection.search` takes them."""
        fits = expression(among, self._held)
        met: set[int] = set()
        young = ""
        found: list[Entity] = []
        for _ in range(_TRIES):
            without = rows_in(met, without=True) if met else ""
            found = self.collection.search(over, wanted, k, both(fits, young, without), self._fields)
            # To leave them out from the first would make every question dearer, for what is there but rarely.
            dead = {entity["row"] for entity in found} & self._dead
            if any(entity["born"] > self._born for entity in found):
                young = f"born <= {self._born}"
            elif not dead:
                break
            met |= dead
        return self._keep(entity for entity in found if self._is_ours(entity))

    def of(self, rows: Iterable[int]) -> dict[int, Entity]:
        """The passages of given rows, as far as they are there."""
        with self._lock:
            found = {row: self._kept[row] for row in rows if row in self._kept}
        missing = [row for row in rows if row not in found]
        for some in batches(missing, MOST_AT_ONCE):
            asked = self.collection.query(some, self._fields)
            found |= self._keep(entity for entity in asked.values() if self._is_ours(entity))
        return found

    def rows(self) -> Rows:
        """The row numbers of all passages."""
        rows = self.collection.rows(self._born)
        return rows[~np.isin(rows, np.array(sorted(self._dead), dtype=np.int64))]

    def _is_ours(self, entity: Entity) -> bool:
        return entity["born"] <= self._born and entity["row"] not in self._dead

    def _keep(self, entities: Iterable[Entity]) -> dict[int, Entity]:
        found = {}
        with self._lock:
            for entity in entities:
                row = int(entity["row"])
                if row not in self._kept and VECTOR in entity:
                    entity = {**entity, VECTOR: np.asarray(entity[VECTOR], dtype=np.float32)}
                found[row] = self._kept.setdefault(row, entity)
                self._kept.move_to_end(row)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found
