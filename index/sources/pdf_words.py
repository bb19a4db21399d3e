"""Lines of a PDF put together again: words that a line end divides, and sentences that go on."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W_]+)*")
_DIVIDED = re.compile(r"(\w+(?:[-‐‑]\w+)*)[-‐‑\u00ad]$")
_FIRST = re.compile(r"\w+(?:[-‐‑]\w+)*")
_SHORTEST_PART = 3
_KEPT = frozenset("all anti cross dose full half high ill long low near non one self semi short single two well wild".split())
"""First parts after which a hyphen at a line end is more often a part of the word."""
_ENDED = re.compile(r"[.!?:;]['\"”’)\]]*$")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[])(?:al|approx|ca|cf|e\.g|eqs?|etc|figs?|i\.e|no|nos|refs?|resp|sp|spp|suppl|vs|[A-Z])\.$", re.I
)
_WITHOUT_SPACES = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Vocabulary:
    """The words of one document, by which a hyphen at the end of a line is told to be the line's or the word's.

    >>> words = Vocabulary(["Macrophages take up dose-dependent amounts of miR-", "21."])
    >>> words.join("macro-", "phages"), words.join("dose-", "dependent"), words.join("anti-", "PD-1")
    ('macrophages', 'dose-dependent', 'anti-PD-1')
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = set[str]()
        was_divided = False
        for line in lines:
            words = _WORD.findall(_DIVIDED.sub("", line))
            self._words.update(word.casefold() for word in words[was_divided:] if len(word) > 1)
            was_divided = _DIVIDED.search(line) is not None

    def join(self, before: str, after: str) -> str:
        """One text of two lines that follow each other."""
        if not before or not after:
            return before + after
        divided, first = _DIVIDED.search(before), _FIRST.match(after)
        if divided and first:
            return before[:-1] + ("-" if self._is_kept(divided.group(1), first.group()) else "") + after
        if before.endswith(("-", "–", "—", "/")) and not before.endswith((" -", " –", " —", " /")) and first:
            return before + after
        is_unspaced = _WITHOUT_SPACES.match(before[-1]) and _WITHOUT_SPACES.match(after[0])
        return f"{before}{'' if is_unspaced else ' '}{after}"

    def _is_kept(self, left: str, right: str) -> bool:
        """Whether the hyphen is a part of the word."""
        part, whole = re.split("[-‐‑]", left)[-1], re.split("[-‐‑]", right)[0]
        if not (part.isalpha() and whole.isalpha() and whole.islower()) or any(map(str.isupper, part[1:])):
            return True
        if (part + whole).casefold() in self._words or (left + right).casefold() in self._words:
            return False
        if f"{part}-{whole}".casefold() in self._words or part.casefold() in _KEPT:
            return True
        both = part.casefold() in self._words and whole.casefold() in self._words
        return both and min(len(part), len(whole)) >= _SHORTEST_PART


def is_ended(text: str) -> bool:
    """Whether a sentence ends here; "Fig." and "et al." end none.

    >>> is_ended("It kills."), is_ended("as shown in Fig."), is_ended("M2 cells")
    (True, False, False)
    """
    return _ENDED.search(text) is not None and _ABBREVIATED.search(text[-20:]) is None
