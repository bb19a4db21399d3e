"""A generation's vectors and words, read from Milvus."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from index.among import Among, Rows
from index.catalog import CATALOG, Catalog
from index.embed import Vectors
from index.errors import IndexDamaged
from index.manifest import Manifest, rebuild
from index.store.milvus.collection import VECTOR, WORDS, Entity, batches
from index.store.milvus.collection import Collection as Stored
from index.store.milvus.expression import both, expression, rows_in
from index.store.milvus.owned import read_collections
from index.store.milvus.scoring import Scores, best, bm25, scored, tokens_of
from index.store.milvus.spelling import spelled
from index.store.milvus.statistics import STATISTICS, Statistics
from index.store.milvus.writing import Target
from index.worth import StandIns, Worth, worth_of

POOL = 2
"""Passages that Milvus is asked for by words, as a multiple of those wanted: it ranks them a little differently."""
TIMES = 2
"""How often a word is in what Milvus is asked, for each unit of its inverse document frequency: to Milvus it is worth
its frequency there times its rarity, to us its rarity squared (`index.worth`). So 99 of the best 100 passages for
SciFact's claims are in a pool of 200 (python -m benchmarks.stores); with each word once, 92."""
_KEPT = 8192
"""Most passages that are remembered, some questions' worth; they never change."""
_TRIES = 4


def open_milvus(folder: Path, manifest: Manifest) -> tuple["MilvusVectors", "MilvusWords"]:
    """The vectors and words of a generation. Milvus is asked when they are first needed."""
    place, texts, records = read_collections(folder)
    target = Target(place, texts, records, number_of(folder), folder.parent, manifest.embedder)
    catalog, statistics = Catalog(folder / CATALOG), Statistics(folder / STATISTICS)
    left = statistics.left_over()
    held_texts = Passages(target.collection(of_texts=True), target.born, left.dead, catalog.values_that_fit)
    held_records = Passages(target.collection(of_texts=False), target.born, left.dead_records, catalog.values_that_fit)
    return MilvusVectors(held_texts, statistics), MilvusWords(held_texts, held_records, statistics)


def number_of(generation: Path) -> int:
    """The number in the name of a generation, or of its draft."""
    return int(generation.name.removeprefix("g-").partition(".")[0])


class Passages:
    """The passages of a generation in one collection. Safe to share between threads.

    What a draft of the next generation adds is left out, and what it removed from this one until it is gone.
    """

    def __init__(
        self, collection: Stored, born: int, dead: Sequence[int], held: Callable[[str, Sequence[str]], list[str]]
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
        for some in batches(missing):
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


class MilvusVectors:
    """As `index.store.protocol.VectorStore`."""

    def __init__(self, texts: Passages, statistics: Statistics) -> None:
        self._texts, self._statistics = texts, statistics

    def nearest(self, vector: Vectors, k: int, among: Among | None = None) -> list[int]:
        """As the protocol says; so are the others."""
        return list(self._texts.near(VECTOR, vector, k, among))

    def vectors(self, rows: Collection[int]) -> Vectors:
        """Raises IndexDamaged when one is not there."""
        if not rows:
            return np.empty((0, self._texts.collection.identity.dimension), dtype=np.float32)
        found = self._texts.of(rows)
        if len(found) < len(set(rows)):
            where, mend = self._texts.collection, rebuild(self._texts.collection.root)
            raise IndexDamaged(
                f"{where.server.place}, collection {where.name}: lacks passages; build again with: {mend}"
            )
        return np.stack([found[row][VECTOR] for row in rows])

    def rows(self) -> Rows:
        """Asks Milvus for all of them."""
        return self._texts.rows()

    def __len__(self) -> int:
        return self._statistics.totals["texts"]


class MilvusWords:
    """As `index.store.protocol.WordStore`: Milvus finds passages, their scores are ours."""

    def __init__(self, texts: Passages, records: Passages, statistics: Statistics) -> None:
        self._texts, self._records, self._statistics = texts, records, statistics

    def worth(self, words: str, stand_ins: StandIns = ()) -> Worth:
        """As the protocol says; so are the others."""
        return worth_of(words, stand_ins, self._statistics.rarity)

    def search(self, worth: Worth, k: int, among: Among | None = None) -> Scores:
        """The best of a pool of `POOL` times as many that Milvus finds by BM25."""
        asked = tokens_of(worth)
        times = [max(1, round(TIMES * self._statistics.rarity(token))) for token in asked]
        wanted = " ".join(" ".join([spelled(token)] * often) for token, often in zip(asked, times, strict=True))
        return best(self._scored(worth, self._texts.near(WORDS, wanted, POOL * k, among)), k)

    def scores(self, worth: Worth, rows: Collection[int]) -> Scores:
        """No round trip for passages that were found by their vectors."""
        return best(self._scored(worth, self._texts.of(rows)), len(rows))

    def search_records(self, terms: Iterable[str], k: int, among: Among | None = None) -> Scores:
        """As `search`."""
        asked = list(dict.fromkeys(terms))
        found = self._records.near(WORDS, " ".join(map(spelled, asked)), POOL * k, among)
        words = {row: entity["words"] for row, entity in found.items()}
        return best(bm25(asked, words, self._statistics.fields(asked)["record"]), k)

    def frequency(self, term: str) -> int:
        """From the statistics of the generation, as the next three."""
        in_text, _, in_records = self._statistics.frequencies([term])[term]
        return in_text + in_records

    def is_of_records(self, term: str) -> bool:
        """From the statistics."""
        in_text, _, in_records = self._statistics.frequencies([term])[term]
        return in_records > 0 and in_records >= in_text

    def words_from(self, beginning: str) -> dict[str, int]:
        """From the statistics."""
        return self._statistics.words_from(beginning)

    def has_similar_word(self, word: str, edits: int) -> bool:
        """Whether any has about as many letters; to compare them all is to list them."""
        return self._statistics.has_word_of(len(word) - edits, len(word) + edits)

    def rows(self) -> Rows:
        """Asks Milvus for all of them."""
        return np.union1d(self._texts.rows(), self._records.rows())

    def __len__(self) -> int:
        return self._statistics.passages

    def _scored(self, worth: Worth, found: dict[int, Entity]) -> Scores:
        fields = self._statistics.fields([token for token, _ in worth.bm25])
        words = {row: entity["words"] for row, entity in found.items()}
        return scored(worth, words, fields["text"], fields["title"])
