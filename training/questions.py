"""What is learnt from, what is held back to tell when to stop, and what is only reported on.

Within a set, a document that answers a held-back or a reported question is never shown in training, nor is any question
that it answers: 65% of SciFact's validation claims cite a document that a train claim cites too, and a model that
remembers documents would be taken for one that reads.
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.data import (
    bioasq_index,
    bioasq_questions,
    development_questions,
    ontopic_index,
    pubmedqa_index,
    rows,
    scifact_claims,
    scifact_index,
)
from index import Index, Paper

HELD_BACK = {"bioasq": 130, "scifact": 90}
"""Questions that are held back of a set."""
TIMES, TITLES = 2, 1500
"""How often a question of BioASQ or a claim comes in an epoch, and how many titles of SciFact's abstracts stand beside
them."""
_ANSWER_WORDS = 50
"""Words of an answer that stand for a question, at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the documents of a set.

    gold: names of the documents that answer it. answer: what they say, in words that are in none of them; may be empty.
    titled: whether the titles of documents are read too; not where the question is one.
    """

    text: str
    gold: frozenset[str]
    set: str
    answer: str = ""
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents that the questions of a set are put to. name_of: a paper's name in the gold."""

    open: Callable[[Path, Path], Index]
    name_of: Callable[[Paper], str]


DOCUMENTS: Mapping[str, Documents] = {
    "bioasq": Documents(bioasq_index, lambda paper: paper.pmid or ""),
    "scifact": Documents(scifact_index, lambda paper: (paper.doi or "").rpartition("/")[2]),
    "pubmedqa": Documents(pubmedqa_index, lambda paper: paper.pmid or ""),
    "development": Documents(ontopic_index, lambda paper: paper.id),
}


@dataclass(frozen=True, slots=True)
class Split:
    """Questions by what they are for. unseen: of each set, the documents that answer questions not learnt from."""

    train: tuple[Question, ...]
    held_back: tuple[Question, ...]
    reported: tuple[Question, ...]
    unseen: Mapping[str, frozenset[str]]


def split(learnt: Sequence[Question], reported: Sequence[Question], held_back: Mapping[str, int]) -> Split:
    """Hold back so many questions of each set, at random with a fixed seed, and learn from the rest."""
    unseen = _answers(reported)
    free = _apart(learnt, unseen)
    random.Random(0).shuffle(free)
    held: list[Question] = []
    for name, number in held_back.items():
        held += [one for one in free if one.set == name][:number]
    unseen = _answers((*held, *reported))
    return Split(tuple(_apart(free, unseen)), tuple(held), tuple(reported), unseen)


def load_split(data: Path) -> Split:
    """The questions that are learnt from, and those of BioASQ and SciFact that are held back and reported on.

    Raises VesicleError when a file of them is missing.
    """
    asked = [*bioasq(data, range(7, 10)), *scifact(data, "train")]
    parts = split(asked, [*bioasq(data, range(10, 11)), *scifact(data, "validation")], HELD_BACK)
    often = [one for one in parts.train for _ in range(TIMES)]
    more = [*as_answers(parts.train), *pubmedqa(data), *as_answers(pubmedqa(data)), *titles(data)]
    return replace(parts, train=(*often, *_apart(more, parts.unseen)))


def as_answers(questions: Sequence[Question]) -> list[Question]:
    """The answers of questions that have one, in their place: claims of the same documents."""
    return [replace(one, text=one.answer) for one in questions if one.answer]


def bioasq(data: Path, tasks: range) -> list[Question]:
    """Questions of some years, 7 to 10, each with the first of its ideal answers."""
    return [
        Question(row["question"], frozenset(row["gold"]), "bioasq", _beginning(row["ideal"][0]))
        for row in bioasq_questions(data, tasks, limit=5000)
    ]


def scifact(data: Path, part: str) -> list[Question]:
    """Claims of ``train`` or ``validation``; gold is what they cite."""
    return [Question(claim, frozenset(cited), "scifact") for claim, cited in scifact_claims(data, part)]


def pubmedqa(data: Path) -> list[Question]:
    """Questions that are titles of abstracts, with what the abstracts conclude, which stands in no document."""
    return [
        Question(row["question"], frozenset([row["pmid"]]), "pubmedqa", _beginning(row["long_answer"]))
        for row in rows(data / "pubmedqa.jsonl")
    ]


def titles(data: Path) -> list[Question]:
    """Titles of SciFact's abstracts, which are much like claims, to be found without reading titles."""
    documents = list(rows(data / "scifact" / "corpus.jsonl"))
    chosen = random.Random(0).sample(documents, TITLES)
    return [Question(row["title"], frozenset([row["id"]]), "scifact", titled=False) for row in chosen]


def development(data: Path, index: Index) -> list[Question]:
    """The development questions that have an answer; of a follow-up the last turn alone."""
    found = development_questions(data, index)
    return [Question(item["turns"][-1], frozenset(gold), "development") for item, gold in found]


def _answers(questions: Sequence[Question]) -> dict[str, frozenset[str]]:
    answers: dict[str, frozenset[str]] = {}
    for one in questions:
        answers[one.set] = answers.get(one.set, frozenset()) | one.gold
    return answers


def _apart(questions: Sequence[Question], documents: Mapping[str, Collection[str]]) -> list[Question]:
    """The questions that none of these documents answers."""
    return [one for one in questions if one.gold.isdisjoint(documents.get(one.set, ()))]


def _beginning(answer: str) -> str:
    return " ".join(answer.split()[:_ANSWER_WORDS])
