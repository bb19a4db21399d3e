"""A follow-up question, completed by a model within a short time; the rules stand in wherever it fails."""

from collections.abc import Sequence
from contextlib import closing

from index.analysis import tokens
from index.errors import VesicleError
from index.text import one_line
from qa.dialogue.telling import telling
from qa.llm import Model
from qa.prompts import CONVERSATION, REWRITE, fenced
from qa.records import Answer

MOST_SECONDS = 6.0
MOST_TOKENS = 60
RECENT = 3
"""Turns that the model is shown."""
MOST_SHOWN = 300
"""Characters of each question and answer of them."""


def completed(question: str, history: Sequence[Answer | tuple[str, str]], model: Model) -> str | None:
    """The question as it can be understood by itself; None when the model fails, is late, or does something else.

    It may take words from the conversation, and must keep those of the question, but bring in none of its own.
    """
    turns = [_turn(turn) for turn in history[-RECENT:]]
    if not turns:
        return None
    shown = "\n".join(f"Question: {fenced(asked)}\nAnswer: {fenced(said)}" for asked, said in turns)
    messages = [
        {"role": "system", "content": REWRITE},
        {"role": "user", "content": CONVERSATION.format(turns=shown, question=fenced(question))},
    ]
    try:
        with closing(model.write(messages, most_tokens=MOST_TOKENS, seconds=MOST_SECONDS)) as pieces:
            text = "".join(pieces)
    except VesicleError:
        return None
    full = one_line(text.strip().strip("\"“”'").removeprefix("Question:").removeprefix("Last question:"))
    known = {token for asked, said in turns for token in (*tokens(asked), *tokens(said))} | set(tokens(question))
    words = set(telling(full))
    is_one = full.endswith("?") and full.count("?") == 1 and len(full) <= 2 * MOST_SHOWN
    return full if is_one and words and words <= known and set(telling(question)) <= set(tokens(full)) else None


def _turn(turn: Answer | tuple[str, str]) -> tuple[str, str]:
    asked, said = (turn.rewritten or turn.question, turn.text) if isinstance(turn, Answer) else turn
    return asked[:MOST_SHOWN], said[:MOST_SHOWN]
