"""What stands around an article on its page: taken out of the tree, before its text is looked for."""

import re

from lxml import etree

from index.sources.html.tree import drop, names_in

_NEVER_TEXT = (
    *(
        "applet",
        "audio",
        "base",
        "button",
        "canvas",
        "datalist",
        "dialog",
        "embed",
        "footer",
        "form",
        "frame",
        "iframe",
    ),
    *("img", "input", "label", "link", "map", "menu", "meta", "nav", "noframes", "noscript", "object", "optgroup"),
    *("option", "picture", "progress", "script", "select", "style", "svg", "template", "textarea", "title", "video"),
)
_ROLES = frozenset(
    """
    alert alertdialog banner button complementary contentinfo dialog form menu menubar navigation search searchbox
    status tab tablist toolbar tooltip
    """.split()
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_AROUND = re.compile(
    r"(?:^|[\s-])(?<!has-)(?<!with-)(?<!no-)(?:"
    r"ads?|advert\w*|alerts?|altmetrics?|banner|breadcrumbs?|citation-tools|cite-this|comments?|consent|cookies?"
    r"|disqus|dropdown|feedback|footer|goto|gdpr|jump-?to|log-?in|masthead|menus?|metrics?|modal|nav|navbar|navigation"
    r"|newsletter|onetrust|outline|overlay|pagination|paywall|popup|promos?|promoted|recommend\w*|related\w*"
    r"|rightslink|share|sharing|side-?bar|sidebars?|sign-?in|similar|skip|social|sponsored|sr-only|subscribe"
    r"|subscription|tabs|teasers?|toc|toolbar|tools|tooltip|trending|visually-hidden|widget|also-like"
    r")(?:$|[\s-])"
)
"""In the classes of what publishers put around an article."""
_AROUND_BY_ID = re.compile(
    r"(?:^|-)(?:adverts?|breadcrumbs?|consent|cookies?|disqus|footer|gdpr|masthead|navbar|navigation|newsletter|onetrust"
    r"|paywall|popup|related-(?:articles|content)|side-?bar)(?:$|-)"
)
"""Fewer, as ids are also made of headings: "related-work"."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_MAIN = frozenset({"article", "body", "h1", "html", "main"})


def drop_around(body: etree._Element) -> None:
    """Take out scripts, forms, navigation, notices, hidden parts and whatever is named as such parts mostly are.

    What holds more than half of the page's text, or its main heading, stays whatever it is called.
    """
    etree.strip_elements(body, *_NEVER_TEXT, with_tail=False)
    lengths = _lengths(body)
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if element.tag not in _MAIN and lengths[element] * 2 <= lengths[body]:
            is_around = _is_around(element) and next(element.iter("h1"), None) is None
            if is_around or is_hidden(element):
                drop(element)
                continue
        waiting += element.iterchildren(etree.Element)


def is_hidden(element: etree._Element) -> bool:
    """Whether a browser does not show an element, as far as it says so itself."""
    return (
        element.get("hidden", "until-found") != "until-found"
        or element.get("aria-hidden", "").lower() == "true"
        or _HIDDEN.search(element.get("style", "")) is not None
    )


def _is_around(element: etree._Element) -> bool:
    if element.tag in {"aside", "header"}:
        return next(element.iterancestors("article", "main"), None) is None or element.tag == "aside"
    if element.get("role", "").lower() in _ROLES:
        return True
    if element.tag in _HEADINGS:
        return False
    classes, name = names_in(element.get("class", "")), names_in(element.get("id", ""))
    return _AROUND.search(classes) is not None or _AROUND_BY_ID.search(name) is not None


def _lengths(body: etree._Element) -> dict[etree._Element, int]:
    """Characters of text within each element."""
    lengths: dict[etree._Element, int] = {}
    for element in reversed(list(body.iter())):
        own = len(element.text or "") if isinstance(element.tag, str) else 0
        lengths[element] = own + sum(lengths[child] + len(child.tail or "") for child in element)
    return lengths
