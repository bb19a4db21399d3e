"""Values of facets as a sentence speaks of them."""

import re

FLUIDS = frozenset(("blood", "urine", "saliva", "cerebrospinal fluid"))
NAME = re.compile(r"(?=.{2,32}$)[^\W_][\w-]*(?:[ /][^\W_][\w-]*){0,2}")
"""A name that can be put into a question."""
_IN = FLUIDS | {"ascites", "milk", "bone marrow", "bone", "lymph nodes", "tumor tissue", "wounds"}
_ORGANS = frozenset(("lung", "liver", "brain", "heart", "kidney", "peritoneum", "retina", "intestine"))
_NOT_OF_CELLS = frozenset(("bacteria", "plants", "royal jelly"))
"""Sources whose vesicles are called otherwise."""
_PLURAL = re.compile(r".*\w{3,}(?<![iusS])s")
_PATHWAY = re.compile(r".*/.*|NF-?[κk]B|wnt|notch|MAPK|(?:PI3K-?)?akt|PI3K|(?:JAK-)?STAT3?|TGF-β|mTOR|ERK|hippo", re.I)


def exosomes_of(source: str) -> str:
    """The vesicles of a source.

    >>> exosomes_of("T cells"), exosomes_of("urine"), exosomes_of("brain"), exosomes_of("synthetic or hybrid")
    ('exosomes of T cells', 'exosomes in urine', 'exosomes of the brain', 'synthetic or hybrid vesicles')
    """
    if source == "synthetic or hybrid":
        return f"{source} vesicles"
    vesicles = "vesicles" if source in _NOT_OF_CELLS else "exosomes"
    return f"{vesicles} {'in' if source in _IN else 'of the' if source in _ORGANS else 'of'} {source}"


def does(thing: str) -> str:
    """The verb that asks what a thing does.

    >>> does("miR-21"), does("integrins"), does("PTEN/AKTs"), does("virus")
    ('does', 'do', 'do', 'does')
    """
    return "do" if _PLURAL.fullmatch(thing) else "does"


def target_spoken(target: str) -> str:
    """A gene, protein or pathway that is acted on.

    >>> target_spoken("NF-κB"), target_spoken("PTEN")
    ('NF-κB signaling', 'PTEN')
    """
    return f"{target} signaling" if _PATHWAY.fullmatch(target) else target
