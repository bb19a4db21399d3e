"""The text of a page: its tree flattened to headings, paragraphs and list items of one line, then these as blocks."""

import re
from collections.abc import Iterator, Set
from urllib.parse import unquote

from lxml import etree

from index.sources.html.tree import drop, names_of, text_within
from index.sources.jats_text import drop_namespaces, mark_superscript_citations, text_of
from index.sources.plain_blocks import Block

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure header
    hgroup hr li main ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()
).union(_LEVELS)
_ITEMS = frozenset({"dd", "dt", "li"})
_WITHIN_LINES = {"br": "break", "code": "monospace", "label": "span", "caption": "p"}
"""Elements that JATS has by other names, or others by these names."""
_FORMULA = re.compile(r"(?:^|\s)(?:katex|math(?:-(?:inline|display))?|math-?jax(?:-\w+)?|mjx-[\w-]+|tex)(?:$|\s)")
_PREVIEW = re.compile(r"(?:^|\s)math-?jax-preview(?:$|\s)")
_REFERENCE_ID = re.compile(
    r"(?:.*[-_.:])?(?:references?|ref|bib|cite?|citation|cr|rf|r|b)(?:[-_a-z]*[-_.])?\d[\w.-]*", re.I
)
_LONGEST_ID = 100
_MOST_LINKED = 0.7


def flatten(body: etree._Element, listed: Set[str]) -> None:
    """Leave only block elements in the tree, and in the innermost of them one line of text.

    Superscripts, formulas and numbers that cite are treated as `jats_text` treats them.

    listed: ids of the entries of the reference list.
    """
    drop_namespaces(body)
    _name_as_in_jats(body, listed)
    mark_superscript_citations(body)
    containers: set[etree._Element] = set()
    for element in body.iter(*_BLOCKS):
        for above in element.iterancestors():
            if above in containers:
                break
            containers.add(above)
    waiting = [body]
    while waiting:
        container = waiting.pop()
        if container in containers and container.tag not in _LEVELS:
            waiting += _flatten_runs(container, containers)
        else:
            text = text_of(container) if container.tag in _LEVELS else _words_of(container)
            _empty(container)
            container.text = text


def blocks_of(body: etree._Element) -> Iterator[Block]:
    """The headings, paragraphs and list items of a flattened tree, in reading order."""
    for element in body.iter():
        if element.text:
            level = _LEVELS.get(element.tag, 0)
            kind = "heading" if level else "listed" if element.tag in _ITEMS else "paragraph"
            yield Block((element.text,), kind, level)


def fragment_of(link: etree._Element) -> str:
    """What a link points to within the page, "" when it leads elsewhere; a saved page has whole addresses.

    >>> fragment_of(etree.fromstring("<a href='https://example.org/x#ref-CR1'>1</a>"))
    'ref-CR1'
    """
    return unquote(link.get("href", "").rpartition("#")[2])[:_LONGEST_ID] if "#" in link.get("href", "") else ""


def _name_as_in_jats(body: etree._Element, listed: Set[str]) -> None:
    for element in list(body.iter(etree.Element)):
        if element.tag == "a" and (fragment := fragment_of(element)):
            element.tag = "xref"
            is_listed = fragment in listed or _REFERENCE_ID.fullmatch(fragment)
            element.set("ref-type", "bibr" if is_listed else "other")
        elif element.tag == "br" and _is_second_break(element):
            element.tag = "hr"
        elif element.tag in _WITHIN_LINES:
            element.tag = _WITHIN_LINES[element.tag]
        elif element.tag.startswith("mjx-") or (element.get("class") and _FORMULA.search(names_of(element))):
            _only_formula(element)


def _is_second_break(element: etree._Element) -> bool:
    before = element.getprevious()
    return before is not None and before.tag in {"break", "hr"} and not (before.tail or "").strip()


def _only_formula(element: etree._Element) -> None:
    """Of what a script has drawn, the MathML; where there is none, nothing: `text_of` says that a formula was there."""
    if _PREVIEW.search(names_of(element)) or element.getparent() is None:
        drop(element)
        return
    math = next(element.iter("math"), None)
    if math is not None:
        math.tail = None
    elif element.tag == "span" and "\\" not in text_within(element) and not element.get("aria-hidden"):
        return
    _empty(element)
    element.tag = "inline-formula"
    if math is not None:
        element.append(math)


def _flatten_runs(container: etree._Element, containers: Set[etree._Element]) -> list[etree._Element]:
    """Make a paragraph of each run of text and inline elements; the other children, which are still to be flattened."""
    blocks: list[etree._Element] = []
    run = etree.Element("p")
    run.text, container.text = container.text, None
    for child in list(container):
        if child.tag in _BLOCKS or child in containers:
            if text := _words_of(run):
                child.addprevious(_paragraph(text))
            run = etree.Element("p")
            run.text, child.tail = child.tail, None
            blocks.append(child)
        else:
            run.append(child)
    if text := _words_of(run):
        container.append(_paragraph(text))
    return blocks


def _words_of(element: etree._Element) -> str:
    """One line; nothing of a line that is mostly links, which leads to other pages."""
    text = text_of(element)
    links = [text_of(link) for link in element.iter("a") if link.get("href")]
    return text if sum(map(len, links)) <= _MOST_LINKED * len(text) else ""


def _paragraph(text: str) -> etree._Element:
    paragraph = etree.Element("p")
    paragraph.text = text
    return paragraph


def _empty(element: etree._Element) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None
