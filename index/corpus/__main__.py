"""python -m index.corpus: check the digests that ship."""

from pathlib import Path
from typing import Annotated

import typer

from index.cli import JsonOption, print_json, run
from index.corpus import STUDIES
from index.corpus.check import faults, faults_against, read_lines
from index.text import counted

app = typer.Typer(
    help=__doc__, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback()
def _keep_names() -> None:
    """Without a callback, typer would take the only command's name for an argument."""


@app.command(epilog="Example: python -m index.corpus check --against abstracts.jsonl")
def check(
    file: Annotated[Path, typer.Argument(help="Digests, as JSON Lines.", show_default="those that ship")] = STUDIES,
    against: Annotated[
        Path | None, typer.Option(help="JSON Lines with pmid or doi, title and abstract of the digested studies.")
    ] = None,
    json: JsonOption = False,
) -> int:
    """Check digests: their form, and against the abstracts, that all numbers and names stand there and no run of
    words is copied."""
    digests = read_lines(file)
    found = list(faults(digests))
    if against and not found:
        found = list(faults_against(digests, read_lines(against)))
    if json:
        print_json({"digests": len(digests), "faults": found})
    else:
        print("\n".join([*found, f"{counted(len(digests), 'digest')}, {counted(len(found), 'fault')}"]))
    return 1 if found else 0


if __name__ == "__main__":
    run(app, "python -m index.corpus")
