"""MEDLINE, the tagged text that PubMed saves (.nbib, or "PubMed" format).

Tags: https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from index.errors import SourceError
from index.identifiers import clean_doi, clean_pmid
from index.records import Link, Notice, Paper
from index.sources.blocks import blocks
from index.sources.make import make_paper
from index.sources.markup import plain
from index.sources.notices import cited_date
from index.sources.stream import Stream
from index.sources.wording import abstract_sections, affiliation, is_preprint_server

Fields = dict[str, list[str]]

_RECORD = re.compile(rb"PMID *-")
_FIELD = re.compile(rb"[A-Z][A-Z0-9 ]{3} *-")
_BLANK = re.compile(rb"\s*$")
_TAGGED = re.compile(r"([A-Z][A-Z0-9 ]{3}) *- ?(.*)", re.DOTALL)
_BECAME = {
    "RIN": "retracted",
    "RRI": "retracted",
    "ECI": "concern",
    "EIN": "corrected",
    "CRI": "corrected",
    "PRIN": "corrected",
}
_DID = {
    "ROF": "retracts",
    "RRF": "retracts",
    "ECF": "questions",
    "EFR": "corrects",
    "CRF": "corrects",
    "PROF": "corrects",
}
_CITED_PMID = re.compile(r"PMID: ?(\d{1,9})\b")
_CITED_DOI = re.compile(r"\bdoi: ?(10\.\S{1,500})", re.IGNORECASE)
_SUFFIX = re.compile(r"^([^,]{1,200}, .{1,200}) (Jr|Sr|2nd|3rd|[IV]{2,3})\.?$")
_MOST_CITATION = 5000


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """Each record of the file; one that is none is yielded as a SourceError, and the others go on."""
    for block in blocks(stream, "MEDLINE", begins=_RECORD, opens=_FIELD, ends=_BLANK):
        if isinstance(block, SourceError):
            yield block
            continue
        values = _values(block.text)
        paper = _paper(values)
        if paper is None:
            name = next((f"record {value[:20]}" for tag, value in values if tag == "PMID"), "a record")
            cause = f"{name} has neither a title nor an abstract"
            yield stream.refused(cause, "fetch it from PubMed again", block.line)
        else:
            yield paper


def _values(text: str) -> list[tuple[str, str]]:
    """(tag, value) in the record's order; a line that begins with no tag continues the one before."""
    found: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        if tagged := _TAGGED.match(line):
            found.append((tagged.group(1).rstrip(), [tagged.group(2).strip()]))
        elif found:
            found[-1][1].append(line.strip())
    return [(tag, value) for tag, parts in found if (value := " ".join(filter(None, parts)))]


def _paper(values: list[tuple[str, str]]) -> Paper | None:
    fields: Fields = defaultdict(list)
    for tag, value in values:
        fields[tag].append(value)
    writers = {"CN", "FAU" if fields["FAU"] else "AU"}
    title = plain(_first(fields, "TI", "BTI", "CTI"))
    types = [name.lower() for name in fields["PT"]]
    book = _first(fields, "BTI", "CTI")
    return make_paper(
        title=title,
        sections=abstract_sections("\n".join(fields["AB"])),
        authors=[_SUFFIX.sub(r"\1, \2", value) for tag, value in values if tag in writers],
        journal=_first(fields, "JT", "TA"),
        year=_first(fields, "DP", "DEP"),
        doi=_doi(fields),
        pmid=_first(fields, "PMID"),
        pmcid=_first(fields, "PMC"),
        publication_types=types,
        mesh=[heading.split("/")[0].strip(" *") for heading in fields["MH"]],
        notices=_notices(fields),
        links=_links(fields, types),
        details=[
            ("Affiliations", "; ".join(dict.fromkeys(filter(None, map(affiliation, fields["AD"]))))),
            ("Published in", plain(book) if fields["TI"] else None),
            ("Publisher", _first(fields, "PB")),
            ("Volume", _first(fields, "VI")),
            ("Issue", _first(fields, "IP")),
            ("Pages", _first(fields, "PG")),
            ("Keywords", "; ".join(keyword.strip(" *") for keyword in fields["OT"])),
            ("Number of references", _first(fields, "RF")),
        ],
    )


def _first(fields: Fields, *tags: str) -> str:
    return next((fields[tag][0] for tag in tags if fields[tag]), "")


def _doi(fields: Fields) -> str | None:
    for value in [*fields["LID"], *fields["AID"]]:
        if value.endswith("[doi]") and len(value) < _MOST_CITATION and (doi := clean_doi(value)):
            return doi
    return None


def _notices(fields: Fields) -> Iterator[Notice]:
    for tag, status in _BECAME.items():
        for citation in fields[tag]:
            yield Notice(status, cited_date(citation[:_MOST_CITATION]), "PubMed")


def _links(fields: Fields, types: list[str]) -> Iterator[Link]:
    for tag, relation in _DID.items():
        for citation in fields[tag]:
            yield from _link(relation, citation)
    if "preprint" in types:
        for citation in fields["UIN"]:
            yield from _link("preprint of", citation)
    for citation in fields["UOF"]:
        if "preprint" not in types and is_preprint_server(citation):
            yield from _link("has preprint", citation)


def _link(relation: str, citation: str) -> Iterator[Link]:
    citation = citation[:_MOST_CITATION]
    if (found := _CITED_PMID.search(citation)) and (pmid := clean_pmid(found.group(1))):
        yield Link(relation, f"pmid:{pmid}")
    elif (found := _CITED_DOI.search(citation)) and (doi := clean_doi(found.group(1))):
        yield Link(relation, f"doi:{doi}")
