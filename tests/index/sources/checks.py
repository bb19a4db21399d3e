"""What every reader must hold to, whatever it is given."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from index.errors import SourceError
from index.records import Paper
from index.sources.stream import Limits, Stream


def papers_and_errors_only(results: Iterable[object]) -> None:
    """Assert that these are papers, and errors of one line."""
    for result in results:
        assert isinstance(result, Paper | SourceError)
        assert not isinstance(result, SourceError) or "\n" not in str(result)


def taken(
    read: Callable[[Stream], Iterator[Paper | SourceError]], content: bytes, limits: Limits
) -> list[Paper | SourceError]:
    """What a reader itself makes of these bytes, whatever their format; a refusal of the whole file comes last."""
    found: list[Paper | SourceError] = []
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            with Stream(Path(file.name), limits) as stream:
                found.extend(read(stream))
        except SourceError as error:
            found.append(error)
    return found
