"""python -m index fetch."""

import shlex
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.cli import JsonOption, print_json
from index.text import counted, one_line

if TYPE_CHECKING:
    from index.fetch.run import Report

EXAMPLE = (
    'Examples: python -m index fetch "exosomes AND macrophages" --from europepmc --out papers/'
    " | python -m index fetch 'exosomes[mesh] AND 2024[dp]' --from pubmed --limit 5000 --out papers/"
)


class Service(StrEnum):
    """Where papers are fetched from."""

    EUROPEPMC = "europepmc"
    PUBMED = "pubmed"


def fetch(
    query: Annotated[str, typer.Argument(help="What to search for, in the words of the service.")],
    source: Annotated[
        Service, typer.Option("--from", help="Europe PMC (full texts where open access) or PubMed (abstracts).")
    ],
    out: Annotated[Path, typer.Option(help="Folder to fetch into; an empty one, or one of the same fetch.")],
    limit: Annotated[int, typer.Option(min=1, help="Most papers to fetch.")] = 1000,
    email: Annotated[str | None, typer.Option(help="Your address, for PubMed.", show_default="VESICLE_EMAIL")] = None,
    json: JsonOption = False,
) -> int:
    """Fetch papers from Europe PMC or PubMed into a folder that "add" reads.

    After a stop, the same command goes on where it was. When all is there it asks for nothing more: for what is new
    since then, fetch into another folder. PubMed is asked faster with an API key in NCBI_API_KEY.
    """
    from index.fetch.folder import Request
    from index.fetch.run import fetch as fetch_papers
    from index.progress import progress_bar
    from index.settings import EMAIL

    query = one_line(query)
    if not query:
        raise typer.BadParameter("nothing to search for; give a query")
    if email is not None and not EMAIL.fullmatch(email):
        raise typer.BadParameter("--email is no e-mail address")
    with progress_bar() as progress:
        report = fetch_papers(Request(source.value, query, limit), out, email=email, progress=progress)
    if json:
        print_json(_document(report))
    else:
        print("\n".join(_lines(report)))
    return 1 if report.tally.failed else 0


def _document(report: "Report") -> dict[str, object]:
    tally = report.tally
    counts = {"papers": tally.papers, "full_texts": tally.full_texts, "abstracts": tally.abstracts}
    rest = {"titles": tally.titles, "notes": list(tally.notes), "failed": list(tally.failed)}
    return {**asdict(report.request), "out": str(report.out), "requests": report.requests, **counts, **rest}


def _lines(report: "Report") -> list[str]:
    tally, out = report.tally, report.out
    lines = [] if report.requests else [f"{out}: was complete; for what is new since then, fetch into another folder"]
    counts = [counted(tally.full_texts, "full text"), counted(tally.abstracts, "abstract")]
    counts.append(f"{counted(tally.titles, 'title')} only")
    failed = f"; {len(tally.failed):,} failed:" if tally.failed else ""
    lines.append(f"fetched {counted(tally.papers, 'paper')}: {', '.join(counts)}{failed}")
    lines += [f"  {failure}" for failure in tally.failed]
    lines += [f"note: {note}" for note in tally.notes]
    return [*lines, f"add them with: python -m index add {shlex.quote(str(out))}"]
