"""Which records are of the same paper."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace

from index.records import Paper

TITLE_WORDS = 5
"""Fewest words of a title by which a record without identifiers is told: a shorter one ("Summary") is many papers'."""
YEARS_APART = 1
"""Most years between two records of one paper: online first, and in print."""


@dataclass(frozen=True, slots=True)
class Known:
    """What tells a paper apart, of one record or of several together.

    authors: words of the first author's name, as different sources order and shorten it differently.
    """

    pmids: frozenset[str]
    dois: frozenset[str]
    pmcids: frozenset[str]
    years: frozenset[int]
    authors: frozenset[str]

    @property
    def has_identifier(self) -> bool:
        """Whether a PMID, a DOI or a PMCID is known."""
        return bool(self.pmids or self.dois or self.pmcids)


def own(record: Paper) -> Paper:
    """A record without what is another paper's: a digest is told by its id, not by all that it says of its paper.

    >>> own(Paper("digest:pmid:7", "Exosomes", pmid="7", kind="digest")).pmid is None
    True
    """
    if not record.is_digest:
        return record
    return replace(record, title="", authors=(), year=None, doi=None, pmid=None, pmcid=None)


def known_of(paper: Paper) -> Known:
    """What tells one record apart."""
    paper = own(paper)
    return Known(
        pmids=frozenset(filter(None, [paper.pmid])),
        dois=frozenset(filter(None, [paper.doi])),
        pmcids=frozenset(filter(None, [paper.pmcid])),
        years=frozenset(filter(None, [paper.year])),
        authors=frozenset(word for word in _words(paper.authors[0]) if len(word) > 1) if paper.authors else frozenset(),
    )


def union(one: Known, other: Known) -> Known:
    """What is known of a paper from both."""
    return Known(
        one.pmids | other.pmids,
        one.dois | other.dois,
        one.pmcids | other.pmcids,
        one.years | other.years,
        one.authors | other.authors,
    )


def names_of(paper: Paper) -> list[str]:
    """The names by which a record finds its paper, surest first: its identifiers, else a digest of its text.

    >>> names_of(Paper("pmid:7", "Exosomes", pmid="7", doi="10.1/x"))
    ['pmid:7', 'doi:10.1/x']
    """
    paper = own(paper)
    found = [f"pmid:{paper.pmid}"] if paper.pmid else []
    found += [f"doi:{paper.doi}"] if paper.doi else []
    found += [f"pmcid:{paper.pmcid}"] if paper.pmcid else []
    return found or ([paper.id] if paper.sections else [])


def title_key(title: str) -> str:
    """Digest of a title's words, without case and accents; "" when it has none."""
    words = _words(title)
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16] if words else ""


def is_telling(title: str) -> bool:
    """Whether a title is long enough to tell a paper by, with its year or its first author."""
    return len(_words(title)) >= TITLE_WORDS


def same_paper(one: Known, other: Known, *, by_title: bool = False) -> bool:
    """Whether two that share a name are one paper: no identifier may speak against it.

    Different PMIDs never are one; different DOIs only under one PMID.

    by_title: all that they share is a telling title. That is enough only when one of the two has no identifier, year
    and first author do not differ, and one of these two is known of both.
    """
    for mine, theirs in ((one.pmids, other.pmids), (one.dois, other.dois), (one.pmcids, other.pmcids)):
        if mine and theirs:
            return not mine.isdisjoint(theirs)
    if not by_title:
        return True
    if one.has_identifier and other.has_identifier:
        return False
    years = bool(one.years and other.years)
    authors = bool(one.authors and other.authors)
    if years and min(abs(mine - theirs) for mine in one.years for theirs in other.years) > YEARS_APART:
        return False
    if authors and one.authors.isdisjoint(other.authors):
        return False
    return years or authors


def titles_conflict(one: str, other: str) -> bool:
    """Whether two titles in Latin letters share no word: not two wordings of one title, nor a translation.

    >>> titles_conflict("Exosomes in cancer", "Kettles"), titles_conflict("Exosomes in cancer", "外泌体")
    (True, False)
    """
    mine, theirs = ({word for word in _words(title) if word.isascii()} for title in (one, other))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def id_rank(paper_id: str) -> tuple[bool, bool, str]:
    """Orders ids as they are chosen: PMID, DOI, digest."""
    return not paper_id.startswith("pmid:"), not paper_id.startswith("doi:"), paper_id


def _words(text: str) -> list[str]:
    """Words without case and accents."""
    return re.findall(r"\w+", unicodedata.normalize("NFKD", text).casefold().translate(_ACCENTS))


_ACCENTS = dict.fromkeys(range(0x300, 0x370))
