"""An index, opened for reading."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from index.among import Among, Rows
from index.catalog import CATALOG, Catalog
from index.chinese import in_english
from index.embed import Embedder, Vectors
from index.errors import IndexDamaged, VesicleError
from index.filters import EVERYTHING, Filters
from index.fusion import Scores, ranked
from index.generations import current
from index.listing import Listing
from index.manifest import (
    Manifest,
    Stamp,
    check_embedder,
    check_files,
    file_faults,
    foreign_files,
    read_manifest,
    rebuild,
    stamp,
)
from index.models import load_embedder
from index.records import Passage
from index.settings import load_settings
from index.store import disagreements, open_store
from index.worth import StandIns

POOL = 100
"""Passages that each of the two rankings gives to be fused."""
QUESTION_THREADS = 2
"""Threads for embedding at question time: an answer took four fifths of the time with one."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages of text that are among the best by their words or by their meaning, in the order of their rows.

    rows: of n passages. lexical, dense: score and cosine of each. vectors: theirs, shape (n, dimension).
    """

    rows: list[int]
    lexical: Scores
    dense: Scores
    vectors: Vectors


class Index:
    """One generation of an index. Open it with `open_index`; safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.catalog = Catalog(folder / CATALOG)
        self.vectors, self.lexical = open_store(folder, manifest)
        # A conversation keeps its filters from question to question.
        self._that_fit = lru_cache(maxsize=4)(self._among_fitting)
        self._embedder: Embedder | None = None
        self._listing: Listing | None = None
        self._loading = threading.Lock()
        self._listing_up = threading.Lock()

    @property
    def embedder(self) -> Embedder:
        """The embedder that the index was built with, loaded when first needed."""
        with self._loading:
            if self._embedder is None:
                identity = self.manifest.embedder
                self._embedder = load_embedder(identity.model, identity.fingerprint, threads=QUESTION_THREADS)
            return self._embedder

    @property
    def listing(self) -> Listing:
        """The list of its papers, made when first needed."""
        with self._listing_up:
            if self._listing is None:
                self._listing = Listing(self.folder / CATALOG)
            return self._listing

    def search(
        self,
        words: str,
        k: int = 10,
        filters: Filters = EVERYTHING,
        stand_ins: StandIns = (),
        papers: Sequence[str] = (),
    ) -> list[Passage]:
        """The k passages of text that fit best, lexical and dense rankings fused; scores are 0 to 1 within a search.

        stand_ins: as `Lexical.worth` takes them. papers: ids of those to search, all when there are none.
        """
        found = self.candidates(words, max(POOL, k), self.among(filters, papers), stand_ins)
        scores = ranked(found.lexical, found.dense, found.vectors)
        best = np.argsort(-scores, kind="stable")[:k].tolist()
        return self._scored({found.rows[at]: float(scores[at]) for at in best})

    def among(self, filters: Filters = EVERYTHING, papers: Sequence[str] = ()) -> Among | None:
        """The passages of all papers that fit, of some only if any are given; None when there is nothing to narrow by.

        papers: ids.
        """
        fit = None if filters == EVERYTHING else self._that_fit(filters)
        if not papers:
            return fit

        def find() -> Rows:
            theirs = self.catalog.row_numbers(papers)
            return theirs if fit is None else np.intersect1d(theirs, fit.rows, assume_unique=True)

        return Among(filters, tuple(papers), find)

    def _among_fitting(self, filters: Filters) -> Among:
        return Among(filters, (), lambda: self.catalog.rows_that_fit(filters))

    def candidates(
        self, words: str, pool: int = POOL, among: Among | None = None, stand_ins: StandIns = ()
    ) -> Candidates:
        """The passages of text that are among the best ``pool`` by their words or by their meaning.

        among: those that may be found; None means all.

        Each passage gets both scores: one that only one ranking found would otherwise be taken for worthless by the
        other (python -m benchmarks.retrieval).
        """
        words = in_english(words)
        vector = self.embedder.query(words)
        near = self.vectors.nearest(vector, pool, among)
        worth = self.lexical.worth(words, stand_ins)
        lexical = self.lexical.search(worth, pool, among)
        lexical |= self.lexical.scores(worth, set(near) - lexical.keys())
        rows = sorted({*near, *lexical})
        vectors = self.vectors.vectors(rows)
        scores = np.array([lexical.get(row, 0.0) for row in rows])
        return Candidates(rows, scores, (vectors @ vector).astype(np.float64), vectors)

    def search_records(self, terms: Iterable[str], k: int = 10, filters: Filters = EVERYTHING) -> list[Passage]:
        """The k "Article information" passages, those of references included, that hold the most telling tokens."""
        found = self.lexical.search_records(terms, k, self.among(filters))
        best = max(found.values(), default=1.0)
        return self._scored({row: score / best for row, score in found.items()})

    def status(self) -> dict[str, Any]:
        """What the index holds and how it was made; ``retractions`` (`Catalog.marks`) only where there is a table."""
        marks = self.catalog.marks()
        return {
            **self.manifest.counts,
            **({"retractions": marks} if marks else {}),
            "newest_year": self.manifest.newest_year,
            "built_at": self.manifest.built_at,
            "index": str(self.folder.parent),
            "generation": self.folder.name,
            "bytes": sum(size for size, _ in self.manifest.files.values()),
            "format": self.manifest.format,
            "store": self.manifest.store,
            "embedder": asdict(self.manifest.embedder),
        }

    def _scored(self, best: dict[int, float]) -> list[Passage]:
        found = self.catalog.passages(best)
        return [replace(found[row], score=score) for row, score in best.items()]


_opened: dict[Path, tuple[Stamp, Index]] = {}
_opening = threading.Lock()


def open_index(path: Path | str | None = None) -> Index:
    """Open the index at a place, or give the one already open there if no newer generation is in force.

    path: its folder; default from the settings.
    Raises IndexMissing, IndexDamaged, and EmbedderMismatch when the settings ask for another embedder than it has.
    """
    root = Path(path or load_settings().index)
    with _opening:
        opened = _opened.get(root.resolve())
        found = stamp(root)
        while opened is None or opened[0] != found:
            try:
                opened = (found, _open(root / found.generation))
            except IndexDamaged:
                # A writer may have put a newer generation in force, and removed this one, since its name was read.
                if stamp(root) == found:
                    raise
            found = stamp(root)
        _opened[root.resolve()] = opened
    index = opened[1]
    check_embedder(root, index.manifest)
    return index


def verify(path: Path | str | None = None) -> list[str]:
    """Check every file and every cross-reference of an index; returns the faults, one line each, none when sound.

    Raises IndexMissing, and VesicleError for an index of another format.
    """
    root = Path(path or load_settings().index)
    while True:
        try:
            found = current(root)
        except IndexDamaged as error:
            return [str(error)]
        faults = _faults(root / found)
        # A writer may have put a newer generation in force, and removed this one, while it was read.
        if not faults or current(root) == found:
            return faults


def _faults(folder: Path) -> list[str]:
    try:
        manifest = read_manifest(folder)
    except IndexDamaged as error:
        return [str(error)]
    faults = file_faults(folder, manifest, every_hash=True)
    if not faults:
        try:
            index = Index(folder, manifest)
        except Exception as error:
            faults = [f"{folder}: cannot be opened ({error})"]
        else:
            try:
                faults = _cross_check(index)
            except VesicleError as error:
                return [str(error)]
            finally:
                index.catalog.close()
    mend = rebuild(folder.parent)
    return [f"{fault}; build again with: {mend}" for fault in faults] + foreign_files(folder, manifest)


def _open(folder: Path) -> Index:
    manifest = read_manifest(folder)
    check_files(folder, manifest, every_hash=False)
    try:
        return Index(folder, manifest)
    except Exception as error:
        raise IndexDamaged(
            f"{folder}: cannot be opened ({error}); build again with: {rebuild(folder.parent)}"
        ) from error


def _cross_check(index: Index) -> list[str]:
    faults = []
    name = str(index.folder)
    if damage := index.catalog.fault():
        faults.append(f"{name}: the catalogue is damaged ({damage})")
    if (counts := index.catalog.counts()) != index.manifest.counts:
        faults.append(f"{name}: the catalogue holds {counts}, the manifest says {index.manifest.counts}")
    faults += [f"{name}: {fault}" for fault in disagreements(index.catalog, index.vectors, index.lexical)]
    faults += [f"{name}: {fault}" for fault in index.catalog.loose_ends()]
    faults += [
        f"{name}: the offsets of passage {passage.id} do not lie within its section"
        for _, passage in index.catalog.rows()
        if not _exact(passage)
    ]
    return faults


def _exact(passage: Passage) -> bool:
    text = passage.paper.sections[passage.ordinal].text
    inside = all(passage.start <= start < end <= passage.end for start, end in passage.sentences)
    return 0 <= passage.start < passage.end <= len(text) and inside and bool(passage.sentences)
