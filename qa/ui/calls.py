"""What the page calls directly, beside asking: its beginnings, and what can be done with an answer."""

from collections.abc import Callable
from typing import Any

from index import open_index
from index.errors import VesicleError
from qa.export import FORMS, export
from qa.export.papers import cited_papers, nearest_papers
from qa.export.reference_list import reference_list
from qa.export.text import to_text
from qa.question import MOST_CHARACTERS
from qa.records import Answer
from qa.suggestions import suggestions
from qa.ui.about import about_html, colophon_html
from qa.ui.chat import MOST_TURNS
from qa.ui.choices import choices
from qa.ui.desk import Desk
from qa.ui.library import library_about
from qa.ui.paper import paper_html, whole_paper_html
from qa.ui.told import told

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


def functions(desk: Desk) -> list[Callable[..., Any]]:
    """What the page calls directly. Each takes what the page sent, which may be anything, and gives a JSON object."""

    def begin_page(sent: object) -> dict[str, Any]:
        """What the page shows before the first question."""
        return told(lambda: _begun(desk))

    def after_answer(sent: object) -> dict[str, Any]:
        """What an answer is good for: other forms of it, references of its papers, and what to ask next."""
        return told(lambda: _after(desk, sent))

    def open_paper(sent: object) -> dict[str, Any]:
        """The stored text of a paper, where it is quoted."""
        return told(lambda: _opened(desk, sent))

    def judge_answer(sent: object) -> dict[str, Any]:
        """Keep a like or a dislike."""
        return told(lambda: _judged(desk, sent))

    return [begin_page, after_answer, open_paper, judge_answer]


def _begun(desk: Desk) -> dict[str, Any]:
    index = open_index(desk.index)
    alone = index.manifest.counts["papers"] == 1 and not index.manifest.counts["digests"]
    return {
        "about": about_html(index, desk.feedback is not None, desk.log_questions, desk.uploads),
        "colophon": colophon_html(index),
        "choices": choices(index),
        "examples": [*EXAMPLES, *EXAMPLES_OF_ONE_PAPER] if alone else list(EXAMPLES),
        "feedback": desk.feedback is not None,
        "library": library_about(index),
        "most": MOST_CHARACTERS,
        "uploads": desk.uploads,
    }


def _after(desk: Desk, sent: object) -> dict[str, Any]:
    answer, asked = _kept(desk, sent), sent["asked"] if isinstance(sent, dict) and "asked" in sent else ()
    if not isinstance(asked, list) or not all(isinstance(one, str) for one in asked):
        asked = []
    shown = cited_papers(answer) or nearest_papers(answer)
    entries = reference_list(shown, numbered=False)
    return {
        "exports": {"text": to_text(answer), **{form: export(answer, form) for form in FORMS}},
        "references": {one.paper.id: entry for one, entry in zip(shown, entries, strict=True)},
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
        case {"paper": str(paper), **rest} if not rest:
            return {"html": whole_paper_html(open_index(desk.index), paper)}
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
    return desk.kept.recall(name if isinstance(name, str) else "")
