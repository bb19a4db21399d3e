"""Passages to the sentences that answer, and whether they are enough."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index import Index, Passage
from index.analysis import tokens
from index.embed import Vectors
from qa.weights import Weights, coverage, weigh

READ_PASSAGES = 8
"""Passages whose sentences are scored; more cost time and hardly ever held the best sentence."""
COVERAGE_WEIGHT, PASSAGE_WEIGHT = 0.5, 0.3
"""Of the words covered and of the passage's own score, beside cosine, in a sentence's score; ranked the evidence
sentences of SciFact train best (python -m benchmarks.tune sentences)."""
COSINE, COVERED, INTERCEPT = 5.7, 4.7, -7.0
"""Logistic regression: answerable or not, from the best cosine of a sentence and the best coverage by a paper; fitted
on BioASQ 7b-9b with and without the papers that answer (python -m benchmarks.tune answerable)."""
ENOUGH = 0.45
"""Probability from which there is an answer: there the shares of questions rightly answered (0.86 with their papers)
and rightly refused (0.75 without; other papers may well answer some of those) add up to the most."""
NEAR_DUPLICATE = 0.9
"""Cosine from which two sentences say the same."""


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
        return self.passage.paper.sections[self.passage.ordinal].text[self.start : self.end]


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
    return not (passage.is_record or paper.is_reference or paper.retraction or "retraction notice" in paper.study_types)


def find_evidence(question: str, passages: Sequence[Passage], index: Index) -> Evidence:
    """Score the sentences of the best passages for a question.

    passages: as `qa.retrieve` gives them, best first.
    """
    read = [passage for passage in passages if usable(passage)][:READ_PASSAGES]
    weights = weigh(question, index)
    spans = [(passage, start, end) for passage in read for start, end in passage.sentences]
    if not spans:
        return Evidence((), 0.0, 0.0, _missing(question, weights, set()))
    texts = [passage.paper.sections[passage.ordinal].text[start:end] for passage, start, end in spans]
    vectors = index.embedder.passages(texts)
    cosines = vectors @ index.embedder.query(question)
    scores = [
        float(cosine) + COVERAGE_WEIGHT * coverage(weights, set(tokens(text))) + PASSAGE_WEIGHT * (passage.score or 0.0)
        for cosine, text, (passage, _, _) in zip(cosines, texts, spans, strict=True)
    ]
    order = _distinct(np.argsort(-np.array(scores), kind="stable").tolist(), vectors)
    sentences = tuple(Scored(*spans[at], float(cosines[at]), scores[at]) for at in order)
    papers = {passage.paper.id: _words(passage) for passage in read}
    covered = max(coverage(weights, words) for words in papers.values())
    return Evidence(
        sentences, float(cosines.max()), covered, _missing(question, weights, set().union(*papers.values()))
    )


def _words(passage: Passage) -> set[str]:
    """All tokens of a paper, its "Article information" included."""
    return {token for section in passage.paper.sections for token in tokens(section.text)}


def _distinct(order: Iterable[int], vectors: Vectors) -> list[int]:
    kept: list[int] = []
    for at in order:
        if not kept or float((vectors[kept] @ vectors[at]).max()) < NEAR_DUPLICATE:
            kept.append(at)
    return kept


def _missing(question: str, weights: Weights, words: set[str]) -> tuple[str, ...]:
    """The question's own words that are not among the tokens, the most telling first."""
    found: dict[str, float] = {}
    for word in question.split():
        word = word.strip("()[]{}<>.,;:!?\"'“”‘’")
        parts = [token for token in tokens(word) if token in weights]
        if parts and not words.intersection(parts):
            found[word] = max(weights[token] for token in parts)
    return tuple(sorted(found, key=lambda word: -found[word]))
