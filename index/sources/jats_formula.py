"""MathML to one line of text."""

import re

from lxml import etree

_INVISIBLE_OPERATORS = dict.fromkeys(range(0x2061, 0x2065))


def formula(element: etree._Element) -> str:
    """MathML on one line: fractions with a slash, scripts with ^ and _."""
    if element.tag in {"annotation", "annotation-xml"} or not isinstance(element.tag, str):
        return ""
    parts = [formula(child) for child in element]
    match element.tag, parts:
        case "mfrac", [above, below]:
            return f"{_group(above)}/{_group(below)}"
        case (("msub" | "munder"), [base, low]):
            return f"{base}_{_group(low)}" if low else base
        case "msup", [base, high]:
            return base + (high if re.fullmatch(r"[-+−*′'†]*", high) else f"^{_group(high)}")
        case (("msubsup" | "munderover"), [base, low, high]):
            return f"{base}_{_group(low)}^{_group(high)}"
        case "msqrt", _:
            return f"√{_group(''.join(parts))}"
        case "mroot", [base, index]:
            return f"{_group(index) if index else ''}√{_group(base)}"
        case "mfenced", _:
            return f"{element.get('open', '(')}{','.join(parts)}{element.get('close', ')')}"
        case "mspace", _:
            return " "
        case "mtable", _:
            return "; ".join(parts)
        case (("mtr" | "mlabeledtr"), _):
            return ", ".join(filter(None, parts))
        case "mtext", _:
            return re.sub(r"\s+", " ", element.text or "") + "".join(parts)
    text = " ".join((element.text or "").split()).translate(_INVISIBLE_OPERATORS)
    for place, child in enumerate(element):
        is_after_digit = place and parts[place - 1][-1:].isdecimal()
        if child.tag == "mroot" and is_after_digit and parts[place][:1].isdecimal():
            parts[place] = f" {parts[place]}"  # two times the third root of 8 is not that of index 23
    return text + "".join(parts)


def _group(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"
