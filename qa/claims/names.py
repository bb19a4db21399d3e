"""The names of genes, RNAs, drugs and cells in a text, and whether another text holds them in any spelling."""

import re
from collections.abc import Callable

from index.analysis import fold, tokens

LONGEST = 6
"""Pieces of a name, as hyphens, slashes and spaces cut it."""
SHORT = 12
"""Letters of a short form that is looked for spelt out."""

_ONE_HYPHEN = str.maketrans(dict.fromkeys("‐‑‒−", "-"))
_INTERLEUKIN = re.compile(r"\binterleukins?(?:\s?\(IL\))?[-\s]?(?=\d)", re.I)
_RNA = re.compile(
    r"\b(?:[a-z]{3}-)?(?:pre-|pri-)?(?:(?:micro-?RNA|mi-?RNA|miR)s?[-\s]*|let-?)\d[\w*~/-]*"
    r"(?:(?:,|\sand|\sor|,\sand)\s-\d[\w-]*)*",
    re.I,
)
_RNA_KEY = re.compile(r"(?:mir|let|circ|pir)\d\w*")
_ARM = re.compile(r"(?:copy\d)?(?:[35]p)?")
_SPACED = re.compile(r"[^\s,;:()\[\]{}\"“”<>=±|/–—]+")
_NAME = re.compile(r"[^A-Z]*[A-Z].*[A-Z].*|[^A-Za-z]*[A-Za-z].*\d.*|\d+[A-Za-z]+\d*|.*[α-ωΑ-Ω].*|.*[a-z][A-Z].*")
_QUANTITY = re.compile(r"[<>=]?[\d.,-]+(?:mg|kg|ml|g|h|d|th|st|nd|rd|s|fold|x|wk|y|yr)?", re.I)
_SHOUTED = re.compile("[A-Z]{4,}")
"""As headings in abstracts are written: CONCLUSIONS."""
_SMALL = re.compile(
    r"[a-z]{3,}(?:mabs?|nibs?|platin|rubicin|taxel|cyclines?|mycin|statin|ciclib|parib|vir|azoles?|prazole|olols?|prils?"
    r"|sartan|cillin|oxacin|dipine|lone|sone|bine|formin|trexate|uracil|zomib|tecan|poside|cristine|blastine|limus"
    r"|leukins?|ferons?|cytes|phages|phils|blasts|clasts)|insulin|heparin|aspirin|warfarin|platelets|neurons|microglia"
)
"""Drugs and cells, by their endings: names in small letters."""
_GREEK = frozenset({"alpha", "beta", "gamma", "delta", "kappa"})
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
_NO_NAMES = frozenset(
    """
    AND AUC BMI CI CT DNA ELISA EU HR II III IQR IU IV MRI NIH NOT OR PCR RCT RNA ROC RR SD SE SEM UK US USA WHO cDNA
    circRNA kDa lncRNA mL mM mRNA miRNA microRNA nM ncRNA pH pM shRNA siRNA vs µM µg µl µm μM μg μl μm
    """.split()
)


def names(text: str, is_rare: Callable[[str], bool]) -> dict[str, str]:
    """The names in a text, in one spelling, each with how it is written there.

    is_rare: whether a word in small letters is none of general English: tells what is written in capitals as a heading.
    What the text itself defines, as in "matrix metalloproteases (MMPs)", is left out.

    >>> names("Exosomal miRNA-21-5p lowered TNF-α in THP-1 cells.", lambda word: True)
    {'mir215p': 'miRNA-21-5p', 'tnfalpha': 'TNF-α', 'thp1': 'THP-1'}
    """
    text = _one_form(text)
    found: dict[str, str] = {}
    for rna in _RNA.finditer(text):
        keys = [key for key in tokens(rna[0]) if _RNA_KEY.fullmatch(key)]
        # Of a name with an arm the one without it is a token too.
        found |= {key: rna[0].rstrip("-/.*~") for key in keys if not any(_is_copy(other, key) for other in keys)}
    for written in _SPACED.findall(_RNA.sub(" ; ", text)):
        word = written.strip(".?!'’-")
        if (name := _bare(written)) and (not _SHOUTED.fullmatch(name) or is_rare(name.lower())):
            found.setdefault(_joined(name), name)
        elif _SMALL.fullmatch(word.lower()):
            found.setdefault(_joined(word), word)
    return {key: written for key, written in found.items() if key and not _is_defined(written, text)}


class Holdings:
    """The names that a text can be said to hold, however it writes them."""

    def __init__(self, text: str) -> None:
        self.pieces = [_ROMAN.get(piece, piece) for piece in re.findall(r"[a-z0-9]+", fold(_one_form(text)))]
        self._tokens = set(tokens(text))
        self._joined = {
            "".join(self.pieces[at : at + length]) for length in range(1, LONGEST + 1) for at in range(len(self.pieces))
        }

    def has(self, key: str, written: str) -> bool:
        """Whether the text holds a name, or, of one made of several (RANK-RANKL), each.

        >>> Holdings("transforming growth factor beta and interleukin 6").has("tgfbeta", "TGF-β")
        True
        """
        parts = written.split("-")
        return key in self or (len(parts) > 1 and all(len(part) > 2 and _joined(part) in self for part in parts))

    def has_number(self, name: str, number: str, words: list[str]) -> bool:
        """Whether a number is part of a name that the text writes as one: the 21 of "fibroblast growth factor 21".

        name: the word before the number. words: of the text in which they stand, as `pieces` are.
        """
        return any(
            piece.endswith(number) and piece[0].isalpha() and (piece == name + number or spelt_out(piece, words))
            for piece in self.pieces
        )

    def __contains__(self, key: str) -> bool:
        if _RNA_KEY.fullmatch(key):
            return key in self._tokens
        return not self._joined.isdisjoint((key, f"{key}s", key.removesuffix("s"))) or bool(spelt_out(key, self.pieces))


def _one_form(text: str) -> str:
    return _INTERLEUKIN.sub("IL-", text.translate(_ONE_HYPHEN))


def _is_copy(longer: str, name: str) -> bool:
    return longer != name and longer.startswith(name) and _ARM.fullmatch(longer[len(name) :]) is not None


def _bare(written: str) -> str:
    """A name without what hyphens attach to it (PTEN-dependent, anti-PD-1, MDSCs); "" when it is none."""
    parts = re.sub(r"['’]s$", "", written.strip("'’‘.?!*-")).split("-")
    while len(parts) > 1 and re.fullmatch("[a-z]+|[A-Z][a-z]{2,}", parts[0]) and _NAME.fullmatch("-".join(parts[1:])):
        parts = parts[1:]
    while len(parts) > 1 and re.fullmatch("[a-z]{3,}", parts[-1]) and parts[-1] not in _GREEK:
        parts = parts[:-1]
    name = re.sub(r"(?<=[A-Z0-9])s$", "", "-".join(parts))
    is_none = name in _NO_NAMES or len(name) < 2 or _QUANTITY.fullmatch(name) or re.fullmatch("[A-Z][a-z]+", name)
    return "" if is_none or not _NAME.fullmatch(name) else name


def _joined(name: str) -> str:
    return "".join(_ROMAN.get(piece, piece) for piece in re.findall(r"[a-z0-9]+", fold(name)))


def _is_defined(written: str, text: str) -> bool:
    """Whether a short form stands in brackets behind the words that it is short for."""
    before, bracket, _ = text.partition(f"({written}")
    if not bracket or not written.isalpha() or not 1 < len(written) <= SHORT:
        return False
    near = " ".join(fold(before).split()[-len(written) - 3 :])
    return re.search(rf"(?<![a-z0-9]){'[^;.]*?'.join(map(re.escape, fold(written)))}", near) is not None


def spelt_out(key: str, pieces: list[str]) -> str:
    """The words in a row that a short form stands for; "" when there are none.

    >>> spelt_out("tgfbeta", "by transforming growth factor beta 1".split())
    'transforming growth factor beta'
    """
    if 1 < len(key) <= SHORT:
        for at, piece in enumerate(pieces):
            if piece[0] == key[0] and piece != key and (end := _end(key, pieces, at)):
                return " ".join(pieces[at:end])
    return ""


def _end(key: str, pieces: list[str], at: int) -> int:
    """Where the words end of which a short form is made from a place on, by initials or whole (beta); 0 if none."""
    if not key or at >= len(pieces):
        return 0 if key else at
    piece = pieces[at]
    end = _end(key[len(piece) :], pieces, at + 1) if key.startswith(piece) else 0
    if end or key[0] != piece[0] or len(piece) == 2 or piece.isdigit():
        return end
    return _end(key[1:], pieces, at + 1)
