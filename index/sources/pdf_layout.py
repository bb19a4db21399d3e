"""The pieces of lines on a page, in the order in which they are read: columns, and what stands across them."""

from collections.abc import Iterator

from index.sources.pdf_page import Line, Page, joined

_MIDDLE = (0.2, 0.8)
"""Where, in shares of the width of the text, a gutter between columns can be."""
_NARROWEST = 3.0
"""Narrowest gutter, in points."""
_FEWEST = 4
"""Lines that a column has at least."""
_SHARE = 0.15
"""Of the lines of a page: those that stand in each of two columns at least."""
_MOST_ACROSS = 0.5
"""Of the lines of a page: those that may stand across the gutter."""
_COLUMN = 0.18
"""Of the width of the text: the usual line of a column at least."""
_DEEPEST = 2
_OVERLAP = 0.5
_NEXT_LINE = 1.7
"""In sizes of the type: how far below a line across the columns its last, short line may stand."""


def lines_of(page: Page) -> list[Line]:
    """The lines of a page in reading order.

    Where most lines leave a strip free, that is the gutter of two columns; what stands across it parts the page into
    bands, and in each the left column comes before the right one.
    """
    return list(_region(list(page.lines), 0)) if page.lines else []


def _region(pieces: list[Line], depth: int) -> Iterator[Line]:
    gutter = _gutter(pieces) if pieces and depth < _DEEPEST else None
    if gutter is None:
        yield from _rows(pieces)
        return
    across = _across(pieces, gutter)
    rest = sorted((piece for piece in pieces if piece not in across), key=lambda piece: -piece.baseline)
    band: list[Line] = []
    pending = _rows(list(across))
    for line in [*pending, None]:
        while rest and (line is None or rest[0].baseline > line.baseline):
            band.append(rest.pop(0))
        if band:
            yield from _region([piece for piece in band if piece.left < gutter], depth + 1)
            yield from _region([piece for piece in band if piece.left >= gutter], depth + 1)
            band = []
        if line:
            yield line


def _gutter(pieces: list[Line]) -> float | None:
    """The middle of the strip between two columns, None when there is one column."""
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    width = int(right - left) + 1
    if len(pieces) < 2 * _FEWEST or width > 20_000:
        return None
    across, ended, begun = ([0] * (width + 2) for _ in range(3))
    for piece in pieces:
        start, end = int(piece.left - left), int(piece.right - left)
        across[start] += 1
        across[end + 1] -= 1
        ended[end + 1] += 1
        begun[start] += 1
    total, best, places = len(pieces), None, list[int]()
    standing = before = behind = 0
    for x in range(width):
        standing += across[x]
        before += ended[x]
        behind += begun[x]
        after = total - behind
        is_middle = _MIDDLE[0] * width <= x <= _MIDDLE[1] * width
        if not is_middle or min(before, after) < max(_FEWEST, _SHARE * total) or standing > _MOST_ACROSS * total:
            continue
        if best is None or standing < best:
            best, places = standing, [x]
        elif standing == best:
            places.append(x)
    if best is None:
        return None
    strip = _longest_run(places)
    middle = left + (strip[0] + strip[-1]) / 2 + 0.5
    sides = [piece for piece in pieces if piece.right <= middle], [piece for piece in pieces if piece.left >= middle]
    if len(strip) < _NARROWEST or any(_usual_width(side) < _COLUMN * width for side in sides):
        return None
    return middle


def _longest_run(places: list[int]) -> list[int]:
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return max(runs, key=len)


def _usual_width(pieces: list[Line]) -> float:
    widths = sorted(piece.right - piece.left for piece in pieces)
    return widths[len(widths) // 2] if widths else 0


def _across(pieces: list[Line], gutter: float) -> set[Line]:
    """What stands across the gutter, with the short last line that may end such a block."""
    across = {piece for piece in pieces if piece.left < gutter < piece.right}
    beside = [piece for piece in pieces if piece.left >= gutter]
    for line in sorted(across, key=lambda piece: piece.baseline):
        for piece in pieces:
            is_next = 0 < line.baseline - piece.baseline < _NEXT_LINE * line.size and abs(piece.size - line.size) < 0.5
            if is_next and piece.right <= gutter and not any(_is_level(piece, other) for other in beside):
                across.add(piece)
    return across


def _is_level(one: Line, other: Line) -> bool:
    """Whether two pieces stand on one line."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > _OVERLAP * min(one.top - one.bottom, other.top - other.bottom)


def _rows(pieces: list[Line]) -> list[Line]:
    """The pieces of one column as whole lines, from the top."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.baseline, piece.left)):
        row = next((row for row in reversed(rows[-3:]) if _belongs(piece, row)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    lines = [joined(row) for row in rows if any(map(_has_letter, row))]
    return sorted(lines, key=lambda line: -line.baseline)


def _has_letter(piece: Line) -> bool:
    """Else it is a rule, a root or a bracket of a formula, which would part the lines around it."""
    return any(map(str.isalnum, piece.text))


def _belongs(piece: Line, row: list[Line]) -> bool:
    """Whether a piece stands beside, not above, the pieces of a row."""
    level = [other for other in row if _is_level(piece, other)]
    return bool(level) and all(piece.left >= other.right - 1 or piece.right <= other.left + 1 for other in row)
