"""The saved page of a paper on the site that the review comes from: only what is recognised is kept.

Subscription lines, copyright, registration numbers and subjects stand among the rest as lines like any other, so a line
counts only where it has the shape of what belongs in its place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.errors import SourceError
from index.records import Paper
from index.sources.make import make_paper
from index.sources.stream import Stream
from index.text import one_line

_REFERENCES = re.compile(r"References?\s?(\d[\d,]*)\s?articles?\.?")
_CITED_BY = re.compile(r"Cited by\s?\d[\d,]*\s?articles?\b")
_NUMBERED = re.compile(r"(\d{1,5})\.\s(.+)")
_SITE = re.compile(r"订阅|施引文献|公网安备|ICP[备证]|^Copyright\b|^Cited by\b|^References?\d|^https?://\S+$", re.I)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MOST_CHINESE = 0.2
_ABSTRACT_WORDS = 8
_NAME_WORDS = 5
_REFERENCE_CHARACTERS = 2000
_MARKS_BACKWARDS = re.compile(r"(?:DICRO|[\s\d*†‡§¶#✉⁰¹²³⁴-⁹])*")
_LISTED = re.compile(r"(?P<title>.+);(?P<author>[^;]*);(?P<journal>[^;]*),\s?(?P<year>\d{4})[a-z]?")
_FREE = re.compile(r"(?P<names>[^()]*?)\s?\((?P<year>\d{4})[a-z]?(?:,[^()]*)?\)\.?\s(?P<rest>.+)")
_PERSON = re.compile(r"(?:and\s)?([^,]{1,200},\s(?:[^\W\d_]\.[\s-]?)+)(?:,\s|$|\s(?=and\s))")
_ARTICLE = re.compile(r"(?P<title>.{10,}?\w{3}[.?!])\s(?P<journal>[^,]{1,200}),\s(?P<volume>\d+)")
_ONLINE = re.compile(r"\s*Available online:.*$")


def is_page(text: str) -> bool:
    """Whether a text begins as such a page: its reference line, then a listed reference or the "Cited by" line.

    >>> is_page("A title\\n\\nReference12 articles.\\n\\n1. A study;Abe;Cell,2020\\n")
    True
    """
    lines = [line.strip() for line in text.splitlines()]
    found = next((place for place, line in enumerate(lines) if _REFERENCES.fullmatch(line)), None)
    return found is not None and any(_CITED_BY.match(line) or _NUMBERED.match(line) for line in lines[found + 1 :])


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """The paper of the page, then the references that it lists (kind "reference", `cited_by` the paper)."""
    lines = [line for line in map(one_line, stream.text().splitlines()) if line]
    at = next((place for place, line in enumerate(lines) if _REFERENCES.fullmatch(line)), len(lines))
    front, listed = lines[:at], lines[at + 1 :]
    abstract = [line for line in front[1:] if _is_prose(line)]
    if not abstract:
        yield stream.refused("a saved page without an abstract", "save the whole page, or fetch the article's XML")
        return
    before = front[1 : front.index(abstract[0])]
    authors = _authors(before[0]) if before else []
    count = _REFERENCES.fullmatch(lines[at]) if at < len(lines) else None
    paper = make_paper(
        title=front[0],
        authors=authors,
        sections=[("Abstract", "\n".join(abstract))],
        details=[
            ("Affiliations", "; ".join(_affiliations(before))),
            ("Number of references", count.group(1).replace(",", "") if count else None),
        ],
    )
    if paper is None:
        return
    yield paper
    for line in _until_cited_by(listed):
        if reference := _reference(line):
            yield replace(reference, kind="reference", cited_by=(paper.id,))


def _is_prose(line: str) -> bool:
    """A paragraph of an abstract: several words that end as a sentence does, and nothing of the site."""
    if _NUMBERED.match(line) or _SITE.search(line) or not re.search(r"[.!?][)\]”’\"']?$", line):
        return False
    chinese = len(_CHINESE.findall(line)) > _MOST_CHINESE * len(line)
    return not chinese and len(line.split()) >= _ABSTRACT_WORDS


def _authors(line: str) -> list[str]:
    """The names in a line of authors; none when it is another line.

    >>> _authors("Abe Chizumi1,Bhaswant Maharshi1,2ORCID"), _authors("1. Tohoku University, Sendai")
    (['Abe Chizumi', 'Bhaswant Maharshi'], [])
    """
    if _NUMBERED.match(line) or _SITE.search(line):
        return []
    names = [name for part in re.split(r"[,;，；]", line) if (name := _without_marks(part))]
    is_names = all(
        len(name.split()) <= _NAME_WORDS and any(letter.isupper() or _CHINESE.match(letter) for letter in name)
        for name in names
    )
    return names if is_names else []


def _without_marks(name: str) -> str:
    marks = _MARKS_BACKWARDS.match(name[::-1])
    return name[: len(name) - marks.end()].strip() if marks else name


def _affiliations(lines: Sequence[str]) -> Iterator[str]:
    """Those that are numbered from 1; any other line ends them."""
    number = 0
    for line in lines:
        found = _NUMBERED.fullmatch(line)
        if found and int(found.group(1)) == number + 1 and not _SITE.search(line):
            number += 1
            yield found.group(2).rstrip(" .;")
        elif number:
            return


def _until_cited_by(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if _CITED_BY.match(line):
            return
        found = _NUMBERED.fullmatch(line)
        if found and len(line) <= _REFERENCE_CHARACTERS and not _SITE.search(found.group(2)):
            yield found.group(2)


def _reference(line: str) -> Paper | None:
    """One listed reference, in either of the shapes that the site has; None for a line in neither.

    >>> paper = _reference("Delivery of Drugs;Dai;ACS Nano,2018")
    >>> paper.title, paper.authors, paper.journal, paper.year
    ('Delivery of Drugs', ('Dai',), 'ACS Nano', 2018)
    """
    if found := _LISTED.fullmatch(line):
        return make_paper(
            title=found["title"], authors=[found["author"]], journal=found["journal"], year=found["year"], doi=line
        )
    if found := _FREE.fullmatch(line):
        return _free(found["names"], found["year"], _ONLINE.sub("", found["rest"]), line)
    return None


def _free(names: str, year: str, rest: str, line: str) -> Paper | None:
    """``Names (2020). Title, Publisher.``, or ``Names (2020). Title. Journal, 12.``"""
    authors = _PERSON.findall(names) or [names]
    rest = rest.strip().removesuffix(".")
    if article := _ARTICLE.fullmatch(rest):
        title = article["title"].removesuffix(".")
        volume = [("Volume", article["volume"])]
        return make_paper(title=title, authors=authors, journal=article["journal"], year=year, doi=line, details=volume)
    title, _, publisher = rest.rpartition(", ")
    return make_paper(
        title=title or rest,
        authors=authors,
        year=year,
        doi=line,
        details=[("Publisher", publisher if title else None)],
    )
