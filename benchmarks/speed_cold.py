"""How long ``python -m qa`` takes from the start of its process, on what ships, and what share of it is imports."""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median

from benchmarks.peers.machine import ROOT, first_line
from index import build

QUESTION = "Why are exosomes promising drug carriers?"
_RUNS = 5
_SHOWN = 12


def cold() -> Iterator[str]:
    """Medians of five, beside a Python that does nothing; then the modules whose own imports take longest."""
    with tempfile.TemporaryDirectory() as folder:
        build(index=folder)
        asking = ["-m", "qa", QUESTION, "--index", folder]
        first_line([sys.executable, *asking])
        answers, empty, shares, modules = [], [], [], []
        for _ in range(_RUNS):
            answers.append(first_line([sys.executable, *asking]))
            empty.append(first_line([sys.executable, "-c", "print(0)"]))
            share, found = imports(asking)
            shares.append(share)
            modules.append(found)
    yield "| `python -m qa` to its answer, s | Python that only prints, s | share of imports |"
    yield "|---|---|---|"
    yield f"| {median(answers):.2f} | {median(empty):.2f} | {median(shares):.0%} |"
    longest = [name for name, _ in modules[0].most_common(_SHOWN)]
    shown = [f"{name} {median([found[name] for found in modules]) / 1000:.0f}" for name in longest]
    yield f"\nmilliseconds in a module while it is imported: {', '.join(shown)}"


def imports(arguments: list[str]) -> tuple[float, Counter[str]]:
    """The share of a Python process's time that goes into imports, and microseconds by module, as Python counts them.

    Counting makes imports a little slower, and the process with them.
    """
    started = time.perf_counter()
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    found: Counter[str] = Counter()
    for line in done.stderr.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        if line.startswith("import time:") and own.strip().isdigit():
            found[rest.partition("|")[2].strip()] += int(own)
    return found.total() / 1e6 / seconds, found
