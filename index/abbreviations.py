"""The abbreviations that a text defines, with what they stand for."""

import re

_BRACKETS = re.compile(r"[(\[]([^()\[\]\n]{2,200})[)\]]")
_WINDOW = 250
_LONGEST_SHORT = 12
_SHORT = re.compile(r"(?![\d.,]+$)[^\W_][\w'’./+&‐‑–-]*(?: [\w'’./+&‐‑–-]+)?")
_NEVER_SHORT = re.compile(
    r"(?:fig|figs|figure|table|tab|suppl|supplementary|ref|refs|eq|sect|section|chapter|appendix|box|video|movie|see|"
    r"e\.g|i\.e|vs|ca|both|all|and|or|but|in|of|for)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[,;]\s{0,3}(?:1[89]|20)\d\d")
_SENTENCE_END = re.compile(r"[.?!;:]\s|[()\[\]\n]")
_WORD_BEFORE = re.compile(r"([^\s,;:()\[\]]{2,20})\s?$")
_ARTICLE = re.compile(r"(?:an?|the|or|i\.e\.,?|also called|also known as|termed)\s", re.IGNORECASE)
_GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψω", "abgdezhtiklmnxprstupcpo", strict=True))


def abbreviations(text: str) -> tuple[tuple[str, str], ...]:
    """(short form, long form) for each abbreviation that the text defines, in order, the first definition of each.

    Both "long form (SF)" and "SF (long form)", in round or square brackets; what follows a comma or semicolon inside
    the brackets is left aside. The long form is a substring of the text. Greek letters match their Latin initials.
    Time is linear in the length of the text: a pair lies within a few hundred characters.
    Source: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text",
    PSB 2003; beyond it, no letter of a short form may skip three words in a row, and citations are refused.

    >>> abbreviations("Tumor-associated macrophages (TAMs) take up extracellular vesicles (EVs, n = 3).")
    (('TAMs', 'Tumor-associated macrophages'), ('EVs', 'extracellular vesicles'))
    >>> abbreviations("TAMs (tumor-associated macrophages) secrete tumour necrosis factor alpha (TNF-α).")
    (('TAMs', 'tumor-associated macrophages'), ('TNF-α', 'tumour necrosis factor alpha'))
    >>> abbreviations("Mice (n = 5) were weighed (Fig. 1) as before (Smith et al., 2020) and grew (P < 0.05).")
    ()
    """
    found: dict[str, str] = {}
    last = 0
    for brackets in _BRACKETS.finditer(text):
        pair = _defined(brackets[1], text[max(last, brackets.start() - _WINDOW) : brackets.start()])
        last = brackets.end()
        if pair is not None:
            found.setdefault(*pair)
    return tuple(found.items())


def _defined(inside: str, before: str) -> tuple[str, str] | None:
    """The pair that a bracket and the text before it make, if they make one."""
    if not before.strip():
        return None
    first = re.split(r"[,;]\s|\s=\s", inside, maxsplit=1)[0].strip()
    if _is_short(first):
        if first[1:].islower() and _YEAR.search(inside):
            return None
        start = max((end.end() for end in _SENTENCE_END.finditer(before)), default=0)
        long = _long_form(first, before[start:].rstrip(" \"'”’"))
        return (first, long) if long else None
    word = _WORD_BEFORE.search(before)
    if word is None or not _is_short(word[1]):
        return None
    article = _ARTICLE.match(first)
    whole = first[article.end() :] if article else first
    return (word[1], whole) if _long_form(word[1], whole) == whole else None


def _is_short(candidate: str) -> bool:
    """Whether it looks like an abbreviation: one or two words, a capital or Greek letter, 2 to 12 characters.

    >>> [one for one in ("TAMs", "miR", "Fig. 1", "2020", "exosomes", "n = 5", "Aβ") if _is_short(one)]
    ['TAMs', 'miR', 'Aβ']
    """
    return (
        2 <= len(candidate) <= _LONGEST_SHORT
        and any(char.isupper() for char in candidate)
        and _SHORT.fullmatch(candidate) is not None
        and _NEVER_SHORT.match(candidate) is None
    )


def _long_form(short: str, before: str) -> str | None:
    """The shortest end of `before` that has the letters of the short form in order, the first one opening a word.

    >>> _long_form("EMT", "drives the epithelial-mesenchymal transition")
    'epithelial-mesenchymal transition'
    """
    letters = [char for char in map(_fold, short) if char.isalnum()]
    words = [match.start() for match in re.finditer(r"\S+", before)]
    most = min(len(letters) + 5, 2 * len(letters))
    floor = words[-most] if len(words) > most else 0
    folded = "".join(map(_fold, before))
    at = len(folded)
    for place in range(len(letters) - 1, -1, -1):
        last = at
        at -= 1
        while at >= floor and not (folded[at] == letters[place] and (place > 0 or _opens_a_word(folded, at))):
            at -= 1
        if at < floor or len(re.findall(r"\s", folded[at:last])) > 3:
            return None
    long = before[at:]
    return long if _is_long(short, long) else None


def _is_long(short: str, long: str) -> bool:
    """Whether it can be what the short form stands for: longer, in words, and not a list with the form itself in it."""
    words = re.findall(r"[^\W_]+", long)
    return len(long) > len(short) and max(map(len, words), default=0) > 2 and short not in long.split()


def _opens_a_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _fold(char: str) -> str:
    """A character in lower case, Greek as its Latin initial; always one character."""
    lower = char.lower()
    return _GREEK.get(lower, lower) if len(lower) == 1 else char
