"""What is known about a paper, as words that an answer can quote."""

from dataclasses import replace

from index.names import given_name_first
from index.records import ARTICLE_INFORMATION, Paper, Section
from index.text import normalise, one_line

STATUS_WORDS = {
    "retracted": "retracted",
    "concern": "expression of concern",
    "corrected": "corrected",
    "reinstated": "reinstated",
}
STATUS_OF_RELATION = {
    "retracts": "retracted",
    "questions": "concern",
    "corrects": "corrected",
    "reinstates": "reinstated",
}
"""What a notice makes of the paper that it is linked to."""
RELATION_WORDS = {
    "retracts": "Retracts",
    "questions": "Expresses concern about",
    "corrects": "Corrects",
    "reinstates": "Reinstates",
    "preprint of": "Preprint of",
    "has preprint": "Preprint",
}


def with_information(paper: Paper) -> Paper:
    """The paper with "Article information" as its last section: one ``Label: value`` a line, known values only.

    Of `Paper.details` it has Affiliations (separated by semicolons), Published in, Publisher, Volume, Issue, Pages,
    Article number, Keywords and Number of references.

    >>> paper = Paper("doi:10.1/x", "A title", ("Abe, Chizumi",), year=2023, details=(("Number of references", "118"),))
    >>> print(with_information(paper).sections[-1].text)
    Title: A title
    Authors: Chizumi Abe
    Year: 2023
    Kind: article
    Number of references: 118
    """
    details = dict(paper.details)
    affiliations = details.get("Affiliations", "")
    known = [
        ("Title", paper.title),
        ("Authors as listed" if paper.is_reference else "Authors", ", ".join(map(given_name_first, paper.authors))),
        ("Affiliations" if "; " in affiliations else "Affiliation", affiliations),
        ("Journal", paper.journal),
        ("Published in", details.get("Published in")),
        ("Publisher", details.get("Publisher")),
        ("Year", paper.year),
        *((label, details.get(label)) for label in ("Volume", "Issue", "Pages", "Article number")),
        ("DOI", paper.doi),
        ("PMID", paper.pmid),
        ("PMCID", paper.pmcid),
        ("Licence", paper.licence),
        ("Kind", None if paper.is_reference else paper.kind),
        ("Study types", ", ".join(paper.study_types)),
        ("Species", ", ".join(paper.species)),
        ("Keywords", details.get("Keywords")),
        *((STATUS_WORDS[notice.status].capitalize(), notice.date or "yes") for notice in paper.notices),
        *((RELATION_WORDS[link.relation], link.target) for link in paper.links),
        ("Number of references", details.get("Number of references")),
    ]
    lines = [f"{label}: {one_line(str(value))}" for label, value in known if value]
    section = Section(ARTICLE_INFORMATION, normalise("\n".join(lines)))
    return replace(paper, sections=(*paper.sections, section))
