"""What all pictures of the page have in common, as Plotly takes it.

Backgrounds are left clear, and colours of text and grid to the page, which is light or dark.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from index.text import one_line
from qa.ui.text import cut

BLUE, VERMILION, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
GREY, OCHRE, VIOLET, BROWN = "#7D7D7D", "#B37A00", "#9467BD", "#A65628"
"""Told apart by those who cannot tell red from green (after Okabe and Ito), and with a contrast of 3 to the ground of
either theme."""
CLEAR = "rgba(0,0,0,0)"
TITLES_NAMED, TITLES_SHOWN = 5, 3
"""Titles that a row of the table names, and that a mark of the picture shows."""
_LONGEST = 80


def layout(**more: Any) -> dict[str, Any]:
    """The layout of a picture."""
    return {"paper_bgcolor": CLEAR, "plot_bgcolor": CLEAR, "autosize": True, "showlegend": False, **more}


def shown(text: str) -> str:
    """Text as a picture shows it: Plotly would take some of HTML in it for markup.

    >>> shown("p<0.05 & <b>bold</b>")
    'p&lt;0.05 &amp; &lt;b&gt;bold&lt;/b&gt;'
    """
    return escape(cut(one_line(text), _LONGEST), quote=False)


def hover(*lines: str, titles: Iterable[str]) -> str:
    """What is shown of a mark that is pointed at: lines, and titles of its papers."""
    return "<br>".join([*map(shown, lines), *(f"– {shown(title)}" for title in list(titles)[:TITLES_SHOWN])])


def translucent(colour: str, share: float) -> str:
    """A colour through which the ground is seen.

    >>> translucent("#0072B2", 0.4)
    'rgba(0,114,178,0.4)'
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def columns(**labels: str) -> list[dict[str, str]]:
    """The columns of the table behind a picture."""
    return [{"name": name, "label": label} for name, label in labels.items()]
