"""A program: builds on a cluster, one for each line of its input, and kills in the middle of them what it is told to.

A line is JSON: engine, place, sources, and what dies when 30 passages have come: "worker", "driver" or a process id.
For each it prints what workers embedded and the report.
"""

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path

import index.engine.gather
from index import build
from index.engine.cluster import connected

MANY = 30


def kill_a_worker() -> None:
    """Kill one process that embeds."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            title = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if title.startswith(b"ray::MapBatches(embed)"):
            os.kill(int(process.name), signal.SIGKILL)
            return
    raise AssertionError("no worker embeds")


def built(engine: str, place: str, sources: list[str], kill: str) -> dict[str, object]:
    """Build, and kill once."""
    came, killed = 0, False

    def tell(step: str, done: int, total: int) -> None:
        nonlocal came, killed
        if step == "embedding on workers":
            came = done
            if done >= MANY and kill and not killed:
                killed = True
                if kill == "worker":
                    kill_a_worker()
                else:
                    os.kill(os.getpid() if kill == "driver" else int(kill), signal.SIGKILL)

    report = build(sources, index=place, engine=engine, progress=tell)
    return {"came": came, "killed": killed, "report": asdict(report)}


if __name__ == "__main__":
    index.engine.gather._BLOCK = 4000  # so that little is much
    with connected(sys.argv[1] or None):
        for line in sys.stdin:
            print(json.dumps(built(**json.loads(line)), default=str), flush=True)
