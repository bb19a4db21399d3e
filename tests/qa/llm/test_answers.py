"""Whatever a server does, a question is answered: in its words where they pass, else in quotes, with a line on why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa import ask
from qa.llm.openai import ChatModel

MECHANISM = "How does miR-934 polarize macrophages?"
GOOD = "Exosomal miR-934 induces M2 polarization of macrophages [1]."


def refuse(code: int) -> Callable[[Any], None]:
    return lambda request: request.whole(code, '{"error": {"message": "no"}}')


def speak(*texts: str) -> Callable[[Any], None]:
    def reply(request: Any) -> None:
        request.begin()
        request.say(*texts)
        request.done()

    return reply


def cut(request: Any) -> None:
    request.begin()
    request.say(GOOD, " And the")


def html(request: Any) -> None:
    request.whole(200, "<html>Log in</html>", "text/html")


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (refuse(401), "OPENAI_API_KEY"),
        (refuse(404), "VESICLE_LLM"),
        (refuse(429), "ask again"),
        (refuse(500), "wrote no more"),
        (html, "wrote no more"),
        (speak(""), "wrote no more"),
        (speak("[9] [1,2] 【1】"), "wrote nothing"),
        (speak("Exosomes cure every cancer [9]."), "Withheld: 1 sentence"),
        (speak("NOT FOUND"), "finds that these quotes do not answer"),
    ],
)
def test_a_fault_leaves_the_answer_in_quotes_and_says_why(
    serve: Callable[..., Any], shipped: Path, reply: Callable[[Any], None], told: str
) -> None:
    server = serve(reply)
    plain = ask(MECHANISM, index=shipped, llm="none")
    answer = ask(MECHANISM, index=shipped, llm=ChatModel.from_spec(f"small@{server.url}"))
    assert (answer.sentences, answer.citations, answer.to_dict()["mode"]) == (
        plain.sentences,
        plain.citations,
        "extractive",
    )
    assert told in " ".join(answer.notices)
    assert server.url not in str(answer.to_dict())


def test_a_server_that_is_not_there_leaves_the_answer_in_quotes(shipped: Path) -> None:
    answer = ask(MECHANISM, index=shipped, llm=ChatModel.from_spec("small@http://127.0.0.1:9/v1"))
    assert answer.sentences == ask(MECHANISM, index=shipped, llm="none").sentences
    assert "start its server" in " ".join(answer.notices)


@pytest.mark.parametrize("reply", [speak(GOOD), speak(GOOD.replace("[1]", "【1】")), speak(*GOOD), cut])
def test_what_passes_its_check_is_shown_also_when_the_stream_is_cut_after_it(
    serve: Callable[..., Any], shipped: Path, reply: Callable[[Any], None]
) -> None:
    answer = ask(MECHANISM, index=shipped, llm=ChatModel.from_spec(f"small@{serve(reply).url}"))
    first = answer.sentences[0]
    assert (first.text, first.verdict) == ("Exosomal miR-934 induces M2 polarization of macrophages.", "supported")
    assert answer.model
    assert answer.model["name"] == "small"
    assert (reply is cut) is ("wrote no more" in " ".join(answer.notices))
