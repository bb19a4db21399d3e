"""References as a style of citation has them: citeproc-py, with CSL."""

import io
import re
from pathlib import Path
from typing import Any

from index.errors import VesicleError
from qa.export.csl import csl_item
from qa.export.papers import Cited

VANCOUVER = Path(__file__).with_name("vancouver.csl")
_MEND = "take one from https://www.zotero.org/styles"
_SPELT = re.compile(r"\w[A-Z]|[A-Z]\w*[0-9]|\b[A-Z]\b")
"""What a word like miR-934, TNF-α, M2 or T has, which would be another one in small letters."""
_INITIALS = re.compile(r"[^\W\d_a-z]{2,3}")


def reference_list(cited: list[Cited], style: Path | None = None, *, numbered: bool = True) -> list[str]:
    """One entry a paper, as plain text; the title of a retracted one is followed by "[retracted]".

    style: a CSL style, in which the list is also sorted if it says so; Vancouver when None.
    numbered: False leaves the list in the order of ``cited``, without the numbers that a style gives the entries.
    Raises VesicleError when the file is no style, or one that citeproc-py cannot use.
    """
    if not cited and not style:
        return []
    path = style or VANCOUVER
    try:
        return _formatted(path.read_bytes(), [_item(one) for one in cited], numbered)
    except OSError as error:
        raise VesicleError(f"style {path}: cannot be read ({error.strerror or error}); check the path") from error
    except Exception as error:
        # What a broken style makes citeproc-py stumble over tells its user nothing, other than where XML is broken.
        cause = str(error) if isinstance(error, ValueError | SyntaxError) else "its layout cannot be followed"
        raise VesicleError(f"style {path}: not a CSL style that can be used ({cause}); {_MEND}") from error


def _formatted(style: bytes, items: list[dict[str, Any]], numbered: bool) -> list[str]:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc.string import MixedString, NoCase, String

    class Source(CiteProcJSON):  # type: ignore[misc]
        def parse_string(self, string: Any) -> Any:
            """Text without markup, in which the words that styles may not set in small letters are marked."""
            words = re.split(r"(\s+)", str(string))
            return MixedString(NoCase(word) if _SPELT.search(word) else String(word) for word in words if word)

    class Unnumbered(CitationItem):  # type: ignore[misc]
        number = ""

    read = CitationStylesStyle(io.BytesIO(style), validate=False)
    if not read.has_bibliography():
        parent = read.root.find(".//{*}link[@rel='independent-parent']")
        raise ValueError("no layout of references" if parent is None else f"only another name of {parent.get('href')}")
    layout = read.root.find("{*}bibliography")
    if layout.get("second-field-align"):
        # Where others set the numbers in a column of their own, plain text needs a space.
        first = layout.find("{*}layout")[0]
        first.set("suffix", first.get("suffix", "") + " ")
    bibliography = CitationStylesBibliography(read, Source(items), formatter.plain)
    cite = CitationItem if numbered else Unnumbered
    bibliography.register(Citation([cite(item["id"]) for item in items]))
    if numbered:
        bibliography.sort()
    titles = {item["id"]: item["title"] for item in items}
    return [_entry(read, item, titles[item.key]) for item in bibliography.items]


def _entry(style: Any, item: Any, title: str) -> str:
    """The text of an entry; the title alone where the style makes nothing of the paper."""
    entry = " ".join("".join(map(str, style.render_bibliography([item]))).split()) or title
    # citeproc-py sets the full stop behind a question mark, too.
    return entry.replace(f"{title}.", title) if title.endswith(("?", "!")) else entry


def _item(one: Cited) -> dict[str, Any]:
    """The paper in the fields of CSL, and its names so that citeproc-py makes the right initials of them."""
    item = csl_item(one)
    if one.paper.retraction:
        item["title"] = f"{item['title'].removesuffix('.')} [retracted]"
        del item["genre"]
    for name in item.get("author", []):
        given = name.get("given", "")
        if _INITIALS.fullmatch(given) and given == given.upper() != given.lower():
            name["given"] = " ".join(given)
        elif given and given == given.lower():
            # Of a name without capitals, as all Chinese ones are, it would make no initials but stray marks.
            name["literal"] = f"{name.pop('family')} {name.pop('given')}"
            name.pop("suffix", None)
    return item
