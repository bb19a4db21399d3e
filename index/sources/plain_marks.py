"""Markdown marks to the text that they stand for, in time linear in its length."""

import re
from html import unescape

_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\n]|\([^()\n]*\))*+\)")
_NAMED_LINK = re.compile(r"!?\[([^\[\]]*)\]\[(?!\d+\])[^\[\]]*\]")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,100}\]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_POWER = re.compile(r"(?<=\d)<sup>(?=[-+−–]?\d)", re.I)
_TAG = re.compile(
    r"</?(?:a|abbr|b|br|center|code|del|details|div|em|figcaption|figure|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q"
    r"|s|section|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul)"
    r"(?:\s+[\w:-]+=[^<>]*)?\s?/?>",
    re.I,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_ANY = re.compile(r"[\[<&\\`*_~]")
_MARK = re.compile(r"\\[!-/:-@\[-`{-~]|`+|\*+|_+|~~")


def without_comments(text: str) -> str:
    """The text without ``<!-- ... -->``; one that is not closed is text.

    >>> without_comments("a<!-- b -->c <!-- d")
    'ac <!-- d'
    """
    kept, place = [], 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[place:start])
        place = end + 3
    return "".join([*kept, text[place:]])


def unmarked(text: str) -> str:
    """The text of one paragraph, heading, list item or table row.

    A star or an underscore within a word is no mark: HLA-A*02:01, gene_name.

    >>> unmarked("**Exosomes** of [M2 cells](http://x.org/a_(b))[^1] carry *miR-21*; HLA-A*02:01, 10<sup>6</sup>")
    'Exosomes of M2 cells carry miR-21; HLA-A*02:01, 10^6'
    """
    if not _ANY.search(text):
        return text
    for _ in range(2):  # an image may be the text of a link
        text = _LINK.sub(r"\1", text)
    text = _FOOTNOTE.sub("", _NAMED_LINK.sub(r"\1", text))
    text = _TAG.sub(_in_place_of_tag, _POWER.sub("^", _AUTOLINK.sub(r"\1", text)))
    return _ENTITY.sub(lambda found: unescape(found.group()), _without_emphasis(text))


def _in_place_of_tag(found: re.Match[str]) -> str:
    return " " if found.group().lower().startswith(("<br", "<td", "<th", "<p", "<li", "<div")) else ""


def _without_emphasis(text: str) -> str:
    """Without the marks that open before a word and close behind one, and without the backslash of escapes."""
    pieces, opened, place = [], dict[str, int](), 0
    for found in _MARK.finditer(text):
        mark = found.group()
        pieces += [text[place : found.start()], mark]
        place = found.end()
        if mark.startswith("\\"):
            pieces[-1] = mark[1:]
            continue
        before, after = text[found.start() - 1 : found.start()], text[place : place + 1]
        if mark in opened and before.strip() and not after.isalnum():
            pieces[opened.pop(mark)] = pieces[-1] = ""
        elif after.strip() and not before.isalnum():
            opened[mark] = len(pieces) - 1
    return "".join([*pieces, text[place:]])
