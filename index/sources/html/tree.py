"""A web page as a tree: decoded, parsed, and bounded in size and depth."""

import codecs
import re
from typing import cast

from lxml import etree

from index.sources.stream import Stream

MOST_TAGS = 500_000
"""Most tags of one page; each takes some hundred bytes of memory. An article with many formulas has a tenth of them."""
_DECLARED_WITHIN = 4096
_DECLARED = re.compile(
    rb"""(?:<meta\b[^<>]*?\bcharset|<\?xml\b[^<>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
_LEGACY = re.compile(
    r"windows-125\d|cp125\d|iso-8859-\d{1,2}|gb2312|gbk|gb18030|big5|shift_jis|euc-jp|euc-kr|koi8-[ru]|mac-?roman", re.I
)
"""Of Python's codecs, those that web pages are written in; others take time without end, or hide markup."""
_LONGEST_NAMES = 500
_WINDOWS = "windows-1252"
_LATIN = frozenset({"iso-8859-1", "us-ascii", "ascii"})
_EMPTY_IN_XML = re.compile(r"<(script|style|title|textarea|iframe|noscript|a|i|b|p|div|span)(\s[^<>]*)?/>", re.I)
_NO_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_MEND = "save the article's text (.txt), or fetch its XML"


def decoded(content: bytes) -> str:
    """The text of a page: by its byte order mark, as UTF-8 where it is that, as it declares, else in windows-1252.

    What is valid UTF-8 is nothing else, whatever the page declares. A byte that is none of the encoding is U+FFFD.

    >>> decoded("µ".encode()), decoded("<meta charset=shift_jis>µ".encode()), decoded(b"\\xb5 \\x96")
    ('µ', '<meta charset=shift_jis>µ', 'µ –')
    """
    for mark, coding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(coding, "replace").removeprefix("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        found = _DECLARED.search(content, 0, _DECLARED_WITHIN)
        declared = found[1].decode().lower() if found else ""
        if declared in {"utf-8", "utf8"}:
            return content.decode("utf-8", "replace")
        is_legacy = _LEGACY.fullmatch(declared) and declared not in _LATIN
        return content.decode(declared if is_legacy and _is_known(declared) else _WINDOWS, "replace")


def page_of(stream: Stream) -> etree._Element | None:
    """The root of the page, without comments; None when there is no element in it.

    Nothing is fetched and no entity but those of HTML is known. Raises SourceError for a page that is too large or
    nested too deep.
    """
    text = _NO_CHARACTERS.sub("", decoded(stream.content()))
    if text.count("<") > MOST_TAGS:
        raise stream.refused(f"a web page of more than {MOST_TAGS:,} tags", _MEND)
    if text.lstrip().startswith("<?xml"):
        text = _EMPTY_IN_XML.sub(r"<\1\2></\1>", text)  # HTML knows no such ends
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise stream.refused("a web page with a text too long, or elements nested too deep, to be an article", _MEND)
    return root


def text_within(element: etree._Element) -> str:
    """All text in an element, as it stands in the page."""
    return cast(str, element.xpath("string()"))


def drop(element: etree._Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def names_of(element: etree._Element) -> str:
    """The classes and the id of an element, as `names_in` gives them."""
    return names_in(f"{element.get('class', '')} {element.get('id', '')}")


def names_in(attribute: str) -> str:
    """Classes or an id as words with hyphens between their parts.

    >>> names_in("SocialShare x_y")
    'social-share x-y'
    """
    names = attribute[:_LONGEST_NAMES].replace("_", "-")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names).lower().strip()


def _is_known(coding: str) -> bool:
    try:
        codecs.lookup(coding)
    except LookupError:
        return False
    return True
