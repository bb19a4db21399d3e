"""What each format calls a kind of document."""

from typing import NamedTuple

from index.records import Paper


class Kind(NamedTuple):
    """The same kind in the vocabularies of RIS, BibTeX and CSL."""

    ris: str
    bibtex: str
    csl: str


ARTICLE = Kind("JOUR", "article", "article-journal")
PREPRINT = Kind("UNPB", "misc", "article")
CHAPTER = Kind("CHAP", "incollection", "chapter")
OTHER = Kind("GEN", "misc", "document")
_BY_TYPE = {
    "book chapter": CHAPTER,
    "congress": Kind("CPAPER", "inproceedings", "paper-conference"),
    "book": Kind("BOOK", "book", "book"),
    "academic dissertation": Kind("THES", "phdthesis", "thesis"),
    "technical report": Kind("RPRT", "techreport", "report"),
    "dataset": Kind("DATA", "misc", "dataset"),
    "patent": Kind("PAT", "misc", "patent"),
}


def kind_of(paper: Paper) -> Kind:
    """The kind of a paper; what stands in a journal is an article, whatever else its record calls it.

    >>> kind_of(Paper("pmid:1", "T", journal="Cell", publication_types=("dataset",))).csl
    'article-journal'
    >>> kind_of(Paper("pmid:1", "T", publication_types=("book",))).csl, kind_of(Paper("pmid:1", "T")).csl
    ('book', 'document')
    """
    if paper.kind == "preprint":
        return PREPRINT
    if paper.journal:
        return ARTICLE
    known = [_BY_TYPE[name] for name in _BY_TYPE if name in paper.publication_types]
    return known[0] if known else CHAPTER if dict(paper.details).get("Published in") else OTHER
