"""Text to the tokens of lexical search, the same for passages and questions."""

import re
import unicodedata

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

_STOP_WORDS = """
    a about above after again all also although am an and any are as at be because been before being below
    between both but by can could did do does doing done down during each either few for from further had has
    have having he her here hers him his how however i if in into is it its itself just many may me might more
    most much must my near no nor not of off often on once only or other our out over own per same shall she
    should since so some such than that the their theirs them then there these they this those through thus to
    too toward towards under until up upon very via was we were what when where whether which while who whom
    whose why will with within without would you your yours
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing of the topic."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "ϕ": "phi",
}  # fmt: skip
_FOLD = str.maketrans({**_GREEK, **dict.fromkeys("‐‑‒–—−", "-"), "’": "'"})
_MICRORNA = re.compile(
    r"\b(?:[a-z]{3}-)?(?:micro-?rna|mi-?rna|mir)s?[-\s]*(\d+[a-z]?(?:-\d(?!\d|p))?)(-?[35]p)?(?![a-z0-9])"
)
_WORD = re.compile(r"[^\W_]+(?:[-'./+][^\W_]+)*\+?")
_PART = re.compile(r"[-'./+]+")
_IRREGULAR = {
    "metastases": "metastasis",
    "metastatic": "metastasis",
    "microrna": "mirna",
    "micrornas": "mirna",
    "tumour": "tumor",
    "tumours": "tumor",
}
_BRITISH = (
    (re.compile(r"(?<=[a-z]{4})is(?=(?:e[ds]?|ing|ations?|ers?)$)"), "iz"),
    (re.compile(r"(?<=[a-z])ae|oe(?=[a-z]{4})"), "e"),
)
_STEMMER: TextAnalyzer = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


def fold(text: str) -> str:
    """The text without what spellings differ in: case, accents, Greek letters, kinds of dashes, names of microRNAs.

    >>> fold("TGF‑β1 and MicroRNA-155-5p").split()
    ['tgf-beta1', 'and', 'mir155', 'mir1555p']
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_FOLD))
    folded = "".join(char for char in folded if not unicodedata.combining(char)).translate(_FOLD)
    return _MICRORNA.sub(_one_microrna, folded)


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order.

    Case, accents, Greek letters, British spelling and the spellings of microRNAs are folded; English words are
    stemmed; stop words are left out. A name with hyphens is one token without them (PD-L1 = PDL1), and its longer
    parts are tokens beside it; the arm of a microRNA likewise.

    >>> tokens("M2-like macrophages and PD-L1")
    ['m2like', 'm2', 'like', 'macrophag', 'pdl1']
    >>> tokens("Polarised leukaemia cells") == tokens("polarized leukemia cell")
    True
    >>> tokens("hsa-miR-155-5p"), tokens("microRNA 155"), tokens("TNF-α")
    (['mir155', 'mir1555p'], ['mir155'], ['tnfalpha', 'tnf', 'alpha'])
    """
    words: list[str] = []
    for word in _WORD.findall(fold(text)):
        parts = [part for part in _PART.split(word) if part]
        if len(parts) > 1:
            words.append("".join(parts))
            parts = [part for part in parts if len(part) > 1] if any(len(part) > 2 for part in parts) else []
        words += [_one_spelling(part) for part in parts if part not in STOP_WORDS]
    stemmed: list[str] = _STEMMER.analyze(" ".join(words))
    return stemmed


def _one_spelling(word: str) -> str:
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    return _IRREGULAR.get(word, word)


def _one_microrna(found: re.Match[str]) -> str:
    name = "mir" + found[1].replace("-", "")
    arm = (found[2] or "").replace("-", "")
    return f" {name} {name}{arm} " if arm else f" {name} "
