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
_PREFIXES = {
    **{"nano": "n", "micro": "\u00b5", "milli": "m", "centi": "c", "deci": "d", "kilo": "k", "mega": "M"},
    **{"pico": "p", "femto": "f", "giga": "G"},
}
_UNITS = {
    **{
        "meter": "m",
        "metre": "m",
        "gram": "g",
        "litre": "l",
        "liter": "L",
        "molar": "M",
        "mole": "mol",
        "dalton": "Da",
    },
    **{
        "second": "s",
        "minute": "min",
        "hour": "h",
        "day": "d",
        "hertz": "Hz",
        "pascal": "Pa",
        "volt": "V",
        "watt": "W",
    },
    **{"joule": "J", "ampere": "A", "kelvin": "K", "gray": "Gy", "becquerel": "Bq", "kilogram": "kg"},
    **{"percent": "%", "celsius": "°C", "degreeCelsius": "°C"},
    **{"um": "\u00b5m", "ug": "\u00b5g", "ul": "\u00b5l", "uL": "\u00b5L", "uM": "\u00b5M"},
    **{"nm": "nm", "mm": "mm", "cm": "cm", "mg": "mg", "kg": "kg", "ml": "ml", "mL": "mL", "nM": "nM", "mM": "mM"},
}
_UNIT_POWERS = {"squared": "^2", "cubed": "^3", "square": "^2", "cubic": "^3"}
_SYMBOLS = {
    **_PREFIXES,
    **_UNITS,
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
_ROOTS = {None: "√", "2": "√", "3": "∛", "4": "∜"}
_RAISED, _LOWERED, _FRACTION = "\x01", "\x02", "\x03"
"""Where a superscript begins and ends, and where a fraction does: control characters, which are no text."""
_MARKS = dict.fromkeys(map(ord, (_RAISED, _LOWERED, _FRACTION)))
_DEGREE = re.compile(r"[\x01^]\s*∘")
_POWER = re.compile(r"(?<=\d)\x01[\x01\x03\s]*+(?=[-+−–]?(?:\x02\x01)?\d)")
_RUN_TOGETHER = re.compile(r"(?<=\w)\x03(?=\w)|(?<=\d)\x02(?=\d)")
_ARGUMENT = r"\{(?:[^{}]|\{[^{}]{0,60}\}){0,200}+\}"
_OPTIONS = r"\s*(?:\[[^\[\]{}]*\]\s*)?"
_TOKEN = re.compile(
    rf"""\\(?P<siunitx>(?:numlist|num|si|unit){_OPTIONS}{_ARGUMENT}
        | (?:SI|qty|SIlist|qtylist|numrange){_OPTIONS}{_ARGUMENT}\s*{_ARGUMENT}
        | (?:SI|qty)range{_OPTIONS}{_ARGUMENT}\s*{_ARGUMENT}\s*{_ARGUMENT})
      | \\(?P<fraction>(?:[dtcs]?|nice)frac(?![A-Za-z])\s*(?:(?P<above>[^\W_])\s*(?P<below>[^\W_])?)?)
      | \\(?P<root>sqrt(?![A-Za-z])\s*(?:\[(?P<degree>[^\[\]{{}}]*)\])?)
      | \\(?P<raise>textsuperscript|sp)(?![A-Za-z])\s*
      | """
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
    groups = _Groups(parts)
    text = text.translate(_MARKS)
    at, maths_until = 0, -1
    for token in _TOKEN.finditer(text):
        between = text[at : token.start()]
        at = token.end()
        kind = token.lastgroup
        in_maths = token.start() < maths_until
        if between.strip():
            groups.awaited = ""
        elif groups.awaited:
            between = ""
        parts.append(between.rstrip() if in_maths and kind == "raised" else between)
        if kind == "braces":
            groups.read(token.group())
            continue
        awaited, groups.awaited = groups.awaited, ""
        if kind == "maths":
            if token.start() == maths_until:
                parts.append(_LOWERED if groups.raised else "")
            else:
                maths_until = _end_of_maths(text, token.start())
                parts.append("" if maths_until > 0 else "$")
            groups.raised = False
        elif kind == "raised" and not in_maths:
            parts.append(token.group())
        elif kind == "raise" or token.group() == "^":
            parts.append(_RAISED)
            groups.awaited = kind or ""
            groups.raised = kind == "raised"
        elif kind == "root":
            degree = token["degree"]
            parts.append(_ROOTS.get(degree and degree.strip(), f"[{degree}]√"))
            groups.awaited = "root"
        elif kind == "fraction":
            above, below = token["above"], token["below"]
            parts.append(_FRACTION + (f"{above}/{below or ''}" if above else ""))
            parts.append(_FRACTION if below else "")
            groups.awaited = "" if below else "below" if above else "above"
        else:
            parts.append(_quantity(token.group()) if kind == "siunitx" else _words(token))
            parts.append({"above": "/", "below": _FRACTION}.get(awaited, ""))
            groups.awaited = "below" if awaited == "above" else ""
    whole = "".join([*parts, text[at:]])
    whole = _POWER.sub("^", _DEGREE.sub("°", whole))
    return _RUN_TOGETHER.sub(" ", whole.replace(_RAISED, "")).translate(_MARKS)


class _Groups:
    """The braces that are open since the first one that is the argument of a fraction, a root or a superscript."""

    def __init__(self, parts: list[str]) -> None:
        self.awaited = ""
        self.raised = False
        self._parts = parts
        self._open: list[tuple[str, int]] = []

    def read(self, braces: str) -> None:
        if not self._open and not self.awaited:
            return
        for brace in braces:
            if brace == "{":
                if self._open or self.awaited:
                    self._open.append((self.awaited, len(self._parts)))
                if self.awaited in {"above", "below", "root"}:
                    self._parts.append("")  # for a parenthesis
                self.raised = self.raised and self.awaited != "raised"
                self.awaited = ""
            elif self._open:
                self._close(*self._open.pop())

    def _close(self, kind: str, start: int) -> None:
        self.awaited = ""
        if kind in {"raise", "raised"}:
            self._parts.append(_LOWERED)
        elif kind:
            few = "".join(self._parts[start : start + 20]).translate(_MARKS)
            if len(self._parts) > start + 20 or not re.fullmatch(r"[\w.]*|.", few.strip()):
                self._parts[start] = "("
                self._parts.append(")")
            self._parts.append({"above": "/", "below": _FRACTION}.get(kind, ""))
            self.awaited = "below" if kind == "above" else ""


def _quantity(code: str) -> str:
    """A number, a unit or both, as the package siunitx has them.

    >>> print(_quantity(r"\\SI{1e6}{\\per\\milli\\litre}"), _quantity(r"\\SIrange{30}{150}{\\nano\\meter}"))
    1×10^6 /ml 30–150 nm
    """
    name = code[1:].partition("{")[0].partition("[")[0].strip()
    *numbers, last = (found[1:-1] for found in re.findall(_ARGUMENT, code))
    if name.startswith("num"):
        numbers, unit = [*numbers, last], ""
    else:
        unit = _unit(last)
    number = "–".join(map(_number, numbers))
    return number + (" " if number and unit and unit != "%" else "") + unit


def _number(code: str) -> str:
    number = re.sub(r"[{}]", "", code).strip().replace(r"\pm", "±").replace("+-", "±").replace(";", ", ")
    number = re.sub(r"(?<=[\d.)])\s*[eEdD]\s*([-+]?\d)", r"×10^\1", number)
    return re.sub(r"^([-+]?)[eE](?=[-+]?\d)", r"\g<1>10^", number)


def _unit(code: str) -> str:
    unit, power, joined = "", "", True
    for macro, other in re.findall(r"\\([A-Za-z]+)|\\?([^\\{}\s])", code):
        if macro == "per":
            unit, joined = unit + "/", True
        elif macro in {"square", "cubic"}:
            power = _UNIT_POWERS[macro]
        elif macro in _UNIT_POWERS:
            unit += _UNIT_POWERS[macro]
        elif macro in _PREFIXES:
            unit, joined = unit + ("" if joined else " ") + _PREFIXES[macro], True
        elif macro:
            unit += ("" if joined else " ") + _symbols().get(macro, "") + power
            power, joined = "", macro in {"text", "mathrm"}
        else:
            unit, joined = unit + (" " if other in ".~" else other), True
    return unit


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
    money = text[end + 1 : end + 2].isdigit() and text[start + 1].isdigit() and text.find("^", start, end) < 0
    return -1 if money else end


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
