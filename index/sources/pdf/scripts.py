"""The characters of a line of a PDF as text: superscripts told apart from numbers of references."""

import re
from collections.abc import Iterable
from dataclasses import replace

from index.sources.pdf.page import Line, Span

_SMALLER = 0.9
_RAISED, _RAISED_WHOLE = 0.12, 0.25
"""How far above the baseline, in sizes of the line's type, a superscript stands: a small one, and one as large."""
_APART = 0.25
"""Widest gap before a superscript or an index that is no space between words, in sizes of the line's type."""
_NUMBERS = re.compile(r"\d{1,3}[a-f]?(?:\s*[-,;‐-―−]\s*\d{1,3}[a-f]?)*[,;]?")
_POWER = re.compile(r"\s*[-+−–]?\d")
_BASE = re.compile(r"(?:^|[\s(\[×x·*~∼<>=≥≤±/-])(?:10|2|e)\s?$")
_UNIT = re.compile(r"(?:^|[\d\s(/·.])(?:[cmkμµnd]?m|ft|in|inches|yr|px|Å)\s?$")
_SQUARED = re.compile(r"(?:^|[^\w])[^\W\d_]\s?$")
_NAMED = re.compile(r"\b(?:et al\.?|[A-Z][a-z]+),? \(?(?:19|20)\d\d[a-z]?[);,]|\[\d{1,3}(?:[-–,]\s?\d{1,3})*\]")
"""Citations in the line: by name and year, or by number in brackets."""
_OFTEN = 5
_CLOSING = tuple(".,;:)]")
"""Marks before which PDFium sees a space where there is only the end of a superscript."""


def cite_by_superscript(lines: Iterable[Line]) -> bool:
    """Whether a paper's raised numbers name its references: not where it cites otherwise, as "10" and names may be
    raised in any paper."""
    return sum(len(_NAMED.findall(line.text)) for line in lines) < _OFTEN


def without_marks(line: Line) -> Line:
    """The line without superscript numbers of references, which would turn "miR-21" into "miR-2112".

    10 with a raised 6, a unit with a raised 2 and an isotope are no references.

    >>> def made(*parts):
    ...     return Line(tuple(Span(text, size, False, False, y, 0, 0) for text, size, y in parts), 1)
    >>> without_marks(made(("M2 cells", 10, 50), ("12,13 ", 6, 54), ("in 10 cm", 10, 50), ("2", 6, 54))).text
    'M2 cells in 10 cm2'
    """
    spans, text = [], ""
    for span in line.spans:
        core = span.text.strip()
        is_mark = text and _is_raised(span, line.main) and _NUMBERS.fullmatch(core) and not _is_power(core, text)
        kept = " " * span.text.endswith(" ") if is_mark else span.text
        spans.append(replace(span, text=kept))
        text += kept
    return replace(line, spans=tuple(spans))


def _is_power(core: str, before: str) -> bool:
    if _BASE.search(before):
        return True
    return core in {"2", "3"} and (_UNIT.search(before) or _SQUARED.search(before)) is not None


def _is_raised(span: Span, main: Span) -> bool:
    is_small = span.size < _SMALLER * main.size
    return span.baseline - main.baseline > (_RAISED if is_small else _RAISED_WHOLE) * main.size


def shown(line: Line) -> str:
    """The text of a line; 10 with a raised 6 is 10^6, as `jats_text` has it.

    >>> def made(*parts):
    ...     return Line(tuple(Span(text, size, False, False, y, 0, 0) for text, size, y in parts), 1)
    >>> shown(made(("of 10", 10, 50), ("6 ", 6, 54), ("vesicles per CD4", 10, 50), ("+ ", 6, 54), ("cell", 10, 50)))
    'of 10^6 vesicles per CD4+ cell'
    """
    main, text = line.main, ""
    before: Span | None = None
    for span in line.spans:
        is_small = span.size < _SMALLER * main.size
        if before and is_small and span.left - before.right < _APART * main.size:
            text = text.rstrip()
        if before and before.size < _SMALLER * main.size and span.text[:1] in _CLOSING:
            text = text.rstrip()
        is_power = _is_raised(span, main) and _POWER.match(span.text) and text[-1:].isdecimal()
        text += f"^{span.text}" if is_power else span.text
        before = span
    return text.strip()
