"""The page: a chat, and beside it the sources of the answer that is being read."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import gradio as gr

from index import open_index
from index.errors import VesicleError
from qa import ask
from qa.holdings import holdings
from qa.records import Answer
from qa.ui.answer import PENDING, answer_html, answer_steps, failure_html, question_html
from qa.ui.sources import EMPTY_PANEL, nothing_html, panel_html, sources_html
from qa.ui.text import literal

HERE = Path(__file__).parent
CSS, JS = HERE / "page.css", HERE / "page.js"

EXAMPLES = (
    "How could exosomes be used against cancer through macrophages?",
    "What are exosomes?",
    "How do tumor exosomes choose the organ of metastasis?",
    "Why are exosomes promising drug carriers?",
)
EXAMPLES_OF_ONE_PAPER = ("Which institution are the authors from?", "How many references does the review have?")
"""Examples that only a library of one paper can answer."""
_ICON = (
    '<svg viewBox="0 0 32 32" aria-hidden="true" xmlns="http://www.w3.org/2000/svg" fill="none" stroke="#1f837c"'
    ' stroke-width="2.4"><circle cx="16" cy="16" r="13"/><circle cx="16" cy="16" r="9.2" stroke-width="1.4"/>'
    '<circle cx="13" cy="14" r="2" fill="#1f837c" stroke="none"/><circle cx="18.6" cy="18.2" r="2.8" fill="#1f837c"'
    ' stroke="none"/></svg>'
)
HEAD = f'<link rel="icon" href="data:image/svg+xml,{_ICON.replace("#", "%23").replace(chr(34), "%27")}">'
_TAGLINE = "Exosomes and macrophage-based cancer therapy, quoted from the literature"
_HEADER = f"<header>{_ICON}<h1>Vesicle</h1><p>{_TAGLINE}</p></header>"
_WELCOME = (
    "<h2>Ask the literature</h2><p>Answers are quotations; every sentence leads to its source. Go on from one as in a"
    " conversation: “And in glioma?”, “Who wrote it?”, “Tell me more”.</p>"
)
_OUR_FAULT = "something went wrong while answering; please ask again, or tell whoever runs this page to see its log"
_NOTE = "Answers are quotations; not medical advice"

_log = logging.getLogger(__name__)
_Message = dict[str, str]
_Update = tuple[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a chat and what came of it.

    asked, said, sources: as HTML. answer: from which a follow-up is understood; None when answering failed.
    """

    asked: str
    said: str
    sources: str
    # Gradio hashes what it keeps of a session, and an answer, which holds dictionaries, has no hash.
    answer: Answer | None = field(default=None, compare=False)


def page(index: Path | None = None) -> gr.Blocks:
    """The page, to be launched.

    index: folder of the index that is asked; default from the settings. A newer generation of it is seen at once.
    Raises IndexMissing or IndexDamaged.
    """

    def reply(question: str, turns: list[Turn]) -> Iterator[_Update]:
        yield from _reply(question, turns, index)

    def reply_to_example(chosen: gr.SelectData, turns: list[Turn]) -> Iterator[_Update]:
        yield from _reply(chosen.value["text"], turns, index)

    def colophon() -> str:
        return _colophon(index)

    blocks = gr.Blocks(title="Vesicle", fill_width=True, analytics_enabled=False)
    with blocks:
        # What a session has asked stays in its own state; nothing is shared between sessions.
        turns = gr.State([])
        with gr.Column(elem_id="page"):
            gr.HTML(_HEADER, elem_id="masthead", apply_default_css=False)
            with gr.Row(elem_id="desk"):
                with gr.Column(elem_id="talk", min_width=0):
                    chat = gr.Chatbot(
                        elem_id="chat",
                        show_label=False,
                        label="Conversation",
                        height="100%",
                        buttons=[],
                        placeholder=_WELCOME,
                        examples=[{"text": example} for example in _examples(index)],
                        latex_delimiters=[],
                        sanitize_html=True,
                        allow_tags=False,
                        feedback_options=None,
                        group_consecutive_messages=False,
                    )
                    with gr.Row(elem_id="asking"):
                        box = gr.Textbox(
                            elem_id="question",
                            label="Question",
                            show_label=False,
                            container=False,
                            max_lines=5,
                            placeholder="Ask a question …",
                            autofocus=True,
                            scale=1,
                        )
                        button = gr.Button("Ask", elem_id="ask", variant="primary", scale=0, min_width=96)
                with gr.Column(elem_id="library", min_width=0):
                    panel = gr.HTML(EMPTY_PANEL, elem_id="sources", apply_default_css=False)
            footer = gr.HTML("", elem_id="colophon", apply_default_css=False)

        outputs = [chat, panel, box, turns]
        gr.on(
            [box.submit, button.click],
            reply,
            [box, turns],
            outputs,
            trigger_mode="always_last",  # what is sent while an answer is growing waits for it, and is not lost
            show_progress="hidden",
            api_visibility="private",
        )
        chat.example_select(reply_to_example, turns, outputs, show_progress="hidden", api_visibility="private")
        chat.clear(_forget, None, [panel, turns], queue=False, show_progress="hidden", api_visibility="private")
        blocks.load(colophon, None, footer, queue=False, show_progress="hidden", api_visibility="private")
    return blocks


def _examples(index: Path | None) -> tuple[str, ...]:
    alone = open_index(index).manifest.counts["papers"] == 1
    return (*EXAMPLES, *EXAMPLES_OF_ONE_PAPER) if alone else EXAMPLES


def _forget() -> tuple[str, list[Turn]]:
    return EMPTY_PANEL, []


def _reply(question: str, turns: list[Turn], index: Path | None) -> Iterator[_Update]:
    """Show the question, then the answer as it grows and its sources: chat, panel, question box, turns."""
    if not question.strip():
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return
    number, asked = len(turns) + 1, question_html(question)
    yield _messages(turns, asked, PENDING), gr.skip(), "", gr.skip()
    try:
        answer = ask(question, [turn.answer for turn in turns if turn.answer], index=index)
        turn = Turn(asked, answer_html(answer, number), sources_html(answer, number), answer)
        panel: Any = _panel([*turns, turn])
        for growing in answer_steps(answer, number):
            yield _messages(turns, asked, growing), panel, gr.skip(), gr.skip()
            panel = gr.skip()
    except VesicleError as error:
        turn = Turn(asked, failure_html(str(error)), nothing_html(question))
    except Exception:
        _log.exception("a question was not answered")
        turn = Turn(asked, failure_html(_OUR_FAULT), nothing_html(question))
    else:
        yield gr.skip(), gr.skip(), gr.skip(), [*turns, turn]
        return
    yield _messages([*turns, turn]), _panel([*turns, turn]), gr.skip(), [*turns, turn]


def _panel(turns: list[Turn]) -> str:
    return panel_html([turn.sources for turn in turns])


def _messages(turns: list[Turn], *more: str) -> list[_Message]:
    texts = [text for turn in turns for text in (turn.asked, turn.said)]
    return [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate([*texts, *more])]


def _colophon(index: Path | None) -> str:
    """What the library holds, and what its answers are."""
    try:
        status = open_index(index).status()
        built = datetime.fromisoformat(status["built_at"])
        library = f"{holdings(status)}, indexed on {built.day} {built:%B %Y}"
    except VesicleError as error:
        library = literal(str(error))
    return f"<footer>{''.join(f'<span>{note}</span>' for note in (library, _NOTE))}</footer>"
