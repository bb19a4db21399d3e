"""A question with the passages that a search gives for it, as the word pieces that a cross-encoder reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from index import Index, Passage
from index.analysis import tokens
from qa.weights import Weights, weigh
from training.questions import DOCUMENTS, Question

CANDIDATES = 60
"""Passages of a question."""
QUESTION_PIECES, TITLE_PIECES, PASSAGE_PIECES = 64, 40, 80
"""Most word pieces that are read of a question, of a title, and of a passage with its title."""


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


class Reader:
    """What a cross-encoder reads of texts. tokenizer: neither truncates nor pads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._separator = int(tokenizer.token_to_id("[SEP]"))

    def question(self, text: str) -> tuple[int, ...]:
        """Word pieces of a question."""
        return tuple(self._pieces(text)[:QUESTION_PIECES])

    def passage(
        self, passage: Passage, weights: Weights, most: int = PASSAGE_PIECES, titled: bool = True
    ) -> tuple[int, ...]:
        """Word pieces of a title and of a passage: all of it, or the sentences that hold most of a question's weight.

        weights: of the question's tokens (`qa.weights.weigh`). titled: whether the title is read.
        """
        title = self._pieces(passage.paper.title)[:TITLE_PIECES] if titled else []
        text = passage.paper.sections[passage.ordinal].text
        sentences = [text[start:end] for start, end in passage.sentences]
        pieces = [self._pieces(sentence) for sentence in sentences]
        head = [*title, self._separator] if title else []
        room = most - len(head)
        if sum(map(len, pieces)) > room:
            worth = [sum(weights.get(token, 0.0) for token in set(tokens(sentence))) for sentence in sentences]
            pieces = _best(pieces, worth, room)
        return tuple([*head, *(piece for sentence in pieces for piece in sentence)][:most])

    def sentence(self, title: str, text: str) -> tuple[int, ...]:
        """Word pieces of a title and of one sentence of its paper."""
        return tuple([*self._pieces(title)[:TITLE_PIECES], self._separator, *self._pieces(text)][:PASSAGE_PIECES])

    def _pieces(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)


def _best(sentences: Sequence[list[int]], worth: Sequence[float], room: int) -> list[list[int]]:
    """The sentences of most worth that there is room for, as they follow each other; one at least.

    >>> _best([[1, 1], [2, 2, 2], [3]], [0.2, 0.5, 0.4], 4)
    [[2, 2, 2], [3]]
    """
    kept: set[int] = set()
    for at in sorted(range(len(sentences)), key=lambda at: -worth[at]):
        if not kept or len(sentences[at]) <= room:
            kept.add(at)
            room -= len(sentences[at])
    return [sentences[at] for at in sorted(kept)]


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


def _ranked(question: Question, index: Index, reader: Reader) -> Ranked:
    name_of = DOCUMENTS[question.set].name_of
    weights = weigh(question.text, index)
    candidates = [
        Candidate(name_of(one.paper), one.score or 0.0, reader.passage(one, weights, titled=question.titled))
        for one in index.search(question.text, CANDIDATES)
    ]
    return Ranked(question, reader.question(question.text), tuple(candidates))
