"""Names of several words in a question, which a text speaks of only where it has the words together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.analysis import query_terms
from qa.kinds import things
from qa.synonyms import synonyms_in

GAP = 2
"""Tokens that may stand between the words of a name: the whole of a name with hyphens is one beside its parts."""

_VESICLES = ("exosom", "vesicl", "ev", "sev", "evs")
_OF_A_SOURCE = re.compile(
    r"\b(?:exosomes?|vesicles?|s?EVs?) (?:of|from|derived from|(?:released|secreted|shed|made|produced) (?:by|from))"
    r" (?:the |human |murine )?$",
    re.I,
)
_BEFORE_VESICLES = re.compile(r"(?:[- ]derived)? (?:small |extracellular )*(?:exosom|vesicle|s?EVs?\b)", re.I)

_JOINING = frozenset("deriv secret releas shed origin small human murin extracellular isol cell like".split())
"""Tokens that may stand between vesicles and their source."""

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The names of a question, each in every form that means it; the first is that of the question.

    sources: of its vesicles -> the forms of each with a word for vesicles: exosomes of macrophages are not those that
    reach them.
    """

    names: tuple[tuple[Tokens, ...], ...]
    sources: dict[str, tuple[Tokens, ...]] = field(default_factory=dict)

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

    def other_sources(self, texts: Sequence[Sequence[str]]) -> list[str]:
        """The sources of vesicles that are asked about, and of whose vesicles none of some texts speaks."""
        return [
            source
            for source, forms in self.sources.items()
            if not any(_beside(form, found) for form in forms for found in texts)
        ]

    def all_in(self, found: Sequence[str]) -> bool:
        """Whether a text speaks of every name, and of vesicles of that source.

        >>> asked = phrases_in("Do exosomes of M2 macrophages promote gastric cancer?")
        >>> asked.all_in("m2 macrophag exosom promot gastric cancer".split())
        True
        >>> asked.all_in("exosom rich in hmgb1 from gastric cancer cell turn macrophag m2".split())
        False
        """
        named = all(any(_together(form, found) for form in forms) for forms in self.names)
        return named and not self.other_sources([found])


@lru_cache(maxsize=64)
def phrases_in(question: str) -> Phrases:
    """The cells, cancers, RNAs, drugs, genes and proteins that a question names, and whose vesicles it speaks of."""
    names, sources = [], {}
    for thing in things(question):
        if own := tuple(query_terms(thing.text)):
            others = [term.tokens for one in synonyms_in(thing.text).found for term in one.others if term.tokens]
            names.append((own, *others))
            is_source = _OF_A_SOURCE.search(question[: thing.start]) or _BEFORE_VESICLES.match(question[thing.end :])
            if thing.kind == "cell" and is_source:
                sources[thing.text] = tuple((*form, vesicle) for form in names[-1] for vesicle in _VESICLES)
    return Phrases(tuple(names), sources)


def _together(name: Tokens, found: Sequence[str]) -> bool:
    """Whether the tokens of a name stand in a row, or nearly, in any order.

    >>> _together(("mesenchym", "stem"), ["stem", "mesenchym"]), _together(("a", "b"), ["a", "x", "y", "z", "b"])
    (True, False)
    """
    wanted, width = set(name), len(name) + GAP
    return wanted.issubset(found) and any(
        wanted.issubset(found[at : at + width]) for at, token in enumerate(found) if token in wanted
    )


def _beside(name: Tokens, found: Sequence[str]) -> bool:
    """Whether the tokens of a source and its vesicles stand in a row, with nothing but what joins them in between.

    >>> _beside(("m2", "macrophag", "exosom"), ["m2", "macrophagederiv", "macrophag", "deriv", "exosom"])
    True
    >>> _beside(("m2", "macrophag", "exosom"), ["exosom", "turn", "macrophag", "m2"])
    False
    """
    wanted = set(name) - _JOINING
    row = [token for token in found if token not in _JOINING and not token.endswith("deriv")]
    return any(wanted == set(row[at : at + len(wanted)]) for at in range(len(row) - len(wanted) + 1))
