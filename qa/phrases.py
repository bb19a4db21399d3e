"""Names of several words in a question, which a text speaks of only where it has the words together."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import query_terms
from qa.kinds import things
from qa.synonyms import synonyms_in

GAP = 2
"""Tokens that may stand between two words of a name: the whole of a name with hyphens is one beside its parts."""

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The names of a question, each in every form that means it; the first is that of the question."""

    names: tuple[tuple[Tokens, ...], ...]

    def apart(self, found: Sequence[str]) -> set[str]:
        """The tokens of names of several words that a text has only apart from each other.

        found: the tokens of the text, in order.

        >>> stem_cells = phrases_in("Do mesenchymal stem cells migrate?")
        >>> sorted(stem_cells.apart(["epitheli", "mesenchym", "transit", "of", "cancer", "stem", "cell"]))
        ['cell', 'mesenchym', 'stem']
        >>> stem_cells.apart(["mesenchym", "stem", "cell", "migrat"])
        set()
        """
        scattered = set[str]()
        for forms in self.names:
            if len(forms[0]) > 1 and not any(_together(form, found) for form in forms):
                scattered |= set(forms[0])
        return scattered

    def all_in(self, found: Sequence[str]) -> bool:
        """Whether a text speaks of every name."""
        return all(any(_together(form, found) for form in forms) for forms in self.names)


def phrases_in(question: str) -> Phrases:
    """The cells, cancers, RNAs, drugs, genes and proteins that a question names."""
    names = []
    for thing in things(question):
        if own := tuple(query_terms(thing.text)):
            others = [term.tokens for one in synonyms_in(thing.text).found for term in one.others if term.tokens]
            names.append((own, *others))
    return Phrases(tuple(names))


def _together(name: Tokens, found: Sequence[str]) -> bool:
    """Whether the tokens of a name stand in a row, or nearly, in any order.

    >>> _together(("mesenchym", "stem"), ["stem", "mesenchym"]), _together(("a", "b"), ["a", "x", "y", "z", "b"])
    (True, False)
    """
    places = [[at for at, token in enumerate(found) if token == one] for one in name]
    if not all(places):
        return False
    return any(
        all(any(abs(at - other) <= (GAP + 1) * (len(name) - 1) for other in some) for some in places[1:])
        for at in places[0]
    )
