"""The library page: how fast it is, and whether what its map asks is answered.

    python -m benchmarks.library [--papers 100000] [--show]

First of what ships, which is built in a temporary folder: the time of each call of the page, the first and the median
of those after it; and each question of the map of the whole library, asked: those of its nodes, its links (ribbons) and
the rows of the table behind it. It is answered when the answer cites at least one of the papers that it stands for.

Then of a catalogue of so many papers (`benchmarks.library_synthetic`): the time of a page of the list.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from benchmarks.library_synthetic import catalogue
from benchmarks.peers.machine import resident_mb
from index import Filters, Index, build, open_index
from index.listing import Listing
from index.scope import Scope
from qa import ask
from qa.server.admission import Admission
from qa.ui.choices import FILTERS
from qa.ui.desk import Desk
from qa.ui.flow import links, paths
from qa.ui.flow_map import flow_map
from qa.ui.library import PAGE_SIZE, library_functions
from qa.ui.timeline import timeline

SCOPES: dict[str, dict[str, Any]] = {
    "all": {},
    "words": {"words": "exosom metasta"},
    "filters": {"filters": {"since": 2020, "cancer": ["colorectal cancer"]}},
}
TIMES = 9


def timed(work: Callable[[], object], times: int = TIMES) -> str:
    """Milliseconds of the first time, and the median of those after it."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return f"{taken[0]:.1f} | {statistics.median(taken[1:]):.1f}"


def calls(index: Index) -> Iterator[str]:
    """What each call of the page takes."""
    desk = Desk(index.folder.parent, Admission(running=2, waiting=2))
    yield "| call | scope | first ms | again ms |\n|---|---|---|---|"
    for call in library_functions(desk):
        for name, scope in SCOPES.items():
            yield f"| {call.__name__} | {name} | {timed(lambda call=call, scope=scope: call({'scope': scope}))} |"


def asked(index: Index, show: bool) -> Iterator[str]:
    """The shares of the map's questions that are answered from a paper that they are about."""
    drawn, found = flow_map(index, Scope()), paths(index, index.listing.rows(Scope()))
    between, nodes = links(found), [(node["facet"], node["label"]) for node in drawn["nodes"]]
    having = {step: {row for path in found if step in path.steps for row in path.rows} for step in nodes}
    ends = [(nodes[one["source"]], nodes[one["target"]]) for one in drawn["links"]]
    papers = {
        "nodes": [having[step] for step in nodes],
        "links": [between.get(both, ()) for both in ends],
        "rows": [path.rows for path in found],
    }
    yield "| | there are | with a question | answered | of these | under its filters |\n|---|---|---|---|---|---|"
    answers: dict[str, set[str]] = {}
    for what, some in papers.items():
        spoken = [(one, _ids(index, rows)) for one, rows in zip(drawn[what], some, strict=False) if one["question"]]
        for one, _ in spoken:
            if one["question"] not in answers:
                answers[one["question"]] = cited(index, one["question"])
        missed = [one["question"] for one, ids in spoken if answers[one["question"]].isdisjoint(ids)]
        told, share = len(spoken) - len(missed), 1 - len(missed) / len(spoken)
        narrow = ""
        if what == "links":
            narrowed = sum(bool(ids & cited(index, one["question"], one["filters"])) for one, ids in spoken)
            narrow = f"{narrowed / len(spoken):.1%}"
        yield f"| {what} | {len(some)} | {len(spoken)} | {told} | {share:.1%} | {narrow} |"
        if show:
            yield from (f"  not answered: {question}" for question in missed)


def cited(index: Index, question: str, filters: dict[str, list[str]] | None = None) -> set[str]:
    """Ids of the papers that an answer cites."""
    return {one.paper.id for one in ask(question, index=index, llm="none", filters=filters).citations}


def _ids(index: Index, rows: Iterable[int]) -> set[str]:
    return {one.paper.id for one in index.listing.papers(rows)}


def lists(path: Path) -> Iterator[str]:
    """What a page of the list of a large catalogue takes, with what it can be narrowed to."""

    def page(scope: Scope, sort: str) -> None:
        rows = listing.rows(scope, sort, sort == "year")
        listing.papers(rows[:PAGE_SIZE])
        for facet in FILTERS:
            listing.counts(rows, facet)

    before, started = resident_mb()["all"], time.perf_counter()
    listing = Listing(path)
    page(Scope(), "year")
    yield f"made, with its first page: {time.perf_counter() - started:.1f} s"
    started = time.perf_counter()
    page(Scope("exosom"), "title")
    yield f"the first time that words are typed: {time.perf_counter() - started:.1f} s more\n"
    yield "| list | papers | first ms | again ms |\n|---|---|---|---|"
    filters = Filters.of({"since": 2020, "cancer": ["colorectal cancer"], "cargo": ["miR-21"]})
    for name, scope in {
        "all": Scope(),
        "a word of many": Scope("exosomes"),
        "three words": Scope("exosom metasta liver"),
        "a word of none": Scope("xyzzy"),
        "an identifier": Scope("10.1000/x.77"),
        "filters": Scope(filters=filters),
    }.items():
        for sort in ("year", "title"):
            count = len(listing.rows(scope, sort, sort == "year"))
            listing.rows.cache_clear()
            yield f"| {name}, by {sort} | {count:,} | {timed(lambda scope=scope, sort=sort: page(scope, sort))} |"
    yield f"\nmemory: {resident_mb()['all'] - before:.0f} MB more"
    stand_in = cast(Index, SimpleNamespace(listing=listing))
    for draw in (timeline, flow_map):
        started = time.perf_counter()
        drawn = draw(stand_in, Scope())
        yield f"{draw.__name__}: {len(drawn['rows']):,} rows in {time.perf_counter() - started:.1f} s"


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--show", action="store_true", help="print the questions that are not answered")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build(index=Path(folder) / "index")
        index = open_index(Path(folder) / "index")
        for line in (*calls(index), "", *asked(index, chosen.show), ""):
            print(line, flush=True)
        path = catalogue(index, Path(folder), chosen.papers)
        print(f"{chosen.papers:,} papers, {path.stat().st_size / 1e6:.0f} MB\n")
        for line in lists(path):
            print(line, flush=True)


if __name__ == "__main__":
    main()
