"""What a cross-encoder reads of a question and of a passage: few word pieces, since each takes its time."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from index import Passage
from index.analysis import tokens
from index.errors import RerankerUnavailable
from index.models import DEFAULT_MODEL, find_model
from qa.scorer import SEP
from qa.weights import Weights

QUESTION_PIECES, TITLE_PIECES, PASSAGE_PIECES = 64, 40, 80
"""Most word pieces that are read of a question, of a title, and of a passage with its title."""


class Reader:
    """What a cross-encoder reads of texts. tokenizer: neither truncates nor pads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer

    @classmethod
    def open(cls) -> "Reader":
        """The reader of our own model. Raises RerankerUnavailable when the model that it began as is not installed."""
        return cls(Tokenizer.from_file(str(find_model(DEFAULT_MODEL, RerankerUnavailable) / "tokenizer.json")))

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
        head = [*title, SEP] if title else []
        room = most - len(head)
        if sum(map(len, pieces)) > room:
            worth = [sum(weights.get(token, 0.0) for token in set(tokens(sentence))) for sentence in sentences]
            pieces = _best(pieces, worth, room)
        return tuple([*head, *(piece for sentence in pieces for piece in sentence)][:most])

    def sentence(self, title: str, text: str) -> tuple[int, ...]:
        """Word pieces of a title and of one sentence of its paper."""
        return tuple([*self._pieces(title)[:TITLE_PIECES], SEP, *self._pieces(text)][:PASSAGE_PIECES])

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
