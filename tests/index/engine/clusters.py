"""Clusters and drivers for tests, each in a process of its own, and what two indexes have in common."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index import open_index
from index.store import open_store

ROOT = Path(__file__).parents[3]


class Program:
    """A program of this folder, line in, line out."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def said(self) -> Any:
        """The next line that it prints."""
        return json.loads(self.process.stdout.readline())

    def asked(self, **what: object) -> Any:
        """What it prints when it is given a line."""
        self.give(**what)
        return self.said()

    def give(self, **what: object) -> None:
        """Give it a line."""
        self.process.stdin.write(json.dumps(what, default=str) + "\n")
        self.process.stdin.flush()


@contextmanager
def program(name: str, *arguments: str, **environment: str) -> Iterator[Program]:
    """Run one, with more in its environment; afterwards its input ends, and it must have said nothing on stderr."""
    command = [sys.executable, "-m", f"tests.index.engine.{name}", *arguments]
    pipe = subprocess.PIPE
    more = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=more, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        yield Program(process)
        _, errors = process.communicate(timeout=60)
    assert errors == ""


def catalogue(place: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the catalogue of an index holds, by table."""
    path = open_index(place).folder / "catalog.sqlite"
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608


def least_cosine(one: Path, other: Path) -> float:
    """Of the vectors that two indexes have under the same rows, which must be the same rows."""
    stores = [open_store(index.folder, index.manifest)[0] for index in map(open_index, (one, other))]
    rows = [sorted(store.rows().tolist()) for store in stores]
    assert rows[0] == rows[1]
    vectors = [store.vectors(rows[0]) for store in stores]
    vectors = [some / np.linalg.norm(some, axis=1, keepdims=True) for some in vectors]
    return float((vectors[0] * vectors[1]).sum(axis=1).min())
