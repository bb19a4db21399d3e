"""Whether the text layer of a PDF can be read at all."""

import re
from collections.abc import Iterable

from index.sources.pdf.page import Page

_FEWEST_CHARACTERS = 40
"""On a page that has text: fewer are a page number or a word in a figure."""
_MOST_PICTURES = 0.8
"""Share of a file's pages without text, from which what is left is a cover page."""
_MOST_UNMAPPED = 0.1
"""Share of characters that stand for no letter."""
_FEWEST_OF_TEXT = 0.4
"""Share of letters among all characters."""
_TELLING = 400
"""Characters from which the shares of letters and of vowels tell something."""
_VOWELS = (0.2, 0.6)
"""Share of vowels among Latin letters, in the languages that use them."""
_SHELL = re.compile(r"open this PDF portfolio|viewer may not be able to display this type of document", re.I)
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_VOWEL = re.compile(r"[AEIOUYaeiouyÀ-ÆÈ-ÏÒ-ÖØ-Ýà-æè-ïò-öø-ýÿ]")


def is_without_text(pages: list[Page]) -> bool:
    """Whether the pages, without what is stamped on all of them, are pictures; at most a cover page is not."""
    with_text = sum(sum(len(line.text) for line in page.lines) >= _FEWEST_CHARACTERS for page in pages)
    return with_text == 0 or len(pages) - with_text > _MOST_PICTURES * len(pages)


def is_shell(pages: list[Page]) -> bool:
    """Whether the one page only says that what the file holds, a form or other files, is not shown by this reader."""
    return len(pages) == 1 and _SHELL.search(" ".join(line.text for line in pages[0].lines)) is not None


def is_garbled(pages: Iterable[Page]) -> bool:
    """Whether the characters stand for no letters, or for the wrong ones: fonts may say so little of themselves."""
    pages = list(pages)
    text = "".join(line.text for page in pages for line in page.lines)
    count = sum(not letter.isspace() for letter in text)
    unmapped = sum(page.unmapped for page in pages)
    if unmapped > _MOST_UNMAPPED * count:
        return True
    return count >= _TELLING and (_letters(text) < _FEWEST_OF_TEXT * count or not _has_vowels(text))


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _has_vowels(text: str) -> bool:
    """Whether a text in Latin letters has as many vowels as words have; true of any other text.

    >>> _has_vowels("The cells take up vesicles."), _has_vowels("Wkh fhoov wdnh xs yhvlfohv.")
    (True, False)
    """
    latin = len(_LATIN.findall(text))
    share = len(_VOWEL.findall(text)) / (latin or 1)
    return latin < _letters(text) / 2 or _VOWELS[0] <= share <= _VOWELS[1]
