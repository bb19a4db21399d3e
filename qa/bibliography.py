"""Questions about papers (who, where, when, how many references), answered from "Article information"."""

import re
from dataclasses import dataclass, replace

from index import Filters, Index, Paper, Passage
from index.analysis import tokens
from index.filters import EVERYTHING
from index.information import STATUS_WORDS
from index.lexical import record_values
from qa.weights import coverage, weigh

NAMED = 0.8
"""Share of a question's telling words that a paper's record must hold for the question to be about that paper."""

RECORDS_READ = 30
"""Records looked at for the papers that a question names."""

TITLE_WORDS = 5
"""Telling words from which a title names its paper; "Exosomes" alone is a topic."""

STANDING = "Standing"
"""What is asked of a paper: whether it was retracted, corrected or doubted; the lines of a record are those below."""

NOTICES = frozenset({"retraction notice", "correction notice", "concern notice"})
"""Study types of what speaks of another paper and is no study itself."""

_PUBLISHED = r"(?:published|written|appear(?:ed)?|come out|came out)"
_WORK = r"(?:stud(?:y|ies)|papers?|articles?|findings?|results?|publication|work)"
_ASKED = {
    "Authors": (
        r"\bwho (?:wrote|authored|published)\b",
        r"\bwho (?:are|is|were|was) (?:the )?(?:first |last |senior |corresponding )?authors?\b",
        r"\b(?:written|authored|published) by\b|\bauthors? of\b|\b(?:names? of|name|list) the authors\b",
    ),
    "Affiliation": (
        r"\baffiliat\w*",
        r"\b(?:which|what) (?:institut\w+|universit\w+|department|hospital|group|lab\w*)\b.*\b(?:authors?|from)\b",
        r"\bwhere (?:do|are|did) the authors (?:work|from|come)\w*",
    ),
    "Journal": (r"\b(?:which|what) journal\b|\bjournal of\b", rf"\bwhere (?:was|is|were|has)\b.*\b{_PUBLISHED}\b"),
    "Publisher": (r"\bpublishers?\b",),
    "Year": (
        r"\b(?:which|what) year\b(?!-)|\byear of publication\b|\bpublication (?:date|year)\b",
        rf"\bwhen (?:was|is|were|did)\b.*\b{_PUBLISHED}\b",
    ),
    "DOI": (r"\bdoi\b",),
    "PMID": (r"\bpmid\b|\bpubmed id\b",),
    "Licence": (r"\blicen[cs]e\b",),
    STANDING: (
        r"\bretract(?:ed|ion|ions)?\b|\bexpressions? of concern\b|\bwithdrawn\b",
        rf"\b{_WORK}\b.*\b(?:rel(?:y|ied) (?:up)?on|reliable|trust(?:ed|worthy)?|still (?:stands?|valid|holds?))\b",
        rf"\b(?:rel(?:y|ied) (?:up)?on|trust)\b.*\b{_WORK}\b",
    ),
    "Number of references": (
        r"\bhow many (?:references|citations)\b|\bnumber of references\b|\breference count\b",
        r"\bhow many (?:works|papers|articles) (?:does|do|are cited)\b.*\bcite[sd]?\b",
    ),
}
_ASKED_PATTERNS = {label: re.compile("|".join(patterns), re.I) for label, patterns in _ASKED.items()}
_PLACE_AND_TIME = {"Journal": re.compile(r"\bwhere\b", re.I), "Year": re.compile(r"\bwhen\b", re.I)}
_QUESTION = re.compile(
    r"\?\s*$|^\s*(?:who|whom|whose|what|which|why|how|where|when|do|does|did|is|are|was|were|has|have|had|can|could"
    r"|may|might|must|shall|should|will|would)\b",
    re.I,
)
_GENERIC = frozenset(
    tokens(
        "paper papers article articles review reviews study work publication reference references author authors name"
        " names list first last senior corresponding wrote written write published publish publication appeared"
        " journal year date institution institute institutes university affiliation affiliations department from doi"
        " pmid licence license number count cite cites cited citation citations contain contains have has retracted"
        " retraction withdrawn rely relied reliable trust trusted trustworthy valid still stand stands hold holds"
    )
)
_SYNONYMS = {
    "Authors": ("Authors", "Authors as listed"),
    "Affiliation": ("Affiliation", "Affiliations"),
    "Journal": ("Journal", "Published in", "Publisher"),
    STANDING: tuple(words.capitalize() for words in STATUS_WORDS.values()),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks about papers.

    labels: of the lines of "Article information" that would answer; none when it is not about papers.
    topic: the tokens that are left to name the paper. is_question: it is put as a question, not as a title or a name.
    says_review: it speaks of "the review".
    """

    labels: tuple[str, ...]
    topic: tuple[str, ...]
    is_question: bool
    says_review: bool


def asked(question: str) -> Asked:
    """Read a question as one about papers.

    >>> about = asked("Who wrote Advances in Delivery, where and when?")
    >>> about.labels, about.topic
    (('Authors', 'Journal', 'Year'), ('advanc', 'deliveri'))
    >>> asked("How do the authors explain metastasis?").labels
    ()
    """
    labels = {label for label, pattern in _ASKED_PATTERNS.items() if pattern.search(question)}
    if labels and "Affiliation" not in labels:
        labels |= {label for label, word in _PLACE_AND_TIME.items() if word.search(question)}
    return Asked(
        labels=tuple(label for label in _ASKED if label in labels),
        topic=tuple(token for token in tokens(question) if not labels or token not in _GENERIC),
        is_question=bool(_QUESTION.search(question)),
        says_review=bool(re.search(r"\breview\b", question, re.I)),
    )


def named_records(about: Asked, index: Index, k: int = 10, filters: Filters = EVERYTHING) -> list[Passage]:
    """The "Article information" passages of the papers that a question names, best first.

    A question that asks about a paper names those whose record holds `NAMED` of its telling words, or, with none
    left ("How many references does the review have?"), the only paper or only review there is. A question of another
    kind names none. Words that are no question name a paper when they are its title, or hold an author or the year.
    """
    if about.labels and not about.topic:
        return _only(about, index, filters)
    if about.is_question and not about.labels:
        return []
    weights = weigh(" ".join(about.topic), index)
    scored = []
    for passage in index.search_records(about.topic, RECORDS_READ, filters):
        paper = passage.paper
        share = coverage(weights, set(tokens(record_values(passage.text))))
        if share >= NAMED and (about.labels or _is_named(paper, set(about.topic))):
            scored.append((share, passage))
    scored.sort(key=lambda one: (-round(one[0], 2), standing(one[1].paper)))
    return [replace(passage, score=share) for share, passage in scored[:k]]


def standing(paper: Paper) -> int:
    """Of records that fit equally well, in which order to answer: a paper's, a digest's, a reference's, a notice's."""
    return 3 if is_notice(paper) else 2 if paper.is_reference else int(paper.is_digest)


def is_notice(paper: Paper) -> bool:
    """Whether a paper is a notice that speaks of other papers: what became of them, and no finding."""
    return not NOTICES.isdisjoint(paper.study_types)


def lines_about(labels: tuple[str, ...], record: Passage) -> list[tuple[int, int]]:
    """The lines of a record that answer: its title, then those of the labels; none when it has none of the labels."""
    text = record.paper.sections[record.ordinal].text
    wanted = [name for label in labels for name in _SYNONYMS.get(label, (label,))]
    found = [(start, end) for start, end in record.sentences if text[start:end].split(":")[0] in wanted]
    return [record.sentences[0], *found] if found else []


def _only(about: Asked, index: Index, filters: Filters) -> list[Passage]:
    for kind in ("review", None) if about.says_review else (None,):
        papers = index.catalog.ids(kind, most=2)
        if len(papers) == 1:
            row, record = list(index.catalog.rows_of(papers[0]).items())[-1]
            among = index.among(filters)
            return [replace(record, score=1.0)] if among is None or row in among.rows else []
    return []


def _is_named(paper: Paper, words: set[str]) -> bool:
    title = set(tokens(paper.title))
    if len(title) >= TITLE_WORDS and len(title & words) >= NAMED * len(title):
        return True
    families = [author.partition(",")[0] for author in paper.authors]
    beyond = {token for token in tokens(f"{' '.join(families)} {paper.year or ''}") if len(token) > 1}
    return not words.isdisjoint(beyond - title)
