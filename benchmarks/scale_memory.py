"""Time and peak memory of a build, and how they grow with the corpus.

Each size is built from the first documents of BioASQ (title-less snippets, one record a PMID) in a process of its own.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.data import bioasq_records

ROOT = Path(__file__).parents[1]
_BUILD = """
import json, resource, sys, time
from index import build
from index.models import load_embedder

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

load_embedder().passages(["exosomes " * 200] * 32)
before, started = peak(), time.monotonic()
report = build([sys.argv[1]], index=sys.argv[2])
print(json.dumps({**report.counts, "seconds": time.monotonic() - started, "before": before, "peak": peak()}))
"""


def measure(data: Path, sizes: list[int]) -> Iterator[dict[str, float]]:
    """Counts, seconds and megabytes of one build of each size."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "records.jsonl"
            with source.open("w", encoding="utf-8") as out:
                out.writelines(json.dumps(record) + "\n" for record in islice(bioasq_records(data), size))
            command = [sys.executable, "-c", _BUILD, str(source), str(Path(folder) / "index")]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            files = sum(path.stat().st_size for path in Path(folder, "index").rglob("*") if path.is_file())
            yield {**json.loads(done.stdout), "source": source.stat().st_size / 1e6, "disk": files / 1e6}


def memory(data: Path, sizes: list[int]) -> Iterator[str]:
    """A table of them."""
    yield "| documents | passages | source MB | index MB | peak memory MB | above an idle process MB | seconds |"
    yield "|---|---|---|---|---|---|---|"
    for found in measure(data, sizes):
        above = found["peak"] - found["before"]
        yield (
            f"| {found['papers']:,} | {found['passages']:,} | {found['source']:.1f} | {found['disk']:.1f}"
            f" | {found['peak']:.0f} | {above:.0f} | {found['seconds']:.0f} |"
        )
