"""What an answer must hold by the form of its question: a number of things, the value of a measure, a year."""

import re
from dataclasses import dataclass

_NUMBER = (
    r"(?:(?<![^\W_])(?<![.-])\d(?:[.,]?\d)*(?![^\W_])|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?"
    r"|hundreds?|thousands?|millions?|billions?|half|thirds?|quarters?|once|twice|none|no)\b)"
)
_TIME = (
    r"\d\s?(?:-\s?)?(?:s|sec\w*|min\w*|h|hours?|hrs?|d|days?|weeks?|months?|years?)\b|\b(?:hour|day|week|month|year)s\b"
)
_LENGTH = r"\d\s?(?:-\s?)?(?:nm|[µμ]m|mm|cm|m|km|nanomet\w+|micromet\w+)\b"
_MEASURES = (
    (r"\b(?:what|which) year\b(?!-)", r"\b(?:1[89]|20)\d\d\b"),
    (r"\bhow long\b", _TIME),
    (r"\bhow (?:large|big|small|thick|wide|tall)\b|\b(?:what|which) (?:size|diameter)\b", _LENGTH),
    (r"\bhow far\b", _LENGTH),
    (r"\bhow (?:often|frequent\w*)\b", rf"{_NUMBER}|\bdaily\b|\bweekly\b|\bmonthly\b"),
    (r"\bhow much\b|\b(?:what|which) dos(?:e|age)\b", r"\d"),
    (r"\b(?:what|which) (?:percentage|proportion|fraction|share)\b", rf"%|\bper ?cent|\bin \d+|{_NUMBER}"),
    (r"\bhow sensitive\b|\bsensitivity\b(?= (?:and|or) spec)", r"(?s)(?=.*sensitiv).*\d"),
    (r"\bhow specific\b|\bspecificity\b(?= (?:and|or) sens)", r"(?s)(?=.*specific).*\d"),
    (r"\b(?:what|which)\b.{0,40}\bhazard ratio\b", r"(?s)(?=.*(?:hazard|\bHRs?\b)).*\d"),
    (r"\b(?:what|which)\b.{0,40}\bodds ratio\b", r"(?s)(?=.*(?:odds|\bORs?\b)).*\d"),
    (r"\b(?:what|which)\b.{0,40}\bhalf[- ]li(?:fe|ves)\b", r"(?s)(?=.*half[- ]li(?:fe|ves)).*\d"),
    (r"\b(?:what|which)\b.{0,40}\bresponse rate\b", r"(?s)(?=.*respon).*\d"),
    (r"\b(?:AUC|area under)\b", r"(?s)(?=.*(?:AUC|area under|ROC)).*\d"),
)
MOST_VALUES = 4
"""Numbers that are shown of one sentence."""
_VALUE = re.compile(
    rf"{_NUMBER}(?:\s?(?:%|(?:nm|[µμ]m|mm|cm|m?g|kg|[µμ]g|m?[lL]|h|min|days?|weeks?|months?|years?)\b))?", re.I
)
_ASKED = tuple((re.compile(asked, re.I), re.compile(held, re.I)) for asked, held in _MEASURES)
_COUNTED = re.compile(
    r"\bhow many ((?:[^\s,?]+ ){0,5}?[^\s,?]+)"
    r"(?=[\s,?]*(?:$|[,?]|\b(?:is|are|was|were|do|does|did|have|has|had|can|could|there|in|of|on)\b))",
    re.I,
)
_PARTS = re.compile(r"(?:,| and|;|\?| -)+\s+(?=(?:in |by |with |for )?(?:which|what|how|who|why|where|when)\b)", re.I)
_OPENS = re.compile(r"\b(?:which|what|how|who|why|where|when)\b", re.I)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a sentence must hold, any of it, to answer.

    patterns: for each number that is asked. only: nothing else is asked, so that a sentence without is no answer.
    """

    patterns: tuple[re.Pattern[str], ...]
    only: bool

    def is_met(self, sentence: str) -> bool:
        """Whether a sentence holds one of the numbers.

        >>> expected("How many mice were used?").is_met("Twelve mice were used.")
        True
        >>> expected("How many mice were used?").is_met("Mice were given 12 mg.")
        False
        """
        return any(pattern.search(sentence) for pattern in self.patterns)

    def values_in(self, sentence: str) -> list[tuple[int, int]]:
        """Where the numbers stand in a sentence that holds what is asked; none in another.

        >>> expected("How sensitive is the assay?").values_in("Its sensitivity was 92.9%.")
        [(20, 25)]
        """
        return [found.span() for found in _VALUE.finditer(sentence)][:MOST_VALUES] if self.is_met(sentence) else []


def expected(question: str) -> Expected | None:
    """What a question asks for by its form, or None when that is nothing of the kind.

    >>> expected("In what year were exosomes discovered?").is_met("Exosomes are vesicles.")
    False
    >>> expected("Why do patients die?") is None
    True
    >>> expected("Which marker was higher, and how small a vesicle was seen?").only
    False
    """
    found: list[re.Pattern[str]] = []
    only = True
    for part in _PARTS.split(question):
        here = [held for asked, held in _ASKED if asked.search(part)]
        here += [_number_of(counted[1]) for counted in _COUNTED.finditer(part)]
        found += here
        only &= bool(here) or not _OPENS.search(part)
    return Expected(tuple(found), only) if found else None


def _number_of(counted: str) -> re.Pattern[str]:
    """A number before what is counted, or behind it as (n = 12)."""
    words = [word.rstrip("s") for word in re.findall(r"[^\W\d_]{3,}", counted)]
    things = "|".join(re.escape(word) for word in words if word not in {"different", "many", "the"}) or r"\w"
    return re.compile(rf"{_NUMBER}[^.;]{{0,60}}?\b(?:{things})|(?:{things})\w*\W{{0,3}}n\s?=\s?\d", re.I)
