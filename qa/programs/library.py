"""What programs get of the library itself: a paper with its text, and what it holds."""

from dataclasses import asdict
from pathlib import PurePath
from typing import cast

from index import Index, Paper
from index.errors import VesicleError
from index.identifiers import names_meant
from index.records import DIGEST_PREFIX
from index.text import one_line
from qa.programs.documents import StatusDocument, WholePaperDocument
from qa.records import SCHEMA, paper_document

_LONGEST_SHOWN = 100
"""Characters of a name that is not known."""


def find_paper(library: Index, name: str) -> Paper:
    """The paper that a name is of: an id, a DOI, a PMID or a PMCID, as people write them.

    Raises VesicleError where there is none, or several.

    >>> from index import open_index
    >>> find_paper(open_index(), "https://doi.org/10.3390/PHARMACEUTICS15031024").id
    'doi:10.3390/pharmaceutics15031024'
    """
    shown = one_line(name)[:_LONGEST_SHOWN]
    match library.catalog.find(name):
        case [paper_id] if (paper := library.catalog.paper(paper_id)) is not None:
            return paper
        case []:
            digests = [DIGEST_PREFIX + one for one in names_meant(name)]
            if held := next(filter(library.catalog.is_paper, digests), None):
                raise VesicleError(f"{shown}: only Vesicle’s summary of this paper is here; ask for {held}")
            raise VesicleError(f"{shown}: is not in this library; look for its id with retrieve")
        case several:
            raise VesicleError(f"{shown}: is the name of {' and '.join(several)}; ask for one of these")


def whole_paper(paper: Paper) -> WholePaperDocument:
    """What is known about a paper, and its text, as JSON has it."""
    document = {
        **paper_document(paper),
        "pmcid": paper.pmcid,
        "licence": paper.licence,
        "publication_types": list(paper.publication_types),
        "mesh": list(paper.mesh),
        "links": [asdict(link) for link in paper.links],
        "sections": [
            {"heading": one.heading, "text": one.text, "pages": [list(page) for page in one.pages]}
            for one in paper.sections
        ],
    }
    return cast(WholePaperDocument, document)


def status_document(library: Index) -> StatusDocument:
    """What a library holds and how it was made, without where anything is, on the disk or elsewhere.

    >>> from index import open_index
    >>> status_document(open_index())["papers"]
    1
    """
    known = library.status()
    del known["index"], known["store"]
    embedder = {**known["embedder"], "model": _public(known["embedder"]["model"])}
    retractions = known.get("retractions")
    return cast(StatusDocument, {"schema": SCHEMA, **known, "embedder": embedder, "retractions": retractions})


def _public(model: str) -> str:
    """The name of a model: an id of the hub, or of a folder its own name.

    >>> _public("sentence-transformers/all-MiniLM-L6-v2"), _public("/home/ada/models/small")
    ('sentence-transformers/all-MiniLM-L6-v2', 'small')
    """
    return PurePath(model).name if PurePath(model).is_absolute() else model
