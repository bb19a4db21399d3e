"""python -m index: build, inspect, check, search and export an index, and fetch papers for it."""

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.cli import IndexOption, JsonOption, print_json, run
from index.errors import VesicleError
from index.fetch.command import EXAMPLE, fetch
from index.text import counted

if TYPE_CHECKING:
    from index.run import Report

app = typer.Typer(
    help=__doc__, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.command(
    epilog="Examples: python -m index build | python -m index build papers/ more.jsonl --index .vesicle/mine"
    " | python -m index build papers/ --engine ray"
)
def build(
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; none: what ships with Vesicle.")
    ] = None,
    index: IndexOption = None,
    embedder: Annotated[
        str | None, typer.Option(help="Sentence Transformers model, a folder or a hub id.", show_default="MiniLM")
    ] = None,
    store: Annotated[
        str, typer.Option(help='Where vectors and words are kept: "faiss", files of the index, or "milvus:URI".')
    ] = "faiss",
    engine: Annotated[
        str,
        typer.Option(
            metavar="local|ray[:HOST:PORT]",
            help="What reads, cuts and embeds: this process, or the workers of a Ray cluster, without HOST:PORT on this"
            " machine (requirements-scale.txt). Each machine needs Vesicle, and the sources at the same paths. A build"
            " that was killed goes on when it is started again.",
        ),
    ] = "local",
    json: JsonOption = False,
) -> int:
    """Build an index from scratch; the one that is there answers until the new one is complete."""
    from index.pipeline import build as build_index
    from index.progress import progress_bar

    with progress_bar() as progress:
        report = build_index(
            sources or [], index=index, embedder=embedder, store=store, engine=engine, progress=progress
        )
    held = ", ".join(counted(number, what.removesuffix("s")) for what, number in report.counts.items())
    return _tell(report, f"built {report.generation}: {held}", json)


@app.command(epilog="Examples: python -m index add papers/ | python -m index add library.ris more.xml.gz")
def add(
    sources: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    index: IndexOption = None,
    json: JsonOption = False,
) -> int:
    """Add papers, and update those that have changed; where there is no index yet, to what ships with Vesicle."""
    from index.pipeline import add as add_to_index
    from index.progress import progress_bar

    with progress_bar() as progress:
        report = add_to_index(sources, index=index, progress=progress)
    return _tell(report, f"added {report.added}, updated {report.updated}, unchanged {report.unchanged}", json)


@app.command(epilog="Example: python -m index remove pmid:33213490 doi:10.1000/x")
def remove(
    papers: Annotated[list[str], typer.Argument(help="Ids, or other identifiers such as pmid:... or doi:...")],
    index: IndexOption = None,
    json: JsonOption = False,
) -> int:
    """Remove papers; one that another paper lists stays as its reference."""
    from index.pipeline import remove as remove_from_index
    from index.progress import progress_bar

    with progress_bar() as progress:
        report = remove_from_index(papers, index=index, progress=progress)
    return _tell(report, f"removed {report.removed}", json)


@app.command(epilog="Examples: python -m index watch papers/ | python -m index watch papers/ --once")
def watch(
    folder: Annotated[Path, typer.Argument(help="A folder of papers.")],
    every: Annotated[float, typer.Option(min=0.1, max=86400, help="Seconds between two looks at the folder.")] = 10,
    once: Annotated[bool, typer.Option("--once", help="Bring the index up to date and end.")] = False,
    index: IndexOption = None,
    json: JsonOption = False,
) -> int:
    """Keep an index in step with a folder until it is stopped: add what is new in it, remove what is gone from it.

    A running app answers from the new papers at once. With --json each update is one document.
    """
    from index.cli import fail
    from index.progress import progress_bar
    from index.watch import rests, watch

    if not folder.is_dir():
        raise VesicleError(f"{folder}: is no folder; give one, or add a file with: python -m index add")
    statuses, complaints = [0], list[str]()

    def tell(report: "Report") -> None:
        counts = f"added {report.added}, updated {report.updated}, removed {report.removed}"
        statuses.append(_tell(report, counts, json))
        sys.stdout.flush()

    def complain(problem: str) -> None:
        complaints.append(problem)
        fail(problem)

    with progress_bar() as progress, rests(2 if once else None) as rest:
        watch(folder, index=index, every=every, rest=rest, tell=tell, complain=complain, progress=progress)
    if once and len(statuses) == 1 and not complaints and not json:
        print("nothing new")
    return max(*statuses, bool(complaints)) if once else 0


@app.command(epilog="Example: python -m index retractions retraction_watch.csv")
def retractions(
    table: Annotated[
        Path, typer.Argument(metavar="FILE", help="The table of Retraction Watch, as Crossref publishes it.")
    ],
    index: IndexOption = None,
    json: JsonOption = False,
) -> int:
    """Mark papers, also those that come later, as retracted, doubted, corrected or reinstated."""
    from index.marks import told
    from index.pipeline import mark
    from index.progress import progress_bar

    with progress_bar() as progress:
        done = mark(table, index=index, progress=progress)
    kept = f"{counted(done.marks['entries'], 'entry')} kept for papers to come"
    left_out = f"{counted(done.nameless, 'row')} without DOI and PMID left out"
    more = {"retractions": done.marks, "rows_without_identifier": done.nameless, "rows_damaged": done.damaged}
    return _tell(done.run, f"marked {told(done.marks)}; {kept}, {left_out}", json, more)


@app.command(epilog="Example: python -m index status --json")
def status(index: IndexOption = None, json: JsonOption = False) -> None:
    """Say what the index holds and how it was made."""
    from index.marks import told
    from index.reader import open_index

    known = open_index(index).status()
    if json:
        print_json(known)
    else:
        known["embedder"] = known["embedder"]["model"]
        if marks := known.get("retractions"):
            known["retractions"] = f"{counted(marks['entries'], 'entry')}, which mark {told(marks)}"
        for name, value in known.items():
            print(f"{name:<12} {value}")


@app.command(epilog="Example: python -m index verify")
def verify(index: IndexOption = None, json: JsonOption = False) -> int:
    """Check every file and every cross-reference of the index."""
    from index.reader import verify as check

    faults = check(index)
    if json:
        print_json({"sound": not faults, "faults": faults})
    else:
        print("\n".join(faults) or "sound")
    return 1 if faults else 0


@app.command(epilog='Example: python -m index search "exosomes as drug carriers" -k 3')
def search(
    words: Annotated[str, typer.Argument(help="A question or some words.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages to give.")] = 5,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Find passages, by meaning and by words."""
    from index.reader import open_index

    if not words.strip():
        raise VesicleError("nothing to search for; give a question or some words")
    found = open_index(index).search(words, k)
    if json:
        print_json({"passages": [passage.to_dict() for passage in found]})
        return
    for passage in found:
        print(f"{passage.score:.2f}  {passage.id}  {passage.paper.title} [{passage.section}]\n      {passage.text}\n")


app.command(epilog=EXAMPLE)(fetch)


class Table(StrEnum):
    """How the evidence table is written."""

    CSV = "csv"


@app.command(epilog="Example: python -m index export --format csv > evidence.csv")
def export(
    form: Annotated[Table, typer.Option("--format", help="How to write it.")] = Table.CSV,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Write the evidence table: one row a study, with its study types, species, cargo, target, effect and the like."""
    from index.evidence_table import evidence_rows, write_csv
    from index.reader import open_index

    rows = evidence_rows(open_index(index).catalog)
    if json:
        print_json({"studies": list(rows)})
    else:
        write_csv(rows, sys.stdout)


def _tell(report: "Report", done: str, json: bool, more: Mapping[str, object] | None = None) -> int:
    """Print what a run did, in JSON with more of it; returns its exit status."""
    if json:
        counts = {name: getattr(report, name) for name in ("added", "updated", "unchanged", "removed", "embedded")}
        known = {"generation": report.generation, **counts, **report.counts, **(more or {})}
        print_json({**known, "failed": list(report.failed)})
    else:
        print(f"{done}, failed {len(report.failed)}{':' * bool(report.failed)}")
        for failure in report.failed:
            print(f"  {failure}")
    return 1 if report.failed else 0


if __name__ == "__main__":
    run(app, "python -m index")
