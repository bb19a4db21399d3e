"""txtai: Embeddings, as it comes ("dense") or with hybrid=True, which adds its own BM25."""

from pathlib import Path
from typing import Any

from benchmarks.peers.measure import main
from benchmarks.peers.peer import K, Peer, model_folder


class Txtai(Peer):
    """``Embeddings(path=..., hybrid=True)``."""

    packages = ("txtai", "faiss-cpu")
    _embeddings: Any

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def load(self) -> None:
        from txtai import Embeddings

        options = {"hybrid": True} if self.mode == "hybrid" else {}
        self._embeddings = Embeddings(path=model_folder(), **options)

    def build(self, ids: list[str], texts: list[str]) -> None:
        self._embeddings.index(list(zip(ids, texts, strict=True)))

    def search(self, question: str) -> list[str]:
        return [one for one, _ in self._embeddings.search(question, K)]

    def save(self, folder: Path) -> None:
        self._embeddings.save(str(folder))

    def open(self, folder: Path) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings()
        self._embeddings.load(str(folder))


if __name__ == "__main__":
    main("txtai", Txtai)
