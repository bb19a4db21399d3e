"""A question to a cited answer."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from index import Filters, Index, Passage, open_index
from index.filters import EVERYTHING
from qa.bibliography import Asked, asked, lines_about, standing
from qa.compose import choose, quote_all, summary_notices
from qa.evidence import Evidence, find_evidence, usable
from qa.holdings import holdings
from qa.question import normalise_question, searched
from qa.records import Answer
from qa.retrieve import retrieve

NEAREST = 3
"""Passages offered when nothing answers."""


def ask(
    question: str,
    *,
    k: int = 10,
    index: Index | Path | str | None = None,
    filters: Filters | Mapping[str, Any] | None = None,
) -> Answer:
    """Answer a question in the words of the library, each sentence with its citation, or say that it cannot.

    k: passages to read. index: an open index or its folder; default from the settings. filters: as `retrieve` takes
    them. Raises as `retrieve`.

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
    wanted = Filters.of(filters)
    words = searched(question, library)
    passages = retrieve(question, k, index=library, filters=wanted)
    retrieved = time.perf_counter()
    quotes, reason = _from_record(asked(words), passages, library)
    if not quotes and not reason:
        evidence = find_evidence(words, passages, library)
        if evidence.enough:
            quotes = [(one.passage, one.start, one.end) for one in choose(evidence.sentences)]
        else:
            reason = _nothing(evidence, passages, library, wanted)
    sentences, citations = quote_all(quotes)
    finished = time.perf_counter()
    counts = library.manifest.counts
    rewritten = words if words != question else None
    return Answer(
        question=question,
        sentences=sentences,
        citations=citations,
        passages=tuple(passages if quotes else passages[:NEAREST]),
        reason=reason or None,
        notices=(*([f"Searched for: {rewritten}"] if rewritten else []), *summary_notices(citations)),
        filters=wanted.to_dict() or None,
        index={
            "papers": counts["papers"],
            "digests": counts["digests"],
            "passages": counts["passages"],
            "built_at": library.manifest.built_at,
            "newest_year": library.manifest.newest_year,
        },
        timings_ms={
            "retrieve": round(1000 * (retrieved - started), 1),
            "answer": round(1000 * (finished - retrieved), 1),
            "total": round(1000 * (finished - started), 1),
        },
        rewritten=rewritten,
    )


def _from_record(
    about: Asked, passages: Sequence[Passage], library: Index
) -> tuple[list[tuple[Passage, int, int]], str]:
    """Quotes from a paper's record, or why there are none; both empty when the question is not about papers."""
    records = [passage for passage in passages if passage.is_record]
    if not records:
        if about.labels and not about.topic:
            held = holdings(library.manifest.counts)
            return [], f"This library holds {held}; say which one you mean, by its title or an author."
        return [], ""
    labels = about.labels or ("Authors", "Journal", "Year")
    record = records[0]
    fits = (record.score, standing(record.paper))
    if any((one.score, standing(one.paper)) == fits for one in records[1:]):
        return [], "Several papers fit these words; say which one you mean, by its title or an author."
    quotes = [(record, start, end) for start, end in lines_about(labels, record)]
    if not quotes:
        return [], f"The record of “{record.paper.title}” does not give what is asked ({', '.join(labels)})."
    return quotes, ""


def _nothing(evidence: Evidence, passages: Sequence[Passage], library: Index, filters: Filters) -> str:
    """Why there is no answer, in a sentence that helps to ask a better question."""
    if filters != EVERYTHING and not library.rows_that_fit(filters):
        return f"No paper in this library fits all filters ({filters}); take one away."
    text = [passage for passage in passages if not passage.is_record]
    if text and not any(map(usable, text)):
        return "All that this library holds on the question has been retracted, so nothing is quoted as an answer."
    reason = f"No sentence found in this library answers the question. It holds {holdings(library.manifest.counts)}."
    if filters != EVERYTHING:
        reason += f" Only what fits the filters was searched ({filters})."
    if evidence.missing and text:
        words = ", ".join(f"“{word}”" for word in evidence.missing[:3])
        reason += f" The papers nearest to the question do not mention {words}."
    return reason
