"""A GGUF file, through a llama.cpp server that lives in a child process and is spoken to as any other server.

It needs what is in ``requirements-llm.txt``.
"""

import importlib.util
import json
import os
import queue
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from index.errors import VesicleError
from qa.llm import gguf_server
from qa.llm.model import CONTEXT, Message, ModelFailed
from qa.llm.openai import ChatModel
from qa.llm.patience import Limits

AT_ONCE = 2
"""Answers that are written at the same time; others wait."""
LONGEST_LOAD = 120.0
"""Seconds."""
_LIMITS = Limits(first=3600, between=3600)
"""A small machine may read a prompt for longer than a server should be silent, and this one tells if it dies."""
_MEND = "set another file in VESICLE_LLM, or none"

_servers: dict[Path, "_Server"] = {}
_changing = threading.Lock()


class GgufModel:
    """A GGUF file. Models of the same file share one server, which ends with the last of them that is closed.

    Raises VesicleError when there is no such file or what it needs is not installed, and ModelFailed when it cannot be
    loaded.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self._path = _checked(path)
        self._is_open = True
        with _changing:
            self._server = _servers.setdefault(self._path, _Server(self._path))
            self._server.users += 1
        try:
            self._chat = self._server.chat(LONGEST_LOAD)
        except BaseException:
            self.close()
            raise

    @property
    def settings(self) -> dict[str, Any]:
        """See `qa.llm.model.Model`."""
        return self._chat.settings

    @property
    def context(self) -> int:
        """Tokens of prompt and answer together: `CONTEXT`, or as many as the model was trained with."""
        return self._chat.context

    def write(
        self, messages: Sequence[Message], *, most_tokens: int, seconds: float, grammar: str | None = None
    ) -> Generator[str, None, None]:
        """See `qa.llm.model.Model`. A server that has died is started again first."""
        if not self._is_open:
            raise ModelFailed("unreachable", self.name, "the model is closed", "open it again")
        end = time.monotonic() + seconds
        self._chat = chat = self._server.chat(min(seconds, LONGEST_LOAD))
        left = end - time.monotonic()
        yield from chat.write(messages, most_tokens=most_tokens, seconds=left, grammar=grammar)

    def close(self) -> None:
        """End the server, unless another model of the same file needs it."""
        with _changing:
            if not self._is_open:
                return
            self._is_open = False
            self._server.users -= 1
            if self._server.users:
                return
            del _servers[self._path]
        self._server.stop()


class _Server:
    """The child process of one file. users: how many models need it."""

    def __init__(self, path: Path) -> None:
        self.users = 0
        self._path = path
        self._process: subprocess.Popen[str] | None = None
        self._chat: ChatModel | None = None
        self._lock = threading.Lock()

    def chat(self, seconds: float) -> ChatModel:
        """What speaks to it, once it is ready; it is started if it does not run. Raises ModelFailed."""
        end = time.monotonic() + seconds
        if not self._lock.acquire(timeout=seconds):
            raise _not_in_time(self._path)
        try:
            if self._chat is None or self._process is None or self._process.poll() is not None:
                self._end()
                self._chat = self._started(end)
            return self._chat
        finally:
            self._lock.release()

    def stop(self) -> None:
        """End it, whatever it does."""
        with self._lock:
            self._end()

    def _started(self, end: float) -> ChatModel:
        """A new process, ready. Raises ModelFailed when it does not get ready."""
        name, key = self._path.stem, secrets.token_urlsafe(32)
        arguments = [str(self._path), str(CONTEXT), str(AT_ONCE), str(os.cpu_count() or 1)]
        with tempfile.TemporaryFile() as log:
            # -P: beside the script there are modules that have the names of libraries.
            self._process = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, "-P", gguf_server.__file__, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
            try:
                said = _first_words(self._process, key, end)
                if said is None:
                    raise _not_in_time(self._path)
                if "address" not in said:
                    cause = f"cannot be loaded ({_cause(log, said)})".replace(str(self._path), self._path.name)
                    raise ModelFailed("broken", name, cause, _MEND)
            except BaseException:
                self._end()
                raise
        return ChatModel(name, f"{said['address']}/v1", key=key, name=name, back_end="gguf", limits=_LIMITS)

    def _end(self) -> None:
        process, self._process, self._chat = self._process, None, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()


def _checked(path: Path) -> Path:
    """The file's whole path. Raises VesicleError if it is no GGUF file, or nothing is installed that reads one."""
    name = path.name
    try:
        with path.open("rb") as file:
            is_gguf = file.read(4) == b"GGUF"
    except OSError as error:
        cause = error.strerror or error
        raise VesicleError(f"{name}: the model cannot be read ({cause}); correct the path in VESICLE_LLM") from error
    if not is_gguf:
        raise VesicleError(f"{name}: is no GGUF file; set one in VESICLE_LLM, or a folder as transformers:PATH")
    if importlib.util.find_spec("xllamacpp") is None:
        raise VesicleError(
            f"{name}: what reads GGUF files is not installed; run: python -m pip install -r requirements-llm.txt"
        )
    return path.absolute()


def _first_words(process: "subprocess.Popen[str]", key: str, end: float) -> dict[str, str] | None:
    """What a new server says of itself; None if it has said nothing by the end of the time."""
    stdin, stdout = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
    heard = queue.SimpleQueue[str]()

    def talk() -> None:
        with suppress(OSError):
            stdin.write(f"{key}\n")
            stdin.flush()
        heard.put(stdout.readline())

    threading.Thread(target=talk, name="vesicle-gguf", daemon=True).start()
    try:
        line = heard.get(timeout=max(0.0, end - time.monotonic()))
    except queue.Empty:
        return None
    if not line:
        return {"error": f"its process ended with {process.wait()}; is there memory enough?"}
    said: dict[str, str] = json.loads(line)
    return said


def _cause(log: IO[bytes], said: dict[str, str]) -> str:
    """The first error that llama.cpp logged, which is the cause of those after it; else what the process said."""
    log.seek(0)
    found = re.search(r"^\S+ E (.+)$", log.read().decode("utf-8", "replace"), re.MULTILINE)
    return " ".join(found[1].split()) if found else said["error"]


def _not_in_time(path: Path) -> ModelFailed:
    return ModelFailed("late", path.stem, "was not loaded in time")
