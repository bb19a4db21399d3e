"""What the page is told: of a question, whatever a browser sends, and of what can be done with an answer."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from index.errors import VesicleError
from qa.export import FORMS
from qa.server.admission import Admission
from qa.server.feedback import Feedback
from qa.ui import desk as desks
from qa.ui.calls import functions
from qa.ui.chat import Kept, Update
from qa.ui.desk import Desk, replies

MECHANISM = "How does miR-934 polarize macrophages?"
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def desk_of(index: Path, **settings: Any) -> Desk:
    return Desk(index, Admission(running=2, waiting=2), **settings)


def sent(question: str, *before: Update, number: int = 1, **filters: Any) -> dict[str, Any]:
    history = [{"id": one["id"], "question": one["asked"], "text": one["text"]} for one in before]
    return {"run": "r1", "number": number, "question": question, "filters": filters, "history": history}


def told(desk: Desk, what: object, name: str | None = None) -> list[Update]:
    async def collected() -> list[Update]:
        return [update async for update in replies(desk, what, name)]

    return asyncio.run(collected())


def called(desk: Desk, name: str, what: object) -> dict[str, Any]:
    known = {one.__name__: one for one in functions(desk)}
    answer = known[name](what)
    assert json.loads(json.dumps(answer)), "what is told is JSON"
    return json.loads(json.dumps(answer))


def test_a_question_is_told_step_by_step_and_last_comes_the_answer(shipped: Path) -> None:
    updates = told(desk_of(shipped), sent(MECHANISM, number=3))
    assert updates[0]["steps"] == [f"Searching for: {MECHANISM}"]
    assert updates[1]["steps"][0].startswith("Reading 10 passages of ")
    assert [one["state"] for one in updates] == ["working"] * (len(updates) - 1) + ["done"]
    assert {one["run"] for one in updates} == {"r1"}
    last = updates[-1]
    assert "miR-934" in last["text"]
    assert 'href="#quote-3-1"' in last["answer"]
    assert 'id="quote-3-1"' in last["sources"]


def test_what_is_asked_next_is_understood_from_what_was_cited_or_else_from_what_was_said(shipped: Path) -> None:
    desk = desk_of(shipped)
    first = told(desk, sent(MECHANISM))[-1] | {"asked": MECHANISM}
    whose = told(desk, sent("Which journal is [1] from?", first, number=2))[-1]
    assert "Journal of hematology" in whose["text"]
    forgotten = told(desk_of(shipped), sent("Who loads it into exosomes?", first, number=2))[-1]
    assert "hnRNPA2B1" in forgotten["text"]


def test_filters_are_obeyed(shipped: Path) -> None:
    last = told(desk_of(shipped), sent(MECHANISM, cancer=["breast cancer"], since=2015))[-1]
    assert "PTEN" not in last["text"]
    unknown = told(desk_of(shipped), sent(MECHANISM, colour="red"))[-1]
    assert (unknown["state"], "no filter" in unknown["answer"]) == ("failed", True)


@given(anything)
def test_whatever_is_sent_gets_one_polite_line(shipped: Path, what: object) -> None:
    (only,) = told(desk_of(shipped), what)
    assert only["state"] == "failed"
    assert "load the page again" in only["answer"]


@given(anything, st.sampled_from(["after_answer", "open_paper", "judge_answer"]))
def test_whatever_is_called_for_gets_one_polite_line(shipped: Path, what: object, name: str) -> None:
    assert called(desk_of(shipped), name, what)["problem"]


@pytest.mark.parametrize("question", ["", "?!", "x" * 10_000])
def test_a_question_that_cannot_be_read_is_refused_politely(shipped: Path, question: str) -> None:
    assert "Not answered" in told(desk_of(shipped), sent(question))[-1]["answer"]


def test_a_failure_of_ours_names_the_request_and_no_secret(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(desks, "updates", broken)
    desk = desk_of(shipped)
    (failed,) = told(desk, sent(MECHANISM), "5f2c")
    assert (failed["state"], "naming request 5f2c" in failed["answer"], "secret" in str(failed)) == (
        "failed",
        True,
        False,
    )
    assert desk.admission.active == 0


def test_a_missing_index_is_said_in_one_line(tmp_path: Path) -> None:
    desk = desk_of(tmp_path / "none")
    assert "none" in told(desk, sent(MECHANISM))[-1]["answer"]
    assert "none" in called(desk, "begin_page", {})["problem"]


def test_when_too_many_ask_the_next_is_asked_to_come_back(shipped: Path) -> None:
    async def crowded() -> list[Update]:
        desk = Desk(shipped, Admission(running=1, waiting=0))
        with desk.admission.place():
            return [update async for update in replies(desk, sent(MECHANISM))]

    (only,) = asyncio.run(crowded())
    assert (only["state"], "ask again in a moment" in only["answer"]) == ("failed", True)


def test_who_waits_is_told_how_many_are_before(shipped: Path) -> None:
    async def second() -> list[Update]:
        desk = Desk(shipped, Admission(running=1, waiting=1))
        first, updates = desk.admission.place(), []
        with first:
            waiting = replies(desk, sent(MECHANISM))
            updates.append(await anext(waiting))
        updates += [update async for update in waiting]
        return updates

    updates = asyncio.run(second())
    assert updates[0]["steps"] == ["Waiting for 1 question to be answered"]
    assert updates[-1]["state"] == "done"


def test_while_a_model_is_silent_the_page_is_told_that_it_is_still_worked_on(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = threading.Event()

    def slow(*_: object) -> Iterator[Update]:
        silent.wait(10)
        yield {"run": "r1", "state": "done", "id": "", "answer": "x"}

    monkeypatch.setattr(desks, "updates", slow)
    monkeypatch.setattr(desks, "ALIVE_EVERY", 0.01)

    async def watched() -> list[Update]:
        updates = []
        async for update in replies(desk_of(shipped), sent(MECHANISM)):
            updates.append(update)
            if len(updates) == 3:
                silent.set()
        return updates

    *before, last = asyncio.run(watched())
    assert len(before) > 2
    assert {one["state"] for one in before} == {"working"}
    assert len({one["alive"] for one in before}) == len(before), "Gradio sends only what is new"
    assert last["state"] == "done"


def test_an_answer_is_given_in_every_form_with_its_references_and_what_to_ask_next(shipped: Path) -> None:
    desk = desk_of(shipped)
    last = told(desk, sent(MECHANISM))[-1]
    after = called(desk, "after_answer", {"id": last["id"], "asked": [MECHANISM]})
    assert set(after["exports"]) == {*FORMS, "text"}
    assert after["exports"]["ris"].startswith("TY  - ")
    assert "Tumor-derived exosomal miR-934" in after["references"]["digest:pmid:33213490"]
    assert after["suggestions"]
    assert MECHANISM not in after["suggestions"]


def test_the_stored_text_is_opened_at_the_passage(shipped: Path) -> None:
    desk = desk_of(shipped)
    answer = desk.kept.get(told(desk, sent(MECHANISM))[-1]["id"])
    assert answer
    passage = answer.citations[0].passage
    place = {"paper": passage.paper.id, "ordinal": passage.ordinal, "start": passage.start, "spans": ""}
    assert "Article information" in called(desk, "open_paper", {**place, "text": passage.text})["html"]
    assert "has changed" in called(desk, "open_paper", {**place, "text": passage.text + "!"})["problem"]


def test_likes_are_kept_only_where_that_is_switched_on(shipped: Path, tmp_path: Path) -> None:
    silent, kept = desk_of(shipped), desk_of(shipped, feedback=Feedback(tmp_path / "likes.jsonl"))
    name = told(silent, sent(MECHANISM))[-1]["id"]
    assert "--feedback FILE" in called(silent, "judge_answer", {"id": name, "liked": True})["problem"]
    assert not called(silent, "begin_page", {})["feedback"]
    name = told(kept, sent(MECHANISM))[-1]["id"]
    known = {one.__name__: one for one in functions(kept)}
    assert known["judge_answer"]({"id": name, "liked": False}) == {}
    (line,) = map(json.loads, (tmp_path / "likes.jsonl").read_text("utf-8").splitlines())
    assert (line["liked"], line["question"], line["answer_id"]) == (False, MECHANISM, name)
    assert "miR-934" in line["answer"]
    assert "too old" in called(kept, "judge_answer", {"id": "x" * 16, "liked": True})["problem"]


def test_a_place_where_no_likes_can_be_kept_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(VesicleError, match="likes cannot be kept there"):
        Feedback(tmp_path / "none" / "likes.jsonl")


def test_answers_are_forgotten_in_the_order_in_which_they_came(library_of: Callable[..., Index]) -> None:
    from qa import ask

    library = library_of("Exosomes with miR-21 from macrophages slow tumours in mice.")
    kept = Kept(most=2)
    names = [kept.keep(ask(question, index=library)) for question in ("One?", "Two?", "Three?")]
    assert [getattr(kept.get(name), "question", None) for name in names] == [None, "Two?", "Three?"]
    assert len(set(names)) == 3
