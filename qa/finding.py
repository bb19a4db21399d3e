"""The sentence of a study that states its main finding best."""

import re
from dataclasses import dataclass
from itertools import chain, islice

from index import Index, Paper, Passage
from index.analysis import tokens
from index.facets import LISTED, NAMED, NOT_STATED, states

MOST_READ = 300
"""Sentences of a study that are weighed."""
_STATING = re.compile(r"abstract|result|finding|conclusion|summary", re.I)
"""Headings of sections that state what was found."""
_CONCLUDING = re.compile(
    r"\b(?:conclu|taken together|together,|collectively|in summary|overall|thus|therefore"
    r"|(?:these|our) (?:results|findings|data|study)|we (?:show|found|find|demonstrat|report|reveal))",
    re.I,
)
_CONCLUSION, _FIRST = 0.15, 0.35
"""What it is worth to a sentence that it concludes, and that it is the first of a digest, which says what was found."""
_SHORTEST, _LONGEST = 40, 600
"""Characters between which a sentence reads well in a table."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence where it stands. start, end: within the text of its section, in code points."""

    passage: Passage
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The exact words."""
        return self.passage.paper.sections[self.passage.ordinal].text[self.start : self.end]


def finding(index: Index, paper_id: str) -> Finding | None:
    """The sentence of a paper, or of a digest, that holds most of what is recorded of its study and of its title.

    Only its abstract, results and conclusions are read where it has such sections; never its "Article information".
    None when it has no text.

    >>> from index import open_index
    >>> finding(open_index(), "digest:pmid:33213490").quote[:76]
    'Colorectal cancer (CRC) cells send miR-934 in exosomes to macrophages and tu'
    """
    passages = [one for one in index.catalog.rows_of(paper_id).values() if not one.is_record]
    stating = [one for one in passages if _STATING.search(one.section)]
    every = (Finding(one, start, end) for one in stating or passages for start, end in one.sentences)
    read = list(islice(every, MOST_READ))
    if not read:
        return None
    gist = _Gist.of(read[0].passage.paper)
    return max(read, key=lambda one: _worth(one, gist))


@dataclass(frozen=True, slots=True)
class _Gist:
    """What a study is about: the tokens of its title, those of each name, and each value of a listed facet."""

    title: set[str]
    names: list[set[str]]
    values: list[tuple[str, str]]

    @classmethod
    def of(cls, paper: Paper) -> "_Gist":
        facets = paper.facets
        named = (getattr(facets, facet) for facet in NAMED)
        return cls(
            set(tokens(paper.title)),
            [set(tokens(name)) for name in chain.from_iterable(named)],
            [
                (facet, value)
                for facet in LISTED
                for value in getattr(facets, facet)
                if value in LISTED[facet] and LISTED[facet][value] and value != NOT_STATED
            ],
        )


def _worth(one: Finding, gist: _Gist) -> float:
    """How much of the study a sentence states, 0 to 2, and a little more where it is likely to conclude."""
    quote = one.quote
    held = set(tokens(quote))
    said = sum(name <= held for name in gist.names) + sum(states(quote, *value) for value in gist.values)
    worth = len(gist.title & held) / max(1, len(gist.title)) + said / max(1, len(gist.names) + len(gist.values))
    if _CONCLUDING.search(quote) or "conclusion" in one.passage.section.lower():
        worth += _CONCLUSION
    if one.passage.paper.is_digest and one.start == 0:
        worth += _FIRST
    return worth if _SHORTEST <= len(quote) <= _LONGEST else worth / 2
