"""What a model writes, taken apart: sentences as they are complete, and the numbers that they name as their sources."""

import re
from dataclasses import dataclass

from index.chunk import sentence_spans
from index.text import one_line

_MARKERS = re.compile(
    r"\s*[\[【](?:(?:sentences?|sources?|refs?\.?)\s*)?(\d{1,3}(?:\s*(?:[,;–-]|and|[\]】]\s*[,;]?\s*[\[【])\s*\d{1,3})*)[\]】]",
    re.I,
)
_ONLY_MARKERS = re.compile(rf"(?:{_MARKERS.pattern}|[\s.,;])+", re.I)
_BEFORE = re.compile(
    r"^(?:[-*•]\s+|\d{1,2}[.)]\s+|(?:answer|paragraph)\s*:\s*|(?:according to|based on|as stated in|from) (?:the )?"
    r"(?:numbered |given |provided |above )?(?:sentences?|passages?|information|evidence|text)[^,]{0,30},\s*)+",
    re.I,
)
_ENDED = re.compile(rf"(?:[.!?]|{_MARKERS.pattern})\s*$", re.I)
_BEGUN = re.compile(r"[\[【][^\]】]{0,12}")
"""Marks that are not written to their end."""
_NUMBER = re.compile(r"\d{1,2}[.)]\s*")
_MARKUP = re.compile(r"\*\*|__|`|^#+\s*", re.M)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as a model wrote it, without its marks. sources: the numbers that it names, each once, in order."""

    text: str
    sources: tuple[int, ...]


def complete(text: str, *, ended: bool) -> list[Written]:
    """The sentences of a text that is still being written, as far as nothing more can belong to them.

    ended: whether the text is all there is; what is left of it without an end is no sentence then.

    >>> complete("M1 kills [1]. M2 helps. [2][9] And th", ended=False)
    [Written(text='M1 kills.', sources=(1,)), Written(text='M2 helps.', sources=(2, 9))]
    """
    text = _MARKUP.sub("", text)
    pieces = list[str]()
    for start, end in sentence_spans(text):
        if pieces and _NUMBER.fullmatch(pieces[-1]):
            pieces.pop()  # of an item of a list
        if pieces and _ONLY_MARKERS.fullmatch(text[start:end]):
            pieces[-1] += text[start:end]
            continue
        # Marks that a splitter puts at the head of the next sentence belong to the one before.
        head = _ONLY_MARKERS.match(text, start)
        if pieces and head and head[0].strip() and head.end() < end and text[start] in "[【":
            pieces[-1] += head[0]
            start = head.end()
        pieces.append(text[start:end])
    if not ended:
        pieces = pieces[: -2 if _BEGUN.fullmatch(pieces[-1]) else -1] if pieces else []
    elif pieces and not _ENDED.search(pieces[-1]):
        pieces.pop()
    return [one for one in map(_parted, pieces) if one.text]


def _parted(piece: str) -> Written:
    numbers = [int(number) for found in _MARKERS.finditer(piece) for number in _numbers(found[1])]
    text = one_line(_MARKERS.sub("", piece)).strip()
    text = _BEFORE.sub("", text)
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    if text and text[-1] not in ".!?":
        text += "."
    return Written(text[:1].upper() + text[1:] if any(map(str.isalnum, text)) else "", tuple(dict.fromkeys(numbers)))


def _numbers(listed: str) -> list[str]:
    """The numbers of a mark, ranges written out.

    >>> _numbers("1, 3-5")
    ['1', '3', '4', '5']
    """
    numbers = list[str]()
    for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", listed):
        numbers += [str(one) for one in range(int(first), min(int(last or first), int(first) + 20) + 1)]
    return numbers
