"""Whether two texts say the same of the same things: which way they point, and what they deny."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis import STOP_WORDS
from qa.claims.directions import CHANGE, RELATION, Cue, Reading
from qa.claims.surroundings import alike

SAME, OPPOSITE, CLEARLY, SAME_WORD = 0.25, 0.3, 1.15, 0.15
"""How alike the surroundings of two words must be for both to be said of the same, when they point the same way, and
when they do not; how much more alike than those of any that points the other way; and what the very same word adds.
Chosen on SciFact train: with a higher `OPPOSITE` more false claims pass in part, with a lower one more true ones are
lost (python -m benchmarks.verification --split train)."""

SILENT = frozenset({"company", "comparison"})
"""Axes of which a sentence need not be borne out, only not be contradicted."""


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

    >>> from qa.claims.directions import read
    >>> quote = read("Exosomes promoted growth and lowered apoptosis.")
    >>> [(match.cue.word, match.agrees) for match in compare(read("Exosomes stimulate growth."), quote)]
    [('stimulate', True)]
    >>> [(match.cue.word, match.agrees) for match in compare(read("Exosomes raise apoptosis."), quote)]
    [('raise', False), ('apoptosis', True)]
    """
    for cue in sentence.cues:
        best: dict[bool, tuple[float, Cue]] = {}
        for other in quote.cues:
            agrees = _agree(cue, other)
            if agrees is None:
                continue
            near = alike(sentence, cue.at, quote, other.at) + SAME_WORD * (cue.word == other.word)
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


def turned(sentence: Reading, quote: Reading) -> Iterator[tuple[str, bool, bool]]:
    """Words that stand behind a negation in one text and not in the other.

    With whether it is the sentence's negation, and whether the quote surely speaks of the same; if not, it may only not
    say it.

    >>> from qa.claims.directions import read
    >>> list(turned(read("MiR-21 does not bind PTEN."), read("We show that miR-21 binds PTEN.")))
    [('bind', True, True), ('pten', True, True)]
    """
    cues = {cue.at for cue in sentence.cues}
    where: dict[str, list[int]] = {}
    for at, key in enumerate(quote.keys):
        if key and key not in STOP_WORDS:
            where.setdefault(key, []).append(at)
    for at, (key, is_ours) in enumerate(zip(sentence.keys, sentence.heads, strict=True)):
        places = where.get(key, ())
        is_same = bool(places) and all(quote.heads[one] == is_ours for one in places)
        if is_same or at in cues or not key or key in STOP_WORDS:
            continue
        near, there = max(((alike(sentence, at, quote, one), one) for one in places), default=(0.0, -1))
        is_sure = near >= OPPOSITE
        if (is_sure and quote.heads[there] != is_ours) or (is_ours and not is_sure):
            yield sentence.words[at], is_ours, is_sure


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
