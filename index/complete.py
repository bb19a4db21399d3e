"""What follows from all that is known of a paper, once its records are joined."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from index.abbreviations import abbreviations
from index.information import with_information
from index.records import Paper
from index.study import kind, species, study_types


@dataclass(frozen=True, slots=True)
class Study:
    """What a paper's own words tell: study types, species, and (short, long) pairs that it defines."""

    types: tuple[str, ...]
    species: tuple[str, ...]
    abbreviations: tuple[tuple[str, str], ...]


def study_of(paper: Paper) -> Study:
    """What is told by the types, headings, title and sections of a paper that is not complete yet."""
    text = "\n".join(section.text for section in paper.sections)
    types = study_types(paper.publication_types, paper.mesh, paper.title, text)
    return Study(types, species(paper.mesh, paper.title, text), abbreviations(text))


def complete(paper: Paper, study_of: Callable[[Paper], Study] = study_of) -> Paper:
    """The paper with kind, study types, species, abbreviations and "Article information".

    The kind of a reference or a digest stays what it is, as do a digest's study types and species, and nothing is told
    about a study from its title alone.

    study_of: as the function of that name.
    """
    if paper.is_reference:
        return with_information(paper)
    if paper.is_digest:
        text = "\n".join(section.text for section in paper.sections)
        return with_information(replace(paper, abbreviations=abbreviations(text)))
    study = study_of(paper)
    return with_information(
        replace(
            paper,
            kind=kind(paper.publication_types),
            study_types=study.types,
            species=study.species,
            abbreviations=study.abbreviations,
        )
    )
