"""Sources to a published index: from scratch, or on top of the one that is there."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.ahead import Progress
from index.catalog import CATALOG, Catalog
from index.corpus import SHIPPED
from index.engine.engines import LOCAL, check_engine, working
from index.errors import VesicleError
from index.files import SourceFile
from index.generations import current, writing
from index.library import Library
from index.manifest import FAISS, Generation
from index.recipe import Recipe, absolute
from index.retractions import LeftOut, read
from index.run import Report, finish, finish_update, in_force, library_of, model_for, required, silent
from index.settings import load_settings
from index.store import check_store, store_named
from index.taking import Begun, Taken, take


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
    store: str = FAISS,
    engine: str = LOCAL,
    progress: Progress | None = None,
) -> Report:
    """Build an index from scratch and put it in force; the one that was there answers until then.

    sources: files and folders; none means what ships with Vesicle.
    index: its folder; default from the settings. embedder: a model folder or hub id; default from the settings.
    store: "faiss", or "milvus:URI".
    engine: what reads, cuts and embeds: "local", this process; "ray", workers on this machine; or "ray:HOST:PORT",
    those of a Ray cluster, each of which has Vesicle and the sources at the same paths. What workers have done is kept
    until the index is in force: after a build that was killed, the same one goes on from there.
    A document that cannot be read is reported and left out.
    Raises VesicleError when nothing at all could be read, when another process is writing this index, or when the
    model, the folder or the engine cannot be used; the index that was there is then as it was.
    """
    check_engine(engine)
    settings = load_settings()
    root = Path(index or settings.index)
    kept = store_named(store)
    tell = progress or silent
    chosen = [Path(source) for source in sources] or SHIPPED
    with writing(root) as draft:
        check_store(kept)
        model = model_for(embedder or settings.embedder, None, tell)
        with working(engine, root, chosen, model, tell) as work:
            library = library_of(None, draft)
            take(library, chosen, taken := Taken(), tell, read=work.read)
            if library.is_empty:
                why = f": {taken.failed[0]}" if taken.failed else ""
                raise VesicleError(f"no paper could be read, so the index was left as it was{why}")
            recipe = Recipe(shipped=not sources, sources=absolute(sources))
            return finish(root, draft, library, model, taken, recipe, kept, None, tell, work)


def add(sources: Sequence[Path | str], *, index: Path | str | None = None, progress: Progress | None = None) -> Report:
    """Add papers to an index, and update those in it that have changed; where there is none, begin with what ships.

    sources, index: as for `build`. Text that has not changed is not embedded again. When nothing is new, the
    generation in force stays.
    Raises VesicleError when there is an index that cannot be built upon or the folder cannot be used, and IndexBusy
    when another writer is at work; the index is then as it was.
    """
    root = Path(index or load_settings().index)
    tell = progress or silent
    with writing(root) as draft:
        old, library, taken = _begun(root, draft, tell)
        take(library, map(Path, sources), taken, tell)
        return finish_update(root, draft, library, taken, sources, old, tell)


def add_kept(
    files: Sequence[Path],
    folder: Path,
    *,
    index: Path | str | None = None,
    progress: Progress | None = None,
    begun: Begun = lambda path: None,
) -> Report:
    """Add files of a folder where what is kept never changes, such as `qa.server.uploads`.

    files: directly in the folder, which the recipe of the index names in place of them; of each that tells of a paper
    the index knows afterwards that it was read. begun: called with each file when it begins to be read. Else as `add`.
    """
    root = Path(index or load_settings().index)
    tell = progress or silent
    with writing(root) as draft:
        old, library, taken = _begun(root, draft, tell)
        take(library, files, taken, tell, lasting=True, begun=begun)
        return finish_update(root, draft, library, taken, [folder], old, tell)


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
    tell = progress or silent
    with writing(root) as draft:
        old, library, taken = _begun(root, draft, tell)
        take(library, changed, taken, tell, anew=True)
        for file in gone:
            library.drop_file(file.name)
        return finish_update(root, draft, library, taken, [folder], old, tell)


def remove(papers: Sequence[str], *, index: Path | str | None = None, progress: Progress | None = None) -> Report:
    """Remove papers from an index.

    papers: ids, or other identifiers as ``pmid:...``, ``doi:...``, ``pmcid:...``; one that is not there is reported.
    A paper that another one lists stays as its reference. Raises as `add`, and IndexMissing.
    """
    root = Path(index or load_settings().index)
    tell = progress or silent
    current(root)
    with writing(root) as draft:
        old = required(root)
        library = library_of(old, draft)
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
        model = model_for(old.manifest.embedder.model, old.manifest.embedder, tell)
        return finish(root, draft, library, model, Taken(failed), recipe, old.manifest.store, old, tell)


def mark(table: Path | str, *, index: Path | str | None = None, progress: Progress | None = None) -> Marked:
    """Mark the papers of an index, and those that come later, by the table of Retraction Watch (`index.retractions`).

    table: replaces the one before as a whole. Nothing is embedded. When it says nothing new, the generation in force
    stays. Raises as `remove`, and SourceError for a file that is no such table; the index is then as it was.
    """
    root = Path(index or load_settings().index)
    tell = progress or silent
    current(root)
    left_out = LeftOut(Path(table))
    with writing(root) as draft:
        old = required(root)
        library = library_of(old, draft)
        library.mark(read(Path(table), left_out))
        recipe = old.manifest.recipe.marked_by(table)
        model = model_for(old.manifest.embedder.model, old.manifest.embedder, tell)
        report = finish(root, draft, library, model, Taken(left_out.failed), recipe, old.manifest.store, old, tell)
        with closing(Catalog(root / report.generation / CATALOG)) as catalog:
            return Marked(report, catalog.marks(), left_out.nameless, left_out.damaged)


def _begun(root: Path, draft: Path, tell: Progress) -> tuple[Generation | None, Library, Taken]:
    """What an update goes on from: the generation in force, its library; where there is none, what ships is taken."""
    old, taken = in_force(root), Taken()
    library = library_of(old, draft)
    take(library, [] if old else SHIPPED, taken, tell)
    return old, library, taken
