"""BibTeX, in UTF-8, for LaTeX."""

import re

from index.text import one_line
from qa.export.papers import RETRACTED, Cited, split_name
from qa.export.vocabulary import PREPRINT, kind_of

_LATEX = {
    **{char: f"{{\\{char}}}" for char in "#$%&_"},
    # These need no package, and keep the braces in pairs, which BibTeX counts even behind a backslash.
    **{char: f"{{\\ensuremath{{{char}}}}}" for char in "<>|"},
    "{": r"{\ensuremath{\lbrace}}",
    "}": r"{\ensuremath{\rbrace}}",
    "\\": r"{\textbackslash}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "`": r"{\textasciigrave}",
    # Before a name and a brace it would begin an entry.
    "@": "{@}",
}
_SPECIAL = re.compile(r"[\\{}<>|^~`@#$%&_]|(?<=-)-|(?<=')'")
_VERBATIM = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_WITHIN = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle", "misc": "howpublished"}
_PUBLISHED_BY = {"phdthesis": "school", "techreport": "institution"}


def to_bibtex(cited: list[Cited]) -> str:
    """One entry a paper, under its key."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field
    from bibtexparser.writer import BibtexFormat

    library, layout = Library(), BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent, layout.block_separator = "  ", "\n"
    for one in cited:
        fields = [Field(name, value) for name, value in _fields(one).items()]
        library.add(Entry(kind_of(one.paper).bibtex, one.key, fields))
    return write_string(library, bibtex_format=layout)


def escaped(text: str) -> str:
    """Text as LaTeX that sets it as it is; letters of all scripts stay.

    >>> print(escaped("50% of TNF-α & ~x -- p < 0.05"))
    50{\\%} of TNF-α {\\&} {\\textasciitilde}x -{}- p {\\ensuremath{<}} 0.05
    """
    return _SPECIAL.sub(lambda found: _LATEX.get(found[0], f"{{}}{found[0]}"), one_line(text))


def _fields(one: Cited) -> dict[str, str]:
    paper, details = one.paper, dict(one.paper.details)
    kind = kind_of(paper)
    text = {
        _WITHIN.get(kind.bibtex, "series"): paper.journal or details.get("Published in"),
        "year": paper.year,
        "volume": details.get("Volume"),
        "number": details.get("Issue"),
        "pages": details.get("Pages"),
        "eid": details.get("Article number"),
        _PUBLISHED_BY.get(kind.bibtex, "publisher"): details.get("Publisher"),
        "note": " ".join(one.notes),
        "keywords": "retracted" if paper.retraction else "",
        "pubstate": RETRACTED if paper.retraction else "",
        "type": "preprint" if kind == PREPRINT else "",
    }
    fields = {"author": " and ".join(map(_name, paper.authors)), "title": _title(paper.title)}
    fields |= {name: escaped(str(value)) for name, value in text.items() if value}
    fields["pages"] = fields.get("pages", "").replace("-", "--")
    # BibLaTeX and reference managers take these as they stand.
    fields |= {"doi": paper.doi or "", "pmid": paper.pmid or "", "pmcid": paper.pmcid or ""}
    fields["url"] = "" if paper.doi else paper.url or ""
    verbatim = {name: fields[name].translate(_VERBATIM) for name in ("doi", "pmid", "pmcid", "url")}
    return {name: value for name, value in (fields | verbatim).items() if value}


def _title(title: str) -> str:
    """A title in which styles that set titles in small letters leave miR-934 and PD-L1 as they are.

    >>> print(_title("Exosomal miR-934 and PD-L1"))
    Exosomal {miR-934} and {PD-L1}
    """
    first, *words = one_line(title).split(" ")
    kept = [first[1:] != first[1:].lower(), *(word != word.lower() for word in words)]
    return " ".join(
        f"{{{escaped(word)}}}" if keep else escaped(word) for word, keep in zip([first, *words], kept, strict=True)
    )


def _name(author: str) -> str:
    """A name as BibTeX takes names apart: at commas, and at the word "and"; braces keep it from doing so.

    >>> _name("West, Cornel, Jnr"), _name("Smith and Sons, A"), _name("Atlas Network")
    ('West, Jnr, Cornel', '{Smith and Sons}, A', '{Atlas Network}')
    """
    match [escaped(part) for part in split_name(author)]:
        case [family, given, suffix]:
            return f"{_whole(family)}, {_whole(suffix)}, {_whole(given)}"
        case [family, given]:
            return f"{_whole(family)}, {_whole(given)}"
        case name:
            return f"{{{name[0]}}}"


def _whole(part: str) -> str:
    return f"{{{part}}}" if re.search(r"\band\b", part, re.IGNORECASE) else part
