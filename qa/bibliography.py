"""Questions about papers (who, where, when, how many references), answered from "Article information"."""

import re
from dataclasses import dataclass, replace

from index import Index, Passage
from index.analysis import tokens
from index.lexical import record_values
from qa.weights import coverage, weigh

NAMED = 0.8
"""Share of a question's telling words that a paper's record must hold for the question to be about that paper."""

RECORDS_READ = 30
"""Records looked at for the papers that a question names."""

_WHO = r"\bwho (?:wrote|authored|published|(?:are|is|were|was) (?:the )?(?:first |last |senior )?authors?)\b"
_AUTHORS = rf"{_WHO}|\b(?:written|authored|published) by\b|\bauthors? of\b|\b(?:names? of|name|list) the authors\b"
_PUBLISHED = r"(?:published|written|appear(?:ed)?|come out|came out)"
_ASKED = {
    "Authors": _AUTHORS,
    "Affiliation": r"\baffiliat\w*|\b(?:which|what) (?:institut\w+|universit\w+|department|hospital|group|lab\w*)\b.*\bauthors?\b"
    r"|\bwhere (?:do|are|did) the authors (?:work|from|come)\w*|\b(?:which|what) (?:institut\w+|universit\w+)\b.*\bfrom\b",
    "Journal": rf"\b(?:which|what) journal\b|\bjournal of\b|\bwhere (?:was|is|were|has)\b.*\b{_PUBLISHED}\b",
    "Publisher": r"\bpublishers?\b",
    "Year": rf"\b(?:which|what) year\b(?!-)|\byear of publication\b|\bpublication (?:date|year)\b|\bwhen (?:was|is|were|did)\b.*\b{_PUBLISHED}\b",
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
        " first last senior corresponding names list wrote written write published publish publication appeared journal year date institution"
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


def named_records(about: Asked, index: Index, k: int = 10) -> list[Passage]:
    """The "Article information" passages of the papers that a question names, best first.

    A question that asks about a paper names those whose record holds `NAMED` of its telling words, or, with none
    left ("How many references does the review have?"), the only paper or only review there is. Any other question
    names a paper when it holds most of a title, or an author, a journal or a year beside words of the title.
    """
    if about.labels and not about.topic:
        return _only(about, index)
    weights = weigh(" ".join(about.topic), index)
    scored = []
    for passage in index.search_records(about.topic, RECORDS_READ):
        values, title = set(tokens(record_values(passage.text))), set(tokens(passage.paper.title))
        share = coverage(weights, values)
        by_title = len(title.intersection(weights)) >= NAMED * len(title)
        if share >= NAMED and (about.labels or by_title or share > coverage(weights, title)):
            scored.append((share, passage))
    # Of records that fit equally well, one of a paper whose text is here comes before a mere reference.
    scored.sort(key=lambda one: (-round(one[0], 2), one[1].paper.is_reference))
    return [replace(passage, score=share) for share, passage in scored[:k]]


def lines_about(labels: tuple[str, ...], record: Passage) -> list[tuple[int, int]]:
    """The lines of a record that answer: its title, then those of the labels; none when it has none of the labels."""
    text = record.paper.sections[record.ordinal].text
    wanted = [name for label in labels for name in _SYNONYMS.get(label, (label,))]
    found = [(start, end) for start, end in record.sentences if text[start:end].split(":")[0] in wanted]
    return [record.sentences[0], *found] if found else []


def _only(about: Asked, index: Index) -> list[Passage]:
    for kind in ("review", None) if about.review else (None,):
        papers = index.catalog.ids(kind, most=2)
        if len(papers) == 1:
            return [replace(index.catalog.passages_of(papers[0])[-1], score=1.0)]
    return []
