"""paper-qa without an LLM: Docs.aadd_texts, a passage a document, and Docs.retrieve_texts with a local model."""

import asyncio
import pickle
from pathlib import Path
from typing import Any

from benchmarks.peers.measure import main
from benchmarks.peers.peer import K, Peer, model_folder


class PaperQA(Peer):
    """``Settings(embedding="st-...")``; nothing is parsed, no metadata are looked for."""

    packages = ("paper-qa", "fhlmi")
    _settings: Any
    _model: Any
    _docs: Any

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self._loop = asyncio.new_event_loop()

    def load(self) -> None:
        from paperqa import Settings

        self._settings = Settings(embedding=f"st-{model_folder()}")
        self._model = self._settings.get_embedding_model()

    def build(self, ids: list[str], texts: list[str]) -> None:
        self._loop.run_until_complete(self._add(ids, texts))

    def search(self, question: str) -> list[str]:
        found = self._docs.retrieve_texts(question, K, settings=self._settings, embedding_model=self._model)
        return [text.doc.dockey for text in self._loop.run_until_complete(found)]

    def save(self, folder: Path) -> None:
        (folder / "docs.pickle").write_bytes(pickle.dumps(self._docs))

    def open(self, folder: Path) -> None:
        self.load()
        self._docs = pickle.loads((folder / "docs.pickle").read_bytes())  # noqa: S301 - our own, of a moment ago

    async def _add(self, ids: list[str], texts: list[str]) -> None:
        from paperqa import Doc, Docs, Text

        self._docs = Docs()
        for one, text in zip(ids, texts, strict=True):
            doc = Doc(docname=one, dockey=one, citation=one, content_hash=None)
            passage = Text(text=text, name=one, doc=doc)
            await self._docs.aadd_texts([passage], doc, settings=self._settings, embedding_model=self._model)
        await self._docs._build_texts_index(self._model)


if __name__ == "__main__":
    main("paperqa", PaperQA)
