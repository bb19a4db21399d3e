"""Sources to a published index: from scratch, or on top of the one that is there."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.ahead import EmbeddingAhead, Progress
from index.catalog import Catalog
from index.chunk import PASSAGE_TOKENS, TITLE_TOKENS
from index.corpus import SHIPPED
from index.embed import Embedder, Identity
from index.errors import IndexMissing, SourceError, VesicleError
from index.files import SourceFile
from index.generations import current, publish, writing
from index.library import Library
from index.manifest import (
    Generation,
    Manifest,
    check_embedder,
    check_files,
    measure,
    read_manifest,
    rebuild,
    seal,
)
from index.models import load_embedder
from index.parts import CATALOG, VECTORS, check_parts, write_vectors, write_words
from index.recipe import Recipe, absolute
from index.retractions import LeftOut, read
from index.settings import load_settings
from index.settling import Changes
from index.sources import files, read_file
from index.sources.refusal import refusal
from index.store.faiss import FaissStore

CHUNKER = {"passage_tokens": PASSAGE_TOKENS, "title_tokens": TITLE_TOKENS}


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


@dataclass(frozen=True, slots=True)
class Marked:
    """What marking papers by a table of retractions did.

    run: its report. marks: as `index.catalog.Catalog.marks`. nameless: rows of the table with neither DOI nor PMID.
    damaged: rows of which something could not be read.
    """

    run: Report
    marks: dict[str, int]
    nameless: int
    damaged: int


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
        library = Library(draft / CATALOG)
        failed = _take(library, [Path(source) for source in sources] or SHIPPED, tell)
        if library.is_empty:
            why = f": {failed[0]}" if failed else ""
            raise VesicleError(f"no paper could be read, so the index was left as it was{why}")
        model = _load(embedder or settings.embedder, None, tell)
        recipe = Recipe(shipped=not sources, sources=absolute(sources))
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
        library = Library(draft / CATALOG, old.folder / CATALOG if old else None)
        failed = _take(library, [*([] if old else SHIPPED), *map(Path, sources)], tell)
        return _finish_update(root, draft, library, failed, sources, old, tell)


def sync(
    folder: Path | str,
    changed: Sequence[Path],
    gone: Sequence[SourceFile],
    *,
    index: Path | str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Bring an index up to date with a folder of which it is known what has changed (`index.watch` finds out).

    changed: files to read, new ones among them; what such a file no longer says goes, if it can be read whole.
    gone: files whose papers go, unless another file has them; one that another paper lists stays as its reference.
    Else as `add`.
    """
    root = Path(index or load_settings().index)
    tell = progress or _silent
    with writing(root) as draft:
        old = _sound(root)
        library = Library(draft / CATALOG, old.folder / CATALOG if old else None)
        failed = _take(library, [] if old else SHIPPED, tell)
        failed += _take(library, changed, tell, anew=True)
        for file in gone:
            library.drop_file(file.name)
        return _finish_update(root, draft, library, failed, [folder], old, tell, library.has_new_files)


def remove(papers: Sequence[str], *, index: Path | str | None = None, progress: Progress | None = None) -> Report:
    """Remove papers from an index.

    papers: ids, or other identifiers as ``pmid:...``, ``doi:...``, ``pmcid:...``; one that is not there is reported.
    A paper that another one lists stays as its reference. Raises as `add`, and IndexMissing.
    """
    root = Path(index or load_settings().index)
    tell = progress or _silent
    current(root)
    with writing(root) as draft:
        old = _there(root)
        library = Library(draft / CATALOG, old.folder / CATALOG)
        failed, removed = list[str](), list[str]()
        for paper in papers:
            match library.find(paper):
                case [paper_id]:
                    removed += library.remove(paper_id)
                case []:
                    failed.append(f"{paper}: is not in the index; look its id up with: python -m index search")
                case several:
                    failed.append(f"{paper}: is the name of {' and '.join(several)}; give one of these ids")
        recipe = old.manifest.recipe.without(removed)
        model = _load(old.manifest.embedder.model, old.manifest.embedder, tell)
        return _finish(root, draft, library, model, failed, recipe, old, tell)


def mark(table: Path | str, *, index: Path | str | None = None, progress: Progress | None = None) -> Marked:
    """Mark the papers of an index, and those that come later, by the table of Retraction Watch (`index.retractions`).

    table: replaces the one before as a whole. Nothing is embedded. When it says nothing new, the generation in force
    stays. Raises as `remove`, and SourceError for a file that is no such table; the index is then as it was.
    """
    root = Path(index or load_settings().index)
    tell = progress or _silent
    current(root)
    left_out = LeftOut(Path(table))
    with writing(root) as draft:
        old = _there(root)
        library = Library(draft / CATALOG, old.folder / CATALOG)
        library.mark(read(Path(table), left_out))
        recipe = old.manifest.recipe.marked_by(table)
        model = _load(old.manifest.embedder.model, old.manifest.embedder, tell)
        report = _finish(root, draft, library, model, left_out.failed, recipe, old, tell)
        with closing(Catalog(root / report.generation / CATALOG)) as catalog:
            return Marked(report, catalog.marks(), left_out.nameless, left_out.damaged)


def _take(library: Library, sources: Iterable[Path], tell: Progress, *, anew: bool = False) -> list[str]:
    """Read the sources into the library; returns a line for each document that cannot be read.

    anew: of a file that can be read whole, nothing stays but what it says now.
    """
    failed, done = list[str](), 0
    for path in (path for source in sources for path in files(source)):
        if isinstance(path, SourceError):
            failed.append(str(path))
            continue
        try:
            file = SourceFile.at(path)
        except OSError as error:
            failed.append(str(refusal(path, f"cannot be read ({error.strerror})", "check the path")))
            continue
        failures = len(failed)
        for found in read_file(path):
            if isinstance(found, SourceError):
                failed.append(str(found))
            else:
                library.take(found, file.name)
                done += not found.is_reference
                tell("reading", done, 0)
        if len(failed) == failures:
            library.keep_file(file)
            if anew:
                library.retell(file.name)
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
    # All of it, since damage that is copied or linked into a new generation could not be told any more.
    check_files(folder, manifest, every_hash=True)
    check_embedder(root, manifest)
    if manifest.chunker != CHUNKER:
        raise VesicleError(f"{root}: its passages were cut by other rules; build again with: {rebuild(root)}")
    return Generation(folder, manifest)


def _there(root: Path) -> Generation:
    """The generation in force, which must be there. Raises as `_sound`, and IndexMissing."""
    found = _sound(root)
    if found is None:
        raise IndexMissing(f"{root}: the index was removed meanwhile; build it again")
    return found


def _finish_update(
    root: Path,
    draft: Path,
    library: Library,
    failed: list[str],
    sources: Sequence[Path | str],
    old: Generation | None,
    tell: Progress,
    has_new_files: bool = False,
) -> Report:
    """`_finish` for what was added to an index, or to what ships where there was none."""
    identity = old.manifest.embedder if old else None
    model = _load(identity.model if identity else load_settings().embedder, identity, tell)
    recipe = (old.manifest.recipe if old else Recipe(shipped=True)).and_from(sources)
    return _finish(root, draft, library, model, failed, recipe, old, tell, has_new_files)


def _finish(
    root: Path,
    draft: Path,
    library: Library,
    model: Embedder,
    failed: list[str],
    recipe: Recipe,
    old: Generation | None,
    tell: Progress,
    has_new_files: bool = False,
) -> Report:
    """Settle the library, index what is new in it, and put the draft in force.

    has_new_files: that is to be remembered even if no paper has changed.
    """
    store = FaissStore.read(old.folder / VECTORS) if old else FaissStore(model.identity.dimension)
    with EmbeddingAhead(model, store, tell) as ahead:
        changes = library.settle(model.count_tokens, model.identity.max_tokens, ahead.take)
        library.close()
        failed = failed + changes.conflicts
        if old and not changes.catalogue and not has_new_files:
            return _report(old.folder.name, old.manifest.counts, changes, 0, failed)
        with closing(Catalog(draft / CATALOG)) as catalog:
            # Meanwhile the last passages are embedded.
            write_words(draft, catalog, changes, old, tell)
            ahead.finish()
            write_vectors(draft, store, changes, ahead.taken, old)
            tell("publishing", 0, 1)
            check_parts(draft, catalog)
            manifest = Manifest(
                built_at=datetime.now(UTC).isoformat(timespec="seconds"),
                counts=catalog.counts(),
                newest_year=catalog.newest_year(),
                embedder=model.identity,
                chunker=CHUNKER,
                recipe=recipe.now(catalog.is_paper),
                files=measure(draft),
            )
    tell("publishing", 1, 1)
    generation = publish(root, draft, seal(manifest))
    return _report(generation, manifest.counts, changes, ahead.taken, failed)


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


def _silent(step: str, done: int, total: int) -> None:
    pass
