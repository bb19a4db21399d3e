"""Whether a text says what it is about, and whether it is put as a question."""

import re

from index.analysis import STOP_WORDS, tokens

_LIGHT = """
    study studies paper papers article articles review reviews trial trials work author authors result results finding
    findings evidence data example examples detail details reason reasons mechanism mechanisms pathway pathways way ways
    effect effects role roles function functions change changes difference differences kind kinds type types part parts
    level levels number amount dose doses concentration concentrations method methods model models sample samples size
    target targets molecule molecules protein proteins receptor receptors ligand ligands gene genes factor factors
    mirna mirnas microrna micrornas cargo pathway marker markers patient patients people human humans mouse mice animal
    animals subject subjects group groups species
    use used using give given show shown find found know known make made mean means say says said tell explain describe
    happen happens happened work works worked involve involved require required need needed test tested measure measured
    bind binds bound act acts carry carries carried cause causes caused affect affects affected conclude concluded
    responsible relevant important reported report published possible true real really sure exactly precisely actually
    please ok okay well first last second third new old good bad much many long else likewise instead vivo vitro
    like get got see seen take taken come came go thing things one ones yes no
    thanks thank hello hi hey bye great nice welcome
"""
LIGHT = frozenset(tokens(_LIGHT)) | STOP_WORDS
"""Tokens that say nothing of the topic in a question about research: "which receptor does it bind" has none."""


AUX = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|may|might|must|shall|should|will|would)(?:n['’]t|\snot)?"
_DEFINITION = re.compile(
    r"^(?:so )?(?:what|who)(?:['’]s| is| are)(?: an?)? (?!it\b|that\b|this\b|the\b)[\w-]+\W*$", re.I
)
_EXISTS = re.compile(r"\b(?:are|is|were|was) there\b|\b(?:exists?)\b", re.I)
_TO_US = re.compile(
    r"\b(?:are|were|do|can|could|will|would|have|did) you\b(?! (?:explain|tell|say|describe|show))", re.I
)
_ASKED_FOR = re.compile(
    rf"\b(?:(?:what|how (?:many|much))\s(?:(?:kind|type|sort)s? of\s)?(?:(?!of\b)[\w-]+\s){{1,3}}?(?={AUX}\b)"
    r"|which\s(?:of\s)?[\w-]+|what\s[\w-]+\W*$|how many\s[\w-]+)",
    re.I,
)
_QUESTION = re.compile(rf"\b(?:what|which|who|whom|whose|why|how|when|where|whether|{AUX})\b", re.I)


def telling(text: str) -> list[str]:
    """The tokens of a text that say what it is about.

    >>> telling("Which receptor does that protein bind on the tumour cells?"), telling("How many mice were used?")
    (['tumor', 'cell'], [])
    """
    return [token for token in tokens(text) if token not in LIGHT]


def is_whole(question: str) -> bool:
    """Whether a question without anaphora says what it is about: what it asks for ("which pathway") does not count.

    >>> is_whole("Which pathway?"), is_whole("Which integrins are involved?"), is_whole("What are integrins?")
    (False, False, True)
    """
    if _DEFINITION.match(question) or _EXISTS.search(question) or _TO_US.search(question):
        return bool(telling(question)) or bool(_TO_US.search(question))
    return bool(telling(_ASKED_FOR.sub(" ", question)))


def has_question(text: str) -> bool:
    """Whether there is a word in a text with which a question begins.

    >>> has_question("in mice"), has_question("by which pathway")
    (False, True)
    """
    return _QUESTION.search(text) is not None


def is_question(text: str) -> bool:
    """Whether a text is put as a question.

    >>> is_question("in mice?"), is_question("How so"), is_question("See [2]")
    (True, True, False)
    """
    return text.endswith(("?", "？")) or _QUESTION.match(text) is not None
