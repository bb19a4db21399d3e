"""Evidence to an answer in the papers' own words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index import Passage
from qa.evidence import Scored
from qa.records import Citation, Sentence

MOST_SENTENCES, MOST_WORDS = 6, 120
"""Of an answer; the first sentence is taken however long it is."""
MOST_MORE = 6
"""Sentences of further evidence."""
NEAR_BEST = 0.6
"""Share of the best sentence's score that a further one needs."""
LIKENESS_PENALTY = 0.6
"""Of being like a sentence that is taken already, in the choice of the next: one idea is said once.
Source: Carbonell and Goldstein, "The Use of MMR", SIGIR 1998."""

Quote = tuple[Passage, int, int]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sentences to answer with, in their order, and those that could be added, best first."""

    answer: tuple[Scored, ...]
    more: tuple[Scored, ...]


def choose(sentences: Sequence[Scored]) -> Chosen:
    """Choose the best sentence first, then what fits well and says something else, as long as there is room.

    sentences: best first. The rest follow the first a paper at a time, the papers in the order of their best, and those
    of one paper as it has them: what it did, how it works, what came of it.
    """
    left, taken, words = list(sentences), list[Scored](), 0
    while left and len(taken) < MOST_SENTENCES:
        fits = [one for one in left if not taken or _goes_with(one, taken[0], words)]
        if not fits:
            break
        best = max(fits, key=lambda one: one.score - LIKENESS_PENALTY * _likeness(one, taken))
        taken.append(best)
        words += len(best.text.split())
        left.remove(best)
    papers = list(dict.fromkeys(one.passage.paper.id for one in taken))
    rest = sorted(taken[1:], key=lambda one: (papers.index(one.passage.paper.id), *_place(one)))
    more = [one for one in left if one.score >= NEAR_BEST * sentences[0].score][:MOST_MORE]
    return Chosen((*taken[:1], *rest), tuple(more))


def _goes_with(one: Scored, best: Scored, words: int) -> bool:
    return words + len(one.text.split()) <= MOST_WORDS and one.score >= NEAR_BEST * best.score


def _likeness(one: Scored, taken: Sequence[Scored]) -> float:
    return max((float(np.dot(one.vector, other.vector)) for other in taken), default=0.0)


def _place(one: Scored) -> tuple[bool, int, int]:
    """Where a sentence stands in its paper; the title, which stands in the record, comes first."""
    return not one.passage.is_record, one.passage.ordinal, one.start


def quote_all(quotes: Sequence[Quote], first: int = 1) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Each quote as a sentence of the answer with a citation of its own, numbered from ``first``.

    quotes: passage, and start and end within the text of its section.
    """
    citations = tuple(Citation(number, *quote) for number, quote in enumerate(quotes, first))
    sentences = tuple(
        Sentence(one.quote, (one.number,), "summarised" if one.source == "digest" else "quoted") for one in citations
    )
    return sentences, citations


def summary_notices(citations: Sequence[Citation]) -> tuple[str, ...]:
    """What a reader must be told of an answer that quotes digests: that these are not the papers' words."""
    marks = [f"[{one.number}]" for one in citations if one.source == "digest"]
    if not marks:
        return ()
    said = "are Vesicle’s summaries of studies, not the papers’ own words."
    return (f"{''.join(marks)} {said}" if len(marks) < len(citations) else f"All of these {said}",)
