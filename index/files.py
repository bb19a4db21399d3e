"""Source files as they are on the disk, so that it can be told which are new, changed or gone."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was at some time. path: with links followed. size: bytes. mtime_ns: when it was last written."""

    path: Path
    size: int
    mtime_ns: int

    @classmethod
    def at(cls, path: Path) -> "SourceFile":
        """The file at a path as it is now. Raises OSError."""
        resolved = path.resolve()
        found = resolved.stat()
        return cls(resolved, found.st_size, found.st_mtime_ns)

    @property
    def name(self) -> str:
        """What it is called in the catalogue: by where it is, in few characters."""
        return hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
