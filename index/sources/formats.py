"""What a file is, told by what is in it; its name decides only what the content leaves open."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from index.errors import SourceError
from index.records import Paper
from index.sources.foreign import (
    ENTITIES,
    OTHER_JSON,
    OTHER_TEXT,
    UNKNOWN_XML,
    UTF7,
    binary,
    entities_with_elements,
    packed,
    pubmed_text,
    tagged_text,
)
from index.sources.page import is_page
from index.sources.stream import Stream

Reader = Callable[[Stream], Iterator[Paper | SourceError]]

TEXT = frozenset({".txt", ".text", ".md", ".markdown"})
HTML = frozenset({".html", ".htm", ".xhtml"})
JSON_LINES = frozenset({".jsonl", ".ndjson"})

_JATS = frozenset({"article", "articles", "pmc-articleset", "OAI-PMH", "ListRecords", "GetRecord"})
_PUBMED = frozenset({"PubmedArticleSet", "PubmedArticle", "PubmedBookArticleSet", "PubmedBookArticle"})
_HTML = frozenset({"html", "head", "body"})
_OPENING_LINES = 10
_PDF, _PDF_WITHIN = b"%PDF-", 1024
"""Its mark, and the bytes at the beginning of a file in which it stands; before it there may be anything."""
_MEDLINE = re.compile(r"^PMID *- *\d", re.M)
_RIS = re.compile(r"^TY {1,2}- *\w", re.M)
_ENTRY = r"@(?:(?:string|preamble|comment)\s*[{(]|\w+\s*[{(]\s*[^\s,{}()=]*\s*(?:,|\Z))"
_BIBTEX = re.compile(rf"(?:\s*%[^\n]*+\n)*+\s*{_ENTRY}", re.I)
_BIBTEX_ENTRY = re.compile(rf"^[^\S\n]*{_ENTRY}", re.I | re.M)
_PROLOGUE = re.compile(
    r"""(?:\s+
        | <\?(?s:.*?)\?>
        | <!--(?s:.*?)-->
        | <!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*')*+
          (?:\[(?:[^\]"'<]|"[^"]*"|'[^']*'|<!--(?s:.*?)-->|<\?(?s:.*?)\?>|<(?!!--|\?))*+\]\s*)?>
    )*+""",
    re.X | re.I,
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([^\W\d][\w.-]*)(?=[\s/>]|\Z)")


def reader(name: str) -> Reader:
    """The function of a module of `index.sources`, which is imported when it is first needed."""
    return cast(Reader, import_module(f"index.sources.{name}").read)


def format_of(stream: Stream) -> str:
    """The module of `index.sources` that reads this file.

    Raises SourceError, which says what the file is and what to do with it, when there is none.
    """
    start, suffix = stream.start(), _suffix(stream)
    if not start:
        cause = "nothing but white space" if stream.head else "empty"
        raise stream.refused(cause, "remove it, or fetch it again")
    if _PDF in stream.head[:_PDF_WITHIN]:
        return "pdf"
    if known := packed(stream.head):
        raise stream.refused(*known)
    if found := _xml(start, stream, suffix) or _tagged(start, suffix) or _json(start, suffix):
        return found
    if known := binary(stream.head):
        raise stream.refused(*known)
    if is_page(start):
        return "page"
    if known := pubmed_text(start):
        raise stream.refused(*known)
    if suffix in JSON_LINES:
        return "jsonl"
    if re.match(r'\{\s*["}]|\[\s*[\[{"\]\d]', start) and suffix not in TEXT:
        raise stream.refused(*OTHER_JSON)
    if known := tagged_text(start):
        raise stream.refused(*known)
    if suffix in HTML:
        return "html"
    if suffix in TEXT:
        return "plain"
    raise stream.refused(*OTHER_TEXT)


def _suffix(stream: Stream) -> str:
    """In lower case, and of what is in it when it is compressed."""
    path = stream.path
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def _xml(start: str, stream: Stream, suffix: str) -> str | None:
    """By the root element; what stands further down says nothing, as web pages have <article> too."""
    if not start.startswith("<"):
        return None
    found = _PROLOGUE.match(start)
    prologue = found.group() if found else ""
    declared = re.search(r"<\?xml|<!DOCTYPE", prologue or start[:9], re.I)
    root = _ROOT.match(start, len(prologue))
    name = root.group(1) if root else ""
    if re.search(r"<!DOCTYPE\s+html", prologue, re.I) or name.lower() in _HTML:
        return "html"
    if name in _JATS | _PUBMED:
        if re.search(r"encoding\s*=\s*[\"']utf-?7", start[:200], re.I):
            raise stream.refused(*UTF7)
        if entities_with_elements(prologue):
            raise stream.refused(*ENTITIES)
        return "jats" if name in _JATS else "pubmed"
    if suffix in TEXT | HTML and not declared:
        return None
    if name:
        cause, mend = UNKNOWN_XML
        raise stream.refused(cause.format(name[:40]), mend)
    if declared:
        raise stream.refused("XML without a root element at its beginning", "fetch it again")
    return None


def _tagged(start: str, suffix: str) -> str | None:
    opening = "\n".join(start.splitlines()[:_OPENING_LINES])
    if _MEDLINE.search(opening):
        return "medline"
    if _RIS.search(opening):
        return "ris"
    is_bibtex = _BIBTEX.match(start) or (suffix == ".bib" and _BIBTEX_ENTRY.search(start))
    return "bibtex" if is_bibtex else None


def _json(start: str, suffix: str) -> str | None:
    if re.match(r"\[\s*(?:\{|\]\s*\Z)", start) and suffix not in JSON_LINES:
        return "csl"
    if not re.match(r'\{\s*["}]', start):
        return None
    if re.match(r'\{\s*"(?:message|resultList|status)"', start):
        return None
    line, _, rest = start.partition("\n")
    if re.match(r'\{\s*"items"\s*:\s*\[', start):
        return "csl"
    if line.strip() != "{" and (not rest or line.rstrip().endswith("}")):
        return "jsonl"
    is_csl = re.search(r'^\s{0,8}"(?:items"\s*:\s*\[|type"\s*:\s*"|DOI"\s*:|container-title"\s*:)', start, re.M)
    return "csl" if suffix not in JSON_LINES and is_csl else None
