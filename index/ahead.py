"""Embedding passages while others are still being cut: the model leaves a core idle no longer than the reader does."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import numpy as np

from index.among import Rows
from index.chunk import TITLE_TOKENS
from index.embed import Embedder, Vectors
from index.engine.work import HERE, Work
from index.records import Passage

Progress = Callable[[str, int, int], None]
"""Called as ``progress(step, done, total)`` while work goes on."""
Add = Callable[[Rows, Vectors, Sequence[Passage]], None]
_AT_ONCE = 1024
"""Passages that are embedded together, so that there are enough of about the same length."""
_WAITING = 3
"""Most batches that wait: what reads is then held up, and memory stays bounded."""


class EmbeddingAhead:
    """Embeds new passages, on a thread of its own.

    add: called there with the rows of some, their vectors, and themselves. work: embeds them. taken: passages of text
    that there were so far.
    """

    def __init__(self, model: Embedder, add: Add, tell: Progress, work: Work = HERE) -> None:
        self.taken = 0
        self._done = 0
        self._model, self._add, self._tell, self._work = model, add, tell, work
        self._next: list[tuple[int, Passage]] = []
        self._batches: deque[Future[None]] = deque()
        self._thread = ThreadPoolExecutor(1)

    def __enter__(self) -> "EmbeddingAhead":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.shutdown(cancel_futures=True)

    def take(self, row: int, passage: Passage) -> None:
        """Embed a passage under its row, soon. What is said of papers is found by its words, and needs no vector."""
        if passage.is_record:
            return
        self.taken += 1
        self._next.append((row, passage))
        if len(self._next) == _AT_ONCE:
            self._send()

    def finish(self) -> None:
        """Wait until all are embedded and added. Raises what embedding raised."""
        self._send()
        while self._batches:
            self._batches.popleft().result()

    def _send(self) -> None:
        if len(self._batches) == _WAITING:
            self._batches.popleft().result()
        if self._next:
            self._batches.append(self._thread.submit(self._embed, self._next))
            self._next = []

    def _embed(self, batch: list[tuple[int, Passage]]) -> None:
        passages = [passage for _, passage in batch]
        texts = [embedded_text(one, self._model) for one in passages]
        vectors = self._work.embed(self._model, texts, self._advance)
        self._add(np.array([row for row, _ in batch], dtype=np.int64), vectors, passages)

    def _advance(self, count: int) -> None:
        self._done += count
        self._tell("embedding", self._done, self.taken)


def embedded_text(passage: Passage, model: Embedder) -> str:
    """What is embedded for a passage: the paper's title, shortened if need be, and the passage.

    A paper without a title is shown by its first words; before the passage that they are taken from, they add nothing.
    """
    title = passage.paper.title
    opening = " ".join(passage.text[: 2 * len(title)].split())
    if opening.startswith(title.removesuffix(" …")):
        return passage.text
    return f"{model.shorten(title, TITLE_TOKENS)}\n{passage.text}"
