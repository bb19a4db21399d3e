"""Kill a writer again and again: afterwards the old or the new generation must open, verify and answer.

    python -m benchmarks.kills [--kills 200] [--seed 0] [--store milvus:URI]

Each writer builds or updates an index of 40 papers, four of which say which version they are of. Half of the writers
die at a file operation, half at a moment, both drawn at random over all that a writer does (operations more often near
the end, where a generation is put in force). What a killed writer leaves behind is what the next one finds.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index import build, open_index, verify
from index.manifest import FAISS
from qa import ask

ROOT = Path(__file__).parents[1]
PAPERS, VERSIONED = 40, 4
_WRITER = """
import os, signal, sys

index, source, work, last = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
from index import add, build
from index.models import load_embedder
load_embedder()
events = 0
writes = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "shutil.rmtree", "sqlite3.connect"}

def count(event, details):
    global events
    if event in writes and str(details[0]).startswith(index):
        events += 1
        if events == last:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
print("writing", flush=True)
if work == "add":
    add([source], index=index)
else:
    build([source], index=index, store=sys.argv[5])
print(events, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one kill left. work: "build" or "add". killed: False when the writer was done before. version: that answers.
    faults: what is wrong with the index; none is what must be."""

    work: str
    killed: bool
    version: int
    faults: tuple[str, ...]


def strike(folder: Path, kills: int, seed: int, store: str = FAISS) -> Iterator[Outcome]:
    """Kill so many writers of an index in a folder; the same seed strikes the same way. store: as ``--store``."""
    dice = random.Random(seed)
    place, source = folder / "index", folder / "papers.jsonl"
    write_version(source, 0)
    build([source], index=place, store=store)
    events, seconds = {}, {}
    for version, work in enumerate(("build", "add"), 1):
        write_version(source, version)
        events[work], seconds[work] = _run(place, source, work, store, 0, None)[1:]
    for number in range(3, kills + 3):
        write_version(source, number)
        work = dice.choice(["build", "add"])
        if dice.random() < 0.5:
            last = events[work]
            killed = _run(place, source, work, store, dice.randint(dice.choice([1, last * 3 // 4]), last), None)[0]
        else:
            killed = _run(place, source, work, store, 0, dice.uniform(0, seconds[work]))[0]
        faults = verify(place)
        found = versions_in(place)
        if len(found) != 1:
            faults.append(f"papers of versions {sorted(found)} together")
        elif not found <= {version, number}:
            faults.append(f"version {found} where {version} or {number} was due")
        if not killed and found != {number}:
            faults.append(f"the writer finished, but version {found} answers")
        version = max(found)
        answer = ask("Do vesicles calm macrophages?", index=place)
        if not any(f"version {version} " in citation.quote for citation in answer.citations):
            faults.append(f"the answer is not of version {version}: {answer.text}")
        yield Outcome(work, killed, version, tuple(faults))


def write_version(source: Path, number: int) -> None:
    """Write the papers as of one version."""
    records = [
        {"pmid": str(n + 1), "title": f"Paper {n}", "abstract": f"Tumours of kind {n} grow."} for n in range(PAPERS)
    ]
    for record in records[:VERSIONED]:
        record["abstract"] = f"Vesicles of version {number} calm macrophages in mice."
    source.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def versions_in(place: Path) -> set[int]:
    """The versions that an index's papers say they are of."""
    found = open_index(place).search("vesicles calm macrophages in mice", VERSIONED)
    return {int(passage.text.split("version ")[1].split()[0]) for passage in found}


def _run(place: Path, source: Path, work: str, store: str, last: int, moment: float | None) -> tuple[bool, int, float]:
    """Run a writer, to be killed at its file operation ``last``, or at a moment after it begins, in seconds.

    Returns whether it was killed, and of one that was not, how many file operations and seconds it took.
    """
    command = [sys.executable, "-c", _WRITER, str(place), str(source), work, str(last), store]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout  # noqa: S101 - for the type checker
        writer.stdout.readline()
        started = time.monotonic()
        if moment is not None:
            try:
                writer.wait(moment)
            except subprocess.TimeoutExpired:
                writer.kill()
        said = writer.stdout.read().strip()
        seconds = time.monotonic() - started
    if writer.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the writer failed by itself, with status {writer.returncode}")
    return writer.returncode != 0, int(said or 0), seconds


def main() -> int:
    """Print what came of the kills; 1 when any left a fault."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--store", default="faiss", help="a Milvus Lite file is only for one process, so give a server")
    chosen = parser.parse_args()
    outcomes, before = Counter[str](), 2
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, outcome in enumerate(strike(Path(folder), chosen.kills, chosen.seed, chosen.store), 1):
            left = "finished first" if not outcome.killed else "new" if outcome.version > before else "old"
            outcomes[f"{outcome.work}, {left}"] += 1
            before = outcome.version
            failed += bool(outcome.faults)
            for fault in outcome.faults:
                print(f"kill {number}: {fault}")
    print(f"{chosen.kills} writers, seed {chosen.seed}: {failed} left an index that does not open, verify and answer")
    for what, times in sorted(outcomes.items()):
        print(f"  {what}: {times}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
