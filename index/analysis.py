"""Text to the tokens of lexical search, the same for passages and questions."""

import re
from collections.abc import Iterator

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index.chinese import in_english
from index.letters import fold_letters
from index.rna import fold_rna

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

_WORD = re.compile(r"[^\W_]+(?:[-'./+][^\W_]+)*\+?")
_PART = re.compile(r"[-'./+]+")
_LONG_WORD = re.compile(r"(?<![^\W_])[a-z]{6,}(?![^\W_])")
_NO_SPACES = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+")
"""Runs of Chinese, Japanese or Korean."""
_IRREGULAR = {
    "circ": "circrna",
    "lnc": "lncrna",
    "lncrnas": "lncrna",
    "metastases": "metastasis",
    "metastatic": "metastasis",
    "microrna": "mirna",
    "micrornas": "mirna",
    "mir": "mirna",
    "mirs": "mirna",
    "tumour": "tumor",
    "tumours": "tumor",
}
_BRITISH = (
    (re.compile(r"(?<=[a-z]{4})is(?=(?:e[ds]?|ing|ations?|ers?)$)"), "iz"),
    (re.compile(r"(?<=[a-z])ae|oe(?=[a-z]{4})"), "e"),
)
_STEMMER: TextAnalyzer = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


def fold(text: str) -> str:
    """The text without what spellings differ in: case, accents, Greek letters, kinds of dashes, names of RNAs.

    >>> fold("TGF‑β1 and MicroRNA-155-5p").split()
    ['tgf-beta1', 'and', 'mir155', 'mir1555p']
    """
    return fold_rna(fold_letters(text))


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order.

    Case, accents, Greek letters, British spelling and the spellings of RNAs are folded; English words are stemmed;
    stop words are left out. A name with hyphens is one token without them (PD-L1 = PDL1), and its longer parts are
    tokens beside it; the names between slashes, the copy and the arm of a microRNA likewise. Terms in Chinese are
    their English words; of other words in Chinese, Japanese and Korean, each two characters in a row are a token.

    >>> tokens("M2-like macrophages and PD-L1"), tokens("M1/M2")
    (['m2like', 'm2', 'like', 'macrophag', 'pdl1'], ['m1m2', 'm1', 'm2'])
    >>> tokens("Polarised leukaemia cells") == tokens("polarized leukemia cell")
    True
    >>> tokens("hsa-miR-155-5p"), tokens("microRNA 155"), tokens("TNF-α") == tokens("TNFa")
    (['mir155', 'mir1555p'], ['mir155'], True)
    >>> tokens("外泌体与脱发")
    ['exosom', '脱发']
    """
    words: list[str] = []
    for whole, parts in _names(text):
        words += [whole, *parts] if whole else parts
    return _stems(words)


def query_terms(text: str) -> dict[str, tuple[str, ...]]:
    """The tokens that a passage should hold for a question, each with those that stand for it beside itself.

    What is written with hyphens is looked for by its parts, so that it is not worth more than what is written apart; a
    passage that writes it as one word holds them.

    >>> query_terms("tumor-draining nodes")
    {'tumor': ('tumordrain',), 'drain': ('tumordrain',), 'node': ()}
    """
    terms: dict[str, tuple[str, ...]] = {}
    for whole, parts in _names(text):
        also = tuple(_stems([whole])) if whole and parts else ()
        for term in _stems(parts or [whole]):
            terms[term] = tuple(dict.fromkeys((*terms.get(term, ()), *also)))
    return terms


def _names(text: str) -> Iterator[tuple[str, list[str]]]:
    """What tokens are made of: names with hyphens and the like as one word, "" for a plain word, and their parts."""
    text = fold(in_english(text))
    if not text.isascii():
        text = _NO_SPACES.sub(_in_twos, text)
    for word in _WORD.findall(text):
        names = word.split("/")
        if len(names) > 1:
            yield _PART.sub("", word), []
        for name in names:
            parts = [part for part in _PART.split(name) if part]
            whole = "".join(parts) if len(parts) > 1 else ""
            if whole:
                parts = [part for part in parts if len(part) > 1] if any(len(part) > 2 for part in parts) else []
            spelled = [_one_spelling(part) for part in parts if part not in STOP_WORDS]
            if whole or spelled:
                yield whole, spelled


def _stems(words: list[str]) -> list[str]:
    stemmed: list[str] = _STEMMER.analyze(" ".join(words))
    return stemmed


def long_words(text: str) -> list[str]:
    """The words of six plain letters or more in a text, as they are written but for case and accents.

    A misspelt word of a question can be one of these.

    >>> long_words("Exosomes polarize M2 macrophages by miR-21.")
    ['exosomes', 'polarize', 'macrophages']
    """
    return _LONG_WORD.findall(fold(text))


def _in_twos(found: re.Match[str]) -> str:
    run = found[0]
    return f" {' '.join(run[at : at + 2] for at in range(max(1, len(run) - 1)))} "


def _one_spelling(word: str) -> str:
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    return _IRREGULAR.get(word, word)
