"""The folder of one fetch: what came, and a hidden journal by which the fetch goes on after a stop.

A file is written under a hidden name, put on the disk and renamed, so that what has a name is whole. The journal has
one line of JSON an event: first what is fetched, then each step, appended after that of which it tells is on the disk.
A last line without an end was being written when the fetch stopped, and is dropped.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.durable import sync
from index.errors import VesicleError

JOURNAL = ".fetch.jsonl"
_LOCK = ".fetch.lock"
_DRAFT = ".part"
_FORMAT = 1
_ELSEWHERE = "choose another folder with --out"


@dataclass(frozen=True, slots=True)
class Request:
    """What is fetched. source: "europepmc" or "pubmed". query: in the words of that service. limit: most papers."""

    source: str
    query: str
    limit: int


class Folder:
    """A folder that this process holds. events: what was done in it, oldest first."""

    def __init__(self, path: Path, events: list[dict[str, Any]]) -> None:
        self.path = path
        self.events = events

    def record(self, **event: Any) -> dict[str, Any]:
        """Add an event to the journal, and put it on the disk."""
        with (self.path / JOURNAL).open("ab") as journal:
            journal.write(line_of(event))
        sync(self.path / JOURNAL)
        self.events.append(event)
        return event

    def draft(self, name: str, content: bytes) -> Path:
        """Write a file under a hidden name, and put it on the disk; it is removed in the end, unless published."""
        path = self.path / f".{name}{_DRAFT}"
        path.write_bytes(content)
        sync(path)
        return path

    def publish(self, draft: Path) -> None:
        """Give a draft its name."""
        draft.replace(self.path / draft.name[1:].removesuffix(_DRAFT))
        sync(self.path)


@contextmanager
def opened(path: Path, request: Request) -> Iterator[Folder]:
    """Hold the folder of a fetch; it is made where there is none.

    Raises VesicleError, and changes nothing, when it holds something else than this fetch, when another process
    fetches into it, or when it cannot be written.
    """
    lock = FileLock(path / _LOCK, timeout=0)
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise VesicleError(f"{path}: another fetch into it is at work; wait for it, or {_ELSEWHERE}") from error
    except OSError as error:
        raise VesicleError(f"{path}: cannot be written ({error.strerror or error}); {_ELSEWHERE}") from error
    try:
        folder = Folder(path, [])
        folder.events = _events(folder, request)
        yield folder
    except OSError as error:
        raise VesicleError(
            f"{path}: cannot be written ({error.strerror or error}); make room, then the same command goes on"
        ) from error
    finally:
        with suppress(OSError):
            _remove_drafts(path)
        lock.release()


def _events(folder: Folder, request: Request) -> list[dict[str, Any]]:
    """What was done of this fetch; a journal is begun where there is none."""
    path = folder.path
    _remove_drafts(path)
    journal = path / JOURNAL
    content = journal.read_bytes() if journal.exists() else b""
    whole = content[: content.rfind(b"\n") + 1]
    wanted = {"format": _FORMAT, **asdict(request)}
    lines = _read(journal, whole)
    found, events = (lines[0] if lines else None), lines[1:]
    if found == wanted:
        if len(whole) < len(content):
            os.truncate(journal, len(whole))
        return events
    is_empty = all(entry.name.startswith(".") for entry in path.iterdir())
    if found is None and not is_empty:
        raise VesicleError(f"{path}: holds files that no fetch has put there; {_ELSEWHERE}")
    if found is not None and (events or not is_empty):
        raise VesicleError(f"{path}: {_said(found)}; {_ELSEWHERE}")
    folder.publish(folder.draft(JOURNAL, line_of(wanted)))
    return []


def _remove_drafts(path: Path) -> None:
    for draft in path.glob(f".*{_DRAFT}"):
        draft.unlink()


def _read(journal: Path, content: bytes) -> list[dict[str, Any]]:
    try:
        events = [json.loads(line) for line in content.splitlines()]
    except ValueError as error:
        raise VesicleError(f"{journal}: is damaged; {_ELSEWHERE}") from error
    if not all(isinstance(event, dict) for event in events):
        raise VesicleError(f"{journal}: is damaged; {_ELSEWHERE}")
    return events


def _said(found: dict[str, Any]) -> str:
    """What a folder holds, of another fetch."""
    if found.get("format") != _FORMAT:
        return "was begun by another version of Vesicle"
    return f"holds a fetch of “{found['query']}” from {found['source']}, --limit {found['limit']}"


def line_of(record: dict[str, Any]) -> bytes:
    """A record as a line of JSON; half a character, as JSON may hold one, stays what it is.

    >>> line_of({"title": "µ\\ud800"}).decode()
    '{"title": "µ\\\\ud800"}\\n'
    """
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
