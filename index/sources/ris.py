"""RIS, as reference managers and databases export it.

Tags: https://en.wikipedia.org/wiki/RIS_(file_format); what each program puts where differs, and is noted here.
"""

import re
from collections.abc import Iterator

import rispy

from index.errors import SourceError
from index.identifiers import clean_pmcid, clean_pmid
from index.records import Paper
from index.sources.blocks import Block, blocks
from index.sources.make import make_paper
from index.sources.markup import plain
from index.sources.stream import Stream
from index.sources.wording import (
    WORK_TYPES,
    abstract_sections,
    doi_of,
    is_preprint_server,
    noted,
    pages,
    pmid_of_link,
)

Fields = dict[str, list[str]]

_BEGIN = re.compile(rb"TY {1,2}-")
_TAG = re.compile(rb"[A-Z][A-Z0-9] {1,2}-(?: |$)")
_END = re.compile(rb"ER {1,2}-")
_ONE_SPACE = re.compile(r"^([A-Z][A-Z0-9]) -(?: |$)", re.M)
_TYPES = {
    **dict.fromkeys(["EJOUR", "JFULL", "JOUR"], "journal article"),
    **dict.fromkeys(["BOOK", "EBOOK", "EDBOOK", "CLSWK"], "book"),
    **dict.fromkeys(["CHAP", "ECHAP"], "book chapter"),
    **dict.fromkeys(["CONF", "CPAPER"], "congress"),
    "ABST": "meeting abstract",
    "DATA": "dataset",
    "NEWS": "newspaper article",
    "PAT": "patent",
    "RPRT": "technical report",
    "THES": "academic dissertation",
}
_PART_OF = frozenset({"BOOK", "CHAP", "CONF", "CPAPER", "EBOOK", "ECHAP", "EDBOOK"})
_PUBMED = re.compile(r"(?:ovid |ebsco )?medline|nlm|pubmed", re.IGNORECASE)
_NOTES = ("AN", "N1", "M1", "M2", "M3", *(f"C{number}" for number in range(1, 9)), *(f"U{n}" for n in range(1, 6)))


class _EveryTag(dict[str, str]):
    """For rispy: every tag is known, under its own name, and may occur several times."""

    def __missing__(self, tag: str) -> str:
        return tag

    def __contains__(self, tag: object) -> bool:
        return True


_PARSER = rispy.RisParser(mapping=_EveryTag(), list_tags=_EveryTag(), delimiter_tags_mapping={})


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """Each record of the file; one that is none is yielded as a SourceError, and the others go on."""
    for block in blocks(stream, "RIS", begins=_BEGIN, opens=_TAG, ends=_END):
        yield block if isinstance(block, SourceError) else _read_block(block, stream)


def _read_block(block: Block, stream: Stream) -> Paper | SourceError:
    if not _BEGIN.match(block.text[:8].encode()):
        cause, mend = "a record without a line TY at its beginning", "export it again"
    elif not block.ended:
        cause, mend = "a record without a line ER at its end, cut off", "export it again"
    elif paper := _paper(_fields(block.text)):
        return paper
    else:
        cause, mend = "a record with neither a title nor an abstract", "give it a title (TI)"
    return stream.refused(cause, mend, block.line)


def _fields(text: str) -> Fields:
    """Values by tag, of repeated tags and continued lines alike."""
    if text.startswith("TY -"):
        text = _ONE_SPACE.sub(r"\1  - ", text)
    (record,) = _PARSER.parse(text + "\nER  - ")[:1]
    return {tag: [value] if isinstance(value, str) else value for tag, value in record.items()}


def _paper(fields: Fields) -> Paper | None:
    def values(*tags: str) -> list[str]:
        """Of the first of these tags that has any."""
        return next((found for tag in tags if (found := [*filter(None, fields.get(tag, []))])), [])

    def joined(*tags: str) -> str:
        return plain(" ".join(values(*tags)))

    kind = joined("TY").upper()
    title = joined("TI", "T1", "CT", *(["BT"] if kind in _PART_OF else []))
    source = joined("JF", "T2", "JO", "BT", "JA", "J2")
    notes = noted(value for tag in _NOTES for value in values(tag))
    links = [link.strip() for value in values("UR") for link in value.split("; ")]
    return make_paper(
        title=title,
        sections=abstract_sections("\n".join(values("AB", "N2"))),
        authors=[plain(author).strip(" ,;") for author in values("AU", "A1")],
        journal=source if kind not in _PART_OF else None,
        year=joined("PY", "Y1", "DA"),
        doi=doi_of(*values("DO"), *links, *values("M3"), *values("L3")) or notes.get("doi"),
        pmid=_pmid(fields) or notes.get("pmid") or pmid_of_link(*links),
        pmcid=_pmcid(fields) or notes.get("pmcid"),
        url=links[0] if links else None,
        publication_types=_publication_types(kind, values("M3"), source, joined("PB")),
        details=[
            ("Affiliations", plain("; ".join(values("AD")))),
            ("Published in", source if kind in _PART_OF and source != title else None),
            ("Publisher", joined("PB")),
            ("Volume", joined("VL")),
            ("Issue", joined("IS")),
            ("Pages", pages(joined("SP"), joined("EP"))),
            ("Article number", joined("C7")),
            ("Keywords", "; ".join(part.strip(" *") for value in values("KW") for part in plain(value).split(";"))),
        ],
    )


def _publication_types(kind: str, work_types: list[str], source: str, publisher: str) -> Iterator[str]:
    if is_preprint_server(source, publisher):
        yield "preprint"
    elif kind in _TYPES:
        yield _TYPES[kind]
    yield from (name.lower() for name in work_types if name.lower() in WORK_TYPES)


def _pmid(fields: Fields) -> str | None:
    """The accession number is one when PubMed or MEDLINE gave it; Scopus writes the PMID as C2."""
    databases = fields.get("DB", []) + fields.get("DP", [])
    tags = ["AN"] if any(map(_PUBMED.match, databases)) else []
    tags += ["C2"] if "Scopus" in databases else []
    return next((pmid for tag in tags for value in fields.get(tag, []) if (pmid := clean_pmid(value))), None)


def _pmcid(fields: Fields) -> str | None:
    """EndNote writes the PMCID as C2, others elsewhere; only one that says PMC is taken."""
    values = [value for tag in ("PMC", *_NOTES) for value in fields.get(tag, []) if value.upper().startswith("PMC")]
    return next((pmcid for value in values if (pmcid := clean_pmcid(value))), None)
