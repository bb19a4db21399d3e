"""SQLite, as the writers of a catalogue use it."""

import sqlite3
from pathlib import Path
from typing import Any


class Database:
    """One file that nobody else has open. Not finished, it is thrown away, so that it needs no journal."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self.script("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")

    def script(self, statements: str) -> None:
        """Run several statements."""
        self._db.executescript(statements)

    def run(self, statement: str, *values: Any) -> int:
        """Run one statement; returns the row that it inserted, if it did."""
        return self._db.execute(statement, values).lastrowid or 0

    def all(self, query: str, *values: Any) -> list[Any]:
        """The rows of a query."""
        return self._db.execute(query, values).fetchall()

    def value(self, query: str, *values: Any) -> Any:
        """The first value of a query's first row, or None."""
        found = self._db.execute(query, values).fetchone()
        return found[0] if found else None

    def commit(self) -> None:
        """Commit."""
        self._db.commit()

    def close(self) -> None:
        """Close the file."""
        self._db.close()
