"""Building an index in this process, and on one and two workers of a Ray cluster: how fast, and whether it is the same.

    python -m benchmarks.engines --data ../shared/data [--documents 2000] [--files 8]

The first documents of BioASQ, in some files, are built into an index by each engine in turn, each in a process of its
own, bound to as many cores as there are workers: all that Ray does, and the joining of records and the indexing of
words in the end, have no core beside them. Passages a second are of the whole build, with the start of Ray; "at work"
leaves out what does not grow with the papers, which is all until the first passages have come, and these. Efficiency is
the speed of two workers at work as a share of twice that of one. Alone is the time that the driver takes once the last
passage has come back: it joins records, and indexes words.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.data import bioasq_records
from index import open_index
from index.store import open_store

ROOT = Path(__file__).parents[1]
_BUILD = """
import json, os, sys, time
engine, workers, place, source = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:workers])
os.cpu_count = lambda: workers
from index import build
from index.models import load_embedder

load_embedder()
started, first, before, last = time.monotonic(), 0.0, 0, 0.0

def tell(step, done, total):
    global first, before, last
    if step == "embedding on workers":
        last = time.monotonic()
    if not first and done and step in ("embedding", "embedding on workers"):
        first, before = time.monotonic(), done

report = build([source], index=place, engine=engine, progress=tell)
ended = time.monotonic()
speed = (report.embedded - before) / (ended - first)
alone = ended - last if last else 0.0
print(json.dumps({"passages": report.embedded, "seconds": ended - started, "at_work": speed, "alone": alone}))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One build. seconds: of all of it. at_work: passages a second, once the first were done.

    alone: seconds after the last passage came back from a worker; 0 where there are none.
    """

    passages: int
    seconds: float
    at_work: float
    alone: float


def run(engine: str, workers: int, place: Path, source: Path) -> Run:
    """Build in another process, on so many cores."""
    command = [sys.executable, "-c", _BUILD, engine, str(workers), str(place), str(source)]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Run(**json.loads(said))


def write(data: Path, folder: Path, documents: int, files: int) -> None:
    """Write the first documents of BioASQ into some files."""
    records = [json.dumps(record) + "\n" for record in islice(bioasq_records(data), documents)]
    folder.mkdir()
    for number in range(files):
        (folder / f"{number}.jsonl").write_text("".join(records[number::files]), "utf-8")


def differences(one: Path, other: Path) -> list[str]:
    """In what two indexes of the same files differ: tables of their catalogues, and how near their vectors are."""
    catalogues = [_tables(place) for place in (one, other)]
    found = [f"table {name}" for name in catalogues[0] if catalogues[0][name] != catalogues[1][name]]
    stores = [open_store(index.folder, index.manifest)[0] for index in map(open_index, (one, other))]
    rows = [sorted(store.rows().tolist()) for store in stores]
    if rows[0] != rows[1]:
        return [*found, "rows of vectors"]
    vectors = [store.vectors(rows[0]) for store in stores]
    lengths = [np.linalg.norm(some, axis=1) for some in vectors]
    cosines = (vectors[0] * vectors[1]).sum(axis=1) / lengths[0] / lengths[1]
    return [*found, f"vectors, by a cosine of {cosines.min():.4f} at least, {cosines.mean():.4f} on average"]


def _tables(place: Path) -> dict[str, list[tuple[object, ...]]]:
    path = open_index(place).folder / "catalog.sqlite"
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with bioasq/")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--files", type=int, default=8)
    options = parser.parse_args()
    print(f"{options.documents} documents of BioASQ in {options.files} files, {os.cpu_count()} cores\n")
    print("| engine | workers | passages | seconds | passages/s | passages/s at work | alone, s |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write(options.data, work / "papers", options.documents, options.files)
        speeds = {}
        for engine, workers in (("local", 1), ("local", 2), ("ray", 1), ("ray", 2)):
            done = run(engine, workers, work / f"{engine}-{workers}", work / "papers")
            speeds[engine, workers] = done.at_work
            whole = f"{done.seconds:.1f} | {done.passages / done.seconds:.0f}"
            print(
                f"| {engine} | {workers} | {done.passages} | {whole} | {done.at_work:.0f} | {done.alone:.1f} |",
                flush=True,
            )
        for engine in ("local", "ray"):
            print(f"\n{engine}, efficiency of two: {speeds[engine, 2] / 2 / speeds[engine, 1]:.2f}", end="")
        for workers in (1, 2):
            print(f"\nray against local, {workers}: {speeds['ray', workers] / speeds['local', workers]:.2f}", end="")
        for place in ("local-2", "ray-1", "ray-2"):
            print(f"\n{place} differs from local-1 in {', '.join(differences(work / 'local-1', work / place))}", end="")
    print()


if __name__ == "__main__":
    main()
