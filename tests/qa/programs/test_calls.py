"""What other programs call, without a server: what comes back is what is documented, or one line that says why not."""

import asyncio
import json
import logging
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import VesicleError
from qa.programs.calls import Call, calls
from qa.programs.running import told_in_one_line
from qa.programs.schemas import arguments_schema, result_schema
from qa.server.admission import Admission, Full
from qa.ui.desk import Desk

REVIEW = "doi:10.3390/pharmaceutics15031024"
ANSWERED = "How does miR-934 polarize macrophages?"
QUESTIONS = (
    ANSWERED,
    "What is the capital of France?",
    "Should I take exosomes for my cancer?",
    "Who wrote the review on exosomes and polarized macrophages?",
    "Which microRNAs do exosomes carry to macrophages?",
    "Does miR-934 polarize macrophages to M2?",
    "Hello!",
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def programs(index: Path, *, running: int = 2, waiting: int = 20) -> dict[str, Call]:
    return {call.__name__: call for call in calls(Desk(index, Admission(running, waiting)))}


def told(call: Awaitable[Any]) -> Any:
    """What a call gives, as it is when it has been JSON."""

    async def awaited() -> Any:
        return await call

    return json.loads(json.dumps(asyncio.run(awaited())))


def closed(schema: Any) -> Any:
    """A schema by which nothing may be there that it does not tell of."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(value) for name, value in schema.items()}
    return {**made, "additionalProperties": False} if "properties" in schema else made


def check(document: Any, call: Call) -> None:
    jsonschema.validate(document, closed(result_schema(call)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_has_the_documented_fields_and_no_others(shipped: Path, question: str) -> None:
    ask = programs(shipped)["ask"]
    check(told(ask(question)), ask)


def test_so_have_passages_papers_and_the_status(shipped: Path) -> None:
    known = programs(shipped)
    found = told(known["retrieve"]("Which cells take exosomes up?", 5, {"since": 2015}))
    check(found, known["retrieve"])
    assert len(found["passages"]) == 5
    assert all(one["paper"]["year"] >= 2015 and one["paper"]["id"] == one["paper_id"] for one in found["passages"])
    for name in (REVIEW, *(one["paper_id"] for one in found["passages"])):
        check(told(known["paper"](name)), known["paper"])
    status = told(known["status"]())
    check(status, known["status"])
    assert (status["papers"], status["references"]) == (1, 5)
    assert str(shipped.parent) not in json.dumps(status), "nobody learns where on the disk the library is"


def test_every_quote_stands_where_the_citation_says(shipped: Path) -> None:
    known = programs(shipped)
    citations = [one for question in QUESTIONS for one in told(known["ask"](question))["citations"]]
    assert len(citations) > 10
    for one in citations:
        ordinal = int(one["passage_id"].rpartition("#")[2].partition(":")[0])
        section = told(known["paper"](one["paper"]["id"]))["sections"][ordinal]
        assert (section["heading"], section["text"][one["start"] : one["end"]]) == (one["section"], one["quote"])


@pytest.mark.parametrize(
    "name",
    [
        REVIEW,
        "10.3390/pharmaceutics15031024",
        " https://doi.org/10.3390/Pharmaceutics15031024 ",
        "doi: 10.3390/pharmaceutics15031024",
    ],
)
def test_a_paper_is_opened_by_its_identifiers_as_people_write_them(shipped: Path, name: str) -> None:
    assert told(programs(shipped)["paper"](name))["id"] == REVIEW


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("10.1000/nowhere", "10.1000/nowhere: is not in this library; look for its id with retrieve"),
        ("33213490", "33213490: only Vesicle’s summary of this paper is here; ask for digest:pmid:33213490"),
        ("x" * 4000, f"{'x' * 100}: is not in this library; look for its id with retrieve"),
        ("  ", "id: names no paper; send an id that ask or retrieve gave, a DOI, a PMID or a PMCID"),
    ],
)
def test_of_a_paper_that_is_not_there_it_is_said_what_to_do(shipped: Path, name: str, said: str) -> None:
    with pytest.raises(VesicleError) as refused:
        told(programs(shipped)["paper"](name))
    assert str(refused.value) == said


def test_a_follow_up_is_understood_from_the_conversation(shipped: Path) -> None:
    ask = programs(shipped)["ask"]
    first = told(ask(ANSWERED))
    then = told(ask("Who loads it into exosomes?", history=[[ANSWERED, first["answer"]]]))
    assert "miR-934" in then["rewritten"]
    assert "hnRNPA2B1" in then["answer"]


@settings(max_examples=60)
@given(question=anything, k=anything, filters=anything, history=anything)
@example(question="What are exosomes?", k=True, filters=None, history=None)
@example(question="What are exosomes?", k=101, filters=None, history=None)
@example(question="What are exosomes?", k=1, filters=[], history=None)
@example(question="What are exosomes?", k=1, filters=None, history=[["What is PD-L1?"]])
@example(question="What are exosomes?", k=1, filters={"a\nb": 1}, history=None)
@example(question="x" * 4001, k=1, filters=None, history=None)
def test_whatever_is_sent_is_answered_or_refused_in_one_line(
    shipped: Path, question: Any, k: Any, filters: Any, history: Any
) -> None:
    ask = programs(shipped)["ask"]
    refused, document = None, None
    try:
        document = told(ask(question, k, filters, history))
    except VesicleError as error:
        refused = str(error)
    if refused is not None:
        assert "\n" not in refused
        assert "; " in refused, "what is wrong, and what to send"
    else:
        sent = {"question": question, "k": k, "filters": filters, "history": [] if history is None else history}
        jsonschema.validate(sent, arguments_schema(ask))
        check(document, ask)


def test_who_finds_the_line_full_is_asked_to_come_back(shipped: Path) -> None:
    known = programs(shipped, running=1, waiting=1)

    async def at_once() -> list[Any]:
        asked = [known["retrieve"]("What are exosomes?", 1) for _ in range(4)]
        return await asyncio.gather(*asked, known["status"](), return_exceptions=True)

    *found, status = asyncio.run(at_once())
    assert [type(one) for one in found] == [dict, dict, Full, Full]
    assert str(found[-1]) == "many questions are being answered just now; please ask again in a moment"
    assert status["papers"] == 1, "what takes no time needs no place in the line"


@pytest.mark.parametrize("log_questions", [False, True])
def test_the_log_tells_what_was_called_and_the_question_only_where_that_is_wanted(
    shipped: Path, caplog: pytest.LogCaptureFixture, log_questions: bool
) -> None:
    ask, retrieve, *_ = calls(Desk(shipped, Admission(running=1, waiting=1), log_questions=log_questions))
    with caplog.at_level(logging.INFO, "vesicle"):
        told(ask(ANSWERED, filters={"since": 2020}))
        told(retrieve(ANSWERED))
    first, then = ((one.getMessage(), vars(one)["vesicle_fields"]) for one in caplog.records)
    assert (first[0], first[1]["call"], first[1]["filters"], first[1]["abstained"]) == (
        "answered",
        "ask",
        ["since"],
        False,
    )
    assert (then[0], then[1]["call"], then[1]["passages"]) == ("answered", "retrieve", 10)
    asked = ANSWERED if log_questions else None
    assert [fields.get("question") for _, fields in (first, then)] == [asked, asked]
    assert log_questions or "miR-934" not in str([vars(one) for one in caplog.records])


def test_of_what_goes_wrong_inside_nothing_is_told_but_that_it_did() -> None:
    with pytest.raises(VesicleError) as told, told_in_one_line():
        raise KeyError("/home/ada/secret")
    assert str(told.value).startswith("something went wrong here; try again, or tell whoever runs Vesicle")
    assert "ada" not in str(told.value)
