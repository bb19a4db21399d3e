"""The process in which PDFs are parsed, apart from the rest: PDFium is C++, and files may be hostile.

``python -m index.sources.pdf.worker [--memory MB]``: one JSON object a line on standard input, ``{"path": ...,
"characters": ...}``, and one on standard output for each: what `document.document` gives, or
``{"refused": reason, "detail": number}``.
It ends when its input does, even in the midst of a file, so it does not outlive what started it.
"""

import argparse
import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

import pypdfium2.raw as pdfium

from index.sources.pdf.document import Unreadable, document

MEMORY_MB = 1_024
"""Most memory that parsing may take, beyond what the process has when it starts."""
_OUT_OF_MEMORY = 3


def main() -> None:
    """Answer requests until there are no more."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", type=int, default=MEMORY_MB, help="megabytes that parsing may take")
    memory = parser.parse_args().memory
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    pdfium.FPDF_InitLibrary()
    _limit_memory(memory)
    requests = SimpleQueue[str]()
    threading.Thread(target=_receive, args=(sys.stdin, requests), daemon=True).start()
    while True:
        try:
            answer = json.dumps(_answer(json.loads(requests.get())))
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        answers.write(answer + "\n")
        answers.flush()


def _receive(source: IO[str], requests: "SimpleQueue[str]") -> None:
    for line in source:
        requests.put(line)
    os._exit(0)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return document(Path(request["path"]), request["characters"])
    except Unreadable as error:
        return {"refused": error.reason, "detail": error.detail}


def _limit_memory(megabytes: int) -> None:
    """Beyond what the process has now, where the system has such a limit."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        most = size + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
