"""What every run has in common: sources are read, the library is settled, what is new is indexed and put in force."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.ahead import EmbeddingAhead, Progress
from index.catalog import CATALOG, Catalog
from index.chunk import PASSAGE_TOKENS, TITLE_TOKENS
from index.embed import Embedder, Identity
from index.engine.work import HERE, Work
from index.errors import IndexMissing, VesicleError
from index.generations import current, publish
from index.library import Library
from index.manifest import (
    FAISS,
    Generation,
    Manifest,
    check_embedder,
    check_files,
    copy_file,
    measure,
    read_manifest,
    rebuild,
    seal,
)
from index.models import load_embedder
from index.recipe import Recipe
from index.settings import load_settings
from index.settling import Changes
from index.store import draft_store
from index.taking import FileReport, Taken, file_reports

CHUNKER = {"passage_tokens": PASSAGE_TOKENS, "title_tokens": TITLE_TOKENS}


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    generation: the one in force afterwards. counts: as `index.catalog.Catalog.counts`.
    added, updated, unchanged, removed: papers, without mere references. embedded: passages that were embedded.
    failed: one line each for what could not be read or done. files: those that were read.
    """

    generation: str
    counts: dict[str, int]
    added: int
    updated: int
    unchanged: int
    removed: int
    embedded: int
    failed: tuple[str, ...]
    files: tuple[FileReport, ...] = ()


def model_for(model: str | None, identity: Identity | None, tell: Progress) -> Embedder:
    """The embedder of that name, which must be the one with this identity, if one is given."""
    tell("preparing the embedding model", 0, 1)
    loaded = load_embedder(model, identity.fingerprint if identity else None)
    tell("preparing the embedding model", 1, 1)
    return loaded


def in_force(root: Path) -> Generation | None:
    """The generation in force, None when there is none. Raises VesicleError when it cannot be built upon.

    Its catalogue is large, and checked only when it is copied (`library_of`).
    """
    try:
        folder = root / current(root)
    except IndexMissing:
        return None
    manifest = read_manifest(folder)
    # All of it, since damage that is copied or linked into a new generation could not be told any more.
    check_files(folder, manifest, every_hash=True, but=[CATALOG])
    check_embedder(root, manifest)
    if manifest.chunker != CHUNKER:
        raise VesicleError(f"{root}: its passages were cut by other rules; build again with: {rebuild(root)}")
    return Generation(folder, manifest)


def required(root: Path) -> Generation:
    """The generation in force, which must be there. Raises as `in_force`, and IndexMissing."""
    found = in_force(root)
    if found is None:
        raise IndexMissing(f"{root}: the index was removed meanwhile; build it again")
    return found


def library_of(old: Generation | None, draft: Path) -> Library:
    """The library of a draft, with all that is in the generation it goes on from, if any. Raises IndexDamaged."""
    if old:
        copy_file(old, CATALOG, draft)
    return Library(draft / CATALOG)


def finish_update(
    root: Path,
    draft: Path,
    library: Library,
    taken: Taken,
    sources: Sequence[Path | str],
    old: Generation | None,
    tell: Progress,
) -> Report:
    """`finish` for what was added to an index, or to what ships where there was none."""
    identity = old.manifest.embedder if old else None
    model = model_for(identity.model if identity else load_settings().embedder, identity, tell)
    recipe = (old.manifest.recipe if old else Recipe(shipped=True)).and_from(sources)
    return finish(root, draft, library, model, taken, recipe, old.manifest.store if old else FAISS, old, tell)


def finish(
    root: Path,
    draft: Path,
    library: Library,
    model: Embedder,
    taken: Taken,
    recipe: Recipe,
    store: str,
    old: Generation | None,
    tell: Progress,
    work: Work = HERE,
) -> Report:
    """Settle the library, index what is new in it, and put the draft in force.

    store: where vectors and words go, as a manifest names it. work: does what costs time.
    """
    with (
        closing(draft_store(store, draft, model.identity, old, work.workers)) as made,
        EmbeddingAhead(model, made.add, tell, work) as ahead,
    ):
        changes = library.settle(model.count_tokens, model.identity.max_tokens, ahead.take, work)
        taken.failed += [line for _, line in changes.conflicts]
        read = file_reports(library, taken, changes.conflicts)
        library.close()
        if old and not changes.catalogue:
            return _report(old.folder.name, old.manifest.counts, changes, 0, taken.failed, read)
        with closing(Catalog(draft / CATALOG)) as catalog:
            # Meanwhile the last passages are embedded.
            made.write_words(catalog, changes, tell)
            ahead.finish()
            made.write_vectors(catalog, changes, ahead.taken)
            tell("publishing", 0, 1)
            if faults := made.disagreements(catalog):
                raise VesicleError(f"{draft}: {faults[0]}; nothing was changed, please report this")
            manifest = Manifest(
                built_at=datetime.now(UTC).isoformat(timespec="seconds"),
                counts=catalog.counts(),
                newest_year=catalog.newest_year(),
                embedder=model.identity,
                chunker=CHUNKER,
                recipe=recipe.now(catalog.is_paper),
                files=measure(draft, old),
                store=store,
            )
        tell("publishing", 1, 1)
        generation = publish(root, draft, seal(manifest))
        made.settled()
    return _report(generation, manifest.counts, changes, ahead.taken, taken.failed, read)


def _report(
    generation: str,
    counts: dict[str, int],
    changes: Changes,
    embedded: int,
    failed: list[str],
    read: tuple[FileReport, ...],
) -> Report:
    return Report(
        generation,
        counts,
        changes.added,
        changes.updated,
        changes.unchanged,
        changes.removed,
        embedded,
        tuple(failed),
        read,
    )


def silent(step: str, done: int, total: int) -> None:
    """The progress that nobody watches."""
