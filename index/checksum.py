"""Checksums of files."""

import hashlib
from pathlib import Path

_AT_ONCE = 1 << 20


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_sha256(source: Path, target: Path) -> str:
    """Copy a file; returns the SHA-256 of what was copied, in hexadecimal. A large file is so read once, not twice."""
    sha256 = hashlib.sha256()
    with source.open("rb") as given, target.open("wb") as taken:
        while some := given.read(_AT_ONCE):
            sha256.update(some)
            taken.write(some)
    return sha256.hexdigest()
