"""What is said without the literature is made of what the index holds, and never swallows a question."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import build, open_index
from qa.dialogue.smalltalk import reply, without_greeting


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("hi", "Hello."),
        ("Hello there!", "Hello."),
        ("good morning", "Hello."),
        ("你好", "可以用中文提问"),
        ("thanks", "welcome"),
        ("Thank you very much!", "welcome"),
        ("ok thanks", "welcome"),
        ("谢谢", "welcome"),
        ("bye", "Goodbye"),
        ("no", "All right"),
        ("Hi, who are you?", "I am Vesicle"),
        ("what can you do?", "Tell me more"),
        ("help", "no personal medical advice"),
        ("How do I cite you?", "Cite the papers"),
        ("what is in this library?", "Vesicle’s summaries of 346 studies"),
        ("what papers do you have?", "The Potential Use of Exosomes in Anti-Cancer Effect"),
        ("How many papers do you have?", "holds 1 paper,"),
        ("Can you tell me how many papers there are in the library?", None),
        ("how recent is it?", "from 2010 to 2026"),
        ("what is the newest paper?", "The newest year in this library is 2026"),
        ("when was the index built?", "The index was built on 20"),
        ("which topics does it cover?", "The most frequent sources of vesicles: cancer cells ("),
        ("Which cancers do you cover?", "breast cancer ("),
        ("which years does the library cover?", "from 2010 to 2026"),
        ("which journals does it cover?", "207 journals"),
    ],
)
def test_it_answers_from_the_index(shipped: Path, said: str, expected: str | None) -> None:
    answer = reply(said, open_index(shipped))
    assert answer is None if expected is None else expected in (answer or "")


@pytest.mark.parametrize(
    "question",
    [
        "How recent is the discovery of exosomes?",
        "Hello, what are M1 macrophages?",
        "What is the library of miRNAs used?",
        "help T cells",
        "Do exosomes help T cells?",
        "any papers about CAR-M?",
        "Do you have anything on glioblastoma?",
        "what do you know about pIgR?",
        "What is the newest paper on CAR-M?",
        "Which journals published exosome papers?",
        "Which cancers do exosomes spread?",
        "How many papers show that exosomes polarise macrophages?",
        "How many references does the review have?",
        "Who wrote it?",
        "Who are the authors?",
        "What is it?",
        "yes",
        "ok",
        "more",
        "why?",
        "thanks to which miRNA do tumours grow",
        "hi miR-21",
        "Hi-C",
        "no M2 macrophages",
        "What can exosomes do?",
        "Who is Abe?",
        "",
    ],
)
def test_a_question_to_the_literature_is_left_to_it(shipped: Path, question: str) -> None:
    assert reply(question, open_index(shipped)) is None


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Hello, what are M1 macrophages?", "what are M1 macrophages?"),
        ("Hi there! Which miRNA?", "Which miRNA?"),
        ("Good morning Vesicle, what is CAR-M?", "what is CAR-M?"),
        ("Thanks! And in glioma?", "And in glioma?"),
        ("你好，外泌体是什么？", "外泌体是什么？"),
        ("Hi-C maps of macrophages", "Hi-C maps of macrophages"),
        ("Thanks to exosomes, tumours grow", "Thanks to exosomes, tumours grow"),
        ("Hello!", "Hello!"),
        ("History of exosomes", "History of exosomes"),
    ],
)
def test_a_greeting_before_a_question_is_dropped(question: str, left: str) -> None:
    assert without_greeting(question) == left


def test_what_a_library_does_not_record_is_not_made_up(tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_text(json.dumps({"title": "One", "abstract": "It is so."}))
    build([tmp_path / "papers.jsonl"], index=tmp_path / "index")
    index = open_index(tmp_path / "index")
    assert reply("what is the newest paper?", index).startswith("The years of its papers are not recorded.")
    assert reply("which journals does it cover?", index) == "The journals of its papers are not recorded."
    assert "not recorded" in reply("which topics does it cover?", index)
    assert "“One”" in reply("what papers do you have?", index)


@given(st.text(max_size=200))
def test_any_text_is_read(shipped: Path, text: str) -> None:
    reply(text, open_index(shipped))
    assert text.endswith(without_greeting(text))
