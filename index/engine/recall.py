"""A build that goes on from a checkpoint: what is known is not worked out again, and the rest is done here."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

import numpy as np

from index.chunk import CountTokens, passages_from
from index.complete import Study, complete, study_of
from index.embed import Embedder, Vectors
from index.engine.checkpoint import Checkpoint, SentFile
from index.engine.known import groups_from, groups_key, study_from, study_key, vector_from, vector_key
from index.engine.work import HERE
from index.engine.workers import paper_or_error
from index.errors import SourceError
from index.records import Paper, Passage


class Recalled:
    """The work of a build of which a checkpoint knows most. It is `index.engine.work.Work`."""

    def __init__(self, checkpoint: Checkpoint, workers: Executor) -> None:
        self.workers: Executor | None = workers
        self._checkpoint = checkpoint

    def read(self, path: Path) -> Iterator[Paper | SourceError]:
        """The papers in a file, which is read here when it has changed since."""
        try:
            file = SentFile.at(path)
        except OSError:
            return HERE.read(path)
        return self._recalled(path, file) if self._checkpoint.is_whole(file.key) else HERE.read(path)

    def complete(self, paper: Paper) -> Paper:
        """As `index.complete.complete`."""
        return complete(paper, self._study_of)

    def cut(self, paper: Paper, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
        """As `index.chunk.passages_of`."""
        known = self._checkpoint.known(groups_key(paper))
        return passages_from(paper, groups_from(known)) if known else HERE.cut(paper, count_tokens, max_tokens)

    def embed(self, model: Embedder, texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
        """As `Embedder.passages`."""
        vectors = np.empty((len(texts), model.identity.dimension), dtype=np.float32)
        unknown = list[int]()
        for at, text in enumerate(texts):
            known = self._checkpoint.known(vector_key(text))
            if known:
                vectors[at] = vector_from(known)
            else:
                unknown.append(at)
        advance(len(texts) - len(unknown))
        if unknown:
            vectors[unknown] = HERE.embed(model, [texts[at] for at in unknown], advance)
        return vectors

    def _recalled(self, path: Path, file: SentFile) -> Iterator[Paper | SourceError]:
        for record in self._checkpoint.records(file.key):
            found = paper_or_error(record)
            # A line begins with the path, which a worker was given in full.
            yield found if isinstance(found, Paper) else SourceError(f"{path}{found.removeprefix(str(file.path))}")

    def _study_of(self, paper: Paper) -> Study:
        known = self._checkpoint.known(study_key(paper))
        return study_from(known) if known else study_of(paper)
