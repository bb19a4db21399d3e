"""Choosing an engine for a build, as ``--engine`` names it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.ahead import Progress
from index.chunk import PASSAGE_TOKENS, TITLE_TOKENS
from index.embed import Embedder
from index.engine.checkpoint import Checkpoint, SentFile, discard, made_by
from index.engine.cluster import connected, place_of
from index.engine.executor import ClusterExecutor
from index.engine.gather import gather
from index.engine.known import code_digest
from index.engine.recall import Recalled
from index.engine.work import HERE, Work
from index.errors import VesicleError
from index.settings import load_settings
from index.sources import Limits, files

LOCAL, RAY = "local", "ray"
_AT_ONCE = 16
"""Most batches that are under way to a store: what they hold is in memory until they are written."""


def check_engine(engine: str) -> None:
    """Raise VesicleError unless there is such an engine.

    >>> check_engine("ray:10.0.0.1:6379")
    """
    name, _, address = engine.partition(":")
    if engine != LOCAL and name != RAY:
        raise VesicleError(f"{engine}: is no engine; give local, ray or ray:HOST:PORT")
    if engine not in (LOCAL, RAY):
        place_of(address)


@contextmanager
def working(engine: str, root: Path, sources: Iterable[Path], model: Embedder, tell: Progress) -> Iterator[Work]:
    """Have an engine do the work of a build from sources, which then goes on with what this gives.

    With Ray, what workers have done is kept beside the index until this ends well, and is not done again by a build
    that comes after one that was killed. Raises VesicleError when the engine cannot be used.
    """
    if engine == LOCAL:
        yield HERE
    else:
        tell("connecting to Ray", 0, 1)
        with connected(engine.partition(":")[2] or None), Checkpoint(root, _made_by(model)) as checkpoint:
            tell("connecting to Ray", 1, 1)
            gather(_sent(sources), checkpoint, model.identity.model, model.identity, tell)
            yield Recalled(checkpoint, ClusterExecutor(_AT_ONCE))
    discard(root)


def _made_by(model: Embedder) -> str:
    return made_by(
        embedder=model.identity.fingerprint,
        precision=model.identity.precision,
        chunker=(PASSAGE_TOKENS, TITLE_TOKENS),
        limits=Limits.of(load_settings()),
        code=code_digest(),
    )


def _sent(sources: Iterable[Path]) -> Iterator[SentFile]:
    """The files of the sources; one that cannot be opened is told of when the build comes to it."""
    for path in (path for source in sources for path in files(source)):
        if isinstance(path, Path):
            try:
                yield SentFile.at(path)
            except OSError:
                continue
