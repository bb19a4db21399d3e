"""The four functions that other programs call. Their signatures and docstrings are what REST and MCP show of them."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, cast

from pydantic import Field

from index import Filters, open_index
from qa.pipeline import ask as answer_of
from qa.programs.documents import AnswerDocument, FiltersDocument, FoundDocument, StatusDocument, WholePaperDocument
from qa.programs.given import MOST_PASSAGES, filters_of, name_of, number_of, question_of, turns_of
from qa.programs.library import find_paper, status_document, whole_paper
from qa.programs.running import in_thread, told_in_one_line, turn
from qa.records import Answer, paper_document
from qa.retrieve import retrieve as passages_of
from qa.server.log import log
from qa.ui.chat import MOST_TURNS
from qa.ui.desk import Desk

Call = Callable[..., Awaitable[Any]]
"""A function that programs call: asynchronous, with a JSON object as its result; raises nothing but VesicleError."""

_Question = Annotated[str, Field(description="A question in English, or some words of one.")]
_K = Annotated[int, Field(ge=1, le=MOST_PASSAGES, description="Most passages to read.")]
_Filters = Annotated[FiltersDocument | None, Field(description="Which papers to search; null for all of them.")]
_History = Annotated[
    list[list[str]] | None,
    Field(
        description="The conversation so far, oldest first, as [question, answer text] pairs, from which a follow-up"
        f" question is completed; the last {MOST_TURNS} are read."
    ),
]
_Id = Annotated[
    str, Field(description='An id that ask or retrieve gave, or a DOI, PMID or PMCID, such as "10.1000/x", "PMC9999".')
]


def calls(desk: Desk) -> list[Call]:
    """The functions, over what answers the page: their questions wait in the same line, and are logged alike."""

    async def ask(
        question: _Question, k: _K = 10, filters: _Filters = None, history: _History = None
    ) -> AnswerDocument:
        """Answer a question on exosomes, macrophages and cancer in exact quotes from papers, each with its source.

        Each sentence has the numbers of its citations; a citation has the quote, its paper, and where in the paper it
        stands, which `paper` lets you check. When the library holds no answer, `abstained` is true, `reason` says why,
        and nothing is cited: do not answer in its stead. Retracted papers are never evidence.
        """
        with told_in_one_line():
            asked, wanted = question_of(question), filters_of(filters)
            before, most = turns_of(history), number_of(k)
            work = partial(answer_of, asked, before, k=most, index=desk.index, llm=desk.llm, filters=wanted)
            async with turn(desk.admission) as waited:
                answer, took = await in_thread(work)
            _log("ask", took, **_of_question(desk, asked, wanted, waited), **_of_answer(answer))
            return cast(AnswerDocument, answer.to_dict())

    async def retrieve(question: _Question, k: _K = 10, filters: _Filters = None) -> FoundDocument:
        """Find the passages of the literature that fit a question best, each with its paper.

        Meaning and words are searched together. These are the nearest passages, whether they answer or not: use `ask`
        for an answer in quotes, or to know whether there is one.
        """
        with told_in_one_line():
            asked, wanted = question_of(question), filters_of(filters)
            work = partial(passages_of, asked, number_of(k), index=desk.index, filters=wanted)
            async with turn(desk.admission) as waited:
                found, took = await in_thread(work)
            _log("retrieve", took, **_of_question(desk, asked, wanted, waited), passages=len(found))
            passages = [{**passage.to_dict(), "paper": paper_document(passage.paper)} for passage in found]
            return cast(FoundDocument, {"passages": passages})

    async def paper(id: _Id) -> WholePaperDocument:
        """Open a paper by any of its identifiers: bibliographic data, what became of it, and its text as it is stored.

        A quote of `ask` is sections[n]["text"][start:end], where n stands after # in the passage_id of the citation.
        Of many papers only the abstract is stored, or the record alone. Vesicle's own summary of a paper has an id of
        its own: "digest:", then the id of the paper.
        """
        with told_in_one_line():
            name = name_of(id)
            found, took = await in_thread(lambda: whole_paper(find_paper(open_index(desk.index), name)))
            _log("paper", took)
            return found

    async def status() -> StatusDocument:
        """Say what the library holds, how many papers, references, summaries and passages, and when it was built."""
        with told_in_one_line():
            found, took = await in_thread(lambda: status_document(open_index(desk.index)))
            _log("status", took)
            return found

    return [ask, retrieve, paper, status]


def _log(call: str, took: float, **more: Any) -> None:
    log("answered", call=call, took_ms=round(1000 * took, 1), **more)


def _of_question(desk: Desk, asked: str, filters: Filters, waited: float) -> dict[str, Any]:
    question = {"question": asked} if desk.log_questions else {}
    return {"waited_ms": round(1000 * waited, 1), "filters": sorted(filters.to_dict()), **question}


def _of_answer(answer: Answer) -> dict[str, Any]:
    steps = {f"{step}_ms": ms for step, ms in answer.timings_ms.items()}
    return {"abstained": answer.abstained, "citations": len(answer.citations), **steps}
