"""Pages that are no article: what they are, and what to do about it."""

import re
from collections.abc import Sequence

from index.sources.foreign import Known
from index.sources.html.meta import Metadata
from index.sources.plain_blocks import Block, lists_papers, usual_name

_IN_BROWSER = "open the article in a browser, and save the page once it is shown"
BOT_CHECK: Known = ("a page that checks for robots, not the article", _IN_BROWSER)
LOGIN: Known = ("a page to sign in, not the article", "sign in, open the article, and save that page")
ERROR: Known = (
    "a page that says that there is nothing to show, not an article",
    "check the address, and fetch it again",
)
SEARCH: Known = ("a list of search results, not an article", "export the results as RIS or BibTeX")
SEVERAL: Known = ("a page of several articles", "save the page of each article")
SCRIPT: Known = ("a page whose text only a script would bring", _IN_BROWSER)
NO_ARTICLE: Known = ("a web page that is no article", "save the article's own page, or its text (.txt)")

_TOLD_BY_TITLE: tuple[tuple[Known, re.Pattern[str]], ...] = (
    (
        BOT_CHECK,
        re.compile(
            r"just a moment|attention required|access (?:to this page has been )?denied|403 forbidden|forbidden$"
            r"|request (?:blocked|rejected)|checking your browser|are you (?:a robot|human)|security check"
            r"|(?:please )?verify (?:that )?you are|human verification|validate user|robot check|captcha|ddos-guard"
            r"|un momento|client challenge|performing security verification",
            re.I,
        ),
    ),
    (
        ERROR,
        re.compile(
            r"(?:error[ :-]*)?(?:404|410|500|502|503)\b|(?:the )?(?:page|article|content|document|doi) (?:was |is )?"
            r"(?:not found|unavailable|no longer available)|not found$|(?:server |internal )?error$|oops\b"
            r"|(?:service|temporarily) unavailable|bad gateway|site maintenance|problem loading page",
            re.I,
        ),
    ),
    (
        LOGIN,
        re.compile(
            r"(?:please )?(?:sign|log)[ -]?(?:in|on)\b|login\b|institutional (?:login|access)|find your institution"
            r"|shibboleth|single sign-on|authentication\b|session (?:has )?expired",
            re.I,
        ),
    ),
    (SEARCH, re.compile(r"search results?\b|results? (?:for|of)\b|search$|.{0,100}[-–|] search results?\b", re.I)),
)
_SCRIPT = re.compile(
    r"(?:enable|turn on|requires?|need) (?:to )?(?:enable |run )?(?:java ?script)|java ?script (?:is|must|to)\b", re.I
)
_CONTINUES = re.compile(r"checking (?:if the site connection|your browser)|cf-(?:challenge|chl)|ray id", re.I)
_FEW_WORDS = 60
_LONG_ENOUGH = 300
_NO_SECTIONS = frozenset({"abbreviations", "keywords", "summary", "background", "limitations", "aim", "aims", "method"})
"""Usual names that other pages have as well."""


def no_article(metadata: Metadata, titles: Sequence[str], blocks: Sequence[Block], words: str) -> Known | None:
    """What a page is instead of an article; None when it is one.

    titles: of the window, and the first heading. words: all that the page shows or would show without scripts.
    """
    length = sum(len(block.text.split()) for block in blocks)
    if not metadata.is_scholarly or length < _FEW_WORDS:
        told = (known for known, sign in _TOLD_BY_TITLE for title in titles if sign.match(title.strip()))
        if known := next(told, None):
            return known
    if len(metadata.dois) > 1 and not _is_sectioned(blocks):
        return SEVERAL
    if metadata.is_scholarly or _is_sectioned(blocks):
        return None
    if length < _FEW_WORDS:
        return BOT_CHECK if _CONTINUES.search(words) else SCRIPT if not length or _SCRIPT.search(words) else NO_ARTICLE
    return None if metadata.is_article and length >= _LONG_ENOUGH else NO_ARTICLE


def _is_sectioned(blocks: Sequence[Block]) -> bool:
    """Whether a heading has the name of a section that papers have."""
    names = (usual_name(block.text) for block in blocks if block.level)
    return any(name and name not in _NO_SECTIONS and not lists_papers(name) for name in names)
