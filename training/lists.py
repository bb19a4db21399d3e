"""A question with the passages that a search gives for it, as the word pieces that a cross-encoder reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import Index
from index.fusion import Scores
from qa.reading import Reader
from qa.weights import weigh
from training.questions import DOCUMENTS, Question

CANDIDATES = 60
"""Passages of a question."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found. document: name of its paper. score: of the search. pieces: what is read of it."""

    document: str
    score: float
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question and its candidates, as the search ranks them. pieces: of the question."""

    question: Question
    pieces: tuple[int, ...]
    candidates: tuple[Candidate, ...]


def ranked(questions: Sequence[Question], data: Path, work: Path, reader: Reader) -> list[Ranked]:
    """Each question with what a search of its set finds for it."""
    indexes: dict[str, Index] = {}
    found: dict[Question, Ranked] = {}
    for question in questions:
        if question.set not in indexes:
            indexes[question.set] = DOCUMENTS[question.set].open(data, work)
        if question not in found:
            found[question] = _ranked(question, indexes[question.set], reader)
    return [found[question] for question in questions]


def documents(found: Ranked, order: Iterable[int]) -> list[str]:
    """The documents of candidates in an order, each at its best."""
    return list(dict.fromkeys(found.candidates[at].document for at in order))


def in_order(found: Ranked, own: Scores, weight: float = 1.0) -> list[int]:
    """The positions of candidates, as many of the first as the model scored by its score and the search's together.

    own: of the model. weight: of the search.
    """
    whole = own + weight * np.array([one.score for one in found.candidates[: len(own)]])
    return [*np.argsort(-whole, kind="stable").tolist(), *range(len(own), len(found.candidates))]


def _ranked(question: Question, index: Index, reader: Reader) -> Ranked:
    name_of = DOCUMENTS[question.set].name_of
    weights = weigh(question.text, index)
    candidates = [
        Candidate(name_of(one.paper), one.score or 0.0, reader.passage(one, weights, titled=question.titled))
        for one in index.search(question.text, CANDIDATES)
    ]
    return Ranked(question, reader.question(question.text), tuple(candidates))
