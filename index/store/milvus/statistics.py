"""How often words stand in the passages of a generation: a file of it, so that to know them nobody is asked."""

import math
import sqlite3
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.store.milvus.counts import FIELDS, Counts
from index.store.milvus.scoring import Field

STATISTICS = "words.sqlite"
_SCHEMA = """
CREATE TABLE tokens (
    token TEXT PRIMARY KEY, -- numbers of passages in which it stands
    text INTEGER NOT NULL DEFAULT 0, title INTEGER NOT NULL DEFAULT 0, record INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE long_words (word TEXT PRIMARY KEY, passages INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE totals (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE left_over (row INTEGER NOT NULL, what TEXT NOT NULL, PRIMARY KEY (row, what)) STRICT, WITHOUT ROWID;
"""
"""totals: numbers of passages ("texts", "records") and of tokens ("text", "title", "record").
left_over: rows of which something is still to be done once the generation is in force (`LeftOver`)."""


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Rows of which something is to be done in Milvus once a generation is in force.

    dead, dead_records: gone from it, of text and of "Article information". refiled: are filtered by something else now.
    """

    dead: Sequence[int]
    dead_records: Sequence[int]
    refiled: Sequence[int]


class StatisticsDraft:
    """The statistics of a generation while it is made. Not finished, they are thrown away."""

    def __init__(self, path: Path) -> None:
        """Go on with what is in the file, if it is there."""
        there = path.exists()
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + ("" if there else _SCHEMA))
        self._lock = threading.Lock()

    def count(self, counts: Counts, sign: int = 1) -> None:
        """Add what some passages add, or take it away: sign is 1 or -1."""
        with self._lock:
            for name, found in counts.passages.items():
                self._add("tokens", "token", name, found, sign)
            self._add("long_words", "word", "passages", counts.long_words, sign)
            self._add("totals", "name", "number", counts.totals, sign)

    def _add(self, table: str, key: str, column: str, numbers: Mapping[str, int], sign: int) -> None:
        self._db.executemany(
            f"INSERT INTO {table} ({key}, {column}) VALUES (?, ?)"  # noqa: S608 - constants
            f" ON CONFLICT DO UPDATE SET {column} = {column} + excluded.{column}",
            ((name, sign * number) for name, number in numbers.items()),
        )

    def leave(self, left: LeftOver) -> None:
        """Note what is left to be done; what the generation before left is done."""
        with self._lock:
            self._db.execute("DELETE FROM left_over")
            for what in LeftOver.__slots__:
                rows = ((int(row), what) for row in getattr(left, what))
                self._db.executemany("INSERT OR IGNORE INTO left_over VALUES (?, ?)", rows)

    def close(self) -> None:
        """Finish the file."""
        with self._lock:
            self._db.commit()
            self._db.close()


class Statistics:
    """The statistics of a generation, read only. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self.totals: Mapping[str, int] = Counter(dict(self._all("SELECT name, number FROM totals")))

    @property
    def passages(self) -> int:
        """Number of passages, of text and of records."""
        return self.totals["texts"] + self.totals["records"]

    def fields(self, wanted: Sequence[str]) -> dict[str, Field]:
        """What BM25 of some tokens asks of the fields "text", "title" and "record"."""
        found = self.frequencies(wanted)
        passages = self.passages
        return {
            name: Field(
                passages,
                self.totals[name] / (passages or 1),
                {token: numbers[at] for token, numbers in found.items()},
            )
            for at, name in enumerate(FIELDS)
        }

    def frequencies(self, wanted: Sequence[str]) -> dict[str, tuple[int, int, int]]:
        """Token -> number of passages in whose text, title and record it stands; (0, 0, 0) where it stands nowhere."""
        found = {}
        for token in wanted:
            rows = self._all("SELECT text, title, record FROM tokens WHERE token = ?", token)
            found[token] = rows[0] if rows else (0, 0, 0)
        return found

    def rarity(self, *tokens: str) -> float:
        """Inverse document frequency of the first of some tokens that stands in text or titles; 0 when none does."""
        size = self.totals["texts"]
        for token in tokens:
            if number := max(self.frequencies([token])[token][:2]):
                return math.log(1 + (max(0, size - number) + 0.5) / (number + 0.5))
        return 0.0

    def words_from(self, beginning: str) -> dict[str, int]:
        """The long words that begin so -> number of passages with it."""
        query = "SELECT word, passages FROM long_words WHERE word >= ?1 AND word < ?2 AND passages > 0"
        # Long words are of small letters only, and "{" comes after these.
        return dict(self._all(query, beginning, beginning + "{"))

    def has_word_of(self, shortest: int, longest: int) -> bool:
        """Whether there is a long word of so many letters, both included."""
        query = "SELECT 1 FROM long_words WHERE length(word) BETWEEN ? AND ? AND passages > 0 LIMIT 1"
        return bool(self._all(query, shortest, longest))

    def left_over(self) -> LeftOver:
        """What is left to be done, or was when the generation was made."""
        rows: dict[str, list[int]] = {what: [] for what in LeftOver.__slots__}
        for row, what in self._all("SELECT row, what FROM left_over ORDER BY row"):
            rows[what].append(row)
        return LeftOver(**rows)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _all(self, query: str, *values: str | int) -> list[Any]:
        with self._lock:
            return self._db.execute(query, values).fetchall()
