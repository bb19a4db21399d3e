"""Papers that are sent to the running app: how soon they are found, and what that costs those who ask meanwhile.

    python -m benchmarks.uploads --data ../shared/data [--files 50]

The app serves an index of what ships, built in a temporary folder. Files are made of SciFact's abstracts, as those of
`benchmarks.ingest` are. found: seconds from the end of an upload until a search in another process finds the paper by a
sentence of its own; three files of each format, one after the other. Then one session asks without a pause, as in
`benchmarks.load`, first while nothing else happens and then while so many files are added; generator and server share
the machine.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path

import httpx

from benchmarks.ingest_files import WRITERS, Document, documents
from benchmarks.load import app_on, percentile, questions_of
from benchmarks.load_session import PATIENCE, Session, Told
from index import build, open_index

FORMATS = ("PDF", "JATS XML", "RIS")
_EACH = 3
_QUIET = 40
"""Questions that are asked while nothing else happens."""
_LOOK = 0.02


async def send(client: httpx.AsyncClient, form: str, paper: Document) -> str:
    """Send a paper in a format; returns the id under which the app tells of it."""
    ending, write = WRITERS[form]
    name = f"{paper.pmid}{ending}"
    answer = await client.post("/vesicle/papers", params={"name": name}, content=write([paper]))
    return str(answer.raise_for_status().json()["id"])


async def found(client: httpx.AsyncClient, place: Path, form: str, paper: Document) -> float:
    """Seconds until a paper that is sent is found."""
    await send(client, form, paper)
    began = time.perf_counter()
    while open_index(place).search(paper.sentence, 1)[0].paper.doi != paper.doi:
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit(f"{form}: {paper.doi} is not found")
        await asyncio.sleep(_LOOK)
    return time.perf_counter() - began


async def asked_while_added(client: httpx.AsyncClient, session: Session, form: str, papers: list[Document]) -> str:
    """A line on the answers that come while these papers are added."""
    quiet, busy = Told(), Told()
    for _ in range(_QUIET):
        await session.ask(quiet)
    ids = [await send(client, form, paper) for paper in papers]
    began = time.perf_counter()
    while True:
        told = (await client.get("/vesicle/papers", params={"id": ids})).raise_for_status().json()["files"]
        if all(file["state"] in {"done", "failed"} for file in told):
            break
        await session.ask(busy)
    took = time.perf_counter() - began
    added = sum(file["added"] for file in told)
    ratio = statistics.median(busy.latencies) / statistics.median(quiet.latencies)
    errors = len(quiet.errors) + len(busy.errors)
    return (
        f"| {len(papers)} × {form} | {added} | {took:.1f} | {statistics.median(quiet.latencies):.3f} |"
        f" {statistics.median(busy.latencies):.3f} | {percentile(busy.latencies, 95):.3f} |"
        f" {max(busy.latencies):.3f} | {len(busy.latencies)} | {ratio:.2f} | {errors} |"
    )


async def run(data: Path, number: int, place: Path) -> None:
    """Measure, and print."""
    papers = iter(documents(data, len(FORMATS) * _EACH + 2 * number))
    topics = iter(questions_of(open_index(place)) * 1000)
    async with (
        app_on(place, "--allow-upload") as (address, _),
        httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client,
    ):
        open_index(place).search("exosome", 1)
        print("| sent | found after, s |\n|---|---|")
        for form in FORMATS:
            seconds = [await found(client, place, form, paper) for paper in islice(papers, _EACH)]
            print(f"| one {form} file | {', '.join(f'{one:.2f}' for one in seconds)} |", flush=True)
        session = Session(client, topics, 1)
        await session.open()
        print(
            "\n| added meanwhile | papers | took s | median s before | meanwhile | 95th percentile | longest |", end=""
        )
        print(" answers | ratio | errors |\n|---|---|---|---|---|---|---|---|---|---|")
        for form in ("PDF", "JATS XML"):
            print(await asked_while_added(client, session, form, list(islice(papers, number))), flush=True)


def main() -> None:
    """Build an index, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--files", type=int, default=50)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        build(index=place)
        asyncio.run(run(args.data, args.files, place))


if __name__ == "__main__":
    main()
