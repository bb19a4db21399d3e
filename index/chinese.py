"""Terms in Chinese to English words, which are what most papers have, and all that an English model understands."""

import re

from index.chinese_terms import FUNCTION_CHARACTERS, FUNCTION_WORDS, TERMS

_LINES = [line.strip().partition(": ") for line in TERMS.splitlines() if line.strip()]
_ENGLISH = {chinese.casefold(): english for english, _, several in _LINES for chinese in several.split()}
_ENGLISH |= dict.fromkeys(FUNCTION_WORDS.split(), "")
_KNOWN = re.compile("|".join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True)), re.I)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LONE = re.compile(rf"(?<!{_HAN.pattern})[{''.join(FUNCTION_CHARACTERS.split())}](?!{_HAN.pattern})")
_TOO_WIDE = re.compile(r" (?=[?!,.;:)])|(?<=\() | (?=-\w)|(?<=\w-) ")
_PUNCTUATION = str.maketrans("？！，、。；：（）", "?!,,.;:()")


def in_english(text: str) -> str:
    """The text with the terms in Chinese as English words, and without the Chinese words that only join others.

    The longest term that fits is taken. What is no known term stays, so that what a question is about is never lost.

    >>> in_english("外泌体如何影响巨噬细胞的极化？")
    'exosome affect macrophage polarization?'
    >>> in_english("外泌體能治療脫髮嗎？"), in_english("M2型巨噬細胞"), in_english("微小RNA-21")
    ('exosome therapy 脫髮?', 'M2 macrophage', 'microRNA-21')
    """
    if text.isascii() or not _HAN.search(text):
        return text
    text = _KNOWN.sub(lambda found: f" {_ENGLISH[found[0].casefold()]} ", text.translate(_PUNCTUATION))
    text = " ".join(_LONE.sub(" ", text).split())
    return _TOO_WIDE.sub("", text)
