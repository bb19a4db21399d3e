"""Normalising text, once, before any offset into it is taken."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)  # soft hyphen, zero-width characters, marks of direction
_BREAKS = re.compile(r"\s*\n\s*")
_SPACES = re.compile(r"[^\S\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def normalise(text: str) -> str:
    """Bring text into the one form in which it is stored, searched and quoted.

    NFC; soft hyphens, zero-width and control characters and marks of direction removed; every run of spaces one
    space; every run of line breaks one line break; lone surrogates (possible in JSON) become U+FFFD. Normalising
    twice changes nothing.

    >>> normalise("mac\\u00adrophages\\u00a0 are\\tpolarized\\r\\n\\r\\n by  e\\u0301xosomes ")
    'macrophages are polarized\\nby éxosomes'
    """
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    text = _CONTROL.sub("", _LINE_ENDS.sub("\n", text)).translate(_INVISIBLE)
    text = unicodedata.normalize("NFC", text)
    return _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """`normalise`, and line breaks to spaces: for titles, names and headings.

    >>> one_line("Nat.\\n  Commun.")
    'Nat. Commun.'
    """
    return normalise(text).replace("\n", " ")


def letters_of(text: str) -> str:
    """Letters and digits alone, in lower case: for comparing texts that differ in spaces and marks.

    >>> letters_of("M2-like Macrophages")
    'm2likemacrophages'
    """
    return "".join(filter(str.isalnum, text.casefold()))


def year_of(text: str | None) -> int | None:
    """The year that a date starts with, or has anywhere: "2024 Oct", "1998a".

    >>> year_of("2024 Oct"), year_of("1998a"), year_of("in press")
    (2024, 1998, None)
    """
    found = re.search(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)", text or "")
    return int(found.group()) if found else None


def counted(number: int, noun: str) -> str:
    """A number of things, as a sentence has it.

    >>> counted(1, "paper"), counted(1100, "study")
    ('1 paper', '1,100 studies')
    """
    many = re.sub(r"(?<=[^aeiou])y$", "ie", noun) + "s"
    return f"{number:,} {noun if number == 1 else many}"
