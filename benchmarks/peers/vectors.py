"""Passage vectors computed once, so that a large build can be measured without the model.

    python -m benchmarks.peers.vectors FOLDER FILE      (in the environment of `benchmarks.peers.plain`)

writes the vectors of an index that `benchmarks.peers.plain` saved, in the order of its texts. `look_up` then has
Sentence Transformers, or txtai's own pooling, take them from there; questions are still embedded by the model.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def look_up(texts: Sequence[str], file: Path) -> None:
    """Have passages looked up in a file of `python -m benchmarks.peers.vectors`, in what this process has imported."""
    import numpy as np
    from sentence_transformers import SentenceTransformer

    vectors = np.load(file)
    row = {_key(text): at for at, text in enumerate(texts)}

    def known(given: object) -> Any:
        """The vectors of a list of passages; None when it holds anything else."""
        rows = [row.get(_key(one), -1) for one in given] if isinstance(given, list) and given else [-1]
        return None if min(rows) < 0 else vectors[rows]

    _replace(SentenceTransformer, known)
    if pooling := sys.modules.get("txtai.models.pooling.base"):
        _replace(pooling.Pooling, known)


def _replace(model: Any, known: Callable[[object], Any]) -> None:
    real = model.encode

    def encode(self: Any, sentences: object, *args: Any, **options: Any) -> Any:
        found = known(sentences)
        if found is None:
            return real(self, sentences, *args, **options)
        if options.get("convert_to_tensor"):
            import torch

            return torch.from_numpy(found)
        return found

    model.encode = encode


def _key(text: object) -> str:
    """A text by its words: LangChain turns line breaks into spaces, in which the model sees no difference."""
    return " ".join(str(text).split())


def main() -> None:
    """Write the file."""
    import faiss
    import numpy as np

    index: Any = faiss.read_index(str(Path(sys.argv[1]) / "index.faiss"))
    np.save(sys.argv[2], index.reconstruct_n(0, index.ntotal))


if __name__ == "__main__":
    main()
