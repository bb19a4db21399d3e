"""What one abstract and one full text cost: passages, bytes, and seconds by step; for `benchmarks/SCALING.md`.

    python -m benchmarks.units --data ../shared/data

Abstracts: the 1,099 about exosomes and macrophages. Full texts: the articles of the folder ``jats``. Each is built once
with vectors that cost nothing, for the seconds of all other steps, which then run one after the other; what was cut is
embedded alone, on all cores. Bytes are those of the files of the generation.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from index import build, open_index
from index.ahead import embedded_text
from index.embed import Embedder, Vectors
from index.models import load_embedder

_STEPS = {"indexing words": "join papers and cut", "publishing": "index words"}
"""A step of a build, as it is told -> what is over when it begins."""
_TEXTS_TIMED = 2000


class Free:
    """An embedder whose vectors of passages are made up at once."""

    def __init__(self, model: Embedder) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def passages(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """Unit vectors at random."""
        vectors = np.random.default_rng(0).normal(size=(len(texts), self._model.identity.dimension))
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def units(source: Path) -> Iterator[tuple[str, float]]:
    """What a paper of a source costs, a line each; seconds are of one core but for embedding."""
    model, over = load_embedder(), dict[str, float]()
    with tempfile.TemporaryDirectory() as folder, patch("index.run.load_embedder", lambda *_, **__: Free(model)):
        started = time.perf_counter()

        def tell(step: str, done: int, total: int) -> None:
            if step == "reading":
                over["read and join records"] = time.perf_counter() - started
            elif step in _STEPS:
                over.setdefault(_STEPS[step], time.perf_counter() - started)

        report = build([source], index=folder, progress=tell)
        over["check and publish"] = time.perf_counter() - started
        index = open_index(folder)
        papers, texts = report.counts["papers"], [one for _, one in index.catalog.rows() if not one.is_record]
        yield "papers", papers
        yield "references, per paper", report.counts["references"] / papers
        yield "passages of text, per paper", len(texts) / papers
        yield "characters of text, per passage", sum(len(one.text) for one in texts) / len(texts)
        yield "KB of the source, per paper", _size(source) / papers / 1e3
        files = index.manifest.files
        for part in ("catalog", "vectors", "lexical"):
            size = sum(size for name, (size, _) in files.items() if name.startswith(part))
            yield f"KB of {part}, per paper", size / papers / 1e3
        before = 0.0
        for step, seconds in over.items():
            yield f"ms to {step}, per paper", 1e3 * (seconds - before) / papers
            before = seconds
        timed = [embedded_text(one, model) for one in texts[:_TEXTS_TIMED]]
        started = time.perf_counter()
        model.passages(timed)
        seconds = (time.perf_counter() - started) / len(timed)
        yield "ms to embed a passage, all cores", 1e3 * seconds
        yield "ms to embed, per paper, all cores", 1e3 * seconds * len(texts) / papers


def _size(source: Path) -> int:
    return sum(path.stat().st_size for path in (source.rglob("*") if source.is_dir() else [source]) if path.is_file())


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    abstracts, full_texts = dict(units(data / "ontopic.jsonl")), dict(units(data / "jats"))
    print("| | abstract | full text |\n|---|---|---|")
    for name, value in abstracts.items():
        print(f"| {name} | {value:,.1f} | {full_texts[name]:,.1f} |")


if __name__ == "__main__":
    main()
