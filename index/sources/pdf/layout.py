"""The pieces of lines on a page, in the order in which they are read: columns, and what stands across them."""

from collections.abc import Iterator

from index.sources.pdf.page import Line, Page, joined

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
_MOST_ACROSS_AGAIN = 0.1
"""Likewise in a column, for three columns and more: wide gaps between words may lie above each other."""
_COLUMN = 0.18
"""Of the width of the text: the usual line of a column at least."""
_USUAL = 0.3
"""Share of a paper's pages on which a gutter is found that is then looked for on all."""
_SAME_GUTTER = 4.0
_WIDEST = 20_000
"""Widest page, in points, in which columns are looked for."""
_MOST_PIECES = 5_000
"""On a page in which columns are looked for: a fuller one is no page of a paper, and would take long."""
_DEEPEST = 2
"""How often a column is parted again."""
_OVERLAP = 0.5
_NEXT_LINE = 1.7
"""In sizes of the type: how far below a line across the columns its last, short line may stand."""


def in_reading_order(pages: list[Page]) -> list[list[Line]]:
    """The lines of each page in reading order.

    Where most lines leave a strip free, that is the gutter of two columns; what stands across it parts the page into
    bands, and in each the left column comes before the right one. The gutter that most pages have is that of the
    others too, where tables and formulas hide it, unless far less stands across another one.
    """
    own = [_gutter(list(page.lines)) if len(page.lines) <= _MOST_PIECES else None for page in pages]
    usual = _usual(own)
    lines = []
    for page, gutter in zip(pages, own, strict=True):
        pieces = list(page.lines)
        if (
            usual is not None
            and len(pieces) <= _MOST_PIECES
            and (gutter is None or _crossing(pieces, usual) <= _crossing(pieces, gutter) + _FEWEST)
        ):
            gutter = usual
        lines.append(list(_region(pieces, gutter, 0)))
    return lines


def _usual(gutters: list[float | None]) -> float | None:
    found = [gutter for gutter in gutters if gutter is not None]
    near = {gutter: sum(abs(other - gutter) <= _SAME_GUTTER for other in found) for gutter in found}
    best = max(near, key=lambda gutter: near[gutter], default=0.0)
    return best if found and near[best] >= max(2, _USUAL * len(gutters)) else None


def _crossing(pieces: list[Line], gutter: float) -> int:
    return sum(piece.left < gutter < piece.right for piece in pieces)


def _region(pieces: list[Line], gutter: float | None, depth: int) -> Iterator[Line]:
    if gutter is None or not pieces:
        yield from _rows(pieces)
        return
    across = _across(pieces, gutter)
    rest = sorted((piece for piece in pieces if piece not in across), key=lambda piece: -piece.baseline)
    band: list[Line] = []
    for line in [*_rows(list(across)), None]:
        while rest and (line is None or rest[0].baseline > line.baseline):
            band.append(rest.pop(0))
        for column in (
            [piece for piece in band if piece.left < gutter],
            [piece for piece in band if piece.left >= gutter],
        ):
            within = _gutter(column, _MOST_ACROSS_AGAIN) if column and depth + 1 < _DEEPEST else None
            yield from _region(column, within, depth + 1)
        band = []
        if line:
            yield line


def _gutter(pieces: list[Line], most_across: float = _MOST_ACROSS) -> float | None:
    """The middle of the strip between two columns, None when there is one column."""
    if len(pieces) < 2 * _FEWEST:
        return None
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    width = int(right - left) + 1
    if width > _WIDEST:
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
        if not is_middle or min(before, after) < max(_FEWEST, _SHARE * total) or standing > most_across * total:
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
    """That of a piece in the middle of all the pieces' length; many are the crumbs of formulas."""
    widths = sorted(piece.right - piece.left for piece in pieces)
    whole, passed = sum(widths), 0.0
    for width in widths:
        passed += width
        if 2 * passed >= whole:
            return width
    return 0.0


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
