"""JATS markup to plain text: paragraphs as lines, sections with their heading path, formulas on one line."""

import re
from collections.abc import Iterator
from contextlib import suppress
from html.entities import html5

from lxml import etree

from index.records import Section
from index.sources.markup import plain
from index.text import normalise, one_line

MAIN_TEXT = "Main text"
CAPTIONS = "Figures and tables"
APPENDIX = "Appendix"

_NOT_TEXT = frozenset(
    {
        "alt-text",
        "attrib",
        "citation-mark",
        "element-citation",
        "fig",
        "fig-group",
        "fn",
        "fn-group",
        "graphic",
        "inline-graphic",
        "label",
        "long-desc",
        "media",
        "object-id",
        "permissions",
        "ref-list",
        "supplementary-material",
        "table",
        "table-wrap",
        "table-wrap-foot",
        "table-wrap-group",
        "tex-math",
    }
)
_BLOCKS = frozenset(
    {
        "boxed-text",
        "caption",
        "code",
        "def",
        "def-item",
        "def-list",
        "disp-quote",
        "list",
        "list-item",
        "p",
        "preformat",
        "sec",
        "speech",
        "statement",
        "term",
        "title",
        "verse-group",
        "verse-line",
    }
)
_PARTS = frozenset({"app", "app-group", "sec"})
_VERBATIM = frozenset({"code", "preformat"})
_DISPLAYED = frozenset({"disp-formula", "fig", "fig-group", "media", "supplementary-material", "table-wrap"})
_NOTE_MARKS = frozenset({"aff", "author-notes", "corresp", "fn", "table-fn"})
_SUPPLEMENT = re.compile(r"(supplement\w*|supporting|additional) (information|materials?|files?|data)\b", re.I)
"""Mostly a list of files; with sections of its own, it is the supplement itself."""
_NOT_SCIENCE = re.compile(
    r"acknowledge?ments?\b|funding\b"
    r"|authors?['’]? contributions?\b|(declarations? of )?(competing|conflicts? of) interests?\b"
    r"|disclosures?( statement)?$|publisher['’]s note\b|consent (for publication|to publish)\b|author information\b",
    re.I,
)
_OWN_DOI = re.compile(r"DOI:\s*\S+")
_INVISIBLE_OPERATORS = dict.fromkeys(range(0x2061, 0x2065))


def text_of(element: etree._Element | None) -> str:
    """The text of an element on one line; empty when there is no such element.

    >>> text_of(etree.fromstring("<p>10<sup>6</sup> <italic>CD4</italic><sup>+</sup> cells</p>"))
    '10^6 CD4+ cells'
    """
    return "" if element is None else one_line(_flat(element))


def lines_of(element: etree._Element) -> list[str]:
    """The paragraphs and list items in an element, one line each, without figures, tables and notes."""
    if element.tag in _NOT_TEXT or element.tag == "disp-formula":
        return []
    lines = (one_line(line) for line in _flat(element).split("\n"))
    return [line for line in lines if line and not _OWN_DOI.fullmatch(line)]


def sections_of(body: etree._Element, path: tuple[str, ...] = ()) -> Iterator[Section]:
    """The sections of a body, each under its heading path ("Results > Uptake"), in reading order."""
    lines: list[str] = []
    for child in body:
        if child.tag not in _PARTS:
            lines += [] if child.tag == "title" else lines_of(child)
        elif (title := _title(child)) is not None:
            yield from section(" > ".join(path) or MAIN_TEXT, lines)
            lines = []
            yield from sections_of(child, (*path, title) if title else path)
    yield from section(" > ".join(path) or MAIN_TEXT, lines)


def back_sections_of(back: etree._Element) -> Iterator[Section]:
    """The sections and appendices that stand behind the body; thanks, notes and references are none."""
    for child in back:
        if child.tag in _PARTS and (title := _title(child)) is not None:
            yield from sections_of(child, (title,) if title else ())


def captions_of(article: etree._Element) -> Iterator[Section]:
    """One section with the captions of all figures, tables and videos, one line each, wherever they stand."""
    lines = []
    for part in (article.find(tag) for tag in ("body", "back", "floats-group")):
        for item in part.iter("fig", "media", "table-wrap") if part is not None else ():
            caption = item.find("caption")
            if caption is None or next(item.iterancestors("supplementary-material"), None) is not None:
                continue
            lines.append(" ".join(filter(None, [text_of(item.find("label")), *lines_of(caption)])))
    yield from section(CAPTIONS, lines)


def section(heading: str, lines: list[str]) -> Iterator[Section]:
    """The section that these lines make; none when there is nothing in them."""
    if text := normalise("\n".join(lines)):
        yield Section(heading, text)


def drop_namespaces(element: etree._Element) -> None:
    """Some archives put the elements of JATS, and all put those of MathML, in a namespace; bare names serve for all."""
    for part in element.iter(etree.Element):
        name = part.tag.rpartition("}")[2].rpartition(":")[2]
        with suppress(ValueError):  # a prefix that nothing declares may leave no name behind
            part.tag = name


def mark_superscript_citations(article: etree._Element) -> None:
    """Let `text_of` leave out superscript reference numbers, which would turn "miR-21" into "miR-2112".

    Only where the article cites by number: in one that cites by name, such a superscript belongs to the text.
    """
    marks = [text_of(mark) for mark in article.iter("xref") if mark.get("ref-type") == "bibr"]
    if sum(not mark.strip("[]()").isdecimal() for mark in marks) * 2 > len(marks):
        return
    for mark in article.iter("sup"):
        targets = {xref.get("ref-type") for xref in (*mark.iter("xref"), *mark.iterancestors("xref"))}
        if "bibr" in targets and not re.search(r"[^\W\d_]", text_of(mark)):
            mark.tag = "citation-mark"


def _title(part: etree._Element) -> str | None:
    """The heading of a section, "" when it has none, None when what stands under it is not of the paper's science."""
    title = text_of(part.find("title")).rstrip(" :.")
    if part.get("sec-type") == "supplementary-material" or _NOT_SCIENCE.match(title):
        return None
    if _SUPPLEMENT.match(title) and part.find("sec/p") is None:
        return None
    if part.tag != "app":
        return title
    label = text_of(part.find("label")).rstrip(" :.")
    return ": ".join(filter(None, [label, title])) or APPENDIX


def _flat(element: etree._Element) -> str:
    pieces: list[str] = []
    _append(element, pieces, element.tag in _VERBATIM)
    return plain("".join(pieces))


def _append(element: etree._Element, pieces: list[str], verbatim: bool = False) -> None:
    _append_text(element.text, pieces, verbatim)
    for child in element:
        if child.tag is etree.Entity:
            pieces.append(html5.get(f"{child.text}".strip("&"), ""))
        elif child.tag == "math":
            pieces.append(_formula(child))
        elif child.tag == "break":
            pieces.append(" ")
        elif child.tag in _DISPLAYED:
            if child.tag == "disp-formula":
                pieces.append(" ")
                _append(child, pieces)
            pieces.append(" " if re.match(r"\w", child.tail or "") else "")
        elif child.tag in _BLOCKS:
            pieces.append("\n")
            _append(child, pieces, verbatim or child.tag in _VERBATIM)
            pieces.append("\n")
        elif child.tag == "sup":
            _append_superscript(child, pieces)
        elif child.tag not in _NOT_TEXT and not (child.tag == "xref" and child.get("ref-type") in _NOTE_MARKS):
            _append(child, pieces, verbatim)
        _append_text(child.tail, pieces, verbatim)


def _append_text(text: str | None, pieces: list[str], verbatim: bool) -> None:
    if text:
        pieces.append(text if verbatim else re.sub(r"\s+", " ", text))


def _append_superscript(element: etree._Element, pieces: list[str]) -> None:
    """Inline, but 10<sup>6</sup> is 10^6: "106" would be another number."""
    start = len(pieces)
    before = "".join(pieces[-3:])[-1:]
    _append(element, pieces)
    if before.isdecimal() and re.match(r"\s*[-+−–]?\d", "".join(pieces[start:])):
        pieces.insert(start, "^")


def _formula(element: etree._Element) -> str:
    """MathML on one line: fractions with a slash, scripts with ^ and _."""
    if element.tag in {"annotation", "annotation-xml"} or not isinstance(element.tag, str):
        return ""
    parts = [_formula(child) for child in element]
    match element.tag, parts:
        case "mfrac", [above, below]:
            return f"{_group(above)}/{_group(below)}"
        case (("msub" | "munder"), [base, low]):
            return f"{base}_{_group(low)}" if low else base
        case "msup", [base, high]:
            return base + (high if re.fullmatch(r"[-+−*′'†]*", high) else f"^{_group(high)}")
        case (("msubsup" | "munderover"), [base, low, high]):
            return f"{base}_{_group(low)}^{_group(high)}"
        case "msqrt", _:
            return f"√{_group(''.join(parts))}"
        case "mfenced", _:
            return f"{element.get('open', '(')}{','.join(parts)}{element.get('close', ')')}"
        case "mspace", _:
            return " "
        case "mtable", _:
            return "; ".join(parts)
        case (("mtr" | "mlabeledtr"), _):
            return ", ".join(filter(None, parts))
        case "mtext", _:
            return re.sub(r"\s+", " ", element.text or "") + "".join(parts)
    text = " ".join((element.text or "").split()).translate(_INVISIBLE_OPERATORS)
    return text + "".join(parts)


def _group(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"
