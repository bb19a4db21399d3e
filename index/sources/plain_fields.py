"""What a text says about itself at its top: front matter, and lines such as "DOI: 10.1000/x"."""

import re
from dataclasses import dataclass

from index.identifiers import clean_doi, clean_pmcid, clean_pmid

_NAMES = {"author": "authors", "date": "year", "published": "year"}
_KNOWN = frozenset({"title", "authors", "journal", "year", "doi", "pmid", "pmcid"})
_MOST_LINES = 500
_KEY = re.compile(r"([A-Za-z]\w{0,30})[^\S\n]*:(?:[^\S\n]+(.*))?$")
_LABEL = re.compile(r"(Title|DOI|PMID|PMCID|Authors?|Journal|Year|Published)[^\S\n]*:[^\S\n]*(\S.*)", re.I)
_DOI_LINK = re.compile(r"https?://(?:dx\.)?doi\.org/10\.\S+")
_PMID = re.compile(r"\bPMID:?\s{0,5}(\d{1,9})\b")
_PMCID = re.compile(r"\bPMC\d{1,10}\b")
_LONGEST_LABEL = 2000


@dataclass(slots=True)
class Fields:
    """The first of each that was found."""

    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: str = ""
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None

    def take(self, name: str, values: list[str]) -> bool:
        """Keep a field under any of its names; whether it is one, with a value that it can have."""
        name = _NAMES.get(name.lower(), name.lower())
        values = [value for value in values if value]
        if name not in _KNOWN or not values:
            return False
        value: object = values[0]
        if name == "authors":
            value = tuple(values) if len(values) > 1 else tuple(people(values[0]))
        elif name in _CLEANED:
            value = _CLEANED[name](values[0])
        if value and not getattr(self, name):
            setattr(self, name, value)
        return bool(value)


_CLEANED = {"doi": clean_doi, "pmid": clean_pmid, "pmcid": clean_pmcid}


def front_matter(text: str) -> tuple[Fields, str]:
    """The fields between two lines ``---`` at the beginning, and the text after them.

    >>> fields, rest = front_matter("---\\ntitle: 'Exosomes: a study'\\nauthors:\\n  - Abe, Chizumi\\n---\\nWords.")
    >>> fields.title, fields.authors, rest
    ('Exosomes: a study', ('Abe, Chizumi',), 'Words.')
    """
    fields = Fields()
    opening = re.match(r"\s*---[^\S\n]*\n", text)
    if not opening:
        return fields, text
    lines, place = list[str](), opening.end()
    for _ in range(_MOST_LINES):
        end = text.find("\n", place)
        line = text[place:] if end < 0 else text[place:end]
        place = len(text) if end < 0 else end + 1
        if line.rstrip() in {"---", "..."}:
            _take_lines(fields, lines)
            return fields, text[place:]
        lines.append(line)
        if end < 0:
            break
    return fields, text


def labelled(line: str, fields: Fields) -> bool:
    """Take what a line such as "DOI: 10.1000/x PMID: 7" says; whether it says nothing else.

    >>> fields = Fields()
    >>> labelled("PMID: 33213490", fields), labelled("DOI: see below", fields), fields.pmid
    (True, False, '33213490')
    """
    if len(line) > _LONGEST_LABEL:
        return False
    if _DOI_LINK.fullmatch(line):
        return fields.take("doi", [line])
    found = _LABEL.fullmatch(line)
    if not found:
        return False
    name, value = found.groups()
    first = value.split()[0].rstrip(";,.") if name.lower() in {"pmid", "pmcid"} else value
    if not fields.take(name, [first]):
        return False
    if name.lower() in {"doi", "pmid", "pmcid"}:
        fields.take("doi", [value])
        fields.take("pmid", _PMID.findall(value))
        fields.take("pmcid", _PMCID.findall(value))
    return True


def identifiers(line: str) -> tuple[str | None, str | None]:
    """The DOI and the PMID that a listed reference names.

    >>> identifiers("Dai Q. ACS Nano 2018. doi:10.1021/x. PMID: 29589909")
    ('10.1021/x', '29589909')
    """
    found = _PMID.search(line)
    return clean_doi(line[:_LONGEST_LABEL]), clean_pmid(found.group(1)) if found else None


def people(names: str) -> list[str]:
    """The names in one string: between semicolons, else between commas when none is "Family, Given".

    >>> people("Abe, C; Dai, Q"), people("Chizumi Abe, Qin Dai and Wei Tang"), people("Abe, Chizumi")
    (['Abe, C', 'Dai, Q'], ['Chizumi Abe', 'Qin Dai', 'Wei Tang'], ['Abe, Chizumi'])
    """
    if ";" in names:
        return [name for part in names.split(";") if (name := part.strip())]
    parts = [part.strip() for part in re.split(r",\s*(?:and\s)?|\sand\s", names)]
    parts = [part for part in parts if part]
    return parts if all(" " in part for part in parts) or " and " in names.replace(", and", "") else [names.strip()]


def _take_lines(fields: Fields, lines: list[str]) -> None:
    name, values = "", list[str]()
    for line in [*lines, "end:"]:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if found := _KEY.match(line):
            fields.take(name, values)
            name, values = found.group(1), _values(found.group(2) or "")
        elif item := re.match(r"\s*-\s+(?:\w{1,30}:\s+)?(.*)", line):
            values.append(_bare(item.group(1)))
        elif line[0].isspace() and len(values) == 1 and name.lower() == "title":
            values = [f"{values[0]} {_bare(line)}".strip()]


def _values(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        quoted = re.findall(r"\"([^\"]*)\"|'([^']*)'", text)
        return [one or other for one, other in quoted] or [_bare(part) for part in text[1:-1].split(",")]
    return [_bare(text)]


def _bare(text: str) -> str:
    text = text.strip()
    if text in {"|", ">", "|-", ">-"}:
        return ""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
