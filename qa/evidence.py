"""Passages to the sentences that answer, and whether they are enough."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index import Index, Passage
from index.analysis import tokens
from index.embed import Vectors
from index.lexical import record_values
from qa.aims import states_an_aim
from qa.expected import expected
from qa.weights import Weights, coverage, weigh, words

READ_PASSAGES, READ_SENTENCES = 8, 20
"""Passages that are read, and sentences of them, best by their words, that are embedded: of 235 claims of SciFact train
with an evidence sentence among the former, 234 had one among the latter (python -m benchmarks.tune sentences)."""
COVERAGE_WEIGHT, PASSAGE_WEIGHT, AIM_PENALTY = 0.5, 0.6, 0.5
"""Of the words covered, of the passage's own score and of stating an aim, beside cosine, in a sentence's score. The
first evidence sentence of a SciFact train claim then has a mean reciprocal rank of 0.69, by cosine alone 0.59
(python -m benchmarks.tune sentences)."""
COSINE, COVERED, INTERCEPT = 5.7, 4.8, -7.3
"""Logistic regression: answerable or not, from the best cosine of a sentence and the best coverage by a paper; fitted
on BioASQ 7b-9b with and without the papers that answer (python -m benchmarks.tune answerable)."""
ENOUGH = 0.45
"""Probability from which there is an answer. Of the thresholds tried at which the shares of questions rightly answered
(0.85 with their papers) and rightly refused (0.74 without; other papers may well answer some of those) add up to within
a hundredth of the most, the one that answers most."""
CONTEXT = 1500
"""Characters before and after a passage whose words count as the paper's: an abstract whole, of an article its part."""
NEAR_DUPLICATE = 0.9
"""Cosine from which two sentences say the same."""


NOTICES = frozenset({"retraction notice", "correction notice", "concern notice"})
"""Study types of what speaks of another paper and is no study itself."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a passage. start, end: within the text of its section. cosine: with the question."""

    passage: Passage
    start: int
    end: int
    cosine: float
    score: float

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return text_at(self.passage, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found.

    sentences: best first, near-duplicates left out.
    cosine: of the question with the sentence nearest to it. covered: share of the question's weight that the paper
    which holds most of its words holds.
    missing: words of the question, the most telling first, that no paper read speaks of.
    """

    sentences: tuple[Scored, ...]
    cosine: float
    covered: float
    missing: tuple[str, ...]

    @property
    def probability(self) -> float:
        """That the sentences hold an answer."""
        return 1 / (1 + math.exp(-(COSINE * self.cosine + COVERED * self.covered + INTERCEPT)))

    @property
    def enough(self) -> bool:
        """Whether to answer at all."""
        return bool(self.sentences) and self.probability >= ENOUGH


def usable(passage: Passage) -> bool:
    """Whether a passage may be evidence for a finding: text of a paper that stands."""
    paper = passage.paper
    return not (passage.is_record or paper.is_reference or paper.retraction or NOTICES.intersection(paper.study_types))


def find_evidence(question: str, passages: Sequence[Passage], index: Index) -> Evidence:
    """Score the sentences of the best passages for a question.

    passages: as `qa.retrieve` gives them, best first.
    """
    read = [passage for passage in passages if usable(passage)][:READ_PASSAGES]
    weights = weigh(question, index)
    must_hold = expected(question)
    candidates = [
        (score_by_words(text, passage, weights), passage, *span)
        for passage in read
        for span, text in sentences_of(passage)
        if must_hold is None or must_hold.search(text)
    ]
    papers = words_read(read)
    missing = _missing(question, weights, set().union(*papers))
    if not candidates:
        return Evidence((), 0.0, 0.0, missing)
    candidates = sorted(candidates, key=lambda one: -one[0])[:READ_SENTENCES]
    vectors = index.embedder.passages([text_at(passage, start, end) for _, passage, start, end in candidates])
    cosines = vectors @ index.embedder.query(question)
    scores = cosines + [score for score, *_ in candidates]
    order = _distinct(np.argsort(-scores, kind="stable").tolist(), vectors)
    sentences = tuple(Scored(*candidates[at][1:], float(cosines[at]), float(scores[at])) for at in order)
    covered = max(coverage(weights, paper) for paper in papers)
    return Evidence(sentences, float(cosines.max()), covered, missing)


def score_by_words(text: str, passage: Passage, weights: Weights) -> float:
    """What a sentence of a passage is worth before its meaning is looked at."""
    covered = COVERAGE_WEIGHT * coverage(weights, set(tokens(text)))
    return covered + PASSAGE_WEIGHT * (passage.score or 0.0) - AIM_PENALTY * states_an_aim(text)


def sentences_of(passage: Passage) -> Iterator[tuple[tuple[int, int], str]]:
    """The sentences of a passage: where each lies in the text of its section, and what it says."""
    for start, end in passage.sentences:
        yield (start, end), text_at(passage, start, end)


def text_at(passage: Passage, start: int, end: int) -> str:
    """What stands at these offsets of a passage's section."""
    return passage.paper.sections[passage.ordinal].text[start:end]


def words_read(passages: Iterable[Passage]) -> list[set[str]]:
    """For each paper, the tokens of its record and of what stands round those of its passages that are read."""
    papers: dict[str, set[str]] = {}
    for passage in passages:
        sections = passage.paper.sections
        if passage.paper.id not in papers:
            papers[passage.paper.id] = set(tokens(record_values(sections[-1].text)))
        around = sections[passage.ordinal].text[max(0, passage.start - CONTEXT) : passage.end + CONTEXT]
        papers[passage.paper.id].update(tokens(around))
    return list(papers.values())


def _distinct(order: Iterable[int], vectors: Vectors) -> list[int]:
    kept: list[int] = []
    for at in order:
        if not kept or float((vectors[kept] @ vectors[at]).max()) < NEAR_DUPLICATE:
            kept.append(at)
    return kept


def _missing(question: str, weights: Weights, found: set[str]) -> tuple[str, ...]:
    """The question's own words of whose tokens none was found, the most telling first."""
    missing: dict[str, float] = {}
    for word in words(question):
        parts = [token for token in tokens(word) if token in weights]
        if parts and found.isdisjoint(parts):
            missing[word] = max(weights[token] for token in parts)
    return tuple(sorted(missing, key=lambda word: -missing[word]))
