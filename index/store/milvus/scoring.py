"""What passages score for a question, from their words and from how often these stand in the library.

Milvus finds the passages; that they are ranked as by `index.lexical` is done here.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.store.milvus.spelling import TITLE, spelled
from index.worth import TITLE_WEIGHT, Choice, Points, Scores, Worth

K1, B = 1.2, 0.75
"""Parameters of BM25, those of tantivy."""


@dataclass(frozen=True, slots=True)
class Field:
    """What BM25 asks of a field. passages: in all, without it too. length: mean number of tokens, over all passages.

    frequencies: token -> number of passages in which it stands there.
    """

    passages: int
    length: float
    frequencies: Mapping[str, int]

    def bm25(self, token: str, times: int, length: int) -> float:
        """BM25 of a token that stands so many times in a field of so many tokens."""
        number = self.frequencies.get(token, 0)
        rare = math.log(1 + (max(0, self.passages - number) + 0.5) / (number + 0.5))
        return rare * times * (1 + K1) / (times + K1 * (1 - B + B * length / (self.length or 1.0)))


def tokens_of(worth: Worth) -> list[str]:
    """All tokens that are worth something."""
    found = [token for part in worth.parts for token in _tokens(part)]
    return list(dict.fromkeys([*found, *(token for token, _ in worth.bm25)]))


def scored(worth: Worth, words: Mapping[int, str], text: Field, title: Field) -> Scores:
    """The scores of passages, 0 to about 1, without those that hold none of the words.

    words: row -> those of the passage and its title (`index.store.milvus.spelling.joined`).
    """
    wanted = {spelled(token): token for token in tokens_of(worth)}
    scores = {}
    for row, kept in words.items():
        in_text, _, in_title = kept.partition(f"{TITLE} ")
        texts, titles = in_text.split(), in_title.split()
        text_held = Counter(wanted[word] for word in texts if word in wanted)
        title_held = Counter(wanted[word] for word in titles if word in wanted)
        score = sum(_points(part, text_held.keys() | title_held.keys()) for part in worth.parts)
        for token, share in worth.bm25:
            if times := text_held[token]:
                score += share * text.bm25(token, times, len(texts))
            if times := title_held[token]:
                score += share * TITLE_WEIGHT * title.bm25(token, times, len(titles))
        if score:
            scores[row] = score
    return scores


def bm25(terms: Iterable[str], words: Mapping[int, str], field: Field) -> Scores:
    """BM25 scores of passages that have no title of their own, without those that hold none of the terms."""
    wanted = {spelled(term): term for term in terms}
    scores = {}
    for row, kept in words.items():
        all_words = kept.removesuffix(TITLE).split()
        held = Counter(wanted[word] for word in all_words if word in wanted)
        if held:
            scores[row] = sum(field.bm25(term, times, len(all_words)) for term, times in held.items())
    return scores


def best(scores: Scores, k: int) -> Scores:
    """The best k, best first."""
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[: max(0, k)])


def _points(part: Points | Choice, held: Iterable[str]) -> float:
    if isinstance(part, Points):
        return part.points if not set(part.tokens).isdisjoint(held) else 0.0
    there = set(held)
    others = [part.points for other in part.others if there.issuperset(other)]
    return max([sum(_points(one, there) for one in part.term), *others])


def _tokens(part: Points | Choice) -> list[str]:
    if isinstance(part, Points):
        return list(part.tokens)
    return [token for one in part.term for token in _tokens(one)] + [token for other in part.others for token in other]
