"""Questions about papers (who, where, when, how many references), answered from "Article information"."""

import re
from dataclasses import dataclass

from index import Index, Paper, Passage
from index.analysis import STOP_WORDS, tokens
from qa.weights import coverage

NAMED = 0.8
"""Share of a question's telling words that a paper's record must hold for the question to be about that paper."""

_WHO = r"\bwho (?:wrote|authored|published|(?:are|is|were|was) (?:the )?(?:first |last |senior )?authors?)\b"
_AUTHORS = rf"{_WHO}|\b(?:written|authored|published) by\b|\bauthors? of\b|\b(?:names? of|name|list) the authors\b"
_PUBLISHED = r"(?:published|written|appear(?:ed)?|come out|came out)"
_ASKED = {
    "Authors": _AUTHORS,
    "Affiliation": r"\baffiliat\w*|\b(?:which|what) (?:institut\w+|universit\w+|department|hospital|group|lab\w*)\b.*\bauthors?\b"
    r"|\bwhere (?:do|are|did) the authors (?:work|from|come)\w*|\b(?:which|what) (?:institut\w+|universit\w+)\b.*\bfrom\b",
    "Journal": rf"\b(?:which|what) journal\b|\bjournal of\b|\bwhere (?:was|is|were|has)\b.*\b{_PUBLISHED}\b",
    "Publisher": r"\bpublishers?\b",
    "Year": rf"\b(?:which|what) year\b|\byear of publication\b|\bpublication (?:date|year)\b|\bwhen (?:was|is|were|did)\b.*\b{_PUBLISHED}\b",
    "DOI": r"\bdoi\b",
    "PMID": r"\bpmid\b|\bpubmed id\b",
    "Licence": r"\blicen[cs]e\b",
    "Number of references": r"\bhow many (?:references|citations|works|papers|articles)\b.*\b(?:have|has|list|cite|contain|there|in)\b"
    r"|\bnumber of references\b|\breference count\b",
}
_ASKED_PATTERNS = {label: re.compile(pattern, re.I) for label, pattern in _ASKED.items()}
_PLACE_AND_TIME = {"Journal": re.compile(r"\bwhere\b", re.I), "Year": re.compile(r"\bwhen\b", re.I)}
_GENERIC = frozenset(
    tokens(
        "paper papers article articles review reviews study work publication reference references author authors name"
        " names list wrote written write published publish publication appeared journal year date institution"
        " institute institutes university affiliation affiliations department from doi pmid licence license number"
        " count many cite cites cited citation citations contain contains have has"
    )
)
_SYNONYMS = {"Authors": ("Authors", "Authors as listed"), "Affiliation": ("Affiliation", "Affiliations"),
             "Journal": ("Journal", "Published in", "Publisher")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks about papers: the labels of "Article information", and the words that name the paper."""

    labels: tuple[str, ...]
    topic: tuple[str, ...]
    review: bool


def asked(question: str) -> Asked:
    """Read a question as one about papers; ``labels`` is empty when it is not one.

    >>> asked("Who wrote Advances in Delivery, where and when?")
    Asked(labels=('Authors', 'Journal', 'Year'), topic=('advanc', 'deliveri'), review=False)
    >>> asked("How do the authors explain metastasis?").labels
    ()
    """
    labels = [label for label, pattern in _ASKED_PATTERNS.items() if pattern.search(question)]
    if labels:
        labels += [label for label, word in _PLACE_AND_TIME.items() if word.search(question) and label not in labels]
    if "Affiliation" in labels and "Journal" in labels and not _ASKED_PATTERNS["Journal"].search(question):
        labels.remove("Journal")
    topic = tuple(token for token in tokens(question) if token not in _GENERIC)
    ordered = tuple(label for label in _ASKED if label in labels)
    return Asked(ordered, topic, bool(re.search(r"\breview\b", question, re.I)))


def named_records(topic: tuple[str, ...], index: Index, k: int = 10) -> list[Passage]:
    """The "Article information" passages that a question names, best first: most of its words stand in them."""
    found = index.search_records(" ".join(topic), max(k, 30))
    scored = [(coverage(topic, passage, index), passage) for passage in found]
    named = [(share, passage) for share, passage in scored if share >= NAMED]
    # Of records that fit equally well, one of a paper whose text is here comes before a mere reference.
    named.sort(key=lambda one: (-round(one[0], 2), one[1].paper.is_reference))
    return [passage for _, passage in named[:k]]
