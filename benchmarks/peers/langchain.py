"""LangChain: HuggingFaceEmbeddings, the FAISS vector store, and EnsembleRetriever over it and BM25Retriever.

Mode "hybrid" splits words as BM25Retriever does by default, at spaces; "hybrid-words" gives it the words in lower case.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.measure import main
from benchmarks.peers.peer import K, Peer, model_folder


class LangChain(Peer):
    """``EnsembleRetriever([BM25Retriever, FAISS], weights=[0.5, 0.5])``."""

    packages = ("langchain", "langchain-community", "langchain-huggingface", "rank-bm25")
    _model: Any
    _store: Any
    _retriever: Any

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def load(self) -> None:
        from langchain_classic.retrievers import EnsembleRetriever  # noqa: F401
        from langchain_community.retrievers import BM25Retriever  # noqa: F401
        from langchain_community.vectorstores import FAISS  # noqa: F401
        from langchain_huggingface import HuggingFaceEmbeddings

        self._model = HuggingFaceEmbeddings(model_name=model_folder())

    def build(self, ids: list[str], texts: list[str]) -> None:
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document

        documents = [Document(page_content=text, metadata={"pmid": one}) for one, text in zip(ids, texts, strict=True)]
        self._store = FAISS.from_documents(documents, self._model)
        self._join(documents)

    def search(self, question: str) -> list[str]:
        return [document.metadata["pmid"] for document in self._retriever.invoke(question)]

    def save(self, folder: Path) -> None:
        self._store.save_local(str(folder))

    def open(self, folder: Path) -> None:
        from langchain_community.vectorstores import FAISS

        self.load()
        self._store = FAISS.load_local(str(folder), self._model, allow_dangerous_deserialization=True)
        # BM25Retriever cannot be saved: it is made again from the documents that FAISS saved.
        self._join(list(self._store.docstore._dict.values()))

    def _join(self, documents: Sequence[Any]) -> None:
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever

        options = {"preprocess_func": _words} if self.mode == "hybrid-words" else {}
        lexical = BM25Retriever.from_documents(documents, **options)
        lexical.k = K
        dense = self._store.as_retriever(search_kwargs={"k": K})
        self._retriever = EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


if __name__ == "__main__":
    main("langchain", LangChain)
