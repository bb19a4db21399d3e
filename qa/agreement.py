"""Whether two texts say the same of the same things: which way, of what, and in which place."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.analysis import STOP_WORDS
from qa.directions import CHANGE, RELATION, Cue, Reading
from qa.opposites import TURNING

REACH = 8
"""Words before and after a word that tell what it is said of."""
NEAR, FUNCTION_WORD, OTHER_SIDE = 3, 0.15, 0.7
"""Words away at which one counts half, and what a word without meaning of its own, or one that stands on the other side
in the other text, counts for, of one."""
BOTH_WAYS = 0.5
"""Share in how alike two surroundings are of how much the quote's are like the sentence's, beside the sentence's like
the quote's: a paraphrase is often short, and its quote long."""
SAME, OPPOSITE, CLEARLY, SAME_WORD = 0.25, 0.3, 1.15, 0.15
"""How alike the surroundings of two words must be for both to be said of the same, when they point the same way, and
when they do not; how much more alike than those of any that points the other way; and what the very same word adds.
With `REACH` to `SAME_WORD`: chosen on SciFact train (python -m benchmarks.verification --split train), where every
other value that was tried lost more claims that their evidence supports, or passed more that are false."""
PREFIXED = 6
"""Letters of a word that can have a beginning which turns it."""
IN_PLACE = 0.4
"""How alike the surroundings must be for one word to stand in the other's place."""

SILENT = frozenset({"company", "comparison"})
"""Axes of which a sentence need not be borne out, only not be contradicted."""
_SYMMETRIC = frozenset("a and as between both nor or the to versus vs well with".split())
"""Words between two names that mean the same whichever is first."""


@dataclass(frozen=True, slots=True)
class Match:
    """A cue of a sentence, and the one of the quotes that is said of the same, if there is one.

    agrees: None when the quotes do not say which way. near: how alike the surroundings of the two are, 0 to 1.
    """

    cue: Cue
    other: Cue | None
    agrees: bool | None
    near: float = 0.0


def compare(sentence: Reading, quote: Reading) -> Iterator[Match]:
    """For each cue of a sentence, whether a quote says the same.

    Of the quote's cues the one whose surroundings are most alike is the one said of the same; where two that point
    different ways are about as much so, the quote does not tell.

    >>> from qa.directions import read
    >>> quote = read("Exosomes promoted growth and lowered apoptosis.")
    >>> [match.agrees for match in compare(read("Exosomes stimulate growth and increase apoptosis."), quote)]
    [True, False]
    """
    for cue in sentence.cues:
        best: dict[bool, tuple[float, Cue]] = {}
        for other in quote.cues:
            agrees = _agree(cue, other)
            if agrees is None:
                continue
            near = _alike(sentence, cue.at, quote, other.at) + SAME_WORD * (cue.word == other.word)
            if cue.axis != other.axis:
                near -= CHANGE.get(cue.axis, 0.0) + CHANGE.get(other.axis, 0.0)
            if agrees not in best or near > best[agrees][0]:
                best[agrees] = near, other
        same, one = best.get(True, (0.0, None))
        opposite, opposed = best.get(False, (0.0, None))
        if opposed and opposite >= OPPOSITE and opposite > same:
            yield Match(cue, opposed, False if opposed.lost == cue.lost else None, opposite)
        elif one and same >= SAME and same > CLEARLY * opposite:
            yield Match(cue, one, True if one.lost == cue.lost else None, same)
        else:
            yield Match(cue, None, None)


def turned(sentence: Reading, quote: Reading) -> Iterator[tuple[str, bool]]:
    """Words that stand behind a negation in one text and not in the other, with whether they do in the sentence.

    >>> from qa.directions import read
    >>> list(turned(read("MiR-21 does not bind PTEN."), read("We show that miR-21 binds PTEN.")))
    [('bind', True), ('pten', True)]
    """
    cues = {cue.at for cue in sentence.cues}
    where: dict[str, list[int]] = {}
    for at, key in enumerate(quote.keys):
        if key and key not in STOP_WORDS:
            where.setdefault(key, []).append(at)
    for at, key in enumerate(sentence.keys):
        places = where.get(key, ())
        if at in cues or all(quote.heads[there] == sentence.heads[at] for there in places):
            continue
        near, there = max((_alike(sentence, at, quote, there), there) for there in places)
        if near >= OPPOSITE and sentence.heads[at] != quote.heads[there]:
            yield sentence.words[at], sentence.heads[at]


def prefixed(sentence: Reading, quote: Reading) -> Iterator[tuple[str, str]]:
    """Words that differ from one of the quote's only by a beginning that turns them, with that one.

    >>> from qa.directions import read
    >>> list(prefixed(read("It is accurate and unsafe."), read("It is inaccurate and unsafe.")))
    [('accurate', 'inaccurate')]
    """
    words = set(quote.words) - set(sentence.words)
    for word in sentence.words:
        if len(word) >= PREFIXED and word not in quote.words:
            for start in TURNING:
                for other in (start + word, word.removeprefix(start)):
                    if other in words and len(other) >= PREFIXED and other != word:
                        yield word, other


def changed_places(sentence: Reading, quote: Reading) -> Iterator[tuple[str, str]]:
    """Two words with the same between them in both texts, but in the other order.

    >>> from qa.directions import read
    >>> list(changed_places(read("PTEN suppresses miR-21."), read("In macrophages, miR-21 suppresses PTEN.")))
    [('pten', 'mir21')]
    """
    ours, theirs = _once(sentence), _once(quote)
    both = [(at, key) for key, at in ours.items() if key in theirs]
    for first, (at, one) in enumerate(both):
        for after, other in both[first + 1 :]:
            there, before = theirs[one], theirs[other]
            if after - at > REACH:
                break
            between = [key for key in sentence.keys[at + 1 : after] if key]
            same = between == [key for key in quote.keys[before + 1 : there] if key]
            if before < there <= before + REACH and same and not _SYMMETRIC.issuperset(between):
                yield sentence.words[at], sentence.words[after]


def replaced(sentence: Reading, quote: Reading, is_rare: Callable[[str], bool]) -> Iterator[tuple[str, str | None]]:
    """Rare words of a sentence that the quote has not, each with the one that stands in its place there, if any does.

    >>> from qa.directions import read
    >>> sentence, quote = read("They reach the podocytes of mice."), read("They reach the osteoclasts of mice.")
    >>> list(replaced(sentence, quote, lambda word: word == "podocytes"))
    [('podocytes', 'osteoclasts')]
    """
    known = {cue.at for cue in sentence.cues}
    ours, theirs = set(sentence.keys), set(quote.keys) | STOP_WORDS | {""}
    left = [at for at, key in enumerate(quote.keys) if key and key not in ours and key not in STOP_WORDS]
    for at, (key, word) in enumerate(zip(sentence.keys, sentence.words, strict=True)):
        if key in theirs or at in known or len(word) < 4 or not word.isalpha() or not is_rare(word):
            continue
        beside = _beside(sentence, at)
        places = [
            there
            for there in left
            # Spellings of one word begin alike.
            if _beside(quote, there) == beside
            and quote.words[there][:4] != word[:4]
            and min(_shared(sentence, at, quote, there), _shared(quote, there, sentence, at)) >= IN_PLACE
        ]
        yield word, quote.words[places[0]] if places else None


def _agree(cue: Cue, other: Cue) -> bool | None:
    """Whether two cues say the same, if they are said of the same; None when that cannot be told."""
    if cue.axis == other.axis != RELATION or CHANGE.keys() >= {cue.axis, other.axis}:
        if cue.sign == other.sign:
            return cue.negated == other.negated
        return None if cue.negated != other.negated else False
    one, two = _bears(cue), _bears(other)
    # That there is a relation does not bear out which way it goes.
    if one is None or two is None or (cue.axis != RELATION and two):
        return None
    return one == two


def _bears(cue: Cue) -> bool | None:
    """Whether a cue says that one thing bears on another; None when it speaks of something else."""
    return (cue.sign != 0) != cue.negated if cue.axis in {RELATION, "change", "cause"} else None


def _alike(one: Reading, at: int, other: Reading, there: int) -> float:
    """How alike the surroundings of two words are, 0 to 1."""
    return (1 - BOTH_WAYS) * _shared(one, at, other, there) + BOTH_WAYS * _shared(other, there, one, at)


def _shared(one: Reading, at: int, other: Reading, there: int) -> float:
    """How much of what stands round a word of one text stands round a word of the other, 0 to 1, what is near most."""
    mine, theirs = _round(one, at), _round(other, there)
    found = 0.0
    for key, (weight, side) in mine.items():
        if key in theirs:
            other_weight, other_side = theirs[key]
            found += min(weight, other_weight * 1.5) * (1.0 if side == other_side else OTHER_SIDE)
    return found / (sum(weight for weight, _ in mine.values()) or 1.0)


def _round(text: Reading, at: int) -> dict[str, tuple[float, int]]:
    """What stands round a word: its weight, and on which side."""
    if at not in text.around:
        found: dict[str, tuple[float, int]] = {}
        for place in range(max(0, at - REACH), min(len(text.keys), at + REACH + 1)):
            key = text.keys[place]
            if place != at and key:
                weight = (FUNCTION_WORD if key in STOP_WORDS else 1.0) / (1 + abs(place - at) / NEAR)
                found[key] = max(found.get(key, (0.0, 0)), (weight, 1 if place > at else -1))
        text.around[at] = found
    return text.around[at]


def _beside(text: Reading, at: int) -> tuple[str, str]:
    """What stands directly before and after a word; at the ends of a text or a clause nothing does."""
    return text.keys[at - 1] if at else "", text.keys[at + 1] if at + 1 < len(text.keys) else ""


def _once(text: Reading) -> dict[str, int]:
    """Where the words stand that a text has once."""
    counts = Counter(text.keys)
    return {key: at for at, key in enumerate(text.keys) if key and counts[key] == 1 and key not in STOP_WORDS}
