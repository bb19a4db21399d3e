"""One reader with the page open, as `benchmarks.load` plays many: the requests are those that the page makes."""

import asyncio
import json
import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

FOLLOW_UPS = ("And in glioma?", "Who wrote it?", "Tell me more", "Which receptor does it bind?", "How many patients?")
OFF_TOPIC = ("What is the capital of France?", "How do I bake bread?", "Which team won the cup in 2019?")
PATIENCE = 30.0
"""Seconds in which an answer has to come."""


@dataclass
class Told:
    """What was measured: latencies in seconds, errors in words."""

    latencies: list[float] = field(default_factory=list)
    abstained: int = 0
    errors: list[str] = field(default_factory=list)


class Session:
    """One reader with the page open."""

    def __init__(self, client: httpx.AsyncClient, topics: Iterator[str], seed: int) -> None:
        self._client = client
        self._topics = topics
        self._random = random.Random(seed)
        self._name = uuid.uuid4().hex[:11]
        self._history: list[dict[str, str]] = []
        self._page = self._submit = 0

    async def open(self) -> None:
        """Load the page."""
        (await self._client.get("/")).raise_for_status()
        config = (await self._client.get("/config")).raise_for_status().json()
        self._page = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "page")
        self._submit = next(
            one["id"] for one in config["dependencies"] if [self._page, "submit"] in map(list, one["targets"])
        )
        await self._call("begin_page", {})

    async def ask(self, told: Told) -> None:
        """Ask the next question, wait for its answer, and measure."""
        question = self._next_question()
        number = len(self._history) + 1
        run = uuid.uuid4().hex
        sent = {"run": run, "number": number, "question": question, "filters": {}, "history": self._history[-20:]}
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                last = await self._answered(sent)
            if last.get("state") != "done":
                raise ValueError(f"state {last.get('state')}: {str(last.get('answer'))[:200]}")
        except (httpx.HTTPError, ValueError, KeyError, TimeoutError) as error:
            told.errors.append(f"{type(error).__name__}: {error}"[:300])
            return
        told.latencies.append(time.perf_counter() - began)
        told.abstained += "abstained" in last["answer"]
        self._history.append({"id": last["id"], "question": question, "text": last["text"]})
        try:
            await self._call("after_answer", {"id": last["id"], "asked": [one["question"] for one in self._history]})
        except (httpx.HTTPError, ValueError) as error:
            told.errors.append(f"after: {type(error).__name__}: {error}"[:300])

    def _next_question(self) -> str:
        kind = self._random.random()
        if self._history and kind < 0.25:
            return self._random.choice(FOLLOW_UPS)
        return self._random.choice(OFF_TOPIC) if kind > 0.9 else next(self._topics)

    async def _answered(self, sent: dict[str, Any]) -> dict[str, Any]:
        join = {
            "data": [],
            "event_data": sent,
            "fn_index": self._submit,
            "trigger_id": self._page,
            "session_hash": self._name,
        }
        event = (await self._client.post("/gradio_api/queue/join", json=join)).raise_for_status().json()["event_id"]
        value: Any = None
        async with self._client.stream("GET", f"/gradio_api/queue/data?session_hash={self._name}") as stream:
            stream.raise_for_status()
            async for line in stream.aiter_lines():
                message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                # Until then, as the page does: who leaves earlier has left for good to Gradio.
                if message.get("msg") == "close_stream":
                    break
                if message.get("event_id") != event:
                    continue
                if message["msg"] == "process_generating":
                    (change,) = message["output"]["data"]
                    value = changed(value, change) if isinstance(change, list) else change
                elif message["msg"] == "process_completed" and not message["success"]:
                    raise ValueError(str(message["output"]))
        return value or {}

    async def _call(self, name: str, data: dict[str, Any]) -> Any:
        sent = {"data": data, "component_id": self._page, "fn_name": name, "session_hash": self._name}
        given = (await self._client.post("/gradio_api/component_server", json=sent)).raise_for_status().json()
        if "problem" in given:
            raise ValueError(given["problem"])
        return given


def changed(value: Any, changes: list[Any]) -> Any:
    """A value after the changes that Gradio sends in place of it: (action, path, new) of each.

    >>> changed({"a": "x", "b": [1]}, [["append", ["a"], "y"], ["replace", ["b", 0], 2], ["add", ["c"], 3]])
    {'a': 'xy', 'b': [2], 'c': 3}
    """
    value = json.loads(json.dumps(value))
    for action, path, new in changes:
        if not path:
            value = value + new if action == "append" else new
            continue
        holder = value
        for step in path[:-1]:
            holder = holder[step]
        if action == "append":
            holder[path[-1]] += new
        elif action == "delete":
            del holder[path[-1]]
        elif action == "add" and isinstance(holder, list):
            holder.insert(path[-1], new)
        else:
            holder[path[-1]] = new
    return value
