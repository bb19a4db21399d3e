"""Passages to the sentences that answer, best first."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from index import Index, Passage
from index.analysis import query_terms, tokens
from index.embed import Vectors
from qa.bibliography import is_notice
from qa.candidates import Asked, candidates_in, placed, text_at, words_read
from qa.kinds import things
from qa.question import own_words
from qa.rerank import sentence_scores
from qa.sufficiency import is_enough, probability
from qa.verify import verify
from qa.weights import Weights, coverage, words

READ_PASSAGES, READ_SENTENCES, READ_FOR_SEVERAL = 10, 7, 12
"""Passages that are read, and sentences of them, best by their words, that are embedded: more where several things are
asked for (python -m benchmarks.tune sentences)."""
RERANKER_WEIGHT = 0.5
"""Of what our own cross-encoder says of a sentence, where the settings name it; the best on claims that its training
did not see (python -m training.report)."""
NEAR_DUPLICATE = 0.9
"""Cosine from which two sentences say the same, or the opposite."""
TELLING = 0.8
"""Weight from which a word is so rare, in English and in the library, that a reader must know if it was not found."""
TELLING_KINDS = frozenset({"cancer", "cell", "drug", "name", "RNA"})
"""Kinds of things (`qa.kinds`) that a reader must know of in any case."""
MOST_ECHOES = 3
"""Other papers that are cited for a sentence since they say the same."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a passage, or the title of a paper, whose passage is that of the paper's record.

    start, end: within the text of its section. cosine: with the question. fit: probability, 0 to 1, that its paper
    holds an answer. vector: unit, shape (dimension,). echoes: what says the same in other papers.
    """

    passage: Passage
    start: int
    end: int
    cosine: float
    score: float
    fit: float
    vector: Vectors = field(compare=False, repr=False)
    echoes: tuple["Scored", ...] = ()

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return text_at(self.passage, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found.

    sentences: best first, near-duplicates left out.
    cosine, covered: of the question with the nearest sentence of the paper that fits best, and the share of the
    question's weight that this paper holds.
    missing: words of the question, the most telling first, that no paper read speaks of.
    telling: names and rare words of the question, without which an answer may be beside the point -> the ids of the
    papers read that speak of them.
    """

    sentences: tuple[Scored, ...]
    cosine: float
    covered: float
    missing: tuple[str, ...]
    telling: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def probability(self) -> float:
        """That the sentences hold an answer."""
        return probability(self.cosine, self.covered)

    @property
    def enough(self) -> bool:
        """Whether to answer at all."""
        return bool(self.sentences) and is_enough(self.probability)


def usable(passage: Passage) -> bool:
    """Whether a passage may be evidence for a finding: text of a paper that stands."""
    paper = passage.paper
    return not (passage.is_record or paper.is_reference or paper.retraction or is_notice(paper))


def of_notice(passage: Passage) -> bool:
    """Whether a passage is text of a notice that speaks of other papers."""
    return is_notice(passage.paper) and not passage.is_record


def of_retracted(passage: Passage) -> bool:
    """Whether a passage is text of a paper that was retracted."""
    return passage.paper.retraction is not None and not passage.is_record


def find_evidence(
    question: str,
    passages: Sequence[Passage],
    index: Index,
    may_be_read: Callable[[Passage], bool] = usable,
    shown: Collection[tuple[str, int, int]] = (),
) -> Evidence:
    """Score the sentences of the best passages for a question, and the titles of their papers that state a finding.

    passages: as `qa.retrieve` gives them, best first. may_be_read: which of them may be quoted.
    shown: passage id, start and end of what is not to be quoted again.
    """
    read = [passage for passage in passages if may_be_read(passage)][:READ_PASSAGES]
    gist = own_words(question)
    whole = Asked.of(question, index)
    asked = whole if gist == question else Asked.of(gist, index)
    every = list(candidates_in(read, asked))
    papers = {paper: whole.synonyms.filled(found) for paper, found in words_read(read, every).items()}
    missing = _missing(question, whole.weights, set().union(*papers.values()))
    most = READ_FOR_SEVERAL if asked.form.several else READ_SENTENCES
    best_first = (placed(one, index) for one in sorted(every, key=lambda one: -one.score))
    candidates = list(islice((one for one in best_first if (one.passage.id, one.start, one.end) not in shown), most))
    if not candidates:
        return Evidence((), 0.0, 0.0, tuple(missing))
    vectors = index.embedder.passages([one.text for one in candidates])
    restated = asked.synonyms.restated(gist)
    likeness = {form: vectors @ index.embedder.query(form) for form in {gist, restated, question}}
    cosines = np.maximum(likeness[gist], likeness[restated])
    scores = np.array([one.score for one in candidates]) + cosines
    read_together = sentence_scores(gist, [(one.passage.paper.title, one.text) for one in candidates])
    if read_together is not None:
        scores += RERANKER_WEIGHT * read_together
    nearest: dict[str, float] = {}
    for one, cosine in zip(candidates, np.maximum(cosines, likeness[question]).tolist(), strict=True):
        nearest[one.passage.paper.id] = max(cosine, nearest.get(one.passage.paper.id, 0.0))
    fits = {paper: (cosine, coverage(whole.weights, papers[paper])) for paper, cosine in nearest.items()}
    order = [at for at in np.argsort(-scores, kind="stable").tolist() if asked.is_met_by(candidates[at].text)]
    scored = [
        Scored(one.passage, one.start, one.end, cosine, score, probability(*fits[one.passage.paper.id]), vector)
        for one, cosine, score, vector in zip(candidates, cosines.tolist(), scores.tolist(), vectors, strict=True)
    ]
    sentences = _distinct([scored[at] for at in order], index)
    best = max(({one.passage.paper.id for one in sentences}), key=lambda paper: probability(*fits[paper]), default="")
    return Evidence(sentences, *fits.get(best, (0.0, 0.0)), tuple(missing), _telling(question, whole.weights, papers))


def _distinct(sentences: Iterable[Scored], index: Index) -> tuple[Scored, ...]:
    """Sentences without those that say what one before them says; those of other papers are kept as its echoes.

    What is alike, and yet says the opposite, stays.
    """
    kept: list[Scored] = []
    for one in sentences:
        alike = [at for at, other in enumerate(kept) if float(one.vector @ other.vector) >= NEAR_DUPLICATE]
        said = {each.passage.paper.id for at in alike for each in (kept[at], *kept[at].echoes)}
        if one.passage.paper.id in said:
            continue
        agreed = (at for at in alike if verify(one.text, [kept[at].text], index).verdict != "unsupported")
        if (same := next(agreed, None)) is None:
            kept.append(one)
        elif len(kept[same].echoes) < MOST_ECHOES:
            kept[same] = replace(kept[same], echoes=(*kept[same].echoes, one))
    return tuple(kept)


def _missing(question: str, weights: Weights, found: set[str]) -> dict[str, float]:
    """The question's own words of whose tokens none was found, the most telling first, and how telling each is."""
    missing: dict[str, float] = {}
    for word in words(question):
        parts = [token for token in tokens(word) if token in weights]
        if parts and found.isdisjoint(parts):
            missing[word] = max(weights[token] for token in parts)
    return dict(sorted(missing.items(), key=lambda one: -one[1]))


def _telling(question: str, weights: Weights, papers: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """The names in a question and its other words of much weight, each with the ids of the papers that speak of it."""
    named = {thing.text: set(query_terms(thing.text)) for thing in things(question) if thing.kind in TELLING_KINDS}
    alone = [word for word in words(question) if word not in " ".join(named)]
    rare = {word: {token for token in query_terms(word) if weights.get(token, 0.0) >= TELLING} for word in alone}
    return {
        word: frozenset(paper for paper, found in papers.items() if found.issuperset(held))
        for word, held in (named | rare).items()
        if held
    }
