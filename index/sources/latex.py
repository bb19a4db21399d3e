"""The LaTeX in the fields of BibTeX, as text."""

import re
from functools import cache

from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.latexencode import get_builtin_uni2latex_dict

_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
_SYMBOLS = {
    "copyright": "©",
    "degree": "°",
    "i": "ı",
    "j": "ȷ",
    "ne": "≠",
    "newline": " ",
    "ohm": "Ω",
    "quad": " ",
    "space": " ",
    "textasciicircum": "^",
    "textbackslash": "\\",
    "textbar": "|",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textgreater": ">",
    "textless": "<",
}
_DASHES = {"-": "-", "--": "–", "---": "—", "``": "“", "''": "”"}
_TOKEN = re.compile(
    r"""\\(?:href|texorpdfstring|textcolor)\s*\{[^{}]*\}              # its first argument is not for reading
      | \\(?P<accent>[`'^~="]|\.(?!\s)|[uvHrcdkb](?![A-Za-z]))[ \t]*
        (?:\{\s*(?:\\(?P<dotless>[ij])\b|(?P<braced>[^{}\\\s])?)\s*\}
          | \\(?P<bare_dotless>[ij])\b[ ]?
          | (?P<letter>[^\W\d_]))
      | \\(?P<macro>[A-Za-z]+)\*?(?:[ \t]+|\{\})?
      | \\(?P<control>(?s:.))
      | (?P<braces>[{}]+)
      | (?P<dashes>---?|``|'')
      | (?P<tie>(?<!\s)~|^~)
      | (?P<maths>\$)
      | (?P<raised>[\^_])
    """,
    re.VERBOSE,
)
_CODED = re.compile(r"[\\{}$~]|--|``|''")


def decoded(text: str) -> str:
    """Text for reading: accents, symbols and dashes as characters; commands and braces gone, what they enclose kept.

    No words are lost to a command that is not known, a percent sign is no comment, and a dollar sign is one where it
    cannot be mathematics. Accents are combining characters, for `index.text.normalise` to compose.

    >>> print(decoded(r"{\\alpha}-{SMA}, \\textit{in vitro}, S{\\o}ren, 50\\% {\\textless} 60% -- $5"))
    α-SMA, in vitro, Søren, 50% < 60% – $5
    >>> decoded(r"CD4$^{+}$ cells, H$_2$O and $\\beta$-catenin at 10 $\\mu$m")
    'CD4+ cells, H2O and β-catenin at 10 μm'
    """
    if not _CODED.search(text):
        return text
    parts: list[str] = []
    at, maths_until = 0, -1
    for token in _TOKEN.finditer(text):
        parts.append(text[at : token.start()])
        at = token.end()
        kind = token.lastgroup
        if kind == "maths":
            if token.start() == maths_until:
                continue
            maths_until = _end_of_maths(text, token.start())
            parts.append("" if maths_until > 0 else "$")
        elif kind == "raised":
            parts.append("" if token.start() < maths_until else token.group())
        else:
            parts.append(_words(token))
    return "".join([*parts, text[at:]])


def _words(token: re.Match[str]) -> str:
    if accent := token["accent"]:
        base = token["dotless"] or token["bare_dotless"] or token["braced"] or token["letter"]
        return base + _ACCENTS[accent] if base else accent
    if macro := token["macro"]:
        return _symbols().get(macro, "")
    if control := token["control"]:
        return control if control in "%&#$_{}^~\"'`|<>" else " " if control in " ,;:/\\\n" else ""
    if dashes := token["dashes"]:
        return _DASHES[dashes]
    return " " if token["tie"] else ""


def _end_of_maths(text: str, start: int) -> int:
    """Where the mathematics that a dollar sign begins has its closing one, or -1: as in "$5 and $6" there is none."""
    end = text.find("$", start + 1, start + 500)
    if end < 0 or not text[start + 1 : end].strip() or text[start + 1].isspace() or text[end - 1].isspace():
        return -1
    return -1 if text[end + 1 : end + 2].isdigit() and text[start + 1].isdigit() else end


@cache
def _symbols() -> dict[str, str]:
    """What each macro without arguments stands for."""
    symbols: dict[str, str] = {}
    for code, latex in get_builtin_uni2latex_dict().items():
        if found := re.fullmatch(r"(?:\\ensuremath)?\{?\\([A-Za-z]+)\}?", latex):
            symbols.setdefault(found.group(1), chr(code))
    context = get_default_latex_context_db()
    for spec in context.iter_macro_specs():
        if isinstance(spec.simplify_repl, str) and "%" not in spec.simplify_repl:
            symbols[spec.macroname] = spec.simplify_repl
    del symbols["today"]
    return symbols | _SYMBOLS
