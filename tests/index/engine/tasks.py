"""Functions that tests have workers run."""

import os
import signal
from pathlib import Path

from index.errors import VesicleError


def squared(number: int, marker: Path) -> int:
    """The square of a number. The first worker that comes to 3, when there is no marker, leaves one and dies."""
    if number == 3 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def refused(what: str) -> None:
    """Fail."""
    raise VesicleError(f"{what}: refused; try another")
