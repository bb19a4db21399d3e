"""The pages of a PDF as PDFium sees them: characters in pieces of lines, with their place and their type."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from index.sources.pdf.page import Line, Page, Span

MOST_PAGE_CHARACTERS = 100_000
"""Characters on the fullest page that is read: a page of a paper has some 5,000."""
_GAP = 1.0
"""Widest gap within a piece of a line, in sizes of the type."""
_RISE = 0.6
"""How far, in sizes of the type, a superscript may stand above the baseline of its line, or an index below."""
_BOLD = re.compile(r"bold|black|heavy|[-_.]bd|cmbx|sfbx|medi(?:\b|ital|obl)|demi", re.I)
_ITALIC = re.compile(r"ital|obli|slant|cmti|sfti|cmmi", re.I)
_BOLD_WEIGHT = 600
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
"""What PDFium gives for the hyphen at the end of a line, and the soft hyphen, which is only seen there."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})


_OWNER = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)
"""The address of the object that a character is part of; as a number, since it is asked of every character."""


class _Type(NamedTuple):
    size: float
    bold: bool
    italic: bool
    turned: int  # quarter turns, against the clock


class _Character(NamedTuple):
    text: str  # "\n" where PDFium sees the end of a line, "" where a character is not mapped to a letter
    type: _Type
    is_spaced: bool  # whether there is a space before
    left: float
    right: float
    baseline: float


def pages_of(document: Any) -> Iterator[Page | None]:
    """Each page of an open document (a handle of PDFium); None for one that is too damaged or too full to be read."""
    for number in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            yield None
            continue
        text = pdfium.FPDFText_LoadPage(page)
        try:
            is_page = text and pdfium.FPDFText_CountChars(text) <= MOST_PAGE_CHARACTERS
            yield _page(page, text, number + 1) if is_page else None
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
            pdfium.FPDF_ClosePage(page)


def _page(page: Any, text: Any, number: int) -> Page:
    turned = Counter[int]()
    found = list(_characters(text))
    for one in found:
        turned[one.type.turned] += len(one.text.strip())
    turn = max(turned, key=lambda key: turned[key], default=0)
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    across, up = (bounds.left, bounds.right), (bounds.bottom, bounds.top)
    if pdfium.FPDFPage_GetRotation(page) % 2:  # the bounds are those of the page as it is shown, the text's are not
        across, up = up, across
    corners = [_turned(x, y, turn) for x in across for y in up]
    (left, right), (bottom, top) = ((min(side), max(side)) for side in zip(*corners, strict=True))
    kept = [
        one
        for one in found
        if one.text == "\n" or (one.type.turned == turn and left <= one.right and one.left <= right)
    ]
    lines = tuple(_lines(kept, number))
    unmapped = sum(1 for one in kept if _is_unmapped(one.text))
    return Page(number, bottom, top, lines, unmapped)


def _characters(text: Any) -> Iterator[_Character]:
    """Each in a page turned so that it is upright."""
    types: dict[int | None, _Type] = {}
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    box = tuple(map(ctypes.byref, (left, right, bottom, top)))
    origin = tuple(map(ctypes.byref, (x, y)))
    is_spaced, last = False, _Type(0, False, False, 0)
    for place in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, place)
        if code in (10, 13):
            yield _Character("\n", last, False, 0, 0, 0)
            is_spaced = False
            continue
        if code in (9, 32, 0xA0) or 0x2000 <= code <= 0x200A:
            is_spaced = True
            continue
        owner = _OWNER(text, place)
        kind = types.get(owner)
        if kind is None:
            kind = types[owner] = _type(text, place)
        last = kind
        pdfium.FPDFText_GetCharBox(text, place, *box)
        pdfium.FPDFText_GetCharOrigin(text, place, *origin)
        shown = _HYPHENS.get(code) or (chr(code) if code < 0x110000 else "\ufffd")
        if kind.turned == 0:
            yield _Character(shown, kind, is_spaced, left.value, right.value, y.value)
        else:
            ends = [
                _turned(*corner, kind.turned)[0] for corner in ((left.value, bottom.value), (right.value, top.value))
            ]
            yield _Character(shown, kind, is_spaced, min(ends), max(ends), _turned(x.value, y.value, kind.turned)[1])
        is_spaced = False


def _turned(x: float, y: float, turns: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turns]


def _type(text: Any, place: int) -> _Type:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, place, matrix)
    size = pdfium.FPDFText_GetFontSize(text, place) * (matrix.c**2 + matrix.d**2) ** 0.5
    turned = 0
    if abs(matrix.b) > abs(matrix.a):
        turned = 1 if matrix.b > 0 else 3
    elif matrix.a < 0:
        turned = 2
    name = ctypes.create_string_buffer(128)
    owner = pdfium.FPDFText_GetTextObject(text, place)
    font = pdfium.FPDFTextObj_GetFont(owner) if owner else None
    if font:
        pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
    shown = name.value.decode("utf-8", "replace").rpartition("+")[2]
    weight = pdfium.FPDFText_GetFontWeight(text, place)
    return _Type(size or 1, bool(_BOLD.search(shown)) or weight >= _BOLD_WEIGHT, bool(_ITALIC.search(shown)), turned)


def _lines(characters: list[_Character], page: int) -> Iterator[Line]:
    """The pieces of lines; one ends where PDFium ends a line, at a wide gap, and where the next letter is elsewhere."""
    piece: list[_Character] = []
    for one in characters:
        if piece and (one.text == "\n" or _is_elsewhere(piece, one)):
            yield Line(tuple(_spans(piece)), page)
            piece = []
        if one.text != "\n":
            piece.append(one)
    if piece:
        yield Line(tuple(_spans(piece)), page)


def _is_elsewhere(piece: list[_Character], one: _Character) -> bool:
    before = piece[-1]
    size = max(before.type.size, one.type.size)
    gap = one.left - before.right
    return abs(one.baseline - before.baseline) > _RISE * size or gap > _GAP * size or gap < -size


def _spans(piece: list[_Character]) -> Iterator[Span]:
    held: list[_Character] = []
    for one in [*piece, None]:
        if held and (one is None or one.type != held[0].type or abs(one.baseline - held[0].baseline) > 0.5):
            first, last = held[0], held[-1]
            words = "".join(" " * (other.is_spaced and other is not first) + other.text for other in held)
            words += " " * (one is not None and one.is_spaced)
            yield Span(
                words.translate(_LIGATURES),
                first.type.size,
                first.type.bold,
                first.type.italic,
                first.baseline,
                first.left,
                last.right,
            )
            held = []
        if one is not None:
            held.append(one)


def _is_unmapped(text: str) -> bool:
    return (not text.isprintable() and text != "\n") or text == "\ufffd" or "\ue000" <= text <= "\uf8ff"
