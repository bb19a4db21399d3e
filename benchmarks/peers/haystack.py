"""Haystack: its pipelines over InMemoryDocumentStore, BM25 and dense retrievers joined by reciprocal ranks."""

from pathlib import Path
from typing import Any

from benchmarks.peers.measure import main
from benchmarks.peers.peer import K, Peer, model_folder


class Haystack(Peer):
    """``DocumentJoiner(join_mode="reciprocal_rank_fusion")`` over two in-memory retrievers."""

    packages = ("haystack-ai", "sentence-transformers-haystack")
    _store: Any
    _pipeline: Any

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def load(self) -> None:
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._store = InMemoryDocumentStore()
        self._pipeline = self._searching()

    def build(self, ids: list[str], texts: list[str]) -> None:
        from haystack import Document, Pipeline
        from haystack.components.writers import DocumentWriter
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
        )

        indexing = Pipeline()
        embedder = SentenceTransformersDocumentEmbedder(model=model_folder(), progress_bar=False)
        indexing.add_component("embedder", embedder)
        indexing.add_component("writer", DocumentWriter(document_store=self._store))
        indexing.connect("embedder", "writer")
        documents = [Document(content=text, meta={"pmid": one}) for one, text in zip(ids, texts, strict=True)]
        indexing.run({"embedder": {"documents": documents}})

    def search(self, question: str) -> list[str]:
        found = self._pipeline.run({"embedder": {"text": question}, "lexical": {"query": question}})
        return [document.meta["pmid"] for document in found["joiner"]["documents"]]

    def save(self, folder: Path) -> None:
        self._store.save_to_disk(str(folder / "store.json"))

    def open(self, folder: Path) -> None:
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self._pipeline = self._searching()

    def _searching(self) -> Any:
        from haystack import Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder

        pipeline = Pipeline()
        embedder = SentenceTransformersTextEmbedder(model=model_folder(), progress_bar=False)
        pipeline.add_component("embedder", embedder)
        pipeline.add_component("dense", InMemoryEmbeddingRetriever(document_store=self._store, top_k=K))
        pipeline.add_component("lexical", InMemoryBM25Retriever(document_store=self._store, top_k=K))
        pipeline.add_component("joiner", DocumentJoiner(top_k=K, join_mode="reciprocal_rank_fusion"))
        pipeline.connect("embedder.embedding", "dense.query_embedding")
        pipeline.connect("dense", "joiner")
        pipeline.connect("lexical", "joiner")
        pipeline.warm_up()
        return pipeline


if __name__ == "__main__":
    main("haystack", Haystack)
