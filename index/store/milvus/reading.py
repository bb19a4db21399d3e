"""A generation's vectors and words, read from Milvus."""

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from index.among import Among, Rows
from index.catalog import CATALOG, Catalog
from index.embed import Vectors
from index.errors import IndexDamaged
from index.manifest import Manifest, rebuild
from index.store.milvus.collection import VECTOR, WORDS, Entity
from index.store.milvus.owned import number_of, read_collections
from index.store.milvus.passages import Passages
from index.store.milvus.scoring import best, bm25, scored, tokens_of
from index.store.milvus.spelling import spelled
from index.store.milvus.statistics import STATISTICS, Statistics
from index.store.milvus.writing import Target
from index.worth import Scores, StandIns, Worth, worth_of

POOL = 2
"""Passages that Milvus is asked for by words, as a multiple of those wanted: it ranks them a little differently."""
TIMES = 2
"""How often a word is in what Milvus is asked, for each unit of its inverse document frequency: to Milvus it is worth
its frequency there times its rarity, to us its rarity squared (`index.worth`). So 98 of the best 100 passages for a
claim of SciFact are in a pool of 200; with each word once, 91 (python -m benchmarks.stores)."""


def open_milvus(folder: Path, manifest: Manifest) -> tuple["MilvusVectors", "MilvusWords"]:
    """The vectors and words of a generation. Milvus is asked when they are first needed."""
    place, texts, records = read_collections(folder)
    target = Target(place, texts, records, number_of(folder), folder.parent, manifest.embedder)
    catalog, statistics = Catalog(folder / CATALOG), Statistics(folder / STATISTICS)
    left = statistics.left_over()
    held_texts, held_records = (
        Passages(target.collection(of_texts=of_texts, patient=False), target.born, dead, catalog.values_that_fit)
        for of_texts, dead in ((True, left.dead), (False, left.dead_records))
    )
    return MilvusVectors(held_texts, statistics), MilvusWords(held_texts, held_records, statistics)


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
