"""PDF files for tests, made line by line so that a test says exactly what stands where."""

import io
from collections.abc import Iterable

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT, TOP, COLUMN, GUTTER = 56, 760, 230, 22
LEADING = 12


class Sheets:
    """A PDF that is being written."""

    def __init__(self, title: str = "", **options) -> None:
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=A4, invariant=1, **options)
        if title:
            self.canvas.setTitle(title)

    def line(self, x, y, *parts, font="Times-Roman", size=10) -> None:
        """Write parts side by side: a text, or (text, font, size, rise)."""
        text = self.canvas.beginText(x, y)
        for part in parts:
            words, its_font, its_size, rise = (part, font, size, 0) if isinstance(part, str) else part
            text.setFont(its_font, its_size)
            text.setRise(rise)
            text.textOut(words)
        self.canvas.drawText(text)

    def lines(self, x, y, lines: Iterable, **style) -> float:
        """Write lines below each other, each a text or a tuple of parts; where the next one would stand."""
        for line in lines:
            self.line(x, y, *([line] if isinstance(line, str) else line), **style)
            y -= LEADING
        return y

    def flow(self, x, y, text: str, width=COLUMN, indent=0, **style) -> float:
        """Write a paragraph in lines of a width; where the next one would stand."""
        lines = simpleSplit(text, style.get("font", "Times-Roman"), style.get("size", 10), width - indent)
        self.lines(x + indent, y, lines[:1], **style)
        return self.lines(x, y - LEADING, lines[1:], **style)

    def picture(self, x, y, width, height) -> None:
        """A grey picture."""
        from PIL import Image

        self.canvas.drawImage(ImageReader(Image.new("L", (8, 8), 128)), x, y, width, height)

    def page(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()

    def made(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self._out.getvalue()


def sentences(count: int, about: str = "vesicle") -> str:
    """So many different sentences."""
    return " ".join(
        f"The {about} number {n} was taken up by the cells of mouse {n + 3} within one hour." for n in range(count)
    )


def article(pages: int = 3, **options) -> bytes:
    """A paper in two columns under a title across them, with running heads, page numbers and a reference list."""
    sheets = Sheets(**options)
    sheets.line(LEFT, TOP - 20, "Made-up vesicles and the cells", font="Times-Bold", size=18)
    sheets.line(LEFT, TOP - 42, "that take them up", font="Times-Bold", size=18)
    sheets.line(LEFT, TOP - 62, "Jane Doe, Richard Roe", size=11)
    sheets.line(LEFT, TOP - 90, "Abstract", font="Times-Bold", size=11)
    y = sheets.flow(LEFT, TOP - 104, sentences(5, "dose"), width=2 * COLUMN + GUTTER)
    for number in range(1, pages + 1):
        top = y - 20 if number == 1 else TOP - 10
        for column in range(2):
            x, last = LEFT + column * (COLUMN + GUTTER), number == pages and column == 1
            y = top
            if number == 1 and column == 0:
                sheets.line(x, y, "Introduction", font="Times-Bold", size=13)
                y -= 18
            y = sheets.flow(x, y, sentences(5 if last else 9, f"sample {chr(96 + number)}{'lr'[column]}"))
            if last:
                sheets.line(x, y - 12, "References", font="Times-Bold", size=13)
                for at, entry in enumerate(
                    ("Doe J. Vesicles of mice. J Ex. 2019;1:2. doi:10.1000/ref1", "Roe R. Cells. J Ex. 2018;2:3.")
                ):
                    sheets.line(x, y - 30 - 12 * at, f"{at + 1}. {entry}", size=8)
        sheets.line(LEFT, HEIGHT - 30, "Journal of Examples 2021", size=8)
        sheets.line(WIDTH - 130, HEIGHT - 30, "https://doi.org/10.1000/made.up", size=8)
        sheets.line(WIDTH / 2, 30, str(number + 100), size=8)
        sheets.page()
    return sheets.made()
