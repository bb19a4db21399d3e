"""What publishers and databases put behind an abstract and is no part of it."""

import re

_LOOKED_AT = 2000
_HOLDERS = (
    r"auth|elsevier|wiley|springer|nature|karger|taylor|francis|oxford|bmj|society|press|publish|inc\b|ltd|llc|gmbh"
)
_TAIL = re.compile(
    rf"""(?:\A|(?<=[\s.!?)]))(?:
        (?:copyright\s*)?©\s*(?:(?:the\s)?author|(?:19|20)\d\d|copyright)[^\n]{{0,250}}
        | copyright\s*(?:\([c]\)\s*)?(?:19|20)\d\d[^\n]{{0,250}}
        | \(c\)\s*(?:19|20)\d\d[^\n]{{0,100}}?(?:{_HOLDERS})[^\n]{{0,150}}
        | all\ rights\ reserved\.?
        | \[abstract\ from\ author\]
        | (?:\#\#\#\s*)?competing\ interests?\ statement.{{0,1500}}
    )\s*\Z""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def without_boilerplate(text: str) -> str:
    """An abstract without the lines of copyright and interests at its end.

    >>> without_boilerplate("Exosomes are small. © 2015 Elsevier Inc. All rights reserved. Copyright © 2015.")
    'Exosomes are small.'
    >>> without_boilerplate("It fell (c) 2015 and after.")
    'It fell (c) 2015 and after.'
    """
    kept, end = text[:-_LOOKED_AT], text[-_LOOKED_AT:]
    while found := _TAIL.search(end):
        end = end[: found.start()].rstrip()
    return (kept + end).rstrip()
