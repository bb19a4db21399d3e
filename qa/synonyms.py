"""Terms of a question and what stands for them in papers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from index.analysis import fold, query_terms, tokens
from qa.synonym_groups import GROUPS

MOST_ALSO = 2
"""Of the terms that stand for one that was asked, how many are searched for too."""
VERBS = "verbs"
"""Kind of the groups that count when a sentence is read, and are not searched for."""
_SHORT_FORM = re.compile(r"(?=[^a-z]*[A-Z][^a-z]*[A-Z])[A-Z][A-Z-]{1,4}\d?(?: T?-?cell)?")
_WORD = re.compile(r"[^\W_]+")

_NAMED_KINDS = {"mirna": re.compile(r"(?:mir|let)\d"), "circrna": re.compile(r"circ\w"), "lncrna": re.compile(r"lnc\w")}
"""Tokens of kinds of RNA, and what a text names one of them by."""

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A member of a group.

    stems: of all its words. tokens: that a text must hold to speak of it.
    searched: it is searched for in the place of another one. leads: it is the one of its group that papers use most.
    """

    text: str
    stems: Stems
    tokens: Stems
    searched: bool
    leads: bool

    @property
    def is_short(self) -> bool:
        """Whether it counts only when it is written in capitals."""
        return _SHORT_FORM.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Synonym:
    """A term of a question and those that stand for it. kind: of `qa.synonym_groups`."""

    asked: Term
    others: tuple[Term, ...]
    kind: str

    @property
    def searched(self) -> tuple[Term, ...]:
        """Those of the others to search for."""
        return tuple(term for term in self.others if term.searched)[: 0 if self.kind == VERBS else MOST_ALSO]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What stands for the terms of one question, in their order."""

    found: tuple[Synonym, ...]

    @property
    def also(self) -> tuple[str, ...]:
        """The terms to search for beside those that were asked."""
        return tuple(dict.fromkeys(term.text for one in self.found for term in one.searched))

    @property
    def stand_ins(self) -> tuple[tuple[Stems, tuple[Stems, ...]], ...]:
        """For the tokens of each term that was asked, those of the terms to search for in their place."""
        return tuple(
            (one.asked.tokens, tuple(term.tokens for term in one.searched)) for one in self.found if one.searched
        )

    def restated(self, question: str) -> str:
        """The question in the words that papers use most, where it has others.

        >>> synonyms_in("Clots in mouth cancer").restated("Clots in mouth cancer")
        'thrombosis in oral squamous cell carcinoma'
        """
        for one in self.found:
            first = one.others[0] if one.others else one.asked
            if one.kind == "same" and first.leads:
                words = (re.escape(word[: max(3, len(word) - 2)]) + r"\w*" for word in _WORD.findall(one.asked.text))
                question = re.sub(rf"(?<!\w){'[^a-zA-Z0-9]+'.join(words)}", first.text, question, count=1, flags=re.I)
        return question

    def filled(self, found: set[str] | frozenset[str]) -> set[str]:
        """The tokens of a text, and with them those of the question for which the text has another term.

        >>> sorted(synonyms_in("Which cells reach the stomach?").filled({"cell", "gastric"}))
        ['cell', 'gastric', 'stomach']
        """
        more = set(found)
        more.update(kind for kind, name in _NAMED_KINDS.items() if any(map(name.match, found)))
        for one in self.found:
            if any(other.tokens and found.issuperset(other.tokens) for other in one.others):
                more.update(one.asked.tokens)
        return more


@lru_cache(maxsize=64)
def synonyms_in(question: str) -> Synonyms:
    """The terms of a question that have others that stand for them; of those of one thing that overlap the longest.

    >>> [(one.asked.text, one.others[0].text) for one in synonyms_in("Is taxol of use in bowel cancer?").found]
    [('taxol', 'paclitaxel'), ('bowel cancer', 'colorectal cancer')]
    >>> len(synonyms_in("A DC was used").found), len(synonyms_in("a dc current was used").found)
    (1, 0)
    """
    asked = _stems(question)
    spans = [
        (first, first + len(term.stems), term, kind, others)
        for first, stem in enumerate(asked)
        for term, kind, others in _members().get(stem, ())
        if asked[first : first + len(term.stems)] == term.stems and _is_written_so(term, question)
    ]
    spans.sort(key=lambda span: (span[0] - span[1], span[0]))
    taken: dict[bool, set[int]] = {True: set(), False: set()}
    kept: list[tuple[int, Synonym]] = []
    for first, end, term, kind, others in spans:
        here = set(range(first, end))
        same = [one for at, one in kept if at == first and one.asked.stems == term.stems]
        if same or taken[kind == VERBS].isdisjoint(here):
            taken[kind == VERBS] |= here
            kept.append((first, Synonym(term, others, kind)))
    return Synonyms(tuple(one for _, one in sorted(kept, key=lambda one: one[0])))


def _is_written_so(term: Term, question: str) -> bool:
    return not term.is_short or re.search(rf"(?<!\w){re.escape(term.text)}s?(?!\w)", question) is not None


@cache
def _members() -> dict[str, list[tuple[Term, str, tuple[Term, ...]]]]:
    """First stem of a term -> the terms that begin so, each with the kind and the others of its group."""
    members: dict[str, list[tuple[Term, str, tuple[Term, ...]]]] = {}
    for kind, terms in _groups():
        for term in terms:
            others = tuple(one for one in terms if one.stems != term.stems)
            members.setdefault(term.stems[0], []).append((term, kind, others))
    return members


def _groups() -> Iterator[tuple[str, list[Term]]]:
    for line in GROUPS.splitlines():
        kind, _, listed = line.partition(": ")
        if listed:
            yield kind, [_term(one.strip(), at == 0) for at, one in enumerate(listed.split("|"))]


def _term(written: str, leads: bool) -> Term:
    text = written.removeprefix("~")
    return Term(text, _stems(text), tuple(query_terms(text)), text == written, leads)


def _stems(text: str) -> Stems:
    """The words of a text, stemmed, parts of names with hyphens and stop words included."""
    return tuple(_stem(word) for word in _WORD.findall(fold(text)))


@cache
def _stem(word: str) -> str:
    return next(iter(tokens(word)), word)
