"""The HTML and JATS tags that exports leave in titles and abstracts, as text."""

import html
import re

_LINES = frozenset("br div h1 h2 h3 h4 h5 h6 li list list-item ol p sec title ul".split())
_WITHIN = frozenset(
    """
    b bold big em i inline-formula italic math mfrac mi mn mo mover mrow ms mspace msqrt mstyle msub msubsup msup mtext
    munder monospace named-content roman sans-serif sc scp small span strike strong styled-content sub sup tt u
    underline
    """.split()
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
_TAG = re.compile(
    r"""<(?P<end>/?)(?P<prefix>(?:jats|mml|xhtml|html|h):)?(?P<name>[a-z][a-z-]*[1-6]?)
        (?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[\w.-]+))*\s*/?>""",
    re.IGNORECASE | re.VERBOSE,
)
_POWER = re.compile(r"(?<=\d) ?<(?:jats:)?sup>\s*(?=[-+−–]?\d)", re.IGNORECASE)
_TWICE = re.compile(r"&amp;(?=(?:lt|gt|amp|nbsp|le|ge|#\d{1,7});)")
_JATS = re.compile(r"</?jats:")
_LAYOUT = re.compile(r"[^\S\n]*\n\s*")
_BEFORE_RAISED = re.compile(r" (?=<jats:su[bp]>)")
_AFTER_RAISED = re.compile(
    r"(?<=</jats:sup>) (?=[).,;])|(?<=</jats:sub>) (?=[).,;])|(?<=<jats:su[bp]>) | (?=</jats:su[bp]>)"
)


def plain(text: str) -> str:
    """The text without inline and paragraph tags, entities decoded once; a paragraph's end becomes a line break.

    Only tags that are known are taken for tags, and one of a single letter only when it is opened and closed, so that
    comparisons stay what they are. 10<sup>6</sup> is 10^6: "106" would be another number.

    >>> plain("<i>In vitro</i>, CD4<sup>+</sup> &amp; &lt;b&gt;p&lt;/b&gt;<0.05; a < b > c; a<b>c; <T>")
    'In vitro, CD4+ & p<0.05; a < b > c; a<b>c; <T>'
    >>> plain("10<sup>6</sup> cells, CD4<sup>+</sup>")
    '10^6 cells, CD4+'
    >>> plain("<jats:p>One.</jats:p><jats:p>Two.</jats:p>")
    '\\nOne.\\n\\nTwo.\\n'
    """
    if "&" in text:
        # Escaped twice, as Crossref has many.
        text = _TWICE.sub("&", text)
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    if "<" not in text:
        return text
    if _JATS.search(text):
        # What Crossref gives is laid out: its line breaks are no one's.
        text = _BEFORE_RAISED.sub("", _LAYOUT.sub(" ", text))
        text = _AFTER_RAISED.sub("", text)
    text = _POWER.sub("^", text)
    single = _paired(text)

    def words(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if not found["prefix"] and len(name) == 1 and found.start() not in single:
            return found.group()
        if name in _LINES:
            return "\n"
        return "" if name in _WITHIN or found["prefix"] else found.group()

    return _TAG.sub(words, text)


def _paired(text: str) -> set[int]:
    """Where the tags of a single letter stand that are opened and closed."""
    opened: dict[str, list[int]] = {}
    paired: set[int] = set()
    for found in _TAG.finditer(text):
        name = found["name"].lower()
        if len(name) > 1:
            continue
        if not found["end"]:
            opened.setdefault(name, []).append(found.start())
        elif opened.get(name):
            paired |= {opened[name].pop(), found.start()}
    return paired
