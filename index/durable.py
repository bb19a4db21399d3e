"""What is written, put on the disk."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Have the operating system put a file, or a folder's list of files, on the disk. Raises OSError."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
