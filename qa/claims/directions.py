"""Which way a text points: what increases, inhibits, is resistant, is better, is not so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.analysis import STOP_WORDS, fold, tokens
from qa.claims.opposites import CLAUSE_ENDS, LOSS, NEGATIONS, NO_NEGATIONS, NO_RELATION, OPPOSITES, RELATIONS

RELATION = "relation"
"""Axis of what says that one thing bears on another, beside those of `OPPOSITES`."""
CHANGE: Mapping[str, float] = {"change": 0.0, "degree": 0.25, "cause": 0.3}
"""Axes that can say the same (raises, more, leads to), each with what a match with another of them is worth less."""
NEGATED, HEAD, LOST = 6, 2, 6
"""Words with a meaning of their own after a negation that it may turn, those that it surely turns, and words between
what was taken away and what then happened, all within a clause."""

_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*|[<>≤≥]|[,;:.!?()]")
_ENDS = frozenset(",;:.!?()")
_PREFIX = re.compile(
    r"(?<![^\W_])(up|down|over|under|pro|anti|non|un|de|hyper|hypo|chemo|radio|re)-(?=[a-z]{4})"
    r"|\b(up|down) (?=regulat)|(?<=\bm[12])-(?=like)"
)
_NUMBERED = re.compile(r"(?<![^\W_])([a-z]{1,8})-(?=[a-z]?\d)")
"""The beginning of a name such as IL-6, PD-L1, caspase-11."""
_COPY = re.compile(r"(?<![^\W_])((?:mir|let)\d+[a-z]?) (?=\1)")
"""Of a microRNA, the name without its arm, which `fold` puts before the one with it."""
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e[ds]?|ing|ations?|ers?)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})our"), "or"),
    (re.compile(r"(?<=[a-z]{2}[bt])re(?=s?$)"), "er"),
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that points one way.

    at: which word of its text. axis: of `OPPOSITES`, or `RELATION`. sign: 1 or -1; of a relation 1, and 0 for none.
    negated: whether its clause turns it. lost: whether it is said of what was taken away (knockdown of X reduced Y).
    """

    word: str
    at: int
    axis: str
    sign: int
    negated: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a row of words, and the cues among them.

    keys: of each word, the same for all its forms, and for all cues that point the same way; "" for punctuation.
    heads: whether a word stands directly behind a negation. around: what `qa.claims.surroundings` found round a word.
    """

    words: tuple[str, ...]
    keys: tuple[str, ...]
    heads: tuple[bool, ...]
    cues: tuple[Cue, ...]
    around: dict[int, dict[str, tuple[float, int]]] = field(default_factory=dict, compare=False, repr=False)


def read(text: str) -> Reading:
    """The words of a text and which way they point.

    >>> [(cue.word, cue.axis, cue.sign, cue.negated) for cue in read("M2 exosomes did not inhibit growth.").cues]
    [('m2', 'phenotype', -1, False), ('inhibit', 'change', -1, True)]
    """
    words = tuple(_WORD.findall(_PREFIX.sub(r"\1\2", _COPY.sub("", _NUMBERED.sub(r"\1", fold(text))))))
    since = _since_negation(words)
    cues: list[Cue] = []
    keys = [_key(word) for word in words]
    for at, word in enumerate(words):
        for axis, sign in _directions(word):
            reach = NEGATED if axis in CHANGE or axis == RELATION else HEAD
            cues.append(Cue(word, at, axis, sign, 0 < since[at] <= reach, _is_lost(words, at)))
            if axis not in {RELATION, "company", "comparison"}:
                keys[at] = f"{'change' if axis in CHANGE else axis}{sign}"
    return Reading(words, tuple(keys), tuple(0 < far <= HEAD for far in since), tuple(cues))


def _since_negation(words: Sequence[str]) -> list[int]:
    """For each word how many with a meaning of their own stand from a negation in its clause to it; 0 for none."""
    text = " ".join(words)
    for phrase in NO_NEGATIONS:
        text = text.replace(phrase, phrase.replace("no", "_", 1))
    found, since = [], 0
    for word in text.split():
        if word in _ENDS or word in _CLAUSE_ENDS or (since > HEAD and word in _ASIDES):
            since = 0
        # "Not beneficial in X" says nothing of X, while "did not result in growth" may.
        since = HEAD + 1 if 1 < since <= HEAD and word in _ASIDES else since
        found.append(since)
        if _is(word, NEGATIONS) or word.endswith("n't"):
            since = 1
        elif since and word not in STOP_WORDS:
            since += 1
    return found


def _is_lost(words: Sequence[str], at: int) -> bool:
    """Whether a word of loss stands shortly before a word in its clause."""
    for place in range(at - 1, max(-1, at - LOST), -1):
        if words[place] in _ENDS or words[place] in _CLAUSE_ENDS or words[place] == "and":
            return False
        if _is(words[place], LOSS):
            return True
    return False


@lru_cache(64)
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in words.split()))


_CLAUSE_ENDS = frozenset(CLAUSE_ENDS.split())
_ASIDES = frozenset("after among and at before during in within".split())
"""What begins a part of a clause that a negation before it no longer turns."""
_DIRECTIONS: Mapping[tuple[str, int], str] = {
    **{(axis, sign): words for axis, pair in OPPOSITES.items() for sign, words in zip((1, -1), pair, strict=True)},
    (RELATION, 1): RELATIONS,
    (RELATION, 0): NO_RELATION,
}


@lru_cache(16384)
def _is(word: str, among: str) -> bool:
    return _compiled(among).fullmatch(_american(word)) is not None


@lru_cache(16384)
def _directions(word: str) -> tuple[tuple[str, int], ...]:
    return tuple(direction for direction, words in _DIRECTIONS.items() if _is(word, words))


@lru_cache(16384)
def _american(word: str) -> str:
    for pattern, spelling in _BRITISH:
        word = pattern.sub(spelling, word)
    return word


@lru_cache(16384)
def _key(word: str) -> str:
    if not word[0].isalnum():
        return "" if word in _ENDS else word
    found = tokens(_american(word))
    return found[0] if found else word
