"""A progress bar for a terminal; nothing where nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from index.ahead import Progress as Tell


@contextmanager
def progress_bar() -> Iterator["Tell"]:
    """Give a callback for `index.build` that draws one bar a step on stderr, if that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        steps: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in steps:
                for earlier in steps.values():
                    bars.stop_task(earlier)
                steps[step] = bars.add_task(step, total=None)
            bars.update(steps[step], completed=done, total=total or None)

        yield tell
