"""The captions of a page's figures and tables; the figures and tables themselves are taken out of it."""

import re

from lxml import etree

from index.sources.html.chrome import is_hidden
from index.sources.html.tree import drop, names_of, text_within
from index.sources.jats_text import drop_namespaces, text_of

_FIGURE = re.compile(
    r"(?:^|\s)(?:(?:[\w-]+-)?(?:fig|figure|table-wrap)(?:-(?:wrap|container|box|viewer|section))?)(?:$|\s)"
)
_CAPTION = re.compile(r"(?:^|[\s-])captions?(?:$|[\s-])")
_LINKS = re.compile(r"\W*(?:download|open|view|see|full size|expand|enlarge|powerpoint|figure viewer|show)\b", re.I)
_WORDS = 4
_MOST_CHARACTERS = 10_000


def take_captions(body: etree._Element) -> list[str]:
    """The captions, one line each; what a page would lay out with a table stays in it."""
    whole = len(text_within(body))
    captions: list[str] = []
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if element.tag == "table" and len(text_within(element)) * 2 > whole:
            pass
        elif element.tag in {"figure", "table"} or (element.tag == "div" and _FIGURE.search(names_of(element))):
            if not is_hidden(element):
                captions += _captions(element)
            drop(element)
            continue
        waiting += element.iterchildren(etree.Element, reversed=True)
    return list(dict.fromkeys(captions))


def _captions(figure: etree._Element) -> list[str]:
    found = list(figure.iter("caption", "figcaption"))
    if not found:
        found = [part for part in figure.iter(etree.Element) if part.get("class") and _CAPTION.search(names_of(part))][
            :1
        ]
    return [text for part in found if len((text := _words(part)).split()) >= _WORDS]


def _words(part: etree._Element) -> str:
    drop_namespaces(part)
    etree.strip_elements(part, "button", "img", "noscript", "script", "style", "svg", "table", with_tail=False)
    for link in [link for link in part.iter("a") if _LINKS.match(text_of(link))]:
        drop(link)
    for block in part.iter("br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td"):
        block.tag = "p"
    return text_of(part)[:_MOST_CHARACTERS]
