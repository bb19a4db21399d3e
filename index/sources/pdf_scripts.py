"""The characters of a line of a PDF as text: superscripts told apart from numbers of references."""

import re

from index.sources.pdf_page import Line, Span

_SMALLER = 0.9
_RAISED, _RAISED_WHOLE = 0.12, 0.25
"""How far above the baseline, in sizes of the line's type, a superscript stands: a small one, and one as large."""
_APART = 0.25
"""Widest gap before a superscript or an index that is no space between words, in sizes of the line's type."""
_NUMBERS = re.compile(r"\d{1,3}[a-f]?(?:\s*[-,;‐-―−]\s*\d{1,3}[a-f]?)*[,;]?")
_SIGNED = re.compile(r"[-+−–±]\s?\d+(?:[.,/]\d+)?")
_BASE = re.compile(r"(?:^|[\s(\[×x·*~∼<>=≥≤±/-])(?:10|2|e)\s?$")
_UNIT = re.compile(r"(?:^|[\d\s(/·.])(?:[cmkμµnd]?m|ft|in|inches|yr|px|Å)\s?$")
_SQUARED = re.compile(r"(?:^|[^\w])[^\W\d_]\s?$")


def shown(line: Line) -> str:
    """The text of a line. Superscript reference numbers are left out, as `jats_text` does; 10 with a raised 6 is 10^6.

    >>> def made(*parts):
    ...     return Line(tuple(Span(text, size, False, False, y, 0, 0) for text, size, y in parts), 1)
    >>> shown(made(("M2 cells", 10, 50), ("12,13 ", 6, 54), ("took up 10", 10, 50), ("6 ", 6, 54), ("vesicles", 10, 50)))
    'M2 cells took up 10^6 vesicles'
    >>> shown(made(("CD4", 10, 50), ("+ ", 6, 54), ("cells per cm", 10, 50), ("2 ", 6, 54), ("of miR-21", 10, 50)))
    'CD4+ cells per cm2 of miR-21'
    """
    main, text = line.main, ""
    before: Span | None = None
    for span in line.spans:
        rise = span.baseline - main.baseline
        is_small = span.size < _SMALLER * main.size
        if before and is_small and span.left - before.right < _APART * main.size:
            text = text.rstrip()
        if rise > (_RAISED if is_small else _RAISED_WHOLE) * main.size and text:
            text += _superscript(span.text, text)
        else:
            text += span.text
        before = span
    return text.strip()


def _superscript(words: str, before: str) -> str:
    core, space = words.strip(), " " * words.endswith(" ")
    if _SIGNED.fullmatch(core):
        return ("^" if before[-1:].isdecimal() else "") + core + space
    if not _NUMBERS.fullmatch(core):
        return words
    if _BASE.search(before):
        return f"^{core}{space}"
    if core in {"2", "3"} and (_UNIT.search(before) or _SQUARED.search(before)):
        return core + space
    return space
