"""Whether catalogue, vectors and words speak of the same passages."""

from index.catalog import Catalog
from index.store.protocol import VectorStore, WordStore


def disagreements(catalog: Catalog, vectors: VectorStore, words: WordStore) -> list[str]:
    """Where they do not, one line each."""
    passages, texts = catalog.all_rows()
    embedded, worded = set(vectors.rows().tolist()), set(words.rows().tolist())
    found = {
        "passage without a vector": texts - embedded,
        "vector without a passage": embedded - texts,
        "passage without words in the lexical index": passages - worded,
        "lexical entry without a passage": worded - passages,
    }
    return [f"{len(rows)} times a {what}" for what, rows in found.items() if rows]
