"""Sentence Transformers and an exact FAISS index, nothing else."""

import json
from pathlib import Path
from typing import Any

from benchmarks.peers.measure import main
from benchmarks.peers.peer import K, Peer, model_folder


class Plain(Peer):
    """``SentenceTransformer.encode`` and ``faiss.IndexFlatIP``."""

    packages = ("sentence-transformers", "faiss-cpu")
    _model: Any
    _index: Any
    _ids: list[str]

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def load(self) -> None:
        import faiss  # noqa: F401
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model_folder(), device="cpu")

    def build(self, ids: list[str], texts: list[str]) -> None:
        import faiss

        vectors = self._model.encode(texts, normalize_embeddings=True)
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)
        self._ids = ids

    def search(self, question: str) -> list[str]:
        vector = self._model.encode([question], normalize_embeddings=True)
        return [self._ids[row] for row in self._index.search(vector, K)[1][0]]

    def save(self, folder: Path) -> None:
        import faiss

        faiss.write_index(self._index, str(folder / "index.faiss"))
        (folder / "ids.json").write_text(json.dumps(self._ids), "utf-8")

    def open(self, folder: Path) -> None:
        import faiss

        self.load()
        self._index = faiss.read_index(str(folder / "index.faiss"))
        self._ids = json.loads((folder / "ids.json").read_text("utf-8"))


if __name__ == "__main__":
    main("plain", Plain)
