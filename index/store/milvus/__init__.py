"""Vectors and words in Milvus: in a Milvus Lite file, on one server, or in a cluster."""

from index.store.milvus.draft import MilvusDraft
from index.store.milvus.owned import sweep
from index.store.milvus.place import MILVUS, named
from index.store.milvus.reading import MilvusVectors, MilvusWords, open_milvus

__all__ = ["MILVUS", "MilvusDraft", "MilvusVectors", "MilvusWords", "named", "open_milvus", "sweep"]
