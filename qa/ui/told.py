"""What the page is told when something that it called for cannot be done."""

from collections.abc import Callable
from typing import Any

from index.errors import VesicleError


def told(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What some work gives, or the problem that it met, in one line."""
    try:
        return work()
    except VesicleError as error:
        return {"problem": str(error)}
