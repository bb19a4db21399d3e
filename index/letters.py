"""The letters of a text brought into one form: case, accents, Greek letters, dashes."""

import re
import unicodedata

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_OTHER = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
"""Letters that Unicode takes for no other one with a mark."""
_SIGNS = {**dict.fromkeys("‐‒–—―−⁃", "-"), **dict.fromkeys("’ʼ′", "'"), "∼": "~", "〜": "~"}
_ONE_FORM = str.maketrans({**_OTHER, **_SIGNS})
_ACCENTS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")
_SHARP_S_FOR_BETA = re.compile(r"(?<![a-zà-ÿ])ß")
"""As keyboards without Greek have it: IL-1ß, TGF-ß, Aß; in a word of German a small letter stands before it."""
_GREEK_RUN = re.compile(r"[α-ω]+")

_LETTERS = "alpha|beta|gamma|delta"
_LATIN = {name[0]: name for name in _LETTERS.split("|")}
_WITH_BETA, _WITH_ALPHA = "catenin|actin|tubulin|amyloid|secretase|glucan", "sma|synuclein|tubulin|secretase"
_NAME = re.compile(
    r"(?<![a-z0-9])(?:"
    r"(?P<nf>nf[-\s]?(?:kappa|k)[-\s]?b)"
    r"|(?P<family>tnf|tgf|ifn|il[-\s]?1|sirp|ppar|hif[-\s]?[12]|gsk[-\s]?3|ikk|pgc[-\s]?1|i-?k(?:appa)?-?b)"
    rf"(?:[-\s]?(?P<letter>{_LETTERS})|-?(?P<latin>[abgd]))(?:(?P<gap>[-\s]?)(?P<number>[1-9])(?![%.,]\d))?"
    rf"|(?:b-|beta[-\s]?)(?P<beta>{_WITH_BETA})|(?:a-|alpha[-\s]?)(?P<alpha>{_WITH_ALPHA})"
    r")(?![a-z0-9])"
)
"""Names in which a k, and an a, b, g or d behind or before, is the Greek one (NFkB, TNFa, b-catenin, and the symbols of
genes as IL1B and IFNG); in other names it is not (CD1a, IL-17A)."""
_SPELT_OUT = re.compile(rf"(?:{_LETTERS}|epsilon|zeta|kappa|lambda|sigma)(?![a-z])")


def fold_letters(text: str) -> str:
    """The text in small Latin letters without accents; Greek letters by their names, all dashes as hyphens.

    A Greek letter that is part of a name is set off by a hyphen, however it was attached and if only an "a" or a "b"
    stands for it, and the commonest of these names stand apart from what is written together with them. So the name,
    and its parts, are found in every spelling.

    >>> fold_letters("TNFα, TNF alpha"), fold_letters("IL1B/IL-6"), fold_letters("NF‑κB-dependent").split()
    (' tnf-alpha ,  tnf-alpha ', ' il1-beta /il-6', ['nf-kappab', '-dependent'])
    >>> fold_letters("naïve Łódź"), fold_letters("Aß")
    ('naive lodz', 'abeta')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", _SHARP_S_FOR_BETA.sub("β", text)).casefold()
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", text)).translate(_ONE_FORM)
        text = _GREEK_RUN.sub(_by_name, text)
    text = _NAME.sub(_in_one_spelling, text.casefold().replace("_", "-"))
    return _SPELT_OUT.sub(lambda found: f"{_hyphen_after(found)}{found[0]}", text)


def _by_name(found: re.Match[str]) -> str:
    """One or two Greek letters as parts of a name, hyphens between; more of them are a word of Greek and stay."""
    if len(found[0]) > 2:
        return found[0]
    after = found.string[found.end() : found.end() + 3]
    end = "-" if len(after) == 3 and after.isascii() and after.isalnum() else ""
    return _hyphen_after(found) + "-".join(GREEK.get(letter, letter) for letter in found[0]) + end


def _hyphen_after(found: re.Match[str]) -> str:
    """A hyphen when two letters or digits stand directly before what was found."""
    before = found.string[max(0, found.start() - 2) : found.start()]
    return "-" if len(before) == 2 and before.isascii() and before.isalnum() else ""


def _in_one_spelling(found: re.Match[str]) -> str:
    if found["nf"]:
        return " nf-kappab "
    if found["beta"] or found["alpha"]:
        return f" beta-{found['beta']} " if found["beta"] else f" alpha-{found['alpha']} "
    family = re.sub(r"[-\s]", "", found["family"])
    family = "ikappab" if family == "ikb" else family
    letter = found["letter"] or _LATIN[found["latin"]]
    number = found["number"] or ""
    # After a space it may as well be a dose or a time; but TGF-beta 1 was the usual spelling once.
    apart = " " if (found["gap"] or "").isspace() and (family != "tgf" or number not in "123") else ""
    return f" {family}-{letter}{apart}{number} "
