"""One question of a reader, from what the browser sends to what it shows: steps, answer, sources."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index import Filters, Index
from index.errors import VesicleError
from index.text import counted
from qa.pipeline import History, Reading, Searching, answering
from qa.records import Answer
from qa.ui.answer import answer_html, answer_steps, steps_of
from qa.ui.sources import sources_html

KEPT = 128
"""Answers that are remembered, so that what is asked about them next is understood from what they cite."""
MOST_TURNS = 40
"""Turns of a conversation that a question is understood from."""
MOST_NUMBER = 100_000

Update = dict[str, Any]
"""What the page is told of a question: its ``run``, its ``state``, and what is new of steps, answer and sources."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a browser asks.

    run: names this asking of it, for the browser. number: of the question in its chat, from 1.
    history: (id of the answer, question, answer text) of each turn before.
    """

    run: str
    number: int
    question: str
    filters: Filters
    history: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def of(cls, given: object) -> "Request":
        """What was sent, which may be anything. Raises VesicleError."""
        match given:
            case {
                "run": str(run),
                "number": int(number),
                "question": str(question),
                "filters": dict(filters),
                "history": list(history),
            } if 0 < number < MOST_NUMBER:
                turns = tuple(_turn(one) for one in history[-MOST_TURNS:])
                return cls(run[:64], number, question, Filters.of(filters), turns)
            case _:
                raise VesicleError("what was sent is no question of this page; load the page again")


class Kept:
    """The last answers, each under a name that nobody can guess. Safe to share between threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, answer: Answer) -> str:
        """Remember an answer; its name."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._answers[name] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return name

    def get(self, name: str) -> Answer | None:
        """The answer of that name, if it is still remembered."""
        with self._lock:
            return self._answers.get(name)

    def recall(self, name: str) -> Answer:
        """The answer of that name. Raises VesicleError when it is not remembered any more."""
        answer = self.get(name)
        if answer is None:
            raise VesicleError("this answer is too old, and no longer known here; ask again")
        return answer

    def history(self, request: Request) -> History:
        """The turns before a question: the answers that are remembered, of the others their texts."""
        return [self.get(name) or (question, text) for name, question, text in request.history]


def updates(request: Request, kept: Kept, index: Index, llm: str) -> Iterator[Update]:
    """Answer a question: what the page is told, step by step. Raises as `qa.ask`.

    llm: what writes the answer, as `qa.ask` takes it.
    """
    read, answer, writing = None, None, None
    shown: Update = {}
    steps = answering(request.question, kept.history(request), index=index, llm=llm, filters=request.filters)
    for step in steps:
        if isinstance(step, Answer):
            parts = [answer_html(step, request.number)] if answer else answer_steps(step, request.number)
            answer = step
            shown = {"run": request.run, "steps": steps_of(step, read), "sources": sources_html(step, request.number)}
            for part in parts:
                shown = {**shown, "answer": part, "writing": writing}
                yield {**shown, "state": "working"}
        elif isinstance(step, Reading):
            read = step
            papers = f"{counted(step.passages, 'passage')} of {counted(step.papers, 'paper')}"
            yield {"run": request.run, "state": "working", "steps": [f"Reading {papers}"]}
        elif isinstance(step, Searching):
            yield {"run": request.run, "state": "working", "steps": [f"Searching for: {step.words}"]}
        else:
            writing = f"{step.model} is writing; each sentence is checked before it is shown"
            yield {"run": request.run, "state": "working", "writing": writing}
    if answer is not None:
        known = {"id": kept.keep(answer), "text": answer.text, "whole": answer.rewritten, "writing": None}
        yield {**shown, "state": "done", **known}


def _turn(given: object) -> tuple[str, str, str]:
    match given:
        case {"id": str(name), "question": str(question), "text": str(text)}:
            return name, question, text
        case _:
            raise VesicleError("what was sent is no conversation of this page; load the page again")
