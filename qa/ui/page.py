"""The page: one Gradio component, whose looks and ways are in ``static``, and the Python functions that it calls."""

import logging
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import gradio as gr

from index import open_index
from index.errors import VesicleError
from index.text import counted
from qa.export import FORMS, export
from qa.export.papers import cited_papers
from qa.export.reference_list import reference_list
from qa.export.text import to_text
from qa.question import MOST_CHARACTERS
from qa.records import Answer
from qa.server.admission import Admission
from qa.server.feedback import Feedback
from qa.server.log import log
from qa.suggestions import suggestions
from qa.ui.about import about_html, colophon_html
from qa.ui.answer import failure_html
from qa.ui.chat import MOST_TURNS, Kept, Request, Update, updates
from qa.ui.choices import choices
from qa.ui.paper import paper_html

STATIC = Path(__file__).parent / "static"
CSS = tuple(STATIC / f"{name}.css" for name in ("page", "chat", "sources"))

EXAMPLES = (
    "How could exosomes be used against cancer through macrophages?",
    "What are exosomes?",
    "How do tumor exosomes choose the organ of metastasis?",
    "Why are exosomes promising drug carriers?",
)
EXAMPLES_OF_ONE_PAPER = ("Which institution are the authors from?", "How many references does the review have?")
"""Examples that only a library of one paper can answer."""
MOST_PATIENCE = 2.0
"""Seconds that suggestions wait for those of another answer: they are made of several questions, one at a time."""
_ICON = (
    '<svg viewBox="0 0 32 32" aria-hidden="true" xmlns="http://www.w3.org/2000/svg" fill="none" stroke="#1f837c"'
    ' stroke-width="2.4"><circle cx="16" cy="16" r="13"/><circle cx="16" cy="16" r="9.2" stroke-width="1.4"/>'
    '<circle cx="13" cy="14" r="2" fill="#1f837c" stroke="none"/><circle cx="18.6" cy="18.2" r="2.8" fill="#1f837c"'
    ' stroke="none"/></svg>'
)
HEAD = f'<link rel="icon" href="data:image/svg+xml,{_ICON.replace("#", "%23").replace(chr(34), "%27")}">'
_TAGLINE = "Exosomes and macrophage-based cancer therapy, quoted from the literature"
_START = """
const root = (window.gradio_config?.root ?? "").replace(/\\/$/, "");
import(`${root}/vesicle/main.js`).then((page) => page.start({ root, trigger, watch, props, server }));
"""
_OUR_FAULT = "something went wrong while answering; please ask again, or tell whoever runs this page"


@dataclass(frozen=True, slots=True)
class Desk:
    """What answers the page.

    index: folder of the index that is asked; a newer generation of it is seen at once.
    feedback: where likes are kept, or None. log_questions: whether the log holds what was asked.
    """

    index: Path
    admission: Admission
    feedback: Feedback | None = None
    log_questions: bool = False
    kept: Kept = field(default_factory=Kept)
    suggesting: threading.Lock = field(default_factory=threading.Lock)


def page(
    index: Path, *, admission: Admission, feedback: Feedback | None = None, log_questions: bool = False
) -> gr.Blocks:
    """The page, to be mounted.

    index, admission, feedback, log_questions: as `Desk` has them.
    """
    desk = Desk(index, admission, feedback, log_questions)
    skeleton = (STATIC / "desk.html").read_text("utf-8").replace("@icon", _ICON).replace("@tagline", _TAGLINE)
    blocks = gr.Blocks(title="Vesicle", fill_width=True, analytics_enabled=False)
    with blocks:
        shown = gr.HTML(
            elem_id="page",
            html_template=skeleton,
            js_on_load=_START,
            apply_default_css=False,
            server_functions=_functions(desk),
        )

        async def reply(sent: gr.EventData, request: gr.Request) -> AsyncGenerator[Update]:
            async with aclosing(replies(desk, sent._data, request.headers.get("x-request-id"))) as told:
                async for update in told:
                    yield update

        submitted = shown.submit(
            reply, None, shown, show_progress="hidden", api_visibility="private", trigger_mode="multiple"
        )
        submitted.failure(None, js="() => window.vesicleFailed?.()")
        shown.stop(None, cancels=submitted)
    return blocks


async def replies(desk: Desk, sent: object, name: str | None = None) -> AsyncGenerator[Update]:
    """What the page is told of a question that it sent, in the order in which things come about.

    sent: what the page gives `qa.ui.chat.Request`; whatever is wrong with it is told as a failure. name: of the HTTP
    request, for the log.
    """
    run = sent.get("run") if isinstance(sent, dict) else None
    arrived = time.perf_counter()
    try:
        request = Request.of(sent)
        with desk.admission.place() as place:
            async for before in place.turn():
                told = f"Waiting for {counted(before + 1, 'question')} to be answered"
                yield {"run": run, "state": "working", "steps": [told]}
            started = time.perf_counter()
            library = await anyio.to_thread.run_sync(open_index, desk.index)
            steps = updates(request, desk.kept, library)
            last: Update = {}
            while update := await anyio.to_thread.run_sync(next, steps, None, abandon_on_cancel=True):
                last = update
                yield update
        _log_answer(desk, request, last, name, started - arrived, time.perf_counter() - started)
    except VesicleError as error:
        log("refused", request=name, cause=type(error).__name__)
        yield {"run": run, "state": "failed", "steps": [], "answer": failure_html(str(error))}
    except Exception:
        log("failed", level=logging.ERROR, request=name, exc_info=True)
        said = f"{_OUR_FAULT}, naming request {name}" if name else _OUR_FAULT
        yield {"run": run, "state": "failed", "steps": [], "answer": failure_html(said)}


def _log_answer(desk: Desk, request: Request, last: Update, name: str | None, waited: float, took: float) -> None:
    answer = desk.kept.get(last.get("id", ""))
    if answer is None:
        return
    more: dict[str, Any] = {f"{step}_ms": ms for step, ms in answer.timings_ms.items()}
    if desk.log_questions:
        more["question"] = request.question
    log(
        "answered",
        request=name,
        waited_ms=round(1000 * waited, 1),
        took_ms=round(1000 * took, 1),
        turn=request.number,
        filters=sorted(request.filters.to_dict()),
        abstained=answer.abstained,
        citations=len(answer.citations),
        **more,
    )


def _functions(desk: Desk) -> list[Callable[..., Any]]:
    """What the page calls directly. Each takes what the page sent, which may be anything, and gives a JSON object."""

    def begin_page(sent: object) -> dict[str, Any]:
        """What the page shows before the first question."""
        return _told(lambda: _begun(desk))

    def after_answer(sent: object) -> dict[str, Any]:
        """What an answer is good for: other forms of it, references of its papers, and what to ask next."""
        return _told(lambda: _after(desk, sent))

    def open_paper(sent: object) -> dict[str, Any]:
        """The stored text of a paper, where it is quoted."""
        return _told(lambda: _opened(desk, sent))

    def judge_answer(sent: object) -> dict[str, Any]:
        """Keep a like or a dislike."""
        return _told(lambda: _judged(desk, sent))

    return [begin_page, after_answer, open_paper, judge_answer]


def _told(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return work()
    except VesicleError as error:
        return {"problem": str(error)}


def _begun(desk: Desk) -> dict[str, Any]:
    index = open_index(desk.index)
    alone = index.manifest.counts["papers"] == 1 and not index.manifest.counts["digests"]
    return {
        "about": about_html(index, desk.feedback is not None, desk.log_questions),
        "colophon": colophon_html(index),
        "choices": choices(index),
        "examples": [*EXAMPLES, *EXAMPLES_OF_ONE_PAPER] if alone else list(EXAMPLES),
        "feedback": desk.feedback is not None,
        "most": MOST_CHARACTERS,
    }


def _after(desk: Desk, sent: object) -> dict[str, Any]:
    answer, asked = _kept(desk, sent), sent["asked"] if isinstance(sent, dict) and "asked" in sent else ()
    if not isinstance(asked, list) or not all(isinstance(one, str) for one in asked):
        asked = []
    cited = cited_papers(answer)
    entries = reference_list(cited, numbered=False)
    return {
        "exports": {"text": to_text(answer), **{form: export(answer, form) for form in FORMS}},
        "references": {one.paper.id: entry for one, entry in zip(cited, entries, strict=True)},
        "suggestions": _suggested(desk, answer, asked[-MOST_TURNS:]),
    }


def _suggested(desk: Desk, answer: Answer, asked: list[str]) -> tuple[str, ...]:
    """What to ask next; nothing where somebody would have to wait for an answer because of it."""
    if desk.admission.busy or not desk.suggesting.acquire(timeout=MOST_PATIENCE):
        return ()
    try:
        return () if desk.admission.busy else suggestions(answer, open_index(desk.index), asked=asked)
    finally:
        desk.suggesting.release()


def _opened(desk: Desk, sent: object) -> dict[str, Any]:
    match sent:
        case {"paper": str(paper), "ordinal": int(at), "start": int(start), "text": str(text), "spans": str(spans)}:
            return {"html": paper_html(open_index(desk.index), paper, at, text, start, spans[:2000])}
        case _:
            raise VesicleError("what was sent names no passage; load the page again")


def _judged(desk: Desk, sent: object) -> dict[str, Any]:
    if desk.feedback is None:
        raise VesicleError("likes are not kept here; whoever runs this page can switch that on with --feedback FILE")
    match sent:
        case {"id": str(name), "liked": bool(liked)}:
            desk.feedback.keep(name, _kept(desk, sent), liked)
            return {}
        case _:
            raise VesicleError("what was sent is no judgement; load the page again")


def _kept(desk: Desk, sent: object) -> Answer:
    name = sent.get("id") if isinstance(sent, dict) else None
    answer = desk.kept.get(name) if isinstance(name, str) else None
    if answer is None:
        raise VesicleError("this answer is too old, and no longer known here; ask again")
    return answer
