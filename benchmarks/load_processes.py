"""Several app processes on one index behind nginx, beside one: how much they take at most, and what each holds.

    python -m benchmarks.load_processes [--index FOLDER] [--processes 1 2] [--askers 20 50] [--seconds 30]

Starts the apps as anybody would, on an index of what ships (built in a temporary folder unless one is given), and nginx
before them, with the configuration of docs/serving. Askers are the sessions of `benchmarks.load`, without a pause
between two questions; they, nginx and the apps share the machine. Needs nginx, and Linux.

latency: seconds from sending a question to its whole answer. resident: megabytes of a process, of which its own are
those that it shares with no other; the greatest of the processes, after the questions.
"""

import argparse
import asyncio
import re
import socket
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.load import app_on, index_at, megabytes, questions_of, saturated
from benchmarks.nginx import balanced
from index import open_index


async def run(index: Path, processes: int, askers: Sequence[int], seconds: float) -> None:
    """Measure with so many processes, and print rows of the report."""
    topics = iter(questions_of(open_index(index)) * 1000)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with AsyncExitStack() as ends:
        root = f"http://127.0.0.1:{port}"
        apps = [await ends.enter_async_context(app_on(index, "--root-path", root)) for _ in range(processes)]
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        ports = [urlsplit(address).port or 80 for address, _ in apps]
        url = ends.enter_context(balanced(ports, folder, port))
        for sessions in askers:
            row = await saturated(url, topics, sessions, seconds)
            resident = max(megabytes(process) for _, process in apps)
            alone = max(own_megabytes(process) for _, process in apps)
            print(f"| {processes} {row} {resident:.0f} | {alone:.0f} |", flush=True)


def own_megabytes(process: int) -> float:
    """Resident memory of a process that it shares with no other; Linux only."""
    held = re.findall(r"^Private_\w+: +(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)
    return sum(map(int, held)) / 1000


def main() -> None:
    """Build an index unless one is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="folder of an index with digests")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--askers", type=int, nargs="+", default=[20, 50])
    parser.add_argument("--seconds", type=float, default=30)
    args = parser.parse_args()
    with index_at(args.index) as index:
        print("| processes | askers | answers a second | median s | 95th percentile s | errors | resident | own |")
        print("|---|---|---|---|---|---|---|---|")
        for processes in args.processes:
            asyncio.run(run(index, processes, args.askers, args.seconds))


if __name__ == "__main__":
    main()
