"""The numbers of a text, however they are written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.analysis import fold

_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {
    **{word: value for value, word in enumerate(_ONES.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), 2)},
}
_POWERS = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_PARTS = {
    **dict.fromkeys("half halved".split(), "0.5"),
    **dict.fromkeys("double doubled doubles twice".split(), "2"),
    **dict.fromkeys("thrice triple tripled".split(), "3"),
    "quarter": "0.25",
}
_VAGUE = frozenset({"one", *_POWERS})
"""Written by themselves they may be no numbers: the one, several hundred."""
_UNITS = """
    % percent | d day days | wk week weeks | mo month months | y yr yrs year years | h hr hrs hour hours
    | min mins minute minutes | s sec second seconds | mg | g gram grams | kg | ug mug microgram micrograms | ng | ml
    | l | ul mul | nm | um mum | mm | cm | fold times x | mol | mmol | kd kda | gy
"""
_UNIT = {spelling: unit.split()[0] for unit in _UNITS.split("|") for spelling in unit.split()}
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SPELT = "|".join([*_WORDS, *_POWERS])
_NUMBER = re.compile(
    rf"(?<![a-z0-9.])(?<![a-z]-)(?:(?P<figure>{_FIGURE})(?![a-z0-9]*\d)(?:[\s-]?(?P<power>thousand|million|billion)\b)?"
    rf"|(?P<spelt>(?:{_SPELT})(?:(?:[\s-]|\sand\s)(?:{_SPELT}))*)(?![a-z])|(?P<part>{'|'.join(_PARTS)})(?![a-z]))"
    r"(?P<gap>[\s-]?)(?P<unit>%|[a-z]+)?"
)
_RANGE = re.compile(
    rf"(?<![a-z0-9.])(?P<first>{_FIGURE})(?=\s?(?:-|to|and|or|,|/)\s?(?:{_FIGURE})\s?(?:%|percent|per cent))"
)
_ORDINAL = frozenset({"st", "nd", "rd", "th"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text.

    unit: in one spelling, when it is one of those listed here. written: as it stands there. before: the word before it.
    """

    value: Decimal
    unit: str | None
    written: str
    before: str = ""


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text, but those that are part of a name, with their units.

    >>> [(str(one.value), one.unit) for one in numbers("one hundred mice, 1,200 cells, 76-85% and 0·5 mg of miR-21")]
    [('100', None), ('1200', None), ('76', '%'), ('85', '%'), ('0.5', 'mg')]
    """
    # Some journals have the point of a decimal in the middle of the line.
    text = re.sub(r"per cent\b", "percent", fold(re.sub(r"(?<=\d)·(?=\d)", ".", text)))
    text = _RANGE.sub(r"\g<first>% ", text)
    for found in _NUMBER.finditer(text):
        figure, unit = found["figure"], _UNIT.get(found["unit"] or "")
        # 10E8 and 3T3 are names, 2nd and 5mg are not.
        if figure and found["unit"] and not (found["gap"] or found["power"] or unit or found["unit"] in _ORDINAL):
            continue
        if figure:
            value = Decimal(figure.replace(",", "")) * _POWERS.get(found["power"] or "", 1)
        else:
            value = Decimal(_PARTS[found["part"]]) if found["part"] else _value(found["spelt"])
        written = figure or found["spelt"] or found["part"]
        before = re.search(r"[a-z0-9]*(?=[\s-]?$)|$", text[max(0, found.start() - 30) : found.start()])
        yield Number(value, unit, f"{written}%" if unit == "%" else written, before[0] if before else "")


def missing(sentence: str, quoted: Iterable[Number]) -> Iterator[tuple[Number, Number | None]]:
    """The numbers of a sentence that are not among those quoted, each with the one that it is when rounded.

    >>> [(one.written, exact and exact.written) for one, exact in missing("76% of 42", numbers("76.3% of 40"))]
    [('76%', '76.3%'), ('42', None)]
    """
    quoted = list(quoted)
    for one in numbers(sentence):
        alike = [other for other in quoted if _same_unit(one, other)]
        if one.written not in _VAGUE and all(one.value != other.value for other in alike):
            yield one, next((other for other in alike if _is_rounded(other.value, one.value)), None)


def _same_unit(one: Number, other: Number) -> bool:
    """A share is written as one; other units may be left out."""
    return one.unit == other.unit or (None in (one.unit, other.unit) and "%" not in (one.unit, other.unit))


def _is_rounded(exact: Decimal, value: Decimal) -> bool:
    """Whether a value is an exact one with fewer decimals."""
    return _decimals(exact) > _decimals(value) and round(exact, _decimals(value)) == value


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _value(spelt: str) -> Decimal:
    total = part = 0
    for word in re.split(r"[\s-]", spelt):
        if word in _WORDS:
            part += _WORDS[word]
        elif word == "hundred":
            part = max(1, part) * 100
        elif word in _POWERS:
            total, part = total + max(1, part) * _POWERS[word], 0
    return Decimal(total + part)
