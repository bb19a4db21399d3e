"""What is known about a paper, as words that an answer can quote."""

from collections.abc import Iterable
from dataclasses import replace

from index.names import given_name_first
from index.records import ARTICLE_INFORMATION, Paper, Section
from index.text import normalise, one_line


def with_information(
    paper: Paper,
    *,
    affiliations: Iterable[str] = (),
    volume: str | None = None,
    issue: str | None = None,
    article_number: str | None = None,
    container: str | None = None,
    publisher: str | None = None,
    references: int | None = None,
) -> Paper:
    """The paper with "Article information" as its last section: one ``Label: value`` a line, known values only.

    container: the book, proceedings or site that a reference is part of, when that is not a journal.
    references: how many the paper lists.

    >>> paper = Paper("doi:10.1/x", "A title", ("Abe, Chizumi",), year=2023)
    >>> print(with_information(paper, references=118).sections[-1].text)
    Title: A title
    Authors: Chizumi Abe
    Year: 2023
    Kind: article
    Number of references: 118
    """
    places = list(affiliations)
    known = {
        "Title": paper.title,
        "Authors as listed" if paper.is_reference else "Authors": ", ".join(map(given_name_first, paper.authors)),
        "Affiliation" if len(places) == 1 else "Affiliations": "; ".join(places),
        "Journal": paper.journal,
        "Published in": container,
        "Publisher": publisher,
        "Year": paper.year,
        "Volume": volume,
        "Issue": issue,
        "Article number": article_number,
        "DOI": paper.doi,
        "PMID": paper.pmid,
        "PMCID": paper.pmcid,
        "Licence": paper.licence,
        "Kind": None if paper.is_reference else paper.kind,
        "Number of references": references,
    }
    lines = [f"{label}: {one_line(str(value))}" for label, value in known.items() if value]
    section = Section(ARTICLE_INFORMATION, normalise("\n".join(lines)))
    return replace(paper, sections=(*paper.sections, section))


def first_words(text: str, count: int = 12) -> str:
    """What a record without a title is shown by.

    >>> first_words("Exosomes carry miR-21 to macrophages.", 3)
    'Exosomes carry miR-21 …'
    """
    words = text.split()
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
