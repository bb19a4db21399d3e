"""Measures one library in this process: building, searching, memory, size on disk, cold start.

A peer's module calls `main`; `benchmarks.speed_peers` runs it. Only the standard library is imported, so that what a
library's import costs is its own, and so that this runs where Vesicle is not installed.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.metrics import ndcg
from benchmarks.peers.machine import Others, first_line, peak_mb, size_mb
from benchmarks.peers.peer import COLD_QUESTION, K, Peer

_COLD_RUNS = 3
_LONG = 15.0
"""Seconds of a cold start that is not repeated."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of all lie under.

    >>> percentile([4, 1, 3, 2], 0.5)
    3
    """
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def asked(peer: Peer, questions: Sequence[tuple[str, set[str]]]) -> dict[str, float]:
    """Time of each search, after one that is not counted, and how good the rankings are.

    A ranking is of documents, each at its best hit. Where `K` hits are of fewer documents, it is asked again for
    twice as many: for the ranking, and timed apart.
    """
    peer.search(COLD_QUESTION)
    times, again, gains, firsts = [], [], [], []
    for question, gold in questions:
        started = time.perf_counter()
        hits = peer.search(question)
        times.append(time.perf_counter() - started)
        if len(set(hits)) < min(K, len(hits)):
            started = time.perf_counter()
            hits = peer.more(question)
            again.append(time.perf_counter() - started)
        ranked = list(dict.fromkeys(hits))[:K]
        gains.append(ndcg(ranked, gold))
        firsts.append(bool(ranked) and ranked[0] in gold)
    return {
        "p50_ms": 1000 * percentile(times, 0.5),
        "p95_ms": 1000 * percentile(times, 0.95),
        "ndcg": statistics.mean(gains),
        "hit1": statistics.mean(firsts),
        "asked_again": len(again) / len(times),
        "again_p50_ms": 1000 * percentile(again, 0.5) if again else 0.0,
    }


def cold_start(command: Sequence[str]) -> float:
    """Median seconds from starting a process to the first line that it prints; its files are in memory already."""
    seconds: list[float] = []
    while len(seconds) < _COLD_RUNS and (not seconds or seconds[-1] < _LONG):
        seconds.append(first_line(command))
    return statistics.median(seconds)


def measure(peer: Peer, name: str, given: Path, folder: Path, vectors: Path | None) -> dict[str, object]:
    """All figures of one library. vectors: of the texts, to be looked up instead of computed."""
    others = Others()
    data = json.loads(given.read_text("utf-8"))
    started = time.perf_counter()
    peer.load()
    loaded = time.perf_counter() - started
    if vectors:
        from benchmarks.peers.vectors import look_up

        look_up(data["texts"], vectors)
    started = time.perf_counter()
    peer.build(data["ids"], data["texts"])
    built = time.perf_counter() - started
    found = asked(peer, [(question, set(gold)) for question, gold in data["questions"]])
    peak = peak_mb()
    peer.save(folder)
    return {
        "load_s": loaded,
        "build_s": built,
        "docs_per_s": len(data["ids"]) / built,
        **found,
        "peak_mb": peak,
        "index_mb": size_mb(folder),
        "cold_s": cold_start([sys.executable, "-m", f"benchmarks.peers.{name}", peer.mode, "--open", str(folder)]),
        "others": others.share(),
        "versions": ", ".join(f"{package} {version(package)}" for package in peer.packages),
    }


def main(name: str, peer_of: Callable[[str], Peer]) -> None:
    """The command of one peer: ``MODE --texts FILE --folder FOLDER [--vectors FILE]``, or ``MODE --open FOLDER``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("mode")
    parser.add_argument("--texts", type=Path, help="JSON with ids, texts and questions")
    parser.add_argument("--folder", type=Path, help="where to save what is built")
    parser.add_argument("--vectors", type=Path, help="look passage vectors up here")
    parser.add_argument("--open", type=Path, help="only answer one question from what was saved here")
    chosen = parser.parse_args()
    peer = peer_of(chosen.mode)
    if chosen.open:
        peer.open(chosen.open)
        print(peer.search(COLD_QUESTION)[0], flush=True)
    else:
        print(json.dumps(measure(peer, name, chosen.texts, chosen.folder, chosen.vectors)), flush=True)
