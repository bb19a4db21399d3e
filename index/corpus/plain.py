"""Text as the checker compares it: without case, accents, Greek letters, kinds of dashes, spellings of microRNAs.

Lexical search folds more than this (`index.analysis`), and makes words that no text has.
"""

import re
import unicodedata

from index.letters import GREEK

_FOLD = str.maketrans({**GREEK, "ς": "sigma", "ϕ": "phi", **dict.fromkeys("‐‑‒–—−", "-"), "’": "'"})
_MICRORNA = re.compile(
    r"\b(?:[a-z]{3}-)?(?:micro-?rna|mi-?rna|mir)s?[-\s]*(\d+[a-z]?(?:-\d(?!\d|p))?)(-?[35]p)?(?![a-z0-9])"
)


def plain(text: str) -> str:
    """The text in that form.

    >>> plain("TGF‑β1 and MicroRNA-155-5p").split()
    ['tgf-beta1', 'and', 'mir155', 'mir1555p']
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_FOLD))
    folded = "".join(char for char in folded if not unicodedata.combining(char)).translate(_FOLD)
    return _MICRORNA.sub(_one_microrna, folded)


def _one_microrna(found: re.Match[str]) -> str:
    name = "mir" + found[1].replace("-", "")
    arm = (found[2] or "").replace("-", "")
    return f" {name} {name}{arm} " if arm else f" {name} "
