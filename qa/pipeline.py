"""A question to a cited answer."""

import time
from collections.abc import Sequence
from pathlib import Path

from index import Index, Passage, open_index
from index.text import counted
from qa.bibliography import Asked, asked, lines_about
from qa.compose import choose, quote_all
from qa.evidence import Evidence, find_evidence, usable
from qa.question import normalise_question
from qa.records import Answer
from qa.retrieve import retrieve

NEAREST = 3
"""Passages offered when nothing answers."""


def ask(question: str, *, k: int = 10, index: Index | Path | str | None = None) -> Answer:
    """Answer a question in the words of the library, each sentence with its citation, or say that it cannot.

    k: passages to read. index: an open index or its folder; default from the settings.
    Raises VesicleError for an empty or over-long question, IndexMissing when nothing has been built yet.

    >>> from qa import ask
    >>> answer = ask("Why do most cancer patients die?")
    >>> answer.citations[0].quote
    'The main reason why cancer patients die is because of widespread metastases.'
    >>> ask("What is the capital of France?").abstained
    True
    """
    started = time.perf_counter()
    question = normalise_question(question)
    library = index if isinstance(index, Index) else open_index(index)
    passages = retrieve(question, k, index=library)
    retrieved = time.perf_counter()
    quotes, reason = _from_record(asked(question), passages, library)
    if not quotes and not reason:
        evidence = find_evidence(question, passages, library)
        if evidence.enough:
            quotes = [(one.passage, one.start, one.end) for one in choose(evidence.sentences)]
        else:
            reason = _nothing(evidence, passages, library)
    sentences, citations = quote_all(quotes)
    finished = time.perf_counter()
    counts = library.manifest.counts
    return Answer(
        question=question,
        sentences=sentences,
        citations=citations,
        passages=tuple(passages if quotes else passages[:NEAREST]),
        reason=reason or None,
        index={
            "papers": counts["papers"],
            "passages": counts["passages"],
            "built_at": library.manifest.built_at,
            "newest_year": library.manifest.newest_year,
        },
        timings_ms={
            "retrieve": round(1000 * (retrieved - started), 1),
            "answer": round(1000 * (finished - retrieved), 1),
            "total": round(1000 * (finished - started), 1),
        },
    )


def _from_record(
    about: Asked, passages: Sequence[Passage], library: Index
) -> tuple[list[tuple[Passage, int, int]], str]:
    """Quotes from a paper's record, or why there are none; both empty when the question is not about papers."""
    records = [passage for passage in passages if passage.is_record]
    if not records:
        if about.labels and not about.topic:
            papers = counted(library.manifest.counts["papers"], "paper")
            return [], f"This library holds {papers}; say which one you mean, by its title or an author."
        return [], ""
    labels = about.labels or ("Authors", "Journal", "Year")
    record = records[0]
    fits = (record.score, record.paper.is_reference)
    if any((one.score, one.paper.is_reference) == fits for one in records[1:]):
        return [], "Several papers fit these words; say which one you mean, by its title or an author."
    quotes = [(record, start, end) for start, end in lines_about(labels, record)]
    if not quotes:
        return [], f"The record of “{record.paper.title}” does not give what is asked ({', '.join(labels)})."
    return quotes, ""


def _nothing(evidence: Evidence, passages: Sequence[Passage], library: Index) -> str:
    """Why there is no answer, in a sentence that helps to ask a better question."""
    text = [passage for passage in passages if not passage.is_record]
    if text and not any(map(usable, text)):
        return "All that this library holds on the question has been retracted, so nothing is quoted as an answer."
    counts = library.manifest.counts
    held = counted(counts["papers"], "paper")
    if counts["references"]:
        held += f" and the titles of {counted(counts['references'], 'cited work')}"
    reason = f"No sentence found in this library answers the question. It holds {held}."
    if evidence.missing and text:
        words = ", ".join(f"“{word}”" for word in evidence.missing[:3])
        reason += f" The papers nearest to the question do not mention {words}."
    return reason
