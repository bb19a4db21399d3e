"""Papers that a question on their content speaks of by author, institution or journal: "the review by Abe"."""

import re

from index import Index, Paper
from index.analysis import tokens
from index.filters import EVERYTHING, Filters
from qa.kinds import things

RECORDS_READ = 20
MOST_PAPERS = 3
"""Papers that may fit a name equally well; a name that more have is no name of a paper."""
_NAME = re.compile(r"(?<![\w-])[A-Z][a-zà-öø-ÿ][\w’'-]*")
_SAYS_PAPER = re.compile(
    r"\b(?:reviews?|papers?|articles?|stud(?:y|ies)|authors?|groups?|team|colleagues|et al)\b", re.I
)
_PLACES = ("Journal", "Affiliation", "Affiliations", "Published in")


def papers_meant(question: str, index: Index, filters: Filters = EVERYTHING) -> tuple[str, ...]:
    """Ids of the papers that the names in a question mean, none when it names none, or too many papers have the names.

    A family name of an author counts, and, when the question speaks of a paper, a word of its journal or institution;
    not what the text of the paper itself speaks of, the name of a thing (Kupffer cells), or the word that a question
    begins with.

    >>> from index import open_index
    >>> library = open_index()
    >>> papers_meant("What does the review by Abe and Miyazawa say of drug carriers?", library)
    ('doi:10.3390/pharmaceutics15031024',)
    >>> papers_meant("What do Kupffer cells do in the liver?", library)
    ()
    """
    spans = [(thing.start, thing.end) for thing in things(question)]
    names = {
        found[0]
        for found in _NAME.finditer(question)
        if any(map(str.isalnum, question[: found.start()]))
        and not any(start <= found.start() < end for start, end in spans)
    }
    asked = {token for name in names for token in tokens(name) if index.lexical.is_of_records(token)}
    if not asked:
        return ()
    says_paper = _SAYS_PAPER.search(question) is not None
    fits: dict[str, int] = {}
    for record in index.search_records(asked, RECORDS_READ, filters):
        paper = record.paper
        if not paper.is_reference and (named := len(_named_by(paper, says_paper) & asked - _spoken_of(paper))):
            fits[paper.id] = named
    best = [paper_id for paper_id, named in fits.items() if named == max(fits.values())]
    return tuple(best) if len(best) <= MOST_PAPERS else ()


def _named_by(paper: Paper, says_paper: bool) -> set[str]:
    names = [author.partition(",")[0] for author in paper.authors]
    if says_paper:
        lines = (line.partition(": ") for line in paper.sections[-1].text.split("\n"))
        names += [value for label, _, value in lines if label in _PLACES]
    return {token for name in names for token in tokens(name)}


def _spoken_of(paper: Paper) -> set[str]:
    return {
        token for text in (paper.title, *(section.text for section in paper.sections[:-1])) for token in tokens(text)
    }
