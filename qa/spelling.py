"""Words of a question that no passage holds, put right when they can only be a slip of the keyboard."""

import re
from itertools import pairwise

from index import Index
from index.analysis import fold, tokens

ONE_SLIP, TWO_SLIPS = 7, 10
"""Letters from which one slip in a word is corrected, and two: to a shorter one, other words are too near."""
SHORTEST, COMMON = 6, 0.05
"""Letters from which one slip is corrected if the word meant is one of the library's own, in such a share of passages:
"exsome" is no other word."""
CLEARLY = 3
"""How many times as many passages must hold the word that is taken as hold the next one."""

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{5,}(?![^\W_])")
_NAME_ENDINGS = tuple("in an on ol id at as os mab nib".split())
"""Of proteins and drugs, without an e or s behind. Survivin is not surviving, nor prednisone prednisolone."""
_NO_SLIP = 9
"""Stands for as many slips as rule a word out."""
_NEAR = frozenset(
    pair
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm", "iy", "ck", "sz")
    for one, other in pairwise(row)
    for pair in (one + other, other + one)
)
"""Letters whose keys lie side by side, or that are written for one another."""
_UMLAUTS = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"))


def corrected(question: str, index: Index) -> str:
    """The question with its misspelt words put right.

    A word is touched only when no passage holds it, and it is no common word of English either. It may be a name that
    the library does not know, which must not be answered for another one; so what has digits, or capitals elsewhere
    than at the beginning of the question, stays as it is, and so does all for which there are several good guesses.
    The names that have umlauts in one place and ae, oe or ue in another are looked for both ways.

    >>> from index import open_index
    >>> corrected("Do exosmes cause polarizaton of macrophges?", open_index())
    'Do exosomes cause polarization of macrophages?'
    >>> corrected("Does algenpantucel stop Macrophges?", open_index())
    'Does algenpantucel stop Macrophges?'
    """

    def put_right(found: re.Match[str]) -> str:
        word = found[0]
        if _is_known(word, index):
            return word
        for spelling in _other_umlauts(word):
            if _is_known(spelling, index):
                return spelling
        is_first = not any(char.isalnum() for char in question[: found.start()])
        if not (word.islower() or (is_first and word[1:].islower())):
            return word
        meant = _meant(fold(word), index)
        return (meant.capitalize() if word[0].isupper() else meant) if meant else word

    return _WORD.sub(put_right, question)


def slips_between(typed: str, meant: str) -> int:
    """How many slips made one word of another; many when no slips explain it.

    A slip leaves a letter out, doubles one, swaps two or takes the key beside the right one, or a letter that sounds
    like it. Other edits tell words apart: hematoma and hepatoma, lactose and lactone, exposome and exosome.

    >>> [slips_between(typed, "exosomes") for typed in ("exosmes", "exossomes", "exosoems", "exosimes", "exsms")]
    [1, 1, 1, 1, 3]
    >>> slips_between("exposomes", "exosomes") > 2
    True
    """
    before, last = [0], list(range(len(meant) + 1))
    for row, letter in enumerate(typed, 1):
        doubles = 1 if typed[row - 2 : row - 1] == letter else _NO_SLIP
        now = [last[0] + doubles]
        for column, right in enumerate(meant, 1):
            wrong = 0 if letter == right else 1 if letter + right in _NEAR else _NO_SLIP
            fewest = min(last[column] + doubles, now[-1] + 1, last[column - 1] + wrong)
            if column > 1 and typed[row - 2 : row] == right + meant[column - 2]:
                fewest = min(fewest, before[column - 2] + 1)
            now.append(fewest)
        before, last = last, now
    return last[-1]


def _is_known(word: str, index: Index) -> bool:
    found = tokens(word)
    return not found or any(map(index.lexical.frequency, found))


def _other_umlauts(word: str) -> list[str]:
    pairs = [pair for two, one in _UMLAUTS for pair in ((two, one), (one, two))]
    return [word.replace(this, that) for this, that in pairs if this in word]


def _meant(word: str, index: Index) -> str | None:
    """The word of the library that a misspelt one was meant to be, when that is clear."""
    ending = _name_ending(word)
    most = 2 if len(word) >= TWO_SLIPS and not ending else 1
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return None
    # A word that English has, and the library happens to lack, is no slip.
    if not index.lexical.has_similar_word(word, most) or index.embedder.rarity(word) < 1:
        return None
    near: dict[int, dict[str, int]] = {}
    for other, passages in index.lexical.words_from(word[0]).items():
        if len(set(word) ^ set(other)) <= 2 * most and ending in {"", _name_ending(other)}:
            near.setdefault(slips_between(word, other), {})[other] = passages
    guesses = next((near[slips] for slips in range(1, most + 1) if slips in near), {})
    # Forms of one word are one guess.
    held: dict[str, int] = {}
    for other, passages in guesses.items():
        held[_stem(other)] = held.get(_stem(other), 0) + passages
    best, *next_best = sorted(held, key=lambda stem: -held[stem]) or [""]
    if not best or (next_best and held[best] < CLEARLY * held[next_best[0]]):
        return None
    if len(word) < ONE_SLIP and held[best] < COMMON * len(index.lexical):
        return None
    return max((other for other in guesses if _stem(other) == best), key=lambda other: guesses[other])


def _name_ending(word: str) -> str:
    bare = re.sub(r"e?s?$", "", word)
    return next((ending for ending in _NAME_ENDINGS if bare.endswith(ending)), "")


def _stem(word: str) -> str:
    return " ".join(tokens(word))
