"""Words that a sentence brings in and its quotes do not have."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from index.analysis import STOP_WORDS, tokens
from qa.claims.directions import CHANGE, read
from qa.claims.names import Holdings, names
from qa.synonyms import synonyms_in

_WORD = re.compile(r"[^\W_][\w'’+/-]*")
_REPORTING = frozenset(
    token
    for word in "show shown find found report demonstrate observe study paper author addition moreover furthermore also"
    " additionally however respectively specifically notably overall thereby thus therefore various several including"
    " known both certain used using use can able via way means well further".split()
    for token in tokens(word)
)
"""What links and reports, and says nothing of the matter."""

_TUMOR = {token for word in ("tumor", "cancer") for token in tokens(word)}

_IS_A = re.compile(
    r"\b(?:is|are|was|were|as) (?:an?|the) |,? which (?:is|are) |, an? \w"
    r"|\b(?:types?|kinds?|forms?|class(?:es)?|examples?) of|\b(?:called|termed|defined|namely|i\.e\.)\b",
    re.I,
)
"""Says what something is: a model does so from what it knows itself."""
_HEDGED = re.compile(
    r"\b(?:may|might|could|possib\w+|potential\w*|suggest\w*|appear\w*|seem\w*|likely|probabl\w+|hypothesi\w+|putativ\w+"
    r"|promising|candidate|proposed|expected|thought|believed|considered|reported)\b",
    re.I,
)


def defines(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence says what something is, while no quote does.

    >>> defines("miRNA, which is a type of exosome, is taken up.", ["Exosomes with miRNA are taken up."])
    True
    """
    return bool(_IS_A.search(sentence)) and not any(map(_IS_A.search, quotes))


def novel(sentence: str, quotes: Sequence[str]) -> list[str]:
    """The words of a sentence that stand in none of its quotes, in no form, under no other name and in no part.

    Words that say where something goes (raises, inhibits) are not looked at: `qa.verify` does that.

    >>> novel("Hypoxic tumour-derived exosomes hold PD-L1.", ["Exosomes derived from cancer hold PD-L1."])
    ['Hypoxic']
    """
    quoted = "\n".join(quotes)
    spread = re.sub(r"[-/]", " ", sentence)
    held = synonyms_in(spread).filled(set(tokens(quoted))) | STOP_WORDS | _REPORTING
    if not held.isdisjoint(_TUMOR):
        held |= _TUMOR
    # "Hypoxic" reads as a degree, but is a condition.
    directed = {cue.word for cue in read(sentence).cues if cue.axis in CHANGE and not cue.word.startswith("hyp")}
    found = []
    for word in _WORD.findall(sentence):
        parts = re.split(r"[-/’']", word)
        if word.casefold() in directed or held.issuperset(tokens(word)):
            continue
        if all(part.casefold() in directed or held.issuperset(tokens(part)) for part in parts):
            continue
        found.append(word)
    return found


def repeated(sentence: str, quotes: Sequence[str]) -> list[str]:
    """The words that a sentence has more often than its quotes, and that it has taken from elsewhere in them.

    >>> repeated("Exosomes of cells secrete exosomes.", ["Cells secrete exosomes."])
    ['exosom']
    """
    said, quoted = Counter(tokens(sentence)), Counter(tokens("\n".join(quotes)))
    return [word for word, times in said.items() if times > max(quoted[word], 1) and word not in STOP_WORDS]


def surer(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence states as a fact what a quote of it only takes for possible.

    >>> surer("Exosomes promote growth.", ["Exosomes may promote growth."])
    True
    >>> surer("Exosomes could promote growth.", ["Exosomes may promote growth."])
    False
    """
    return any(map(_HEDGED.search, quotes)) and not _HEDGED.search(sentence)


def headless(sentence: str, quotes: Sequence[str], is_rare: Callable[[str], bool]) -> bool:
    """Whether a sentence leaves out all the names that what a quote states is stated of.

    >>> headless("Exosomes promote growth.", ["miR-21 in exosomes promotes growth."], lambda word: False)
    True
    >>> headless("Exosomal miR-21 promotes growth.", ["miR-21 in exosomes promotes growth."], lambda word: False)
    False
    """
    held = Holdings(sentence)
    for quote in quotes:
        cues = (cue.word for cue in read(quote).cues if cue.axis in CHANGE)
        verb = next((word for word in cues if not word.startswith("hyp")), None)
        place = quote.casefold().find(verb) if verb else -1
        subjects = names(quote[:place], is_rare) if place > 0 else {}
        if subjects and not any(held.has(key, written) for key, written in subjects.items()):
            return True
    return False
