"""What a pronoun stands for after a turn of a conversation."""

import re
from collections.abc import Sequence

from index.analysis import tokens
from qa.dialogue.conversation import Before
from qa.dialogue.telling import AUX
from qa.kinds import Thing, things

_PROTEIN = (
    r"(?:protein|receptor|gene|ligand|integrin|cytokine|chemokine|enzyme|kinase|factor|molecule|subunit|antigen)s?"
)
_ASKED_KINDS = (
    (re.compile(r"\b(?:which|what) (?:[\w-]+ ){0,2}?(?:mi-?rna|micro-?rna|rna)s?\b", re.I), ("RNA",)),
    (re.compile(rf"\b(?:which|what) (?:[\w-]+ ){{0,2}}?{_PROTEIN}\b", re.I), ("name",)),
    (re.compile(r"\b(?:which|what) (?:[\w-]+ ){0,2}?(?:drug|compound|inhibitor|agent)s?\b", re.I), ("drug", "name")),
    (re.compile(r"^(?:what|which)\s+\w+s\b", re.I), ("name", "RNA", "drug")),
)
_KIND_OF_NOUN = (
    (re.compile(r"(?:mi-?rna|micro-?rna|rna)s?$", re.I), ("RNA",)),
    (re.compile(rf"{_PROTEIN}$", re.I), ("name",)),
    (re.compile(r"(?:drug|compound|inhibitor|agent)s?$", re.I), ("drug",)),
    (re.compile(r"(?:cell|macrophage)s?$", re.I), ("cell",)),
    (re.compile(r"(?:cancer|tumou?r)s?$", re.I), ("cancer",)),
)
_NAMED_ONCE = ("name", "RNA", "drug")


def meant(noun: str, last: Before) -> Thing | None:
    """What "it", or "that protein", stands for after a turn: what its question spoke of, or asked for and was told.

    noun: behind the word that stands for it, or "".

    >>> meant("", Before("What binds HRS?", said=("GPR143 binds HRS.",))), meant("", Before("What do exosomes bind?"))
    (Thing(kind='name', start=0, end=6, text='GPR143'), None)
    """
    wanted = next((kinds for pattern, kinds in _KIND_OF_NOUN if pattern.search(noun)), () if noun else _NAMED_ONCE)
    asked = next((kinds for pattern, kinds in _ASKED_KINDS if pattern.search(last.question)), ())
    spoken = [one for one in things(last.question) if one.kind in wanted]
    subject = [one for one in spoken if re.search(rf"\b{AUX}\s(?:the |exosomal )?$", last.question[: one.start], re.I)]
    told = _told([kind for kind in asked if kind in wanted], last)
    if subject and not (noun and told):
        return subject[0]
    return told or (spoken[0] if len({one.text for one in spoken}) == 1 else None)


def _told(kinds: Sequence[str], last: Before) -> Thing | None:
    """Of the things of some kinds that the first quote names and the question does not, the one quoted most."""
    known = set(tokens(last.whole))
    found = [
        one
        for one in things(last.said[0] if last.said else "")
        if one.kind in kinds and not known.intersection(tokens(one.text))
    ]
    return max(found, key=lambda one: sum(one.text in quote for quote in last.said), default=None)
