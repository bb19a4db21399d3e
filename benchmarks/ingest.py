"""Getting papers in: how fast each format is read, and a folder in which some files are damaged.

    python -m benchmarks.ingest --data ../shared/data [--files 2000]

First, papers of every format are read on one core, without an index: papers, and megabytes of the files, a second.
Then `index.build` takes a folder of files of all formats, one in twenty of them damaged, and it is counted which good
ones are in, told by a sentence of each that must be found word for word, and which damaged ones are named.
"""

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

from benchmarks.data import rows
from benchmarks.ingest_files import ONE_A_FILE, WRITERS, Document, damaged, documents
from index import build, open_index, verify
from index.records import Paper
from index.sources import read
from index.text import letters_of, one_line

DAMAGED = 0.05
_PAPERS = 200
"""Of each format, for the speed of reading."""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with scifact/ and jats/")
    parser.add_argument("--files", type=int, default=2000, help="files of the folder")
    options = parser.parse_args()
    next(rows(options.data / "scifact" / "corpus.jsonl"))
    with tempfile.TemporaryDirectory() as folder:
        speed(Path(folder), documents(options.data, _PAPERS), options.data / "jats")
    with tempfile.TemporaryDirectory() as folder:
        mixed(Path(folder), options.data, options.files)


def speed(folder: Path, papers: list[Document], articles: Path) -> None:
    """Read papers of each format, and print how fast."""
    print("| format | papers | papers/s | MB/s |\n|---|---:|---:|---:|")
    for name, (suffix, write) in WRITERS.items():
        place = folder / name
        place.mkdir()
        for number, some in enumerate([[paper] for paper in papers] if name in ONE_A_FILE else [papers]):
            (place / f"{number}{suffix}").write_bytes(write(some))
        _read(name, place)
    if articles.is_dir():
        _read("JATS XML, whole articles", articles)


def _read(name: str, place: Path) -> None:
    size = sum(path.stat().st_size for path in place.iterdir())
    # What is needed once, a worker and imports, is not the format's.
    first = min(place.iterdir())
    list(read(first))
    started = time.monotonic()
    found = [one for one in read(place) if isinstance(one, Paper) and not one.is_reference]
    seconds = time.monotonic() - started
    print(f"| {name} | {len(found)} | {len(found) / seconds:.0f} | {size / 1e6 / seconds:.1f} |", flush=True)


def mixed(folder: Path, data: Path, number: int) -> None:
    """Build from a folder of all formats, and print what of it is in and what is named."""
    bad = round(number * DAMAGED)
    good, faults = _write(folder / "papers", documents(data, number - bad), bad)
    started = time.monotonic()
    report = build([folder / "papers"], index=folder / "index")
    seconds = time.monotonic() - started
    index = open_index(folder / "index")
    every = (index.catalog.paper(name) for name in index.catalog.ids())
    papers = [paper for paper in every if paper]
    texts = "\n".join(section.text for paper in papers for section in paper.sections)
    titles = {letters_of(paper.title) for paper in papers}
    named = {path for path in faults if any(failure.startswith(f"{path}:") for failure in report.failed)}
    others = [failure for failure in report.failed if not failure.startswith(tuple(f"{path}:" for path in faults))]
    whole = Counter(name for _, (name, paper) in good.items() if one_line(paper.sentence) in texts)
    titled = Counter(name for _, (name, paper) in good.items() if letters_of(paper.title) in titles)
    print(f"\n{number} files, {bad} of them damaged: {len(papers)} papers, {report.embedded} passages, {seconds:.0f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"peak memory {peak[0] / 1e3:.0f} MB, of a worker {peak[1] / 1e3:.0f} MB; the index is {_soundness(folder)}")
    print(f"damaged files named: {len(named)} of {len(faults)}; good files named: {len(others)}")
    for line in [*(f"not named: {faults[path]} ({path.name})" for path in set(faults) - named), *others]:
        print(f"  {line}")
    print("\n| format | files | in, word for word | under its title |\n|---|---:|---:|---:|")
    for name, files in Counter(name for name, _ in good.values()).items():
        print(f"| {name} | {files} | {whole[name]} | {titled[name]} |")


def _write(folder: Path, papers: list[Document], bad: int) -> tuple[dict[Path, tuple[str, Document]], dict[Path, str]]:
    """Files of one paper each, in all formats by turns; and damaged ones, with what is wrong with them."""
    folder.mkdir()
    good, faults = {}, {}
    for number, (paper, (name, (suffix, write))) in enumerate(zip(papers, cycle(WRITERS.items()), strict=False)):
        path = folder / f"{number:05}{suffix}"
        path.write_bytes(write([paper]))
        good[path] = name, paper
    for number, (fault, suffix, content) in enumerate(islice(damaged(papers, random.Random(0)), bad)):
        path = folder / f"{number * len(papers) // bad:05}-damaged{suffix}"
        path.write_bytes(content)
        faults[path] = fault
    return good, faults


def _soundness(folder: Path) -> str:
    return "; ".join(verify(folder / "index")) or "sound"


if __name__ == "__main__":
    main()
