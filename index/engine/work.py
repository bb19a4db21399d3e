"""What a build does to files, papers and texts that costs time: done here and now, or known from elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Protocol

from index.chunk import CountTokens, passages_of
from index.complete import complete
from index.embed import Embedder, Vectors
from index.errors import SourceError
from index.records import Paper, Passage
from index.sources import read_file


class Work(Protocol):
    """The costly steps of a run. What comes of each depends on nothing but what it is given."""

    @property
    def workers(self) -> Executor | None:
        """What runs functions elsewhere, for a store that can be written from many places; None when nothing does."""
        ...

    def read(self, path: Path) -> Iterator[Paper | SourceError]:
        """As `index.sources.read_file`."""
        ...

    def complete(self, paper: Paper) -> Paper:
        """As `index.complete.complete`."""
        ...

    def cut(self, paper: Paper, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
        """As `index.chunk.passages_of`."""
        ...

    def embed(self, model: Embedder, texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
        """As `index.embed.Embedder.passages` of the model."""
        ...


class Here:
    """All of it is done in this process."""

    workers = None

    def read(self, path: Path) -> Iterator[Paper | SourceError]:
        """As `Work`; so are the others."""
        return read_file(path)

    def complete(self, paper: Paper) -> Paper:
        """Complete a paper."""
        return complete(paper)

    def cut(self, paper: Paper, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
        """Cut a paper into passages."""
        return passages_of(paper, count_tokens, max_tokens)

    def embed(self, model: Embedder, texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
        """Embed texts."""
        return model.passages(texts, advance)


HERE = Here()
