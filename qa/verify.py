"""Do the quotes of a sentence bear it out? A verdict, and why."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from index import Index
from index.analysis import tokens
from index.text import one_line
from qa.aims import states_an_aim
from qa.claims.agreement import SILENT, compare, turned
from qa.claims.directions import read
from qa.claims.names import Holdings, names, spelt_out
from qa.claims.numbers import missing, numbers
from qa.claims.substitution import changed_places, prefixed, replaced
from qa.weights import coverage, weigh

LONGEST = 4000
"""Characters of a sentence that is checked; a longer one is none."""
COVERED, LEAST = 0.6, 0.6
"""Share of a sentence's weight that its quotes must cover for it to be supported; and what that share and the cosine
with the nearest quote must add up to, or else they speak of something else."""
RARE = 0.95
"""How rare a word must be in English for the quotes to have to hold it. This and the two above were chosen on SciFact
train: what is stricter loses more claims that their evidence supports than others that it stops
(python -m benchmarks.verification --split train)."""

_MARKS = re.compile("[™®©]")

Verdict = Literal["supported", "partial", "unsupported"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a sentence gave. reasons: why the verdict is no better, a line each."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


def verify(sentence: str, quotes: Sequence[str], index: Index) -> Checked:
    """Check a sentence against the quotes that it cites, all of them together.

    Unsupported: a number or a name is not in the quotes, they say the opposite, or they speak of something else.
    Partial: nothing contradicts, but not all of it is there. A sentence of the quotes as it stands is supported.
    index: whose embedder and word counts say how near and how telling words are.

    >>> from index import open_index
    >>> quote = "M2 macrophage-derived exosomes promote gastric cancer growth by miR-21-5p (n = 42)."
    >>> verify("Exosomes of M2 macrophages promote the growth of gastric cancer.", [quote], open_index()).verdict
    'supported'
    >>> verify("M2 macrophage exosomes inhibit gastric cancer growth by miR-155.", [quote], open_index()).reasons
    ('miR-155 is not in the quotes', 'says "inhibit", the quote says "promote"')
    """
    sentence, *quotes = (one_line(_MARKS.sub("", text)) for text in (sentence, *quotes))
    quotes = [quote for quote in quotes if quote]
    if not re.search(r"\w", sentence):
        return Checked("unsupported", ("the sentence says nothing",))
    if not quotes:
        return Checked("unsupported", ("there is no quote",))
    if _is_verbatim(sentence, quotes):
        return Checked("supported")
    if len(sentence) > LONGEST:
        return Checked("unsupported", (f"longer than {LONGEST} characters",))
    wrong, unsure = _differences(sentence, "\n".join(quotes), index)
    covered = coverage(weigh(sentence, index), set(tokens("\n".join(quotes))))
    # Where the words settle it, meaning adds nothing but the time to embed the quotes.
    if not wrong and covered < COVERED:
        vectors = index.embedder.passages([sentence, *quotes])
        if covered + float((vectors[1:] @ vectors[0]).max()) < LEAST:
            wrong.append("the quotes speak of something else")
        else:
            unsure.append("the quotes do not say all of it")
    elif all(map(states_an_aim, quotes)) and not states_an_aim(sentence):
        unsure.append("the quotes state an aim, not a finding")
    verdict: Verdict = "unsupported" if wrong else "partial" if unsure else "supported"
    return Checked(verdict, tuple(dict.fromkeys(wrong + unsure)))


def rare_to(index: Index) -> Callable[[str], bool]:
    """Whether a word is so rare in English, to the embedder of an index, that quotes have to hold it."""
    return lambda word: index.embedder.rarity(word) >= RARE


def _differences(sentence: str, quoted: str, index: Index) -> tuple[list[str], list[str]]:
    """What a sentence says otherwise than its quotes, and what of it they do not say."""
    is_rare = rare_to(index)
    wrong: list[str] = []
    unsure: list[str] = []
    own = Holdings(sentence)
    # What a quote has a short form of, it has.
    quoted = "\n".join([quoted, *filter(None, (spelt_out(key, own.pieces) for key in names(quoted, is_rare)))])
    held = Holdings(quoted)
    said, there = read(sentence), read(quoted)
    for number, exact in missing(sentence, numbers(quoted)):
        if exact:
            unsure.append(f"number {number.written} is {exact.written} in the quotes")
        elif number.unit or not held.has_number(number.before, number.written, own.pieces):
            wrong.append(f"number {number.written} is not in the quotes")
    for key, written in names(sentence, is_rare).items():
        # M1 and M2 are also said in words: classically activated.
        in_words = key in {"m1", "m2"} and any(cue.axis == "phenotype" for cue in there.cues)
        if not in_words and not held.has(key, written):
            wrong.append(f"{written} is not in the quotes")
    for match in compare(said, there):
        if match.agrees is False and match.other:
            ours, theirs = (f"{'not ' * cue.negated}{cue.word}" for cue in (match.cue, match.other))
            wrong.append(f'says "{ours}", the quote says "{theirs}"')
        elif match.agrees is None and match.cue.axis not in SILENT:
            unsure.append(f'"{match.cue.word}" is not in the quotes')
    for word, is_ours, is_sure in turned(said, there):
        if is_sure:
            wrong.append(f'says "not {word}", the quote does not' if is_ours else f'the quote says "not {word}"')
        else:
            unsure.append(f'"not {word}" is not in the quotes')
    for one, other in changed_places(said, there):
        wrong.append(f'"{one}" and "{other}" stand the other way round in the quote')
    for word, other in prefixed(said, there):
        wrong.append(f'says "{word}", the quote says "{other}"')
    for word, instead in replaced(said, there, is_rare):
        if instead:
            wrong.append(f'says "{word}", the quote says "{instead}"')
        else:
            unsure.append(f'"{word}" is not in the quotes')
    return wrong, unsure


def _is_verbatim(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence is a quote, or one or more whole sentences of it."""
    whole = re.compile(rf"(?:^|(?<=[.!?]\s)){re.escape(sentence)}(?=\s|$)")
    return any(sentence == quote or (sentence[-1] in ".!?" and whole.search(quote)) for quote in quotes)
