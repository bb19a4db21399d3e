"""What every Vesicle command does: one JSON document or plain text on stdout, errors as one line on stderr."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from index.errors import VesicleError

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index.", show_default="VESICLE_INDEX or .vesicle/index")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


def run(app: typer.Typer, name: str) -> None:
    """Run a command line and exit: 0 when all of it worked, 1 when it did not, 2 when it was called wrongly."""
    try:
        status = app(standalone_mode=False, prog_name=name)
        sys.stdout.flush()
    except VesicleError as error:
        fail(str(error))
        status = 1
    except typer.Exit as error:
        status = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        status = 130
    except OSError as error:
        # Python would try to write the rest on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # The reader of our output, such as `head`, may have had enough.
        if error.filename:
            fail(f"{error.filename}: {error.strerror or error}; check the path and its permissions")
        elif not isinstance(error, BrokenPipeError):
            fail(f"output: cannot be written ({error.strerror or error}); make room, or send it elsewhere")
        status = 1
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        fail(f"{error.format_message()}; see: {name} --help")
        status = 2
    if status == 130:
        fail("stopped")
    sys.exit(status if isinstance(status, int) else 0)


def fail(message: str) -> None:
    """Print an error as one line on stderr."""
    print("error: " + " ".join(message.split()), file=sys.stderr)


def print_json(document: Any) -> None:
    """Print the one JSON document of a ``--json`` run."""
    print(json.dumps(document, ensure_ascii=False, indent=1))
