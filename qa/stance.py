"""Whether a quote speaks for yes or for no to a question."""

import re
from typing import Literal

from index.analysis import STOP_WORDS
from qa.aims import states_an_aim
from qa.claims.agreement import compare, turned
from qa.claims.directions import Reading, read
from qa.claims.substitution import prefixed

FOR, AGAINST, SURE = 0.75, 0.6, 0.5
"""Share of a question's words that a quote must hold to speak for it, and against it; and how alike the surroundings of
two words that point different ways must be for them to speak against it. Of the values tried on BioASQ 7b-9b
and the development split of PubMedQA those after which a stance is right nine times in ten; with lower ones it is told
more often and is more often wrong (python -m benchmarks.verification --split train)."""

Stance = Literal["for", "against"]

_OPEN = re.compile(r"\?|\bwhether\b|\b(?:conflicting|controversial|inconclusive|inconsistent|debated?|unclear)\b", re.I)
_TITLE = re.compile(
    r"(?!.*\b(?:is|are|was|were|has|have|had|did|does|do|can|may|shows?|showed|[a-z]+s that)\b)"
    r"(?:an?|the)?\s*(?:[\w-]+\s){0,6}"
    r"(?:trial|study|review|analysis|evaluation|investigation|effects?|role|use) (?:of|on|in)\b",
    re.I | re.S,
)
"""The title of a study, which says what was looked at."""
_FOUND = """
    advantage affect associat benefi chang correlat decreas differen effect efficac evidence impact improv increas
    influenc link predict prevent recommend reduc relat role significan superior support
"""
_NOT_FOUND = re.compile(
    r"\b(?:no|not|nor|neither|without|fail(?:ed|s|ure)?|lack(?:s|ed|ing)?|little|never)\b(?:\W+[\w-]+){0,5}?\W+"
    rf"(?:{'|'.join(_FOUND.split())})\w*"
    r"|\b(?:ineffective|unlikely|unnecessary|terminated|discontinued|futility)\b",
    re.I,
)
"""A result that did not come."""


def stance(question_or_claim: str, quote: str) -> Stance | None:
    """Whether a quote speaks for yes to a question, or for a claim, or against it; None when it does not tell.

    By what both say of the same words: which way, and whether it is denied. It would rather not tell than be wrong.

    >>> question = "Do exosomes of M2 macrophages promote the growth of gastric cancer?"
    >>> stance(question, "M2 macrophage exosomes promoted gastric cancer growth.")
    'for'
    >>> stance(question, "M2 macrophage exosomes did not promote gastric cancer growth in mice.")
    'against'
    >>> stance(question, "M2 macrophages are found in gastric cancer.") is None
    True
    """
    if _OPEN.search(quote) or states_an_aim(quote) or _TITLE.match(quote):
        return None
    asked, said = read(question_or_claim), read(quote)
    shared = _shared(asked, said)
    if shared < AGAINST:
        return None
    matches = list(compare(asked, said))
    told = [match.agrees for match in matches]
    is_turned = any(is_sure for _, _, is_sure in turned(asked, said)) or any(True for _ in prefixed(asked, said))
    if _NOT_FOUND.search(quote) and not _NOT_FOUND.search(question_or_claim):
        return "against" if is_turned or False in told or True not in told else None
    agreed = {match.cue.axis for match in matches if match.agrees}
    if is_turned or any(one.agrees is False and one.near >= SURE and one.cue.axis not in agreed for one in matches):
        return "against"
    return "for" if shared >= FOR and all(told) else None


def _shared(asked: Reading, said: Reading) -> float:
    """Share of the question's words, but those without a meaning of their own, that a quote has."""
    about = {key for key in asked.keys if key and key not in STOP_WORDS}
    return len(about.intersection(said.keys)) / len(about) if about else 0.0
