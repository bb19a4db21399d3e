"""Telling sentences that say what was asked, or is not known, from those that say what was found."""

import re

_STUDY = r"(?:we|study|work|paper|article|review)"
_AIM = re.compile(
    r"\b(?:aim(?:s|ed)?|objectives?|purpose|little is known|hypothesi[sz]ed?)\b"
    rf"|\b{_STUDY} (?:here )?(?:investigat|examin|explor|evaluat|assess|sought|ask|test|analy|stud)"
    rf"|\b{_STUDY} (?:here )?(?:discuss|review|summari)"
    r"|\breviews?\b.{0,200}?\b(?:covers?|surveys?|outlines?|summari[sz]es|deals? with|describes?|discusses|examines?)\b"
    r"|\b(?:was|were) (?:studied|investigated|examined|explored|analy[sz]ed) (?:for|to (?:clarify|see|learn|find))\b"
    r"|\b(?:remains?|is|are|been|was|were) (?:(?:still|largely|poorly|not|incompletely|yet) )*"
    r"(?:unclear|unknown|understood|elusive|unexplored|controversial|debated)\b"
    r"|\bto (?:investigate|determine|explore|elucidate|examine|clarify|evaluate|assess) (?:the|whether|if|how|which)\b",
    re.I,
)


def states_an_aim(sentence: str) -> bool:
    """Whether a sentence of a paper speaks of its question rather than of a finding.

    Of the sentences of SciFact's abstracts 8 % do, of those that bear out a claim 0.2 %
    (python -m benchmarks.tune sentences).

    >>> states_an_aim("The aim of this study was to determine whether exosomes polarize macrophages.")
    True
    >>> states_an_aim("How exosomes polarize macrophages remains largely unknown.")
    True
    >>> states_an_aim("Exosomes polarized macrophages towards M2.")
    False
    >>> states_an_aim("A review of leukemia covers the role of exosomes.")
    True
    """
    return _AIM.search(sentence) is not None
