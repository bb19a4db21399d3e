"""What the quotes of an answer say together to a yes / no question, and in what the studies that disagree differ."""

from collections.abc import Sequence

from index import Index, Paper
from index.analysis import tokens
from qa.form import Form
from qa.phrases import phrases_in
from qa.records import Citation
from qa.stance import stance
from qa.synonyms import synonyms_in
from qa.weights import coverage, weigh

ON_IT = 0.8
"""Share of a question's weight that a quote must hold to be read for or against it."""
MOST_VALUES = 3
"""Of each kind of condition, how many are named of one paper."""


def lead(question: str, citations: Sequence[Citation], form: Form, index: Index) -> tuple[str | None, tuple[str, ...]]:
    """How the quotes are divided over a yes / no question, and a notice of conditions that differ between the sides.

    Both are empty when no quote tells, or the question does not ask whether something is so.
    """
    if not form.yes_no:
        return None, ()
    sides: dict[str, list[Citation]] = {"for": [], "against": []}
    names, weights, synonyms = phrases_in(question), weigh(question, index), synonyms_in(question)
    for citation in citations:
        found = tokens(citation.quote)
        # Of a quote that speaks of other cells, or another cancer, the words tell nothing.
        is_on_it = names.all_in(found) and coverage(weights, synonyms.filled(set(found))) >= ON_IT
        if is_on_it and (side := stance(question, citation.quote)):
            sides[side].append(citation)
    told = [
        f"{_marks(some)} {'speak' if some[1:] else 'speaks'} {'for it' if side == 'for' else 'against it'}"
        for side, some in sides.items()
        if some
    ]
    if not told:
        return None, ()
    return f"Read by their words, {'; '.join(told)}.", _differences(*sides.values())


def _marks(citations: Sequence[Citation]) -> str:
    """Their numbers as a sentence has them.

    >>> _marks([])
    ''
    """
    marks = [f"[{one.number}]" for one in citations]
    return f"{', '.join(marks[:-1])} and {marks[-1]}" if marks[1:] else "".join(marks)


def _differences(one: Sequence[Citation], other: Sequence[Citation]) -> tuple[str, ...]:
    """In what the studies of two sides differ, as far as their records say, when both sides have some."""
    if not one or not other:
        return ()
    conditions = {paper.id: conditions_of(paper) for paper in (*_papers(one), *_papers(other))}
    if len(set(conditions.values())) < 2 or "" in conditions.values():
        return ()
    studied = [
        f"{_marks([citation for citation in (*one, *other) if citation.paper.id == paper])} {said}"
        for paper, said in conditions.items()
    ]
    return (f"What was studied differs: {'; '.join(studied)}.",)


def _papers(citations: Sequence[Citation]) -> list[Paper]:
    return list({citation.paper.id: citation.paper for citation in citations}.values())


def conditions_of(paper: Paper) -> str:
    """What kind of study a paper is, in which species, on which cancer, as far as that is known.

        >>> from index import Index, Paper
    from index.analysis import tokens
        >>> conditions_of(Paper("pmid:1", "A title", study_types=("animal", "in vitro"), species=("mouse",)))
        'animal, in vitro, mouse'
    """
    kinds = (paper.study_types, paper.species, paper.facets.cancer)
    return ", ".join(value for values in kinds for value in values[:MOST_VALUES])
