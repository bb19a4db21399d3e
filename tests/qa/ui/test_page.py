"""What the page does when answering fails."""

import logging

import pytest

from index.errors import VesicleError
from qa.records import Answer
from qa.ui import page


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (VesicleError("the index is <gone>"), "The index is &#60;gone&#62;"),
        (RuntimeError("secret"), "Something went wrong"),
    ],
)
def test_a_question_that_fails_ends_its_turn_and_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, raised: Exception, said: str
) -> None:
    def ask(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(page, "ask", ask)
    caplog.set_level(logging.CRITICAL, logger=page.__name__)
    first, last = list(page._reply("Why?", [], None))
    assert (first[2], first[0][1]["content"]) == ("", page.PENDING)
    messages, panel, _, turns = last
    assert said in messages[1]["content"]
    assert "secret" not in f"{messages}{panel}"
    assert [(turn.asked, turn.answer) for turn in turns] == [(page.question_html("Why?"), None)]


def test_a_question_is_asked_with_the_answers_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(question: str, history: list[Answer], **_: object) -> Answer:
        asked.append((question, [answer.question for answer in history]))
        if question == "Second?":
            raise VesicleError("the index is gone")
        return Answer(question, (), (), (), "It holds 1 paper.", filters={"since": 2020})

    monkeypatch.setattr(page, "ask", ask)
    turns: list[page.Turn] = []
    for question in ("First?", "Second?", "Third?"):
        *_, (_, _, _, turns) = page._reply(question, turns, None)
    assert asked == [("First?", []), ("Second?", ["First?"]), ("Third?", ["First?"])]
    assert len(set(turns)) == 3, "Gradio hashes what it keeps"


def test_an_empty_box_asks_nothing() -> None:
    (update,) = list(page._reply("  \n", [], None))
    assert all("value" not in one for one in update)
