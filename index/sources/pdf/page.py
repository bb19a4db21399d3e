"""A page of a PDF as lines of spans, each with its place and its type: what the other modules of the PDF reader share.

Lengths are in points; x grows to the right and y upwards, as in the file.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

MOST_PAGES = 2_000
"""Pages of the longest file that is read: no paper has as many."""
_ASCENT, _DESCENT = 0.75, 0.22
"""Of a font's size, above and below the baseline: about those of a letter with a stroke."""


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring characters of one type on one baseline; a space between words stands at the end of a span."""

    text: str
    size: float
    bold: bool
    italic: bool
    baseline: float
    left: float
    right: float


@dataclass(frozen=True, eq=False)
class Line:
    """A line of text, or a piece of one. gaps: how many gaps wider than a space between words are in it."""

    spans: tuple[Span, ...]
    page: int
    gaps: int = 0

    @cached_property
    def text(self) -> str:
        """All characters as they stand in the file."""
        return "".join(span.text for span in self.spans).strip()

    @cached_property
    def main(self) -> Span:
        """The span that stands for the line: its longest one of the commonest size."""
        sizes = Counter[float]()
        for span in self.spans:
            sizes[round(span.size, 1)] += len(span.text)
        most = max(sizes, key=lambda size: (sizes[size], size))
        return max((span for span in self.spans if round(span.size, 1) == most), key=lambda span: len(span.text))

    @cached_property
    def left(self) -> float:
        """Where it begins."""
        return min(span.left for span in self.spans)

    @cached_property
    def right(self) -> float:
        """Where it ends."""
        return max(span.right for span in self.spans)

    @property
    def size(self) -> float:
        """Of its type."""
        return self.main.size

    @property
    def baseline(self) -> float:
        """On which its letters stand."""
        return self.main.baseline

    @property
    def top(self) -> float:
        """Of its tallest letters."""
        return self.baseline + _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """Of the letters that reach below the baseline."""
        return self.baseline - _DESCENT * self.size

    @cached_property
    def bold(self) -> bool:
        """Whether all of its letters are."""
        return all(span.bold for span in self.spans if any(map(str.isalpha, span.text)))

    @cached_property
    def italic(self) -> bool:
        """Whether all of its letters are."""
        return all(span.italic for span in self.spans if any(map(str.isalpha, span.text)))


@dataclass(frozen=True, slots=True)
class Page:
    """A page's pieces of lines in the order of the file. unmapped: characters that stand for no letter."""

    number: int
    bottom: float
    top: float
    lines: tuple[Line, ...]
    unmapped: int = 0


def joined(pieces: Iterable[Line]) -> Line:
    """One line of pieces that stand side by side.

    >>> one, two = (Span(text, 9, False, False, 50, left, left + 20) for text, left in (("p <", 10), ("0.05", 60)))
    >>> line = joined([Line((two,), 1), Line((one,), 1)])
    >>> line.text, line.left, line.right, line.gaps
    ('p < 0.05', 10, 80, 1)
    """
    pieces = sorted(pieces, key=lambda piece: piece.left)
    spans = list(pieces[0].spans)
    gaps = pieces[0].gaps
    for before, piece in pairwise(pieces):
        gap = piece.left - before.right
        gaps += piece.gaps + (gap > max(before.size, piece.size) * 1.2)
        if gap > 0.15 * before.size and not spans[-1].text.endswith(" "):
            last = spans[-1]
            spans[-1] = Span(last.text + " ", last.size, last.bold, last.italic, last.baseline, last.left, last.right)
        spans += piece.spans
    return Line(tuple(spans), pieces[0].page, gaps)
