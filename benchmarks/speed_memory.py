"""Memory of a process that has opened an index and answered, and how it grows with the passages.

Each index is opened in a process of its own: ``python -m benchmarks.speed_memory INDEX QUESTIONS.json``.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.peers.machine import peak_mb, resident_mb
from benchmarks.speed_queries import asked, in_a_process
from benchmarks.speed_synthetic import indexes
from index import open_index
from qa import ask

KINDS = ("all", "anonymous", "file", "peak")


def memory(data: Path, work: Path, documents: int, count: int = 50) -> Iterator[str]:
    """Megabytes, what is mapped from files apart, since the system takes it back when it is scarce."""
    yield "| passages | resident MB | of it anonymous | of it mapped files | peak |"
    yield "|---|---|---|---|---|"
    found = [
        in_a_process("benchmarks.speed_memory", folder, asked(data, count)) for folder in indexes(data, work, documents)
    ]
    for one in found:
        yield _row(f"{one['passages']:,}", one)
    small, large = found
    more = (large["passages"] - small["passages"]) / 100_000
    grown = {kind: (large[kind] - small[kind]) / more for kind in KINDS}
    yield _row("for each 100,000 more", grown)


def _row(name: str, sizes: Mapping[str, float]) -> str:
    return f"| {name} | {' | '.join(f'{sizes[kind]:.0f}' for kind in KINDS)} |"


def main() -> None:
    """In the child: open, answer, print."""
    index = open_index(sys.argv[1])
    for question in json.loads(Path(sys.argv[2]).read_text("utf-8")):
        ask(question, index=index)
    print(json.dumps({**resident_mb(), "peak": peak_mb(), "passages": len(index.catalog.all_rows()[1])}))


if __name__ == "__main__":
    main()
