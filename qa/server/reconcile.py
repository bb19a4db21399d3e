"""The files that readers have sent and the papers of the index, kept in step: what is gone from one is so from both."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.catalog import CATALOG, Catalog
from index.files import SourceFile
from index.generations import current
from index.pipeline import remove


@dataclass(frozen=True, slots=True)
class Removed:
    """What came of taking papers out. removed: as they were named. problems: one line for each that was not."""

    removed: tuple[str, ...]
    problems: tuple[str, ...]


def take_out(index: Path, papers: Sequence[str]) -> tuple[Removed, frozenset[str]]:
    """Remove papers from an index; also the names (`SourceFile.name`) of the files of which nothing is in it any more.

    papers: ids; one that is not there, or only as a reference, is told as a problem. Raises as `index.remove`.
    """
    with _catalog(index) as catalog:
        telling = catalog.telling()
        there = {name: paper.id for name in papers if (paper := catalog.paper(name)) and not paper.is_reference}
    problems = [f"{name}: is not in the library" for name in papers if name not in there]
    if not there:
        return Removed((), tuple(problems)), frozenset()
    report = remove(list(dict.fromkeys(there.values())), index=index)
    with _catalog(index) as catalog:
        silent = telling - catalog.telling()
        removed = tuple(name for name, paper_id in there.items() if not catalog.is_paper(paper_id))
    return Removed(removed, (*problems, *report.failed)), silent


def silent(index: Path, files: Iterable[Path]) -> list[Path]:
    """Those of the files of which nothing is in the index."""
    with _catalog(index) as catalog:
        telling = catalog.telling()
    return [path for path in files if SourceFile.at(path).name not in telling]


def left_over(index: Path, files: Iterable[Path]) -> list[Path]:
    """Those of the files that were never added to the index. Files whose papers were all removed since are deleted."""
    with _catalog(index) as catalog:
        known = catalog.files()
    left = []
    for path in silent(index, files):
        file = SourceFile.at(path)
        if known.get(file.path) == file:
            path.unlink()
        else:
            left.append(path)
    return left


def delete(files: Iterable[Path]) -> None:
    """Delete files; one that cannot be, or is gone, is left to the next start."""
    for path in files:
        with suppress(OSError):
            path.unlink()


@contextmanager
def _catalog(index: Path) -> Iterator[Catalog]:
    """The catalogue in force, apart from that of those who ask: what looks through all of it would hold them up."""
    with closing(Catalog(index / current(index) / CATALOG)) as catalog:
        yield catalog
