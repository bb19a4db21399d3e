"""LlamaIndex: VectorStoreIndex with its default store, and QueryFusionRetriever over it and BM25Retriever."""

from pathlib import Path
from typing import Any

from benchmarks.peers.measure import main
from benchmarks.peers.peer import K, Peer, model_folder


class LlamaIndex(Peer):
    """``QueryFusionRetriever([vector, bm25], num_queries=1, mode="reciprocal_rerank")``."""

    packages = ("llama-index-core", "llama-index-embeddings-huggingface", "llama-index-retrievers-bm25")
    _index: Any
    _lexical: Any
    _retriever: Any

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def load(self) -> None:
        from llama_index.core import Settings, VectorStoreIndex  # noqa: F401
        from llama_index.core.retrievers import QueryFusionRetriever  # noqa: F401
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from llama_index.retrievers.bm25 import BM25Retriever  # noqa: F401

        Settings.embed_model = HuggingFaceEmbedding(model_name=model_folder())

    def build(self, ids: list[str], texts: list[str]) -> None:
        from llama_index.core import Document, VectorStoreIndex
        from llama_index.retrievers.bm25 import BM25Retriever

        documents = [Document(text=text, id_=one) for one, text in zip(ids, texts, strict=True)]
        self._index = VectorStoreIndex.from_documents(documents)
        self._lexical = BM25Retriever.from_defaults(docstore=self._index.docstore, similarity_top_k=K)
        self._join()

    def search(self, question: str) -> list[str]:
        return [hit.node.ref_doc_id for hit in self._retriever.retrieve(question)]

    def save(self, folder: Path) -> None:
        self._index.storage_context.persist(str(folder))
        self._lexical.persist(str(folder / "bm25"))

    def open(self, folder: Path) -> None:
        from llama_index.core import StorageContext, load_index_from_storage
        from llama_index.retrievers.bm25 import BM25Retriever

        self.load()
        self._index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)))
        self._lexical = BM25Retriever.from_persist_dir(str(folder / "bm25"))
        self._join()

    def _join(self) -> None:
        from llama_index.core.llms import MockLLM
        from llama_index.core.retrievers import QueryFusionRetriever

        self._retriever = QueryFusionRetriever(
            [self._index.as_retriever(similarity_top_k=K), self._lexical],
            similarity_top_k=K,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
            llm=MockLLM(),
        )


if __name__ == "__main__":
    main("llamaindex", LlamaIndex)
