"""A question to a cited answer."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index import Filters, Index, Passage, open_index
from index.settings import load_settings
from qa.bibliography import STANDING, asked, is_notice, lines_about, standing
from qa.compose import Quotes, choose, is_list, quote_all, quoted, summary_notices, write_all
from qa.dialogue.care import DECLINED, is_personal, literature_question
from qa.dialogue.completed import completed
from qa.dialogue.conversation import Turn
from qa.dialogue.followup import resolve
from qa.dialogue.orders import without_orders
from qa.dialogue.smalltalk import reply, without_greeting
from qa.evidence import find_evidence, of_notice, of_retracted, usable
from qa.form import Form, form_of
from qa.generate import definitions_in, described, drafts, told_of
from qa.lead import Side, lead, side_in
from qa.llm import Model
from qa.llm.opening import opened
from qa.phrases import phrases_in
from qa.question import normalise_question, searched
from qa.reasons import (
    NOT_IN_LITERATURE,
    ONLY_ORDERS,
    RETRACTED,
    SAME_AGAIN,
    SEVERAL,
    not_recorded,
    nothing_found,
    unspoken,
    which_paper,
)
from qa.records import Answer, Citation, Sentence
from qa.retrieve import find
from qa.synonyms import synonyms_in

NEAREST = 3
"""Passages offered when nothing answers."""
ORDERS_DROPPED = "The instructions in this question are no part of what was searched for."

History = Sequence[Answer | tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Found:
    """What answers: quotes, further ones, and what must be known of them; or why there are none.

    is_no: the library was searched, and does not answer.
    """

    quotes: Sequence[Quotes] = ()
    more: Sequence[Quotes] = ()
    reason: str | None = None
    caution: str | None = None
    is_no: bool = False


@dataclass(frozen=True, slots=True)
class Searching:
    """The library is being searched for these words."""

    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found is being read: so many passages, of so many papers."""

    passages: int
    papers: int


@dataclass(frozen=True, slots=True)
class Writing:
    """A model is writing; the answer in quotes stands meanwhile."""

    model: str


Step = Searching | Reading | Writing
"""What is being done for a question that is not answered yet."""


def ask(
    question: str,
    history: History = (),
    *,
    k: int = 10,
    index: Index | Path | str | None = None,
    llm: Model | str | None = None,
    filters: Filters | Mapping[str, Any] | None = None,
) -> Answer:
    """Answer a question in the words of the library, each sentence with its citation, or say that it cannot.

    history: the turns before, oldest first: answers, or (question, answer text) pairs; a question that leaves out what
    they were about is completed from them. k: passages to read. index: an open index or its folder; default from the
    settings. llm: a model, or what `qa.llm.open_model` takes, that writes the answer, of which only what its quotes
    bear out is shown; default from the settings, "none". filters: as `retrieve` takes them. Raises as `retrieve`, and
    VesicleError when the model cannot be opened; one that fails later leaves the answer in quotes, with a notice.

    >>> from qa import ask
    >>> answer = ask("Why do most cancer patients die?")
    >>> answer.citations[0].quote
    'The main reason why cancer patients die is because of widespread metastases.'
    >>> ask("What is the capital of France?").abstained
    True
    """
    *_, answer = answering(question, history, k=k, index=index, llm=llm, filters=filters)
    assert isinstance(answer, Answer)  # noqa: S101 - for the type
    return answer


def answering(
    question: str,
    history: History = (),
    *,
    k: int = 10,
    index: Index | Path | str | None = None,
    llm: Model | str | None = None,
    filters: Filters | Mapping[str, Any] | None = None,
) -> Iterator[Step | Answer]:
    """`ask`, for those who want to see what it does meanwhile: the steps as they begin, and last the answer.

    With a model the answer in quotes comes first, and then again each time that a sentence of the model has been
    checked, with what passed in place of the quotes that it rests on.

    >>> steps = list(answering("Why do most cancer patients die?"))
    >>> steps[0], steps[1].passages, steps[-1].citations[0].quote[:15]
    (Searching(words='Why do most cancer patients die?'), 10, 'The main reason')
    """
    started = time.perf_counter()
    question = normalise_question(question)
    library = index if isinstance(index, Index) else open_index(index)
    wanted = Filters.of(filters)
    model = opened(load_settings().llm if llm is None else llm)
    answer = Answer(question, (), (), (), filters=wanted.to_dict() or None, index=_described(library))
    if (said := reply(question, library)) is not None:
        yield _timed(replace(answer, reply=said), started, started)
        return
    plain = without_greeting(question)
    heard = without_orders(plain)
    notices = [ORDERS_DROPPED] if heard != plain else []
    personal = is_personal(heard)
    if personal:
        answer = replace(answer, declined="advice", reply=DECLINED)
    turn = _about(heard) if personal else resolve(heard, [one for one in history if _is_of_papers(one)], library)
    if not turn.question:
        yield _timed(replace(answer, reason=None if personal else ONLY_ORDERS), started, started)
        return
    if model and turn.question != heard and not turn.more and "“" not in turn.question:
        turn = replace(turn, question=completed(heard, history, model) or turn.question)
    words = searched(turn.question, library)
    yield Searching(words)
    passages = find(words, k, library, wanted, turn.papers)
    retrieved = time.perf_counter()
    yield Reading(len(passages), len({passage.paper.id for passage in passages}))
    form = form_of(words)
    side = side_in(words, form, library)
    found = _look(words, form, side, passages, library, wanted, _shown(turn, history))
    if personal and found.caution:
        # Nothing is shown to a patient that may not be about the illness, or the remedy, that was asked about.
        found = _Found(reason=NOT_IN_LITERATURE)
    if words not in (question, plain):
        notices.append(f"Searched for: {words}")
    quotes = (*found.quotes, *found.more)
    if not all(passage.is_record for group in quotes for passage, _, _ in group) and (also := synonyms_in(words).also):
        notices.append(f"Also searched for: {', '.join(also)}")
    answer = replace(
        answer,
        passages=tuple(passages if found.quotes else passages[:NEAREST] if found.is_no else ()),
        reason=found.reason,
        rewritten=words if words != question else None,
    )

    def composed(
        sentences: Sequence[Sentence], more: Sequence[Sentence], citations: Sequence[Citation], *told: str
    ) -> Answer:
        cited = {number for sentence in sentences for number in sentence.citations}
        said, differences = lead([one for one in citations if one.number in cited], side)
        whole = replace(
            answer,
            lead=" ".join(filter(None, (found.caution, said))) or None,
            sentences=tuple(sentences),
            more=tuple(more),
            citations=tuple(citations),
            notices=(*notices, *told, *differences, *summary_notices(citations)),
        )
        return _timed(whole, started, retrieved)

    sentences, citations = quote_all(quotes, form)
    of_answer = len(found.quotes)
    in_quotes = composed(sentences[:of_answer], sentences[of_answer:], citations)
    in_quotes = replace(in_quotes, is_list=is_list(in_quotes.sentences, form))
    yield in_quotes
    if model is None or personal or not of_answer or any(map(_is_of_record, found.quotes)):
        return
    yield Writing(model.name)
    evidence = [[Citation(1, *quote).quote for quote in group] for group in found.quotes]
    definitions = [definitions_in(group) for group in found.quotes]
    for draft in drafts(words, evidence, model, library, definitions):
        if not draft.sentences:
            if draft.is_last:
                told = (*in_quotes.notices, *told_of(draft, model))
                yield _timed(replace(in_quotes, notices=told), started, retrieved)
            continue
        # The best sentence of the evidence is never lost, nor what a sentence that was withheld was on.
        kept = {1, *draft.missed} if draft.is_last else range(1, len(evidence) + 1)
        composition = write_all(draft.sentences, found.quotes, kept, found.more, form)
        yield replace(composed(*composition, *told_of(draft, model)), model=described(model))


def _is_of_record(group: Quotes) -> bool:
    """Whether a line of a paper's record is quoted, and not its title: such a fact is best left as it is."""
    passage, start, end = group[0]
    return passage.is_record and Citation(1, passage, start, end).quote != passage.paper.title


def _look(
    words: str,
    form: Form,
    side: Side,
    passages: Sequence[Passage],
    library: Index,
    filters: Filters,
    shown: set[tuple[str, int, int]],
) -> _Found:
    """What answers: lines of a paper's record where the question is about papers, else sentences of papers."""
    about = asked(words)
    records = [passage for passage in passages if passage.is_record]
    if records:
        labels = about.labels or ("Authors", "Journal", "Year")
        record = records[0]
        fits = (record.score, standing(record.paper))
        if any((one.score, standing(one.paper)) == fits for one in records[1:]):
            return _Found(reason=SEVERAL)
        quotes = [((record, start, end),) for start, end in lines_about(labels, record)]
        if not quotes and STANDING in labels:
            # A notice tells by its title what became of a paper whose own record does not know of it.
            quotes = [((one, *one.sentences[0]),) for one in records if is_notice(one.paper)]
        reason = None if quotes else not_recorded(record.paper.title, labels, library)
        return _Found(quotes, reason=reason, is_no=True)
    if about.labels and not about.topic:
        return _Found(reason=which_paper(library))
    asks_standing = STANDING in about.labels
    evidence = find_evidence(words, passages, library, of_notice if asks_standing else usable, shown)
    if not evidence.enough:
        if shown:
            return _Found(reason=SAME_AGAIN)
        if any(map(of_retracted, passages)) and find_evidence(words, passages, library, of_retracted).enough:
            return _Found(reason=RETRACTED, is_no=True)
        return _Found(reason=nothing_found(evidence, passages, library, filters), is_no=True)
    chosen = choose(evidence.sentences, form, side)
    caution = unspoken(evidence, chosen.answer, phrases_in(words))
    if asks_standing:
        # What a notice is stands in its title, and not always in the words that name a paper.
        record = library.catalog.record(chosen.answer[0].passage.paper.id)
        return _Found([((record, *record.sentences[0]),), *map(quoted, chosen.answer)], caution=caution)
    if shown and caution:
        return _Found(reason=SAME_AGAIN)
    return _Found([*map(quoted, chosen.answer)], [*map(quoted, chosen.more)], caution=caution)


def _about(question: str) -> Turn:
    topic = literature_question(question)
    return Turn(topic, topic)


def _is_of_papers(turn: Answer | tuple[str, str]) -> bool:
    """Whether a turn has a topic to go on from: not what the library itself was asked, nor a "more" that had none."""
    if not isinstance(turn, Answer):
        return True
    return turn.reason != SAME_AGAIN and (turn.reply is None or turn.declined is not None)


def _shown(turn: Turn, history: History) -> set[tuple[str, int, int]]:
    """What was quoted before for the same question, when more is asked for."""
    if not turn.more:
        return set()
    return {
        (citation.passage.id, citation.start, citation.end)
        for answer in history
        if isinstance(answer, Answer)
        for citation in answer.citations
    }


def _described(library: Index) -> dict[str, Any]:
    counts, manifest = library.manifest.counts, library.manifest
    return {
        "papers": counts["papers"],
        "digests": counts["digests"],
        "passages": counts["passages"],
        "built_at": manifest.built_at,
        "newest_year": manifest.newest_year,
    }


def _timed(answer: Answer, started: float, retrieved: float) -> Answer:
    finished = time.perf_counter()
    times = {"retrieve": retrieved - started, "answer": finished - retrieved, "total": finished - started}
    return replace(answer, timings_ms={step: round(1000 * seconds, 1) for step, seconds in times.items()})
