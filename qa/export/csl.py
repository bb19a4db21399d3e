"""CSL-JSON, which citation processors read (pandoc, citeproc, Zotero).

Fields: https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

import json
from typing import Any

from index.text import one_line
from qa.export.papers import RETRACTED, Cited, split_name
from qa.export.vocabulary import PREPRINT, kind_of


def to_csl(cited: list[Cited]) -> str:
    """A JSON list with one item a paper."""
    return json.dumps([csl_item(one) for one in cited], ensure_ascii=False, indent=1) + "\n"


def csl_item(one: Cited) -> dict[str, Any]:
    """A paper in the fields of CSL; what is not known is left out.

    >>> from index.records import Paper
    >>> csl_item(Cited("abe2023", Paper("pmid:7", "Exosomes", ("Abe, C",), year=2023, pmid="7")))
    ... # doctest: +NORMALIZE_WHITESPACE
    {'id': 'abe2023', 'type': 'document', 'title': 'Exosomes', 'author': [{'family': 'Abe', 'given': 'C'}],
     'issued': {'date-parts': [[2023]]}, 'PMID': '7'}
    """
    paper, details = one.paper, dict(one.paper.details)
    kind = kind_of(paper)
    within = one_line(paper.journal or details.get("Published in", ""))
    known = {
        "id": one.key,
        "type": kind.csl,
        "title": one_line(paper.title),
        "author": [_name(author) for author in paper.authors],
        "container-title": "" if kind == PREPRINT else within,
        "issued": {"date-parts": [[paper.year]]} if paper.year else None,
        "volume": details.get("Volume"),
        "issue": details.get("Issue"),
        "page": details.get("Pages"),
        "number": details.get("Article number"),
        "publisher": within if kind == PREPRINT else details.get("Publisher"),
        "genre": RETRACTED if paper.retraction else "preprint" if kind == PREPRINT else None,
        "DOI": paper.doi,
        "PMID": paper.pmid,
        "PMCID": paper.pmcid,
        "URL": paper.url,
        "note": " ".join(one.notes),
    }
    return {field: value for field, value in known.items() if value}


def _name(author: str) -> dict[str, str]:
    parts = split_name(one_line(author))
    names = ("literal",) if len(parts) == 1 else ("family", "given", "suffix")
    return dict(zip(names, parts, strict=False))
