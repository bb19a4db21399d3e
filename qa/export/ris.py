"""RIS, which every reference manager reads."""

from typing import Any

from index.text import one_line
from qa.export.papers import RETRACTED, Cited
from qa.export.vocabulary import kind_of


def to_ris(cited: list[Cited]) -> str:
    """One RIS record a paper."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        def set_header(self, count: int) -> str:
            """None: the number that rispy writes before each record is not RIS."""
            return ""

    return str(rispy.dumps([_record(one) for one in cited], implementation=Writer))


def _record(one: Cited) -> dict[str, Any]:
    """The fields by the names that rispy gives the tags."""
    paper, details = one.paper, dict(one.paper.details)
    first, _, last = details.get("Pages", "").partition("-")
    known = {
        "type_of_reference": kind_of(paper).ris,
        "id": one.key,
        "type_of_work": RETRACTED if paper.retraction else None,
        "authors": [*map(one_line, paper.authors)],
        "title": paper.title,
        "secondary_title": paper.journal or details.get("Published in"),
        "year": paper.year,
        "volume": details.get("Volume"),
        "number": details.get("Issue"),
        "start_page": first,
        "end_page": last,
        "custom7": details.get("Article number"),
        "publisher": details.get("Publisher"),
        "doi": paper.doi,
        "accession_number": paper.pmid,
        "name_of_database": "PubMed" if paper.pmid else None,
        "custom2": paper.pmcid,
        "urls": [paper.url] if paper.url else [],
        "keywords": ["retracted"] if paper.retraction else [],
        "notes": [*map(one_line, one.notes)],
    }
    return {
        field: value if isinstance(value, list) else one_line(str(value)) for field, value in known.items() if value
    }
