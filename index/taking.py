"""Reading sources into a library, and what came of each of their files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.ahead import Progress
from index.errors import SourceError
from index.files import SourceFile
from index.library import Library
from index.records import Paper
from index.sources import files, read_file
from index.sources.refusal import refusal

MOST_NAMED = 50
"""Papers that are named of one file."""

Begun = Callable[[Path], None]
"""Called with each file when it begins to be read."""
Read = Callable[[Path], Iterator[Paper | SourceError]]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a run took from one file.

    papers: (id, title) of those that it told of, references apart, at most `MOST_NAMED`.
    added, updated, unchanged: papers. failed: one line each for what could not be read, or was left out.
    """

    path: Path
    papers: tuple[tuple[str, str], ...]
    added: int
    updated: int
    unchanged: int
    failed: tuple[str, ...]


@dataclass(slots=True)
class Taken:
    """What came of reading. failed: one line each. files: path, and what of it failed, by name in the catalogue."""

    failed: list[str] = field(default_factory=list)
    files: dict[str, tuple[Path, list[str]]] = field(default_factory=dict)
    papers: int = 0


def take(
    library: Library,
    sources: Iterable[Path],
    taken: Taken,
    tell: Progress,
    *,
    anew: bool = False,
    lasting: bool = False,
    begun: Begun = lambda path: None,
    read: Read = read_file,
) -> None:
    """Read the sources into the library.

    taken: is told of each document that cannot be read. anew: of a file that can be read whole, nothing stays but
    what it says now. lasting: the files never change, so that one is known even if it can be read only in part.
    read: as `index.sources.read_file`.
    """
    for path in (path for source in sources for path in files(source)):
        if isinstance(path, SourceError):
            taken.failed.append(str(path))
            continue
        failed, before = list[str](), taken.papers
        try:
            file = SourceFile.at(path)
        except OSError as error:
            taken.failed.append(str(refusal(path, f"cannot be read ({error.strerror})", "check the path")))
            continue
        begun(path)
        for found in read(path):
            if isinstance(found, SourceError):
                failed.append(str(found))
            else:
                library.take(found, file.name)
                taken.papers += not found.is_reference
                tell("reading", taken.papers, 0)
        if not failed:
            library.keep_file(file, is_news=lasting)
            if anew:
                library.retell(file.name)
        elif lasting and taken.papers > before:
            library.keep_file(file, is_news=True)
        taken.failed += failed
        taken.files[file.name] = (path, failed)


def file_reports(library: Library, taken: Taken, conflicts: Iterable[tuple[str, str]]) -> tuple[FileReport, ...]:
    """What came of each file that was read, once the library is settled. conflicts: (file, line) for what it left out.

    A file that could not be opened has no report.
    """
    lines = dict[str, list[str]]()
    for file, line in conflicts:
        lines.setdefault(file, []).append(line)
    reports = []
    for name, (path, failed) in taken.files.items():
        outcomes = library.outcomes(name)
        added, updated, unchanged = (outcomes.get(outcome, 0) for outcome in ("added", "updated", "unchanged"))
        papers = tuple(library.papers_of(name, MOST_NAMED))
        reports.append(FileReport(path, papers, added, updated, unchanged, (*failed, *lines.get(name, ()))))
    return tuple(reports)
