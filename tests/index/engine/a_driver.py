"""A program: builds on a cluster, one for each line of its input, and kills in the middle of them what it is told to.

A line is JSON. That of a build has engine, place, sources, perhaps a store, the process ids of nodes, and what dies
when 30 passages have come: "driver", "node" or "worker"; how many workers embedded and the report are printed. That of
tasks has a marker (`tasks`).
"""

import json
import os
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path

import index.engine.gather
from index import build
from index.engine.cluster import connected
from index.engine.executor import ClusterExecutor
from tests.index.engine import tasks

MANY = 30


def an_embedding_worker(nodes: list[int]) -> int:
    """Process id of a worker of some nodes that embeds just now; one that waits for its next block is waited for."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for process in Path("/proc").glob("[0-9]*"):
            try:
                title = (process / "cmdline").read_bytes()
                parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if title.startswith(b"ray::MapBatches(embed)") and parent in nodes:
                return int(process.name)
    raise AssertionError("no worker embeds")


def built(
    engine: str, place: str, sources: list[str], kill: str, nodes: list[int], store: str = "faiss"
) -> dict[str, object]:
    """Build, and kill once."""
    came, killed = 0, False

    def tell(step: str, done: int, total: int) -> None:
        nonlocal came, killed
        if step == "embedding on workers":
            came = done
            if done >= MANY and not killed:
                killed = True
                dies = {"driver": os.getpid, "node": lambda: nodes[0], "worker": lambda: an_embedding_worker(nodes)}
                os.kill(dies[kill](), signal.SIGKILL)

    report = build(sources, index=place, engine=engine, store=store, progress=tell)
    return {"came": came, "killed": killed, "report": asdict(report)}


def ran(marker: str) -> dict[str, object]:
    """Run tasks on the workers, at most two at a time, and one that fails."""
    with ClusterExecutor(2) as workers:
        futures, most = [], 0
        for number in range(6):
            futures.append(workers.submit(tasks.squared, number, Path(marker)))
            most = max(most, sum(not future.done() for future in futures))
        failed = workers.submit(tasks.refused, "a batch").exception()
    results = [future.result() for future in futures]
    return {"results": results, "most": most, "failed": [type(failed).__name__, str(failed)]}


if __name__ == "__main__":
    index.engine.gather._BLOCK = 4000  # so that little is much
    with connected(sys.argv[1] or None):
        for line in sys.stdin:
            asked = json.loads(line)
            print(json.dumps(ran(**asked) if "marker" in asked else built(**asked), default=str), flush=True)
