"""Sources: files of papers in any format that is read here, told apart by what is in them.

One module a format; each is a function ``path -> Iterator[Paper | SourceError]``.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import SourceError
from index.records import Paper
from index.sources import jats, jsonl
from index.sources.refusal import refusal

__all__ = ["read"]

_SNIFFED = 65536
_ARTICLE = re.compile(r"<(?:[\w.-]+:)?article[\s>]")
_HTML = re.compile(r"<(?:!doctype\s+)?html\b", re.I)
_FORMATS = "JATS XML and JSON Lines are read"


def read(path: Path) -> Iterator[Paper | SourceError]:
    """The papers in a file, or in all files of a folder in sorted order.

    Hidden files are left out; links that lead out of the folder are not followed. Whatever cannot be read is yielded
    as a SourceError in its place, never raised, so that one bad document does not stop the others.

    >>> [str(problem) for problem in read(Path("/no/such/place"))]
    ['/no/such/place: no such file or folder; check the path']
    """
    try:
        if path.is_dir():
            for found in _files(path, path.resolve(), set()):
                yield from _read_file(found) if isinstance(found, Path) else [found]
        else:
            yield from _read_file(path)
    except (OSError, ValueError) as error:
        yield refusal(path, f"cannot be read ({error})", "check the path and its permissions")


def _files(folder: Path, root: Path, seen: set[Path]) -> Iterator[Path | SourceError]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield refusal(folder, f"cannot be listed ({error.strerror})", "check its permissions")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            target = entry.resolve()
        except (OSError, RuntimeError):
            yield refusal(entry, "a link that leads nowhere", "remove it")
            continue
        if not target.is_relative_to(root):
            yield refusal(entry, "a link that leads out of the folder", "name its target as a source of its own")
        elif entry.is_dir():
            if not entry.is_symlink():
                yield from _files(entry, root, seen)
        elif target not in seen:
            seen.add(target)
            yield entry


def _read_file(path: Path) -> Iterator[Paper | SourceError]:
    try:
        found = _format(path)
    except OSError as error:
        found = refusal(path, f"cannot be read ({error.strerror})", "check the path and its permissions")
    if isinstance(found, SourceError):
        yield found
    else:
        yield from found(path)


def _format(path: Path) -> Callable[[Path], Iterator[Paper | SourceError]] | SourceError:
    """The function that reads this file, told by its first 64 KB."""
    if not path.exists():
        return refusal(path, "no such file or folder", "check the path")
    if not path.is_file():
        return refusal(path, "neither a file nor a folder", "name a file or a folder")
    with path.open("rb") as file:
        head = file.read(_SNIFFED)
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    start = head.decode("utf-16" if utf16 else "utf-8-sig", "replace").lstrip()
    if not start:
        return refusal(path, "empty", "remove it, or fetch it again")
    if start.startswith("<") and _ARTICLE.search(start) and not _HTML.match(start):
        return jats.read
    if path.suffix.lower() == ".jsonl" or re.match(r"\{[^\S\n]*\S", start):
        return jsonl.read
    if start.startswith("<") and not _HTML.match(start):
        return refusal(path, "XML without a JATS article", _FORMATS)
    if start.startswith(("{", "[")):
        return refusal(path, "JSON that is not one record a line", "write it as JSON Lines")
    return refusal(path, "of a format that is not read", _FORMATS)
