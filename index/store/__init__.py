"""Where the vectors and words of passages are kept: in files of the generation, or in Milvus."""

from concurrent.futures import Executor
from pathlib import Path

from index.embed import Identity
from index.errors import VesicleError
from index.manifest import FAISS, Generation, Manifest
from index.store.agreement import disagreements
from index.store.local import LocalDraft, open_local
from index.store.milvus import MILVUS, MilvusDraft, named, open_milvus
from index.store.milvus.place import place_of
from index.store.milvus.server import server
from index.store.protocol import Draft, VectorStore, WordStore

__all__ = [
    "FAISS",
    "Draft",
    "VectorStore",
    "WordStore",
    "check_store",
    "disagreements",
    "draft_store",
    "open_store",
    "store_named",
]


def store_named(store: str) -> str:
    """A store as a manifest names it, from how ``--store`` does. Raises VesicleError when there is no such store.

    >>> store_named("faiss")
    'faiss'
    """
    if store == FAISS:
        return store
    if store.startswith(MILVUS):
        return named(store)
    raise VesicleError(f"{store}: is no store; give {FAISS} or {MILVUS}URI")


def check_store(store: str) -> None:
    """See that a store answers, which is better known before sources are read for hours. Raises VesicleError.

    store: as a manifest names it.
    """
    if store != FAISS:
        server(place_of(store)).write("list_collections")


def open_store(folder: Path, manifest: Manifest) -> tuple[VectorStore, WordStore]:
    """The vectors and words of a generation, for reading."""
    return open_local(folder) if manifest.store == FAISS else open_milvus(folder, manifest)


def draft_store(
    store: str, draft: Path, identity: Identity, old: Generation | None, workers: Executor | None = None
) -> Draft:
    """Vectors and words for a draft.

    store: as a manifest names it. identity: of the embedder. old: the generation that the draft goes on from, if any.
    workers: what runs functions elsewhere, where a store can be written from many places; the default is this process.
    """
    if store == FAISS:
        return LocalDraft(draft, identity.dimension, old)
    return MilvusDraft(place_of(store), draft, identity, old, workers)
