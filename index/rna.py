"""Names of RNAs, each brought into one spelling. The text is that of `index.letters.fold_letters`."""

import re

_START = r"(?<![^\W_])(?:[a-z]{3}-){0,2}"
"""Before a name: the species, or what became of the molecule (hsa-, mmu-, pre-, exo-)."""
_ARM = r"[-\s]?[35]p(?![a-z0-9])"
_NUMBER = rf"\d+[a-z]{{0,2}}(?:(?:-|(?<=[a-z]))\d(?![\dp]))?(?:{_ARM})?"
_MORE = (
    rf"(?:/(?:{_ARM}|[a-z](?:-[35]p)?|-?{_NUMBER})|~{_NUMBER}|-(?=\d\d){_NUMBER}"
    rf"|(?:\s?[,&/]|,?\s(?:and|or))\s?-{_NUMBER})(?![a-z0-9]|-[a-z]{{1,2}}(?![a-z]))"
)
"""Others named in one go: miR-200b/c, miR-17~92, miR-21 and -155; but not the drug in miR-145/5-FU."""
_MICRORNA = re.compile(
    rf"{_START}(?:(anti|antago|ago|onco)-?|pre|pri|exo)?"
    r"(?:(?:micro[-\s]?rna|mi-?rna|mir)s?(?!\s+5-[a-z]{2})[-\s]*|(?:mir-?)?(let)(?:-?(?=7(?!\d))|\s(?=7[a-k](?![a-z0-9]))))"
    rf"({_NUMBER}(?![a-z0-9])(?:{_MORE})*)"
)
_BETWEEN = re.compile(r"(?:and|or|[/~,&\s])+-?|-(?=\d\d)")
_PART = re.compile(r"([35]p)|(\d*)([a-z]{0,2})(?:-?(\d))?(?:-?([35]p))?")
_PREFIXED = {"anti": "anti", "antago": "antagomir", "ago": "agomir", "onco": "oncomir"}
_OTHERS = (
    # hsa_circ_0000096, circRNA-0000096, circ0000096; after a space only a number as long as those of databases.
    ("circ", re.compile(_START + r"circ(?:-?rna)?(?:-?(?=\d{3})|[-\s](?=\d{6}))(\d+)(?![a-z0-9])"), r"circ\1"),
    # piR-651, hsa-piR-651, piRNA-651, piR-hsa-651
    ("pir", re.compile(_START + r"pir(?:na)?-?(?:[a-z]{3}-)?(\d{2,})(?![a-z0-9])"), r"pir\1"),
    # circRNA-PTPRA as circ-PTPRA, lncRNA-H19 as lnc-H19, micro-RNA as microRNA
    ("rna-", re.compile(r"(?<![^\W_])(circ|lnc|linc)rna-(?=[a-z0-9])"), r"\1-"),
    ("micro", re.compile(r"(?<![^\W_])micro[-\s](?=rnas?(?![^\W_]))"), "micro"),
)
"""What a text holds that has the name at all, the pattern of the name, its spelling."""


def fold_rna(text: str) -> str:
    """The text with every RNA's name in one spelling.

    A microRNA is one word; its copy and its arm, when given, make a second one. Several under one name are each named.

    >>> fold_rna("hsa-mir-155-5p;microrna 155;let 7a;mir-200b/c;mir-17~92;mir-21, -155 and -210").split(" ; ")
    [' mir155 mir1555p', 'mir155', 'let7a', 'mir200b mir200c', 'mir17 mir92', 'mir21 mir155 mir210 ']
    >>> fold_rna("antagomir-21"), fold_rna("hsa-circ-0000096, circrna-ptpra")
    (' antagomir mir21 ', 'circ0000096, circ-ptpra')
    """
    if "mir" in text or "rna" in text or "let" in text:
        text = _MICRORNA.sub(_in_words, text)
    for sign, pattern, spelling in _OTHERS:
        if sign in text:
            text = pattern.sub(spelling, text)
    return text


def _in_words(found: re.Match[str]) -> str:
    prefix, let, numbers = found.groups()
    words = [_PREFIXED[prefix]] if prefix else []
    number = copied = ""
    for part in filter(None, map(_PART.fullmatch, _BETWEEN.split(numbers))):
        other_arm, given, variant, copy, arm = part.groups("")
        if other_arm:
            words.append(copied + other_arm)
            continue
        number = given or number
        name = f"{let or 'mir'}{number}{variant}"
        # With a word between: the third copy of miR-9 is not miR-93.
        copied = f"{name}copy{copy}" if copy else name
        words += dict.fromkeys((name, copied, copied + arm))
    return f" {' '.join(words)} "
