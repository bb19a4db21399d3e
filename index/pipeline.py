"""Sources to a published index: from scratch, or on top of the one that is there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.chunk import PASSAGE_TOKENS, TITLE_TOKENS
from index.corpus import SHIPPED
from index.embed import Embedder, Identity
from index.errors import IndexDamaged, IndexMissing, SourceError, VesicleError
from index.lexical import Lexical, write_lexical
from index.library import Changes, Library
from index.manifest import (
    Generation,
    Manifest,
    check_embedder,
    current,
    file_faults,
    link_files,
    measure,
    publish,
    read_manifest,
    rebuild,
    writing,
)
from index.models import load_embedder
from index.recipe import Recipe
from index.records import Passage
from index.settings import load_settings
from index.sources import read
from index.store.faiss import FaissStore

Progress = Callable[[str, int, int], None]
"""Called as ``progress(step, done, total)`` while work goes on."""
CHUNKER = {"passage_tokens": PASSAGE_TOKENS, "title_tokens": TITLE_TOKENS}
_CATALOG, _VECTORS, _WORDS = "catalog.sqlite", "vectors.faiss", "lexical"
_AT_ONCE = 4096
_ANEW = 0.2
"""Share of rewritten passages from which the lexical index is built anew: an update leaves the removed ones counted
in its statistics until tantivy merges them away."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    generation: the one in force afterwards. counts: as `index.catalog.Catalog.counts`.
    added, updated, unchanged, removed: papers, without mere references. embedded: passages that were embedded.
    failed: one line each for what could not be read or done.
    """

    generation: str
    counts: dict[str, int]
    added: int
    updated: int
    unchanged: int
    removed: int
    embedded: int
    failed: tuple[str, ...]


def build(
    sources: Sequence[Path | str] = (),
    *,
    index: Path | str | None = None,
    embedder: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build an index from scratch and put it in force; the one that was there answers until then.

    sources: files and folders; none means what ships with Vesicle.
    index: its folder; default from the settings. embedder: a model folder or hub id; default from the settings.
    A document that cannot be read is reported and left out.
    Raises VesicleError when nothing at all could be read, when another process is writing this index, or when the
    model or the folder cannot be used; the index that was there is then as it was.
    """
    settings = load_settings()
    root = Path(index or settings.index)
    tell = progress or _silent
    with writing(root) as draft:
        library = Library(draft / _CATALOG)
        failed = _take(library, [Path(source) for source in sources] or [SHIPPED], tell)
        if library.is_empty:
            why = f": {failed[0]}" if failed else ""
            raise VesicleError(f"no paper could be read, so the index was left as it was{why}")
        model = _load(embedder or settings.embedder, None, tell)
        recipe = Recipe(shipped=not sources, sources=tuple(map(str, sources)))
        return _finish(root, draft, library, model, failed, recipe, None, tell)


def add(sources: Sequence[Path | str], *, index: Path | str | None = None, progress: Progress | None = None) -> Report:
    """Add papers to an index, and update those in it that have changed; where there is none, begin with what ships.

    sources, index: as for `build`. Text that has not changed is not embedded again. When nothing is new, the
    generation in force stays.
    Raises VesicleError when there is an index that cannot be built upon, when another process is writing it, or when
    the folder cannot be used; the index is then as it was.
    """
    root = Path(index or load_settings().index)
    tell = progress or _silent
    with writing(root) as draft:
        old = _sound(root)
        library = Library(draft / _CATALOG, old.folder / _CATALOG if old else None)
        failed = _take(library, [*([] if old else [SHIPPED]), *map(Path, sources)], tell)
        identity = old.manifest.embedder if old else None
        model = _load(identity.model if identity else load_settings().embedder, identity, tell)
        recipe = (old.manifest.recipe if old else Recipe(shipped=True)).and_from(sources)
        return _finish(root, draft, library, model, failed, recipe, old, tell)


def remove(papers: Sequence[str], *, index: Path | str | None = None, progress: Progress | None = None) -> Report:
    """Remove papers from an index.

    papers: ids, or other identifiers as ``pmid:...``, ``doi:...``, ``pmcid:...``; one that is not there is reported.
    A paper that another one lists stays as its reference. Raises as `add`, and IndexMissing.
    """
    root = Path(index or load_settings().index)
    tell = progress or _silent
    current(root)
    with writing(root) as draft:
        old = _sound(root)
        if old is None:
            raise IndexMissing(f"{root}: the index was removed meanwhile; build it again")
        library = Library(draft / _CATALOG, old.folder / _CATALOG)
        failed = [
            f"{paper}: is not in the index; look its id up with: python -m index search"
            for paper in papers
            if not library.remove(paper)
        ]
        model = _load(old.manifest.embedder.model, old.manifest.embedder, tell)
        return _finish(root, draft, library, model, failed, old.manifest.recipe.without(papers), old, tell)


def _take(library: Library, sources: Iterable[Path], tell: Progress) -> list[str]:
    """Read the sources into the library; returns a line for each document that cannot be read."""
    failed, done = list[str](), 0
    for source in sources:
        for found in read(source):
            if isinstance(found, SourceError):
                failed.append(str(found))
            else:
                library.take(found)
                done += not found.is_reference
                tell("reading", done, 0)
    return failed


def _load(model: str | None, identity: Identity | None, tell: Progress) -> Embedder:
    tell("preparing the embedding model", 0, 1)
    loaded = load_embedder(model, identity.fingerprint if identity else None)
    tell("preparing the embedding model", 1, 1)
    return loaded


def _sound(root: Path) -> Generation | None:
    """The generation in force, None when there is none. Raises VesicleError when it cannot be built upon."""
    try:
        folder = root / current(root)
    except IndexMissing:
        return None
    manifest = read_manifest(folder)
    if faults := file_faults(folder, manifest, every_hash=False):
        raise IndexDamaged(f"{faults[0]}; build again with: {rebuild(root)}")
    check_embedder(root, manifest)
    if manifest.chunker != CHUNKER:
        raise VesicleError(f"{root}: its passages were cut by other rules; build again with: {rebuild(root)}")
    return Generation(folder, manifest)


def _finish(
    root: Path,
    draft: Path,
    library: Library,
    model: Embedder,
    failed: list[str],
    recipe: Recipe,
    old: Generation | None,
    tell: Progress,
) -> Report:
    """Settle the library, index what is new in it, and put the draft in force."""
    changes = library.settle(model.count_tokens, model.identity.max_tokens)
    library.close()
    failed = failed + changes.conflicts
    if old and not changes.catalogue:
        return _report(old.folder.name, old.manifest.counts, changes, 0, failed)
    catalog = Catalog(draft / _CATALOG)
    try:
        embedded = _write_vectors(draft, catalog, changes, model, old, tell)
        _write_words(draft, catalog, changes, old, tell)
        tell("publishing", 0, 1)
        _check(draft, catalog)
        manifest = Manifest(
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            counts=catalog.counts(),
            newest_year=catalog.newest_year(),
            embedder=model.identity,
            chunker=CHUNKER,
            recipe=recipe,
            files=measure(draft),
        )
    finally:
        catalog.close()
    tell("publishing", 1, 1)
    generation = publish(root, draft, manifest)
    return _report(generation, manifest.counts, changes, embedded, failed)


def _report(generation: str, counts: dict[str, int], changes: Changes, embedded: int, failed: list[str]) -> Report:
    return Report(
        generation,
        counts,
        changes.added,
        changes.updated,
        changes.unchanged,
        changes.removed,
        embedded,
        tuple(failed),
    )


def _write_vectors(
    draft: Path, catalog: Catalog, changes: Changes, model: Embedder, old: Generation | None, tell: Progress
) -> int:
    """Embed the new passages of text. What is said of papers is found by its words, which needs no vector."""
    store = FaissStore.read(old.folder / _VECTORS) if old else FaissStore(model.identity.dimension)
    if changes.dead:
        store.remove(np.array(changes.dead))
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        tell("embedding", done, total)

    total = catalog.count_text(changes.fresh)
    for some in _batches(changes.fresh):
        texts = {row: passage for row, passage in catalog.passages(some).items() if not passage.is_record}
        if texts:
            vectors = model.passages([embedded_text(passage, model) for passage in texts.values()], advance)
            store.add(np.array(list(texts), dtype=np.int64), vectors)
    if old and not total and not changes.dead:
        link_files(old.folder, draft, [_VECTORS])
    else:
        store.write(draft / _VECTORS)
    return total


def _write_words(draft: Path, catalog: Catalog, changes: Changes, old: Generation | None, tell: Progress) -> None:
    tell("indexing words", 0, 1)
    (draft / _WORDS).mkdir()
    gone = [*changes.dead, *changes.reworded]
    new = [*changes.fresh, *changes.reworded]
    if old is None or len(gone) + len(new) > _ANEW * old.manifest.counts["passages"]:
        write_lexical(draft / _WORDS, catalog.rows())
    else:
        link_files(old.folder, draft, _segments(old.manifest))
        if gone or new:
            passages = (pair for some in _batches(new) for pair in catalog.passages(some).items())
            write_lexical(draft / _WORDS, passages, gone)
    tell("indexing words", 1, 1)


def _segments(manifest: Manifest) -> list[str]:
    """Files of the lexical index, without tantivy's locks, which each generation has for itself."""
    return [name for name in manifest.files if name.startswith(f"{_WORDS}/") and not name.endswith(".lock")]


def _check(draft: Path, catalog: Catalog) -> None:
    """Refuse to publish a draft whose parts disagree."""
    passages, texts = catalog.counts()["passages"], catalog.count_text()
    vectors, words = len(FaissStore.read(draft / _VECTORS)), len(Lexical(draft / _WORDS))
    if (vectors, words) != (texts, passages):
        raise VesicleError(
            f"{draft}: {vectors} vectors for {texts} passages of text and {words} lexical entries for {passages}"
            " passages; nothing was changed, please report this"
        )


def _batches(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(rows), _AT_ONCE):
        yield rows[first : first + _AT_ONCE]


def _silent(step: str, done: int, total: int) -> None:
    pass


def embedded_text(passage: Passage, model: Embedder) -> str:
    """What is embedded for a passage: the paper's title, shortened if need be, and the passage."""
    return f"{model.shorten(passage.paper.title, TITLE_TOKENS)}\n{passage.text}"
