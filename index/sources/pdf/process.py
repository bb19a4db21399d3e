"""Processes that parse PDFs: started when first needed, kept for the next file, replaced when one fails."""

import atexit
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, cast

MOST_FILES = 200
"""Files after which a process is replaced, so that what a library leaks does not add up."""
_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_COMMAND = (sys.executable, "-P", "-m", "index.sources.pdf.worker")
"""-P: nothing is imported from the folder in which Vesicle was started, which may hold what was downloaded."""
_ANSWER_PER_CHARACTER = 16
"""Most bytes of an answer for each character that a file may have: JSON writes one in at most 12."""


class WorkerLost(Exception):
    """A process ended, was ended at its time limit, or answered what is none. is_late: whether at that limit."""

    def __init__(self, is_late: bool) -> None:
        super().__init__("time" if is_late else "crash")
        self.is_late = is_late


class Worker:
    """One process, for one caller at a time."""

    def __init__(self) -> None:
        folder = Path(__file__).parents[3]
        environ = {
            **os.environ,
            **_THREADS,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")])),
        }
        self._process = subprocess.Popen(  # noqa: S603 - it is this package that runs, and no shell
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ
        )
        self._files = 0

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def is_worn(self) -> bool:
        """Whether it is to be replaced."""
        return self._files >= MOST_FILES

    def ask(self, path: Path, characters: int, seconds: float) -> dict[str, Any]:
        """What the file says, as `document.document` gives it. Raises WorkerLost; the process has then ended."""
        self._files += 1
        late = threading.Event()
        timer = threading.Timer(max(0.0, seconds), self._end_late, [late])
        timer.start()
        try:
            request = json.dumps({"path": str(path.absolute()), "characters": characters})
            cast(IO[bytes], self._process.stdin).write(request.encode() + b"\n")
            cast(IO[bytes], self._process.stdin).flush()
            line = cast(IO[bytes], self._process.stdout).readline(_ANSWER_PER_CHARACTER * characters + 100_000)
            answer = json.loads(line) if line.endswith(b"\n") else None
        except (OSError, ValueError):
            answer = None
        finally:
            timer.cancel()
        if not isinstance(answer, dict) or late.is_set():
            self.end()
            raise WorkerLost(late.is_set())
        return answer

    def _end_late(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.communicate()


_idle: list[Worker] = []
_lock = threading.Lock()


def parsed(path: Path, characters: int, seconds: float) -> dict[str, Any]:
    """What a PDF says, parsed in a process that no other caller uses meanwhile.

    characters: most that it may have. seconds: after which the process is ended.
    Raises WorkerLost when it ends without an answer. Any number of threads may call this at once.
    """
    with _lock:
        worker = _idle.pop() if _idle else None
    answer = (worker := worker or Worker()).ask(path, characters, seconds)
    if worker.is_worn:
        worker.end()
    else:
        with _lock:
            _idle.append(worker)
    return answer


@atexit.register
def end_all() -> None:
    """End the processes that wait."""
    with _lock:
        workers = _idle.copy()
        _idle.clear()
    for worker in workers:
        worker.end()
