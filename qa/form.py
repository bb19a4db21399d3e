"""What the form of a question asks for (things of a kind, a number, yes or no), and where a sentence has it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.analysis import tokens
from qa.expected import Expected, expected
from qa.kinds import things

_NO_PART = r"(?!(?:do|does|did|is|are|was|were|can|could|has|have|will|of|in|from|by|to|on|for|happens?|makes?)\b)"
_ASKS = (
    r"\b(?:which|what|name|list|whose)\s+(?:(?:all|the|some|are|other|of|kinds?|types?)\s+)*"
    rf"(?:{_NO_PART}[\w/αβγκ+-]+\s+){{0,4}}?"
)
_NOUNS = {
    "RNA": r"(?:exosomal |circulating )?(?:mi-?rnas?|micro-?rnas?|mirs?|(?:long )?(?:non-?coding |circular )?rnas?"
    r"|lncrnas?|circrnas?)",
    "name": r"(?:proteins?|genes?|receptors?|ligands?|cytokines?|chemokines?|integrins?|kinases?|enzymes?|oxidases?"
    r"|antigens?|factors?|subunits?|gtpases?|suppressors?|adaptors?|peptides?|checkpoints?|lipids?|toxins?)",
    "marker": r"(?:(?:bio)?markers?|molecules?|targets?|cargo(?:es)?|components?|mediators?)",
    "drug": r"(?:drugs?|compounds?|inhibitors?|agents?|medications?|medicines?|chemotherap(?:y|ies)|treatments?)",
    "cell": r"(?:cells?|cell types?|immune cells?|macrophages?)",
    "cancer": r"(?:cancers?|tumou?rs?|malignanc(?:y|ies)|tumou?r types?|cancer types?)",
    "organ": r"(?:organs?|tissues?)",
    "species": r"(?:species|animals?)",
    "pathway": r"(?:pathways?|axis|axes|signal(?:l)?ing|cascades?)",
}
_KINDS = {"marker": ("name", "RNA"), "pathway": ()}
_PATTERNS = {
    noun: re.compile(rf"{_ASKS}({words})(?=\W|$)(?! (?:cells?|types?|vesicles?|exosomes?)\b)", re.I)
    for noun, words in _NOUNS.items()
}
_SEVERAL = re.compile(r"\b(?:list|name|examples? of|what are the|which are the|which of|kinds of|types of)\b", re.I)
_PATHWAY = re.compile(
    r"(?<![\w/-])(?!(?:An?|By|In|The|This|Through|Via)\s)(?=\S*[A-Zαβγκ])[\w/αβγκ→-]+(?: [A-Z][\w/αβγκ-]*)?"
    r"(?= (?:signal(?:l)?ing )?(?:pathway|axis|cascade|signal))"
)
_YES_NO = re.compile(
    r"^(?:(?:and|but|so|or)\s+)?(?:do|does|did|is|are|was|were|can|could|has|have|had|may|might|must|should|will|would)\b",
    re.I,
)
_OR = re.compile(r"\bor\b", re.I)


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked for.

    kinds: of `qa.kinds`, of which any is asked. pathway: a pathway is. several: more than one may be the answer.
    number: what number is, or None. yes_no: whether something is so. own: tokens of the question itself.
    """

    kinds: frozenset[str]
    pathway: bool
    several: bool
    number: Expected | None
    yes_no: bool
    own: frozenset[str]

    def found_in(self, sentence: str) -> list[tuple[int, int]]:
        """Where a sentence has what is asked for and the question does not name, in reading order, nothing twice."""
        found = [span for span in self._spans(sentence) if not self._asked_itself(sentence[span[0] : span[1]])]
        apart: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if not apart or start >= apart[-1][1]:
                apart.append((start, end))
        return apart

    def things_in(self, sentence: str) -> frozenset[str]:
        """What is found there, in one spelling."""
        return frozenset(" ".join(tokens(sentence[start:end])) for start, end in self.found_in(sentence))

    def _spans(self, sentence: str) -> Iterator[tuple[int, int]]:
        named = [thing for thing in things(sentence) if thing.kind in self.kinds]
        yield from ((thing.start, thing.end) for thing in named)
        if self.pathway:
            yield from (found.span() for found in _PATHWAY.finditer(sentence))
        if self.number:
            yield from self.number.values_in(sentence)

    def _asked_itself(self, text: str) -> bool:
        found = set(tokens(text))
        return not found or found <= self.own


@lru_cache(maxsize=64)
def form_of(question: str) -> Form:
    """Read the form of a question.

    >>> form = form_of("Which miRNAs do M2 macrophages send to glioma cells?")
    >>> form.several, sorted(form.kinds), form.found_in("M2 exosomes carry miR-21 and miR-155-5p.")
    (True, ['RNA'], [(18, 24), (29, 39)])
    >>> form_of("Does miR-21 promote glioma?").yes_no
    True
    """
    asked = {noun: found[1] for noun, pattern in _PATTERNS.items() if (found := pattern.search(question))}
    kinds = {kind for noun in asked for kind in _KINDS.get(noun, (noun,))}
    plural = any(word.lower().endswith("s") and word.lower() not in {"axis", "species"} for word in asked.values())
    return Form(
        frozenset(kinds),
        "pathway" in asked,
        bool(asked) and (plural or _SEVERAL.search(question) is not None),
        expected(question),
        _YES_NO.search(question) is not None and not _OR.search(question),
        frozenset(tokens(question)),
    )
