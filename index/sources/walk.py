"""The files of a source: one file, or all of a folder."""

import stat
from collections.abc import Iterator
from pathlib import Path

from index.errors import SourceError
from index.sources.refusal import refusal

_PAGES = frozenset({".htm", ".html", ".xhtml"})


def files(source: Path) -> Iterator[Path | SourceError]:
    """The files to read, in sorted order, each once; a SourceError in the place of what cannot be read.

    Hidden files are left out, and what a browser saves with a page, in a folder of the page's name; links that lead
    out of the folder are not followed; nothing but a regular file is ever opened: a pipe would be waited for without
    end.

    >>> [str(problem) for problem in files(Path("/no/such/place"))]
    ['/no/such/place: no such file or folder; check the path']
    """
    try:
        mode = source.stat().st_mode
        root = source.resolve(strict=True)
    except FileNotFoundError:
        yield refusal(source, "no such file or folder", "check the path")
    except (OSError, RuntimeError, ValueError) as error:
        yield _unreachable(source, error)
    else:
        yield from _folder(source, root) if stat.S_ISDIR(mode) else [_file(source, mode)]


def _folder(folder: Path, root: Path) -> Iterator[Path | SourceError]:
    """Without recursion, as folders can be nested deeper than Python calls can."""
    waiting, seen = [folder], set[Path]()
    while waiting:
        entry = waiting.pop()
        try:
            if entry != folder and (problem := _link_problem(entry, root)):
                yield problem
                continue
            mode = entry.stat().st_mode
            if stat.S_ISDIR(mode):
                if entry == folder or not entry.is_symlink():
                    found = list(entry.iterdir())
                    left_out = _saved_with_pages(found)
                    shown = (one for one in found if not one.name.startswith(".") and one.name not in left_out)
                    waiting += sorted(shown, reverse=True)
            elif (target := entry.resolve()) not in seen:
                seen.add(target)
                yield _file(entry, mode)
        except (OSError, RuntimeError, ValueError) as error:
            yield _unreachable(entry, error)


def _saved_with_pages(found: list[Path]) -> set[str]:
    """Names of the folders that browsers make for the pictures, styles and scripts of these pages.

    >>> sorted(_saved_with_pages([Path("A study.html"), Path("A study_files"), Path("notes_files")]))
    ['A study.files', 'A study_files']
    """
    pages = (path.stem for path in found if path.suffix.lower() in _PAGES)
    return {f"{page}{end}" for page in pages for end in ("_files", ".files")}


def _link_problem(entry: Path, root: Path) -> SourceError | None:
    if not entry.is_symlink():
        return None
    try:
        target = entry.resolve(strict=True)
    except (OSError, RuntimeError):
        return refusal(entry, "a link that leads nowhere", "remove it")
    if not target.is_relative_to(root):
        return refusal(entry, "a link that leads out of the folder", "name its target as a source of its own")
    return None


def _file(path: Path, mode: int) -> Path | SourceError:
    if stat.S_ISREG(mode):
        return path
    return refusal(path, "neither a file nor a folder", "name a file or a folder")


def _unreachable(path: Path, error: Exception) -> SourceError:
    why = getattr(error, "strerror", None) or error
    return refusal(path, f"cannot be read ({why})", "check the path and its permissions")
