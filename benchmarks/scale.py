"""How an index grows with its passages: building, size, memory, asking, filters, adding a paper, opening.

    python -m benchmarks.scale --data ../shared/data [--passages 10000 100000 1000000]

The libraries are of real sentences (`benchmarks.scale_synthetic`), and kept, so that a second run only measures.
Vectors are put together, not embedded. What is asked for at a million passages is in `ASKED`; times are to be trusted
on a quiet machine. With ``--shares``, instead: what is found of the ten nearest by the share of the lists that are
searched, of other questions than those that are reported. With ``--memory``, instead: time and peak memory of builds of
real documents, embedded.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.peers.machine import ROOT, describe
from benchmarks.scale_measure import recall
from benchmarks.scale_memory import memory
from benchmarks.scale_synthetic import library
from index import open_index

ASKED = {"recall": 0.97, "p95": 50.0, "resident": 3000.0, "open": 1000.0, "add": 15.0}
"""At least, of `recall`; else at most. Milliseconds, megabytes, and seconds to add a paper."""
SHARES = (1 / 8, 1 / 4, 5 / 16, 3 / 8, 7 / 16, 1 / 2, 1.0)
_HEADS = (
    ("passages", "build, s", "bytes a passage", "catalogue", "vectors", "words", "resident MB", "of it mapped"),
    ("p50 ms", "p95 ms", "broad p50", "p95", "narrow p50", "p95", "recall@10", "add one, s", "open, ms", "other CPU"),
)


def grown(data: Path, work: Path, sizes: Sequence[int]) -> Iterator[str]:
    """A table with a line for each size, and whether the last one keeps what is asked for."""
    heads = [head for part in _HEADS for head in part]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    found: dict[str, Any] = {}
    for size in sizes:
        made = library(data, work, size)
        command = [
            sys.executable,
            "-m",
            "benchmarks.scale_measure",
            str(made.root.resolve()),
            str(made.about.resolve()),
        ]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout)
        yield _line(made.seconds, found)
    if found:
        yield ""
        yield _kept(found)


def shares(data: Path, work: Path, size: int) -> Iterator[str]:
    """What is found, for each share of the lists, of questions of BioASQ 7b-9b."""
    made = library(data, work, size)
    tuning, index = json.loads(made.about.read_text("utf-8"))["tuning"], open_index(made.root)
    yield "| share of the lists | recall@10 |\n|---|---|"
    for share in SHARES:
        with patch("index.store.ivf.LISTS_SEARCHED", share):
            yield f"| {share:.4f} | {recall(index, tuning['questions'], tuning['exact']):.3f} |"


def _line(seconds: float, found: dict[str, Any]) -> str:
    parts, resident = found["bytes"], found["resident"]
    cells = [f"{found['passages']:,}", f"{seconds:.0f}", f"{sum(parts.values()):.0f}"]
    cells += [f"{parts[part]:.0f}" for part in ("catalogue", "vectors", "words")]
    cells += [f"{resident['all']:.0f}", f"{resident['file']:.0f}"]
    cells += [f"{one[key]:.1f}" for one in (found, found["broad"], found["narrow"]) for key in ("p50", "p95")]
    cells += [f"{found['recall']:.3f}", f"{found['add']:.1f}", f"{found['open']:.0f}", f"{found['others']:.2f}"]
    return f"| {' | '.join(cells)} |"


def _kept(found: dict[str, Any]) -> str:
    """What is asked for, of the largest size, and whether it is reached."""
    got = {**found, "resident": found["resident"]["all"]}
    said = []
    for name, limit in ASKED.items():
        reached = got[name] >= limit if name == "recall" else got[name] <= limit
        said.append(f"{name} {got[name]:.3g} (asked {limit:g}): {'reached' if reached else 'not reached'}")
    filters = [f"{name}, {found[name]['share']:.0%} of the passages" for name in ("broad", "narrow")]
    return f"{'; '.join(said)}. Filters: {'; '.join(filters)}."


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where libraries are kept")
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--shares", action="store_true", help="what is found by the share of the lists instead")
    parser.add_argument(
        "--memory", type=int, nargs="*", metavar="DOCUMENTS", help="builds of so many documents instead"
    )
    chosen = parser.parse_args()
    print(describe(), end="\n\n")
    if chosen.shares:
        lines = shares(chosen.data, chosen.work, max(chosen.passages))
    elif chosen.memory is not None:
        lines = memory(chosen.data, chosen.memory or [2000, 4000, 8000, 18687])
    else:
        lines = grown(chosen.data, chosen.work, chosen.passages)
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
