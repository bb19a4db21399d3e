"""Evidence to an answer in the papers' own words."""

from collections.abc import Sequence

from index import Passage
from qa.evidence import Scored
from qa.records import Citation, Sentence

MOST_SENTENCES = 4
MOST_WORDS = 120
NEAR_BEST = 0.75
"""Share of the best sentence's score that a further one needs."""


def choose(sentences: Sequence[Scored]) -> list[Scored]:
    """The sentences to answer with: the best first, then the rest, those of one paper together in reading order.

    sentences: best first. At most `MOST_SENTENCES`, and `MOST_WORDS` after the first.
    """
    chosen: list[Scored] = []
    words = 0
    for one in sentences[: 4 * MOST_SENTENCES]:
        words += len(one.text.split())
        if chosen and (words > MOST_WORDS or one.score < NEAR_BEST * chosen[0].score):
            words -= len(one.text.split())
            continue
        chosen.append(one)
        if len(chosen) == MOST_SENTENCES:
            break
    papers = list(dict.fromkeys(one.passage.paper.id for one in chosen))
    rest = sorted(chosen[1:], key=lambda one: (papers.index(one.passage.paper.id), one.passage.ordinal, one.start))
    return chosen[:1] + rest


def quote_all(quotes: Sequence[tuple[Passage, int, int]]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Each quote as a sentence of the answer with a citation of its own, numbered from 1.

    quotes: passage, and start and end within the text of its section.
    """
    citations = tuple(Citation(number, *quote) for number, quote in enumerate(quotes, 1))
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
