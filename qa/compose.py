"""Evidence to an answer in the papers' own words."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from index import Passage
from qa.evidence import Scored
from qa.form import Form
from qa.passed import Passed
from qa.records import Citation, Sentence, Verdict

MOST_SENTENCES, MOST_WORDS = 6, 120
"""Of an answer; the first sentence is taken however long it is."""
MOST_MORE = 6
"""Sentences of further evidence."""
NEAR_BEST = 0.7
"""Share of the best sentence's score that a further one needs (python -m benchmarks.tune sentences)."""
NEAR_FIT = 0.4
"""Share of how well the best sentence's paper fits, that the paper of a further one needs
(python -m benchmarks.tune sentences)."""
LIKENESS_PENALTY = 0.6
"""Of being like a sentence that is taken already, in the choice of the next: one idea is said once.
Source: Carbonell and Goldstein, "The Use of MMR", SIGIR 1998."""

NEW_THING = 0.4
"""Of naming another thing of the kind that is asked for, in the choice of the next."""

Quote = tuple[Passage, int, int]
"""A passage, and start and end within the text of its section."""
Quotes = tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sentences to answer with, in their order, and those that could be added, best first."""

    answer: tuple[Scored, ...]
    more: tuple[Scored, ...]


def choose(sentences: Sequence[Scored], form: Form, tells: Callable[[str], object] = lambda text: None) -> Chosen:
    """Choose the best sentence first, then what fits well and says something else, as long as there is room.

    sentences: best first. form: of the question; a sentence with another thing of the kind that it asks for is worth
    more. tells: whether a sentence says yes or no; if any that is near the best does, the answer begins with it.
    The rest follow the first a paper at a time, the papers in the order of their best, and those of one paper as it has
    them: what it did, how it works, what came of it.
    """
    named = [form.things_in(one.text) for one in sentences]
    left, taken, words = list(range(len(sentences))), list[int](), 0
    while left and len(taken) < MOST_SENTENCES:
        if taken:
            fits = [at for at in left if _goes_with(sentences[at], sentences[taken[0]], words)]
        else:
            fits = [at for at in left if _is_near(sentences[at], sentences[0]) and tells(sentences[at].text)] or left
        if not fits:
            break
        told = frozenset[str]().union(*(named[at] for at in taken))
        before = [sentences[at] for at in taken]
        best = max(
            fits,
            key=lambda at: (
                sentences[at].score
                - LIKENESS_PENALTY * _likeness(sentences[at], before)
                + NEW_THING * bool(named[at] - told)
            ),
        )
        taken.append(best)
        words += len(sentences[best].text.split())
        left.remove(best)
    if form.several and sum(bool(named[at]) for at in taken) > 1:
        # What names none of the things that were asked for is no item of a list of them.
        taken, left = [at for at in taken if named[at]], sorted([*left, *(at for at in taken if not named[at])])
    chosen = [sentences[at] for at in taken]
    papers = list(dict.fromkeys(one.passage.paper.id for one in chosen))
    rest = sorted(chosen[1:], key=lambda one: (papers.index(one.passage.paper.id), *_place(one)))
    more = [sentences[at] for at in left if sentences[at].score >= NEAR_BEST * sentences[0].score]
    return Chosen((*chosen[:1], *rest), tuple(more[:MOST_MORE]))


def _goes_with(one: Scored, best: Scored, words: int) -> bool:
    return words + len(one.text.split()) <= MOST_WORDS and _is_near(one, best)


def _is_near(one: Scored, best: Scored) -> bool:
    return one.score >= NEAR_BEST * best.score and one.fit >= NEAR_FIT * best.fit


def _likeness(one: Scored, taken: Sequence[Scored]) -> float:
    return max((float(np.dot(one.vector, other.vector)) for other in taken), default=0.0)


def _place(one: Scored) -> tuple[bool, int, int]:
    """Where a sentence stands in its paper; the title, which stands in the record, comes first."""
    return not one.passage.is_record, one.passage.ordinal, one.start


def quoted(sentence: Scored) -> Quotes:
    """What a sentence of an answer rests on: itself, and what says the same in other papers."""
    return tuple((one.passage, one.start, one.end) for one in (sentence, *sentence.echoes))


def quote_all(
    groups: Sequence[Quotes], form: Form, before: int = 0
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The first quote of each group as a sentence of the answer; each quote has a citation of its own, from 1.

    groups: quotes that say the same. form: of the question; what it asks for is emphasised. before: how many citations
    there are already.
    """
    sentences, citations = list[Sentence](), list[Citation]()
    for group in groups:
        mine = [Citation(number, *quote) for number, quote in enumerate(group, before + len(citations) + 1)]
        text = mine[0].quote
        verdict: Verdict = "summarised" if mine[0].source == "digest" else "quoted"
        sentences.append(Sentence(text, tuple(one.number for one in mine), verdict, tuple(form.found_in(text))))
        citations += mine
    return tuple(sentences), tuple(citations)


def write_all(
    passed: Sequence[Passed], groups: Sequence[Quotes], kept: Collection[int], more: Sequence[Quotes], form: Form
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...], tuple[Citation, ...]]:
    """An answer of which a model wrote some: its sentences, the further evidence, and the citations of both.

    passed: sentences that passed their check. groups: the evidence that they name, each quotes that say the same.
    kept: numbers, from 1, of the evidence that is quoted in the answer where no sentence names it; the rest of it
    comes before the further evidence. Citations are numbered as they are met.
    """
    numbers: dict[int, tuple[int, ...]] = {}
    citations = list[Citation]()
    for at in dict.fromkeys(source - 1 for one in passed for source in one.sources):
        mine = [Citation(number, *quote) for number, quote in enumerate(groups[at], len(citations) + 1)]
        numbers[at] = tuple(one.number for one in mine)
        citations += mine
    written = tuple(
        Sentence(
            one.text,
            tuple(dict.fromkeys(number for source in one.sources for number in numbers[source - 1])),
            "partial" if one.is_partial else "supported",
            tuple(form.found_in(one.text)),
        )
        for one in passed
    )
    left = [at for at in range(len(groups)) if at not in numbers]
    beside = [groups[at] for at in left if at + 1 in kept]
    rest = [groups[at] for at in left if at + 1 not in kept]
    quoted_besides, further = quote_all([*beside, *rest, *more], form, len(citations))
    of_answer = len(beside)
    return (*written, *quoted_besides[:of_answer]), quoted_besides[of_answer:], (*citations, *further)


def is_list(sentences: Sequence[Sentence], form: Form) -> bool:
    """Whether an answer reads best as a list: several things were asked for, and several sentences each name some."""
    return form.several and sum(bool(one.emphasis) for one in sentences) > 1


def summary_notices(citations: Sequence[Citation]) -> tuple[str, ...]:
    """What a reader must be told of an answer that quotes digests: that these are not the papers' words."""
    marks = [f"[{one.number}]" for one in citations if one.source == "digest"]
    if not marks:
        return ()
    if len(marks) == 1 < len(citations):
        return (f"{marks[0]} is Vesicle’s summary of a study, not the paper’s own words.",)
    said = "are Vesicle’s summaries of studies, not the papers’ own words."
    return (f"{''.join(marks)} {said}" if len(marks) < len(citations) else f"All of these {said}",)
