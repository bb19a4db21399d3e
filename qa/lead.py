"""What the quotes of an answer say together to a yes / no question, and in what the studies that disagree differ."""

from collections.abc import Callable, Sequence
from functools import cache

from index import Index, Paper
from index.analysis import tokens
from qa.bibliography import asked
from qa.form import Form
from qa.phrases import phrases_in
from qa.records import Citation
from qa.stance import Stance, stance
from qa.synonyms import synonyms_in
from qa.weights import coverage, weigh

ON_IT = 0.8
"""Share of a question's weight that a quote must hold to be read for or against it."""
MOST_VALUES = 3
"""Of each kind of condition, how many are named of one paper."""


Side = Callable[[str], Stance | None]


def side_in(question: str, form: Form, index: Index) -> Side:
    """What tells of a quote whether it speaks for or against what a yes / no question on a finding asks; else nothing.

    Of a quote that speaks of other cells, or another cancer, or vesicles of another source, the words tell nothing.
    """
    if not form.yes_no or asked(question).labels:
        return lambda quote: None
    phrases, weights, synonyms = phrases_in(question), weigh(question, index), synonyms_in(question)

    # Asked when the sentences are chosen, and again when their quotes are counted.
    @cache
    def side(quote: str) -> Stance | None:
        found = tokens(quote)
        is_on_it = phrases.all_in(found) and coverage(weights, synonyms.filled(set(found))) >= ON_IT
        return stance(question, quote) if is_on_it else None

    return side


def lead(citations: Sequence[Citation], side: Side) -> tuple[str | None, tuple[str, ...]]:
    """How the quotes are divided, and a notice of conditions that differ between the sides; nothing when none tells."""
    sides: dict[Stance, list[Citation]] = {"for": [], "against": []}
    for citation in citations:
        if told := side(citation.quote):
            sides[told].append(citation)
    told_of = [
        f"{_marks(some)} {'speak' if some[1:] else 'speaks'} {'for it' if one == 'for' else 'against it'}"
        for one, some in sides.items()
        if some
    ]
    if not told_of:
        return None, ()
    return f"Read by their words, {'; '.join(told_of)}.", _differences(*sides.values())


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

    >>> from index import Paper
    >>> conditions_of(Paper("pmid:1", "A title", study_types=("animal", "in vitro"), species=("mouse",)))
    'animal, in vitro, mouse'
    """
    kinds = (paper.study_types, paper.species, paper.facets.cancer)
    return ", ".join(value for values in kinds for value in values[:MOST_VALUES])
