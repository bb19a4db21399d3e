"""Many readers at once: the app under the load of a seminar, and how much it takes at most.

    python -m benchmarks.load [--index FOLDER] [--sessions 50] [--every 10] [--minutes 3] [--saturation 30]

Starts the app as anybody would, on an index of what ships (built in a temporary folder unless one is given), and plays
sessions as a browser does: the page, what it calls first, then questions by way of Gradio's queue, each followed by the
call for other forms of the answer and for suggested questions. What is asked are questions made of the facets of the
library, follow-ups to them, and some that no paper answers. The sessions begin spread over the first ``--every``
seconds; generator and server share the machine.

latency: seconds from sending a question to its whole answer. error: any HTTP status but 200, an answer that failed or
did not come in 30 s. memory: resident megabytes of the server, from when all sessions have asked twice to the end.

Saturation, apart: 1, 4 and 16 sessions that ask again as soon as they are answered, for ``--saturation`` seconds each.
"""

import argparse
import asyncio
import os
import random
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from benchmarks.load_session import PATIENCE, Session, Told
from index import Index, build, open_index
from index.facets import NOT_STATED

APP = Path(__file__).parents[1] / "app.py"
LIMIT = 1.5
"""Seconds; the 95th percentile of the latency has to stay under it."""
FLAT = 1.05
"""Memory at the end may be so many times that at the beginning."""
FORMS = ("What does exosomal {} do in {}?", "How does {} act on macrophages?", "Which exosomes carry {}?")


def questions_of(index: Index) -> list[str]:
    """Questions made of the cargo and the cancers of the studies that an index holds, in a random order."""
    questions = []
    for name in index.catalog.ids("digest"):
        paper = index.catalog.paper(name)
        if paper is None:
            continue
        cancers = [one for one in paper.facets.cancer if one != NOT_STATED] or ["cancer"]
        questions += [form.format(cargo, cancers[0]) for cargo in paper.facets.cargo for form in FORMS]
    random.Random(7).shuffle(questions)
    return questions


@asynccontextmanager
async def app_on(index: Path, *options: str) -> AsyncIterator[tuple[str, int]]:
    """The app on an index, with more options: its address, and the id of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(APP), "--port", str(port), "--index", str(index), *options]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            async with httpx.AsyncClient() as client:
                while True:
                    try:
                        if (await client.get(f"{address}/health")).status_code == 200:
                            break
                    except httpx.HTTPError:
                        if process.poll() is not None:
                            log.seek(0)
                            raise SystemExit(f"the app ended: {log.read().decode()}") from None
                    await asyncio.sleep(0.2)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def index_at(place: Path | None) -> Iterator[Path]:
    """The index at a place; without one, an index of what ships, built for this time only."""
    if place:
        yield place
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "index"
        build(index=made)
        yield made


def megabytes(process: int) -> float:
    """Resident memory of a process; Linux only."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def processor_seconds(process: int) -> float:
    """Processor time that a process has used; Linux only."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def seminar(address: str, process: int, topics: Iterator[str], args: argparse.Namespace) -> list[str]:
    """Sessions that each ask at a steady pace; the lines of the report."""
    told, end = Told(), time.perf_counter() + 60 * args.minutes
    memory: list[tuple[float, float]] = []

    async def read(number: int) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
            session = Session(client, topics, number)
            await session.open()
            due = time.perf_counter() + args.every * number / args.sessions
            while due < end:
                await asyncio.sleep(due - time.perf_counter())
                await session.ask(told)
                due = max(due + args.every, time.perf_counter())

    async def watch() -> None:
        while True:
            memory.append((time.perf_counter(), megabytes(process)))
            await asyncio.sleep(1)

    began, used = time.perf_counter(), processor_seconds(process)
    watching = asyncio.create_task(watch())
    await asyncio.gather(*map(read, range(args.sessions)))
    watching.cancel()
    took, used = time.perf_counter() - began, processor_seconds(process) - used
    steady = [size for at, size in memory if at - began > 2 * args.every]
    fifth = max(len(steady) // 5, 1)
    before, after = statistics.median(steady[:fifth]), statistics.median(steady[-fifth:])
    late = percentile(told.latencies, 95)
    lines = [
        f"{args.sessions} sessions, a question every {args.every:g} s each, {args.minutes:g} minutes: "
        f"{len(told.latencies)} answers ({told.abstained} of them an honest no), {len(told.errors)} errors",
        f"latency: median {percentile(told.latencies, 50):.3f} s, 95th percentile {late:.3f} s (limit {LIMIT}), "
        f"longest {max(told.latencies):.3f} s",
        f"memory: {before:.0f} MB in the first fifth of the steady time, {after:.0f} MB in the last: "
        f"{after / before:.3f} times (limit {FLAT})",
        f"processor: {used / took:.2f} cores of the server on average",
    ]
    kept = not told.errors and late < LIMIT and after / before < FLAT
    return [*lines, *told.errors[:5], "kept" if kept else "NOT kept"]


async def saturated(address: str, topics: Iterator[str], sessions: int, seconds: float) -> str:
    """Sessions that ask without a pause; a line of the report."""
    told, end = Told(), time.perf_counter() + seconds

    async def read(number: int) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
            session = Session(client, topics, number)
            await session.open()
            while time.perf_counter() < end:
                await session.ask(told)

    began = time.perf_counter()
    await asyncio.gather(*map(read, range(sessions)))
    took = time.perf_counter() - began
    median, late = percentile(told.latencies, 50), percentile(told.latencies, 95)
    return f"| {sessions} | {len(told.latencies) / took:.1f} | {median:.3f} | {late:.3f} | {len(told.errors)} |"


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent of the values do not exceed.

    >>> percentile([4.0, 1.0, 2.0, 3.0], 50)
    2.0
    """
    return sorted(values)[max(-(-len(values) * percent // 100) - 1, 0)] if values else float("nan")


async def run(args: argparse.Namespace, place: Path) -> None:
    """Measure, and print."""
    questions = questions_of(open_index(place))
    topics = iter(questions * 1000)
    async with app_on(place) as (address, process):
        for line in await seminar(address, process, topics, args):
            print(line, flush=True)
        print("\n| sessions without a pause | answers a second | median s | 95th percentile s | errors |")
        print("|---|---|---|---|---|")
        for sessions in (1, 4, 16):
            print(await saturated(address, topics, sessions, args.saturation), flush=True)


def main() -> None:
    """Build an index unless one is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="folder of an index with digests")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--every", type=float, default=10)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--saturation", type=float, default=30)
    args = parser.parse_args()
    with index_at(args.index) as place:
        asyncio.run(run(args, place))


if __name__ == "__main__":
    main()
