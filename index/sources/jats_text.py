"""JATS markup to plain text: paragraphs as lines, sections with their heading path, formulas on one line."""

import re
from collections.abc import Iterator
from contextlib import suppress
from html.entities import html5

from lxml import etree

from index.records import Section
from index.sources.headings import NOT_EVIDENCE, SUPPLEMENT
from index.sources.jats_formula import formula
from index.sources.markup import plain
from index.text import normalise, one_line

MAIN_TEXT = "Main text"
CAPTIONS = "Figures and tables"
APPENDIX = "Appendix"
XLINK = "{http://www.w3.org/1999/xlink}href"

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
_FORMULA_MARK = "[formula]"
_NUMBERS = re.compile(r"\s*\d{1,3}(?:\s*[-,‐-―−]\s*\d{1,3})*\s*")
"""Of references; four digits are a year."""
_BETWEEN_MARKS = re.compile(r"\s*[-,;‐-―−]\s*")
_BEFORE_MARK = re.compile(r"[^\W_]$|[.,;:?!%)+”’\"]$")
_NO_MARK_BEHIND = re.compile(r"\[[^\[\]]*$|\([\d\s,;‐-―−-]*$|\brefs?\.?$", re.I)
"""A bracket that is open, which the numbers share; and "ref.5"."""
_LOOK_BACK = 200
_OWN_DOI = re.compile(r"DOI:\s*\S+")


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

    Numbers that stand directly behind a word are superscript, whether or not the article says so. Only where the
    article cites by number: in one that cites by name, such a number belongs to the text.
    """
    marks = [text_of(mark) for mark in article.iter("xref") if mark.get("ref-type") == "bibr"]
    if sum(not mark.strip("[]()").isdecimal() for mark in marks) * 2 > len(marks):
        return
    for mark in article.iter("sup"):
        targets = {xref.get("ref-type") for xref in (*mark.iter("xref"), *mark.iterancestors("xref"))}
        if "bibr" in targets and not re.search(r"[^\W\d_]", text_of(mark)):
            mark.tag = "citation-mark"
    for around in dict.fromkeys(xref.getparent() for xref in article.iter("xref") if xref.get("ref-type") == "bibr"):
        if around is not None and around.tag not in {"sup", "citation-mark"}:
            _mark_bare_numbers(around)
    for mark in article.iter("citation-mark"):
        following = mark.getnext()
        is_followed = following is not None and following.tag == "citation-mark"
        if is_followed and _BETWEEN_MARKS.fullmatch(mark.tail or ""):
            mark.tail = None


def _mark_bare_numbers(around: etree._Element) -> None:
    """Among the children of an element, the marks that stand directly behind a word or another mark."""
    before = around.text or ""
    is_list, is_mark = False, False  # whether a number was the last thing, and whether that was a mark
    for child in around:
        is_entity = child.tag is etree.Entity  # mostly a letter
        words = "".join(map(str, child.itertext())) if isinstance(child.tag, str) else "x" * is_entity
        is_number = child.tag == "xref" and child.get("ref-type") == "bibr" and _NUMBERS.fullmatch(words) is not None
        if is_number and not is_list:
            is_mark = bool(_BEFORE_MARK.search(before)) and not _NO_MARK_BEHIND.search(before)
        if is_number and is_mark:
            child.tag = "citation-mark"
        is_list = is_number and (not child.tail or _BETWEEN_MARKS.fullmatch(child.tail) is not None)
        before = (before + words + (child.tail or ""))[-_LOOK_BACK:]


def _title(part: etree._Element) -> str | None:
    """The heading of a section, "" when it has none, None when what stands under it is not of the paper's science."""
    title = text_of(part.find("title")).rstrip(" :.")
    if part.get("sec-type") == "supplementary-material" or NOT_EVIDENCE.match(title):
        return None
    if SUPPLEMENT.match(title) and part.find("sec/p") is None:
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
            pieces.append(formula(child))
        elif child.tag == "break":
            pieces.append(" ")
        elif child.tag == "alternatives" and (math := child.find("math")) is not None:
            pieces.append(formula(math))
        elif child.tag == "inline-formula":
            _append_formula(child, pieces)
        elif child.tag in _DISPLAYED:
            if child.tag == "disp-formula":
                pieces.append(" ")
                _append_formula(child, pieces)
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
    before = "".join(pieces[-4:])[-_LOOK_BACK:]
    _append(element, pieces)
    if not re.match(r"\s*[-+−–]?\d", "".join(pieces[start:])):
        return
    if before[-1:].isdecimal():
        pieces.insert(start, "^")
    elif re.search(r"(?<!\d)10[^\S\n]+$", before) and not re.match(r"[^\W\d_]", element.tail or ""):
        while not pieces[start - 1].strip():  # a letter behind would make it an isotope: "10 <sup>18</sup>F"
            start -= 1
            pieces[start] = ""
        pieces[start - 1] = pieces[start - 1].rstrip() + "^"


def _append_formula(element: etree._Element, pieces: list[str]) -> None:
    """A formula of which there is only TeX or a picture is a mark: without it, the sentence would be another."""
    start = len(pieces)
    _append(element, pieces)
    if not "".join(pieces[start:]).strip():
        pieces.append(_FORMULA_MARK)
