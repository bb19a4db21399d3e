"""Sections of a source that has pages: each character with the page that it comes from."""

import unicodedata
from collections.abc import Iterable

from index.records import Section
from index.text import normalise, one_line

_JAMO = range(0x1160, 0x1200)
"""Letters of Korean that join the one before."""


def paged_section(heading: str, pieces: Iterable[tuple[str, int]]) -> Section:
    """The section that pieces of text make, to be read as one, each given with its page. Its text is normalised.

    White space, and a mark that belongs to the letter before it, go with the page before.

    >>> paged_section("Results", [("Exosomes  carry miR-", 3), ("21.\\n", 4), ("  They kill.", 4)])
    Section(heading='Results', text='Exosomes carry miR-21.\\nThey kill.', pages=((0, 3), (19, 4)))
    """
    chunks: list[tuple[str, int]] = []
    for text, page in pieces:
        if chunks and chunks[-1][1] == page:
            chunks[-1] = (chunks[-1][0] + text, page)
            continue
        start = next((at for at, letter in enumerate(text) if _stands_alone(letter)), len(text))
        if chunks and start:
            chunks[-1] = (chunks[-1][0] + text[:start], chunks[-1][1])
            text = text[start:]
        if text:
            chunks.append((text, page))
    done, pages, length = list[str](), list[tuple[int, int]](), 0
    for at, (text, page) in enumerate(chunks):
        is_last = at == len(chunks) - 1
        # A letter behind keeps the space between two pages, which would be stripped as the last one.
        shown = normalise(text) if is_last else normalise(f"{text}x")[:-1]
        if shown:
            pages.append((length, page))
            done.append(shown)
            length += len(shown)
    text = "".join(done)
    kept = len(text.rstrip())
    return Section(one_line(heading) or "Text", text[:kept], tuple(one for one in pages if one[0] < kept))


def _stands_alone(letter: str) -> bool:
    """Whether normalising can change neither a letter because of what is before it, nor that because of the letter."""
    return unicodedata.category(letter)[0] in "LNPS" and ord(letter) not in _JAMO and not unicodedata.combining(letter)
