"""A server that speaks OpenAI's chat-completions protocol: Ollama, vLLM, llama.cpp, and many more."""

import json
import os
import re
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from ssl import SSLContext
from typing import Any

import httpx

from index.errors import VesicleError
from qa.llm import faults
from qa.llm.about import ask_about
from qa.llm.events import ErrorEvent, NotTheProtocol, deltas
from qa.llm.model import CONTEXT, KEY, Message, ModelFailed
from qa.llm.patience import Limits, Patience
from qa.llm.reasoning import without_reasoning

MOST_CHARACTERS = 16
"""Of a token, over a whole text, where a server pays no heed to how many it may write; English has 4."""

_BASE_URL = re.compile(r"@(?=https?://)", re.IGNORECASE)


class ChatModel:
    """One model of a server. Holds no connection between two answers. Safe to share between threads.

    model: as the server has it. base_url: what ``/chat/completions`` is added to. key: what the server is to know us
    by; it is sent nowhere else. name: as an answer has it. back_end: kept in `settings`.
    Raises VesicleError if the key cannot be sent.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        *,
        key: str = "",
        name: str = "",
        back_end: str = "openai",
        limits: Limits | None = None,
    ) -> None:
        key = key.strip()
        if not key.isascii() or not key.isprintable() or " " in key:
            raise VesicleError(f"{KEY}: holds characters that no key has; set it again, or unset it")
        self.name = name or _shown(model)
        self._model = model
        self._base_url = base_url.rstrip("/")
        self._headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {key}"} if key else {})}
        self._back_end = back_end
        self._limits = limits or Limits()
        self._about: tuple[int, bool] | None = None
        self._has_other_words = False

    @classmethod
    def from_spec(cls, spec: str, *, limits: Limits | None = None) -> "ChatModel":
        """The model that ``MODEL@BASE_URL`` names, with the key in ``OPENAI_API_KEY``, if there is one.

        Raises VesicleError when it names none. MODEL may have colons, slashes and @ in it.

        >>> ChatModel.from_spec("google/gemma-3@qat:4b@http://127.0.0.1:8000/v1").name
        'google/gemma-3@qat:4b'
        """
        found = list(_BASE_URL.finditer(spec))
        model, address = (spec[: found[-1].start()].strip(), spec[found[-1].end() :].strip()) if found else ("", "")
        if not model or not model.isprintable() or _BASE_URL.search(model):
            raise VesicleError("VESICLE_LLM: is no openai:MODEL@BASE_URL; give a model, and an http or https address")
        return cls(model, _checked(address), key=os.environ.get(KEY, ""), limits=limits)

    @property
    def settings(self) -> dict[str, Any]:
        """``grammar`` is in it once it is known whether the server follows one."""
        known = {} if self._about is None else {"grammar": self._about[1]}
        sampling = {"seed": 0} if self._has_other_words else {"temperature": 0, "seed": 0}
        return {"back_end": self._back_end, **sampling, **known}

    @property
    def context(self) -> int:
        """Tokens of prompt and answer together, as the server says; `CONTEXT` if it does not, or is not up."""
        return self._known(self._limits.connect)[0]

    def close(self) -> None:
        """Nothing is held."""

    def write(
        self, messages: Sequence[Message], *, most_tokens: int, seconds: float, grammar: str | None = None
    ) -> Generator[str, None, None]:
        """See `qa.llm.model.Model.write`. Nothing of the messages is in what is raised."""
        wanted: dict[str, Any] = {
            "model": self._model,
            "messages": list(messages),
            "temperature": 0,
            "seed": 0,
            "max_tokens": most_tokens,
            "stream": True,
        }
        has_text = False
        with Patience(seconds) as patience:
            if grammar is not None and self._known(min(self._limits.connect, patience.left))[1]:
                wanted["grammar"] = grammar
            with closing(self._pieces(wanted, patience)) as pieces:
                for piece in without_reasoning(pieces):
                    has_text = True
                    yield piece
        if not has_text:
            raise ModelFailed("empty", self.name, "gave an answer without a word in it")

    def _pieces(self, wanted: dict[str, Any], patience: Patience) -> Generator[str, None, None]:
        """What is written, after one more try if the first one came to nothing but a second may."""
        try:
            for is_last in (False, True):
                patience.wait_for(self._limits.connect + self._limits.first)
                pause = self._limits.retry
                try:
                    with self._client(patience.left) as client, self._asked(client, wanted, patience) as response:
                        if is_last or response.status_code not in {429, 503}:
                            faults.check(self.name, response)
                            yield from self._read(response, patience, wanted["max_tokens"] * MOST_CHARACTERS)
                            return
                        pause = _pause(response, self._limits)
                except httpx.ConnectError:
                    if is_last:
                        raise
                except faults.OtherWords:
                    self._has_other_words = True
                    if is_last:
                        raise
                    pause = 0.0
                patience.rest()
                time.sleep(min(pause, patience.left))
        except (httpx.HTTPError, NotTheProtocol, ErrorEvent) as error:
            raise faults.of_error(self.name, error, is_late=patience.is_over or not patience.left) from error

    def _read(self, response: httpx.Response, patience: Patience, most_characters: int) -> Iterator[str]:
        left = most_characters
        for delta in deltas(response.iter_bytes()):
            left -= len(delta.text) + delta.reasoning
            if delta.text:
                patience.rest()
                yield delta.text
            if delta.is_last or left <= 0:
                return
            if delta.text or delta.reasoning:
                patience.wait_for(self._limits.between)

    def _client(self, seconds: float) -> httpx.Client:
        """A client for one answer. It follows no redirect, and takes no proxy or password from the environment."""
        limits = self._limits
        longest = httpx.Timeout(min(seconds, max(limits.first, limits.between)), connect=min(seconds, limits.connect))
        return httpx.Client(trust_env=False, verify=_certificates(), timeout=longest, headers=self._headers)

    def _asked(self, client: httpx.Client, wanted: dict[str, Any], patience: Patience) -> Any:
        return client.stream(
            "POST",
            f"{self._base_url}/chat/completions",
            content=json.dumps(_in_other_words(wanted) if self._has_other_words else wanted).encode("ascii"),
            headers={"Content-Type": "application/json", "Accept": "text/event-stream"},
            extensions={"trace": patience.trace},
        )

    def _known(self, seconds: float) -> tuple[int, bool]:
        """Size of the context, and whether grammars are followed; asked until the server has said so once."""
        if self._about is None:
            try:
                with self._client(seconds) as client:
                    self._about = ask_about(client, self._base_url, self._model)
            except httpx.HTTPError:
                return CONTEXT, False
        return self._about or (CONTEXT, False)


def _in_other_words(wanted: dict[str, Any]) -> dict[str, Any]:
    """A request as models want it that know no ``max_tokens``; they take no other temperature than their own, too.

    >>> _in_other_words({"model": "o3", "temperature": 0, "max_tokens": 9})
    {'model': 'o3', 'max_completion_tokens': 9}
    """
    same = {name: value for name, value in wanted.items() if name not in {"max_tokens", "temperature"}}
    return {**same, "max_completion_tokens": wanted["max_tokens"]}


def _checked(address: str) -> str:
    """An address to which paths can be added. Raises VesicleError, without what was given: it may hold a password."""
    try:
        url = httpx.URL(address)
        is_address = bool(url.host) and (url.port or 1) < 65536
    except (httpx.InvalidURL, ValueError):
        is_address = False
    if not is_address:
        raise VesicleError("VESICLE_LLM: its BASE_URL is no address; give one such as http://127.0.0.1:11434/v1")
    if url.userinfo or url.query or url.fragment:
        raise VesicleError(
            f"VESICLE_LLM: its BASE_URL holds more than an address; leave out a password and all from ? or # on,"
            f" and give the key in {KEY}"
        )
    return str(url)


def _shown(model: str) -> str:
    """A model's name, of which only the last part is shown where it is the path of a file or folder.

    >>> _shown("/srv/models/qwen2.5-1.5b.gguf"), _shown("Qwen/Qwen2.5-1.5B-Instruct"), _shown("qwen2.5:1.5b")
    ('qwen2.5-1.5b', 'Qwen/Qwen2.5-1.5B-Instruct', 'qwen2.5:1.5b')
    """
    path = PureWindowsPath(model) if "\\" in model else PurePosixPath(model)
    is_file = path.suffix.lower() == ".gguf"
    if path.is_absolute() or model.startswith((".", "~")) or is_file:
        return path.stem if is_file else path.name
    return model


def _pause(response: httpx.Response, limits: Limits) -> float:
    """Seconds until the next try."""
    asked = response.headers.get("retry-after", "")
    return min(float(asked), limits.longest_retry) if asked.isascii() and asked.isdecimal() else limits.retry


@lru_cache(maxsize=1)
def _certificates() -> SSLContext:
    """Whom to trust: as httpx does, or as ``SSL_CERT_FILE`` says. Reading them takes longer than a connection."""
    return httpx.create_ssl_context()
