"""Embedding while others read: every passage once, faults told, nothing left running."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from index import Passage
from index.ahead import EmbeddingAhead, embedded_text
from index.models import load_embedder
from index.records import Paper, Section
from index.store.faiss import FaissStore


def passage(text: str, title: str = "A title") -> Passage:
    paper = Paper(id="pmid:1", title=title, sections=(Section("Abstract", text), Section("Article information", "x")))
    return Passage(paper.id, paper, 0, "Abstract", 0, len(text), ((0, len(text)),), text)


class Failing:
    """A model that fails, as one does whose memory is spent, from the second batch on."""

    def __init__(self) -> None:
        self.runs = 0

    def shorten(self, text: str, most: int) -> str:
        return text

    def passages(self, texts: Sequence[str], advance: Callable[[int], None]) -> np.ndarray:
        self.runs += 1
        if self.runs > 1:
            raise MemoryError("no room for a batch")
        advance(len(texts))
        return np.ones((len(texts), 8), dtype=np.float32) / 8**0.5


def silent(step: str, done: int, total: int) -> None:
    pass


def test_every_passage_gets_its_own_vector():
    model, told = load_embedder(), []
    texts = [f"Exosomes of kind {n} carry cargo {n * 7}." for n in range(1500)]
    store = FaissStore(model.identity.dimension)
    with EmbeddingAhead(
        model, lambda rows, vectors, _: store.add(rows, vectors), lambda *step: told.append(step)
    ) as ahead:
        for row, text in enumerate(texts):
            ahead.take(row + 10, passage(text))
        ahead.finish()
    assert ahead.taken == 1500
    assert told[-1] == ("embedding", 1500, 1500)
    assert sorted(store.rows().tolist()) == list(range(10, 1510))
    for row in (10, 700, 1509):
        alone = model.passages([embedded_text(passage(texts[row - 10]), model)])[0]
        assert float(store.vectors([row])[0] @ alone) > 0.98


def test_a_fault_of_the_model_is_told_and_ends_the_thread():
    def embed_all() -> None:
        with EmbeddingAhead(Failing(), lambda *_: None, silent) as ahead:  # type: ignore[arg-type]
            for row in range(10_000):
                ahead.take(row, passage("Exosomes."))
            ahead.finish()

    before = threading.active_count()
    with pytest.raises(MemoryError, match="no room"):
        embed_all()
    assert threading.active_count() == before


def test_the_words_that_stand_for_a_title_are_not_embedded_twice():
    model = load_embedder()
    text = "Exosomes carry miR-21 to macrophages\nand slow the growth of tumours in mice and men. They are small."
    shown = "Exosomes carry miR-21 to macrophages and slow the growth of tumours …"
    assert embedded_text(passage(text, shown), model) == text
    assert embedded_text(passage("They are small.", shown), model) == f"{shown}\nThey are small."
    assert embedded_text(passage(text, "Exosomes in mice"), model) == f"Exosomes in mice\n{text}"
