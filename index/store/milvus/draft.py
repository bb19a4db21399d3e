"""A generation's vectors and words while it is made: rows are added to collections that others still read.

Each row carries the number of the generation that brought it. Readers of an older one leave it out; a writer that was
killed leaves rows of a generation that never came into force, which the next one removes first. What a generation has
no more is removed only once it is in force.
"""

import shutil
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from index.ahead import Progress
from index.among import Rows
from index.catalog import CATALOG, Catalog
from index.embed import Identity, Vectors
from index.errors import VesicleError
from index.manifest import Generation
from index.records import Passage
from index.settling import Changes
from index.store.batches import batches
from index.store.milvus.collection import MOST_AT_ONCE
from index.store.milvus.counts import Counts
from index.store.milvus.expression import filed
from index.store.milvus.owned import new_name, number_of, read_collections, sweep, write_collections
from index.store.milvus.place import Place
from index.store.milvus.statistics import STATISTICS, LeftOver, Statistics, StatisticsDraft
from index.store.milvus.writing import Entry, Target, entries_of, write_records, write_texts

_THREADS = 2
_WAITING = 4
"""Most batches that wait to be written; what embeds is then held up, and memory stays bounded."""
_AT_ONCE = 1024
_FILED = ("year", "facets")


class MilvusDraft:
    """As `index.store.protocol.Draft`.

    workers: run the writing of batches, unless a Milvus Lite file is written, which one process has; the default is
    some threads.
    """

    def __init__(
        self, place: Place, draft: Path, identity: Identity, old: Generation | None, workers: Executor | None = None
    ) -> None:
        self._draft, self._old = draft, old
        root, born = draft.parent, number_of(draft)
        if old:
            place, texts, records = read_collections(old.folder)
            self._target = Target(place, texts, records, born, root, identity)
            self._catch_up(old)
            shutil.copyfile(old.folder / STATISTICS, draft / STATISTICS)
        else:
            name = new_name(root, place)
            self._target = Target(place, f"{name}_texts", f"{name}_records", born, root, identity)
            for of_texts in (True, False):
                self._target.collection(of_texts=of_texts).create()
        self._left = LeftOver((), (), ())
        self._statistics = StatisticsDraft(draft / STATISTICS)
        self._threads = ThreadPoolExecutor(_THREADS)
        self._workers = self._threads if workers is None or self._target.place.is_file else workers
        self._writing: deque[Future[Counts]] = deque()
        self._taking = threading.Lock()

    def add(self, rows: Rows, vectors: Vectors, passages: Sequence[Passage]) -> None:
        """As the protocol says; so are the others."""
        entries = entries_of(zip(rows.tolist(), passages, strict=True))
        self._submit(write_texts, self._target, entries, vectors)

    def write_words(self, catalog: Catalog, changes: Changes, tell: Progress) -> None:
        """Write what is said of papers; take away from the statistics what is gone."""
        tell("indexing words", 0, 1)
        if self._old:
            with closing(Catalog(self._old.folder / CATALOG)) as before:
                for some in batches([*changes.dead, *changes.dead_records], MOST_AT_ONCE):
                    self._statistics.count(Counts.of(before.passages(some).values()), -1)
        for some in batches(changes.fresh, MOST_AT_ONCE):
            records = catalog.records_of(some)
            for of_records in batches(records, _AT_ONCE):
                entries = entries_of(catalog.passages(of_records).items())
                self._submit(write_records, self._target, entries)
        tell("indexing words", 1, 1)

    def write_vectors(self, catalog: Catalog, changes: Changes, embedded: int) -> None:
        """Wait until all is written."""
        self._wait(0)
        self._left = LeftOver(changes.dead, changes.dead_records, changes.refiled)
        self._statistics.leave(self._left)
        self._statistics.close()
        write_collections(self._draft, self._target.place, self._target.texts, self._target.records)
        if not self._old:
            for of_texts in (True, False):
                self._target.collection(of_texts=of_texts).flush()

    def disagreements(self, catalog: Catalog) -> list[str]:
        """By numbers, and by the rows that are new: to ask for all would take as long as to write them."""
        with closing(Statistics(self._draft / STATISTICS)) as statistics:
            counted = statistics.passages
            expected = {
                True: statistics.totals["texts"] + len(self._left.dead),
                False: statistics.totals["records"] + len(self._left.dead_records),
            }
        passages, found = catalog.counts()["passages"], []
        if counted != passages:
            found.append(f"{passages} passages, but the words of {counted}")
        for of_texts, number in expected.items():
            there = self._target.collection(of_texts=of_texts).count()
            if there != number:
                found.append(f"{there} rows in Milvus, not {number}, of {'text' if of_texts else 'records'}")
        return found

    def settled(self) -> None:
        """What cannot be done now is done by the next writer."""
        root = self._draft.parent
        generation = root / self._draft.name.partition(".")[0]
        try:
            with closing(Catalog(generation / CATALOG)) as catalog:
                _finish(self._target, self._left, catalog)
        except (VesicleError, OSError):
            return
        sweep(root)

    def close(self) -> None:
        """Give up what is not written yet."""
        for one in self._writing:
            one.cancel()
        self._threads.shutdown(cancel_futures=True)

    def _submit(self, write: Callable[..., Counts], *given: Target | list[Entry] | Vectors) -> None:
        self._writing.append(self._workers.submit(write, *given))
        self._wait(_WAITING)

    def _wait(self, most: int) -> None:
        while len(self._writing) > most:
            with self._taking:
                next_one = self._writing.popleft() if self._writing else None
            if next_one:
                self._statistics.count(next_one.result())

    def _catch_up(self, old: Generation) -> None:
        """Remove what a killed writer left, and do what the generation in force left to be done."""
        for of_texts in (True, False):
            self._target.collection(of_texts=of_texts).delete_younger(number_of(old.folder))
        with closing(Statistics(old.folder / STATISTICS)) as statistics:
            left = statistics.left_over()
        with closing(Catalog(old.folder / CATALOG)) as catalog:
            _finish(self._target, left, catalog)


def _finish(target: Target, left: LeftOver, catalog: Catalog) -> None:
    """Do what a generation, of which this is the catalogue, left to be done, as far as it is not."""
    texts, records = target.collection(of_texts=True), target.collection(of_texts=False)
    for collection, dead in ((texts, left.dead), (records, left.dead_records)):
        collection.delete(list(collection.query(dead, ["row"])))
    for some in batches(left.refiled, MOST_AT_ONCE):
        wanted = {row: filed(passage.paper) for row, passage in catalog.passages(some).items()}
        for collection in (texts, records):
            there = collection.query(list(wanted), _FILED)
            # Whole rows: not every Milvus writes parts of them.
            other = [row for row, has in there.items() if any(has[name] != wanted[row][name] for name in _FILED)]
            whole = collection.query(other, collection.fields)
            collection.upsert([{**entity, **wanted[row]} for row, entity in whole.items()])
