"""Where the vectors and words of passages are kept: in files of the generation."""

from concurrent.futures import Executor
from pathlib import Path

from index.manifest import FAISS, Generation, Manifest
from index.store.agreement import disagreements
from index.store.local import LocalDraft, open_local
from index.store.protocol import Draft, VectorStore, WordStore

__all__ = ["FAISS", "Draft", "VectorStore", "WordStore", "disagreements", "draft_store", "open_store"]


def open_store(folder: Path, manifest: Manifest) -> tuple[VectorStore, WordStore]:
    """The vectors and words of a generation, for reading."""
    return open_local(folder)


def draft_store(
    store: str, draft: Path, dimension: int, old: Generation | None, workers: Executor | None = None
) -> Draft:
    """Vectors and words for a draft.

    store: as a manifest names it. dimension: of a vector. old: the generation that the draft goes on from, if any.
    workers: what runs functions elsewhere, where a store can be written from many places.
    """
    return LocalDraft(draft, dimension, old)
