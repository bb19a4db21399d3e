"""The papers that an answer cites."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from index.information import STATUS_WORDS
from index.letters import fold_letters
from index.names import GIVEN_WORDS
from index.records import DIGEST_PREFIX, Paper
from qa.records import Answer

SUMMARY_READ = "What was read and quoted is Vesicle’s summary of this paper, not the paper itself."
RETRACTED = "Retracted Publication"
"""The type that PubMed gives a retracted paper; a record that carries it is known for one when it is read again."""
ONLY_LISTED = "Known to Vesicle from the reference list of another paper only."
_LONGEST_SUFFIX = 4
_LONGEST_NAME = 20
_SHORTEST_WORD = 4
_NO_SUBJECT = frozenset("between from into that their these this through toward towards using with".split())


@dataclass(frozen=True, slots=True)
class Cited:
    """A paper, and how an answer came to it. A digest stands here under the paper that it sums up.

    key: names the paper within the answer, in small ASCII letters and digits.
    numbers: of the citations, in order. notes: what a reader should know before citing the paper.
    """

    key: str
    paper: Paper
    numbers: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def cited_papers(answer: Answer) -> list[Cited]:
    """Each paper once, in the order of its first citation."""
    papers: dict[str, Paper] = {}
    numbers: dict[str, list[int]] = {}
    summaries = set()
    for citation in sorted(answer.citations, key=lambda one: one.number):
        own_id = citation.paper.id.removeprefix(DIGEST_PREFIX)
        if own_id not in papers or papers[own_id].is_digest:
            papers[own_id] = citation.paper
        numbers.setdefault(own_id, []).append(citation.number)
        if citation.source == "digest":
            summaries.add(own_id)
    return [
        Cited(key, paper, tuple(numbers[own_id]), _notes(paper, own_id in summaries))
        for key, (own_id, paper) in zip(keys(papers.values()), papers.items(), strict=True)
    ]


def nearest_papers(answer: Answer) -> list[Cited]:
    """The papers that an answer found but does not cite, best first."""
    papers = {passage.paper.id: passage.paper for passage in answer.passages}
    return [
        Cited(key, paper, notes=_notes(paper, paper.is_digest))
        for key, paper in zip(keys(papers.values()), papers.values(), strict=True)
    ]


def keys(papers: Iterable[Paper]) -> list[str]:
    """A key a paper: first author, year and first telling word of the title; a letter behind it if it is taken.

    >>> abe = Paper("doi:10.1/x", "The Potential Use of Exosomes", ("Abe, Chizumi",), year=2023)
    >>> keys([abe, abe, Paper("pmid:1", "TNF-α in Łódź"), Paper("pmid:2", "外泌体", ("王, 明",))])
    ['abe2023potential', 'abe2023potentialb', 'tnfalphalodz', 'paper']
    """
    taken: dict[str, None] = {}
    for paper in papers:
        key = _key(paper)
        endings = (chr(ord("a") + number) if number < 26 else str(number) for number in count(1))
        while key in taken:
            key = _key(paper) + next(endings)
        taken[key] = None
    return list(taken)


def split_name(author: str) -> tuple[str, ...]:
    """A name as (family, given) or (family, given, suffix); a group's, or one that is not told apart, as (name,).

    >>> split_name("West, Cornel, Jnr"), split_name("Cancer Genome Atlas Research Network")
    (('West', 'Cornel', 'Jnr'), ('Cancer Genome Atlas Research Network',))
    """
    parts = [part.strip() for part in author.split(",")]
    is_person = (
        len(parts) in (2, 3)
        and all(parts)
        and len(parts[1].split()) <= GIVEN_WORDS
        and all(len(suffix) <= _LONGEST_SUFFIX for suffix in parts[2:])
    )
    return tuple(parts) if is_person else (author.strip(),)


def notices_told(paper: Paper) -> tuple[str, ...]:
    """What became of a paper, a sentence a notice.

    >>> from index.records import Notice
    >>> notices_told(Paper("pmid:1", "Exosomes", notices=(Notice("concern", "2021-05-03", "Retraction Watch"),)))
    ('Expression of concern 2021-05-03 (according to: Retraction Watch).',)
    """
    said = []
    for notice in paper.notices:
        when = f" {notice.date}" if notice.date else ""
        said.append(f"{STATUS_WORDS[notice.status].capitalize()}{when} (according to: {notice.source}).")
    return tuple(said)


def _notes(paper: Paper, is_summary: bool) -> tuple[str, ...]:
    notes = list(notices_told(paper))
    notes += [SUMMARY_READ] if is_summary else []
    notes += [ONLY_LISTED] if paper.is_reference else []
    return tuple(notes)


def _key(paper: Paper) -> str:
    family = _ascii(split_name(paper.authors[0])[0])[:_LONGEST_NAME] if paper.authors else ""
    words = [word for part in paper.title.split() if len(word := _ascii(part)) >= _SHORTEST_WORD]
    telling = [word for word in words if word not in _NO_SUBJECT][:2]
    before, after = (family, telling[:1]) if family else ("".join(telling[:1]), telling[1:])
    return f"{before}{paper.year or ''}{''.join(after)}" or "paper"


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold_letters(text))
