"""How a library of any size is opened, asked and added to: ``python -m benchmarks.scale_measure INDEX MADE.json``.

In a process of its own, so that what it holds in memory is the library's.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.machine import Others, resident_mb
from benchmarks.peers.measure import percentile
from index import Filters, Index, add, open_index

FILTERS = {"broad": {"since": 2000}, "narrow": {"until": 1979}}
"""By which a question is narrowed: to two thirds of the papers of `benchmarks.scale_synthetic`, and to 4%."""
_WARM, _RESIDENT_AFTER = 20, 200


def measure(root: Path, questions: Sequence[str], exact: Sequence[Sequence[int]]) -> dict[str, Any]:
    """What `benchmarks.scale` says of a library, times in milliseconds.

    exact: rows of the passages that are nearest to each question, by vectors of floats.
    """
    others, started = Others(), time.perf_counter()
    index = open_index(root)
    opened = time.perf_counter() - started
    found: dict[str, Any] = {"open": 1000 * opened, **asked(index, questions[:_RESIDENT_AFTER], {})}
    found |= {"resident": resident_mb(), "passages": len(index.vectors), "recall": recall(index, questions, exact)}
    for name, filters in FILTERS.items():
        found[name] = {**asked(index, questions, filters), "share": share(index, filters)}
    sizes = {name: size for name, (size, _) in index.manifest.files.items()}
    found["bytes"] = {"catalogue": 0, "vectors": 0, "words": 0}
    for name, size in sizes.items():
        part = {"catalog.sqlite": "catalogue", "vectors.faiss": "vectors"}.get(name, "words")
        found["bytes"][part] += size / len(index.vectors)
    return {**found, "add": adding(root), "others": others.share()}


def asked(index: Index, questions: Sequence[str], filters: dict[str, int]) -> dict[str, float]:
    """Percentiles of `Index.search`, ten passages, one question at a time; none is asked twice."""
    chosen = Filters.of(filters)
    for question in questions[:_WARM]:
        index.search(f"{question} Why?", 10, chosen)
    times = []
    for question in questions:
        started = time.perf_counter()
        index.search(question, 10, chosen)
        times.append(1000 * (time.perf_counter() - started))
    return {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)}


def recall(index: Index, questions: Sequence[str], exact: Sequence[Sequence[int]]) -> float:
    """Mean share of the nearest passages that the store finds, when it is asked for as many."""
    found = [
        len({*nearest} & {*index.vectors.nearest(index.embedder.query(question), len(nearest))}) / len(nearest)
        for question, nearest in zip(questions, exact, strict=True)
    ]
    return sum(found) / len(found)


def share(index: Index, filters: dict[str, int]) -> float:
    """Share of the passages that fit."""
    among = index.among(Filters.of(filters))
    return len(among.rows) / index.manifest.counts["passages"] if among else 1.0


def adding(root: Path) -> float:
    """Seconds that it takes to add a paper, until it is in force. Raises AssertionError when it is not found then."""
    number = 90_000_000 + time.time_ns() % 10_000_000
    words = f"Zorblin{number} is carried by the vesicles of made-up cells."
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "one.jsonl")
        source.write_text(json.dumps({"pmid": str(number), "year": 2024, "text": words}), "utf-8")
        started = time.perf_counter()
        add([source], index=root)
        seconds = time.perf_counter() - started
    first = open_index(root).search(words, 1)[0]
    if first.paper.pmid != str(number):
        raise AssertionError(f"{number} was added, {first.paper.id} found")
    return seconds


def main() -> None:
    """In the child: print what was measured."""
    made = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    print(json.dumps(measure(Path(sys.argv[1]), made["questions"], made["exact"])))


if __name__ == "__main__":
    main()
