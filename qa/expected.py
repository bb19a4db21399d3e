"""What an answer must hold by the form of its question: a number, a year."""

import re

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?"
    r"|billions?|half|thirds?|quarters?|once|twice|none|no|single|several|many|most|few)\b",
    re.I,
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_ASKED = (
    (re.compile(r"\b(?:what|which) year\b(?!-)", re.I), _YEAR),
    (
        re.compile(r"\bhow (?:many|much|often)\b|\b(?:what|which) (?:percentage|proportion|number|dose)\b", re.I),
        _NUMBER,
    ),
)


def expected(question: str) -> re.Pattern[str] | None:
    """A pattern that a sentence must hold to answer, or None when the question's form asks for nothing of the kind.

    >>> expected("How many mice were used?").search("Twelve mice were used.") is not None
    True
    >>> expected("In what year were exosomes discovered?").search("Exosomes are vesicles.") is None
    True
    >>> expected("Why do patients die?") is None
    True
    """
    return next((holds for asked, holds in _ASKED if asked.search(question)), None)
