"""What follows from all that is known of a paper, once its records are joined."""

from dataclasses import replace

from index.abbreviations import abbreviations
from index.information import with_information
from index.records import Paper
from index.study import kind, species, study_types


def complete(paper: Paper) -> Paper:
    """The paper with kind, study types, species, abbreviations and "Article information".

    The kind of a reference or a digest stays what it is, as do a digest's study types and species, and nothing is told
    about a study from its title alone.
    """
    if paper.is_reference:
        return with_information(paper)
    text = "\n".join(section.text for section in paper.sections)
    if paper.is_digest:
        return with_information(replace(paper, abbreviations=abbreviations(text)))
    types = study_types(paper.publication_types, paper.mesh, paper.title, text)
    return with_information(
        replace(
            paper,
            kind=kind(paper.publication_types),
            study_types=types,
            species=species(paper.mesh, paper.title, text),
            abbreviations=abbreviations(text),
        )
    )
