"""Whether catalogue, vectors and words speak of the same passages."""

import numpy as np

from index.catalog import Catalog
from index.store.protocol import VectorStore, WordStore


def disagreements(catalog: Catalog, vectors: VectorStore, words: WordStore) -> list[str]:
    """Where they do not, one line each."""
    passages, texts = catalog.all_rows()
    embedded, worded = vectors.rows(), words.rows()
    found = {
        "passage without a vector": np.isin(texts, embedded, invert=True),
        "vector without a passage": np.isin(embedded, texts, invert=True),
        "passage without words in the lexical index": np.isin(passages, worded, invert=True),
        "lexical entry without a passage": np.isin(worded, passages, invert=True),
    }
    return [f"{np.count_nonzero(lacking)} times a {what}" for what, lacking in found.items() if lacking.any()]
