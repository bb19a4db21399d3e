"""What PubMed links to a record: its retraction, its corrections, its preprint, or the article that it is a notice of.

Every ``RefType`` of the DTD (https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd), and those of a part of an
article, which records had until 2016 and which NLM counts as errata since:

| ``RefType`` | what it becomes |
|---|---|
| RetractionIn, RetractedandRepublishedIn | Notice "retracted" |
| ExpressionOfConcernIn | Notice "concern" |
| ErratumIn, CorrectedandRepublishedIn, PartialRetractionIn | Notice "corrected" |
| RetractionOf, RetractedandRepublishedFrom | Link "retracts" |
| ExpressionOfConcernFor | Link "questions" |
| ErratumFor, CorrectedandRepublishedFrom, PartialRetractionOf | Link "corrects" |
| UpdateIn | on a preprint Link "preprint of", else nothing: a later version of a review |
| UpdateOf | of a preprint Link "has preprint", else nothing |
| AssociatedDataset, AssociatedPublication, Cites, CommentIn, CommentOn, OriginalReportIn | nothing |
| ReprintIn, ReprintOf, RepublishedIn, RepublishedFrom, SummaryForPatientsIn | nothing |
"""

from collections.abc import Iterator

from lxml import etree

from index.identifiers import clean_doi, clean_pmid
from index.information import STATUS_OF_RELATION
from index.records import Link, Notice
from index.sources.jats_text import text_of
from index.sources.notices import cited_date
from index.sources.wording import is_preprint_server

SOURCE = "PubMed"
_STATUS = {
    "RetractionIn": "retracted",
    "RetractedandRepublishedIn": "retracted",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "corrected",
    "CorrectedandRepublishedIn": "corrected",
    "PartialRetractionIn": "corrected",
}
_RELATION = {
    "RetractionOf": "retracts",
    "RetractedandRepublishedFrom": "retracts",
    "ExpressionOfConcernFor": "questions",
    "ErratumFor": "corrects",
    "CorrectedandRepublishedFrom": "corrects",
    "PartialRetractionOf": "corrects",
}
_MOST_CITATION = 5000


def links_and_notices(citation: etree._Element, own: str | None, is_preprint: bool) -> Iterator[Link | Notice]:
    """What a MedlineCitation is linked to. What it says of itself is a notice, in whichever way it is put.

    own: the record's own id, ``pmid:...``.
    """
    for linked in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        ref_type = linked.get("RefType", "")
        source = text_of(linked.find("RefSource"))[:_MOST_CITATION]
        target = _target(text_of(linked.find("PMID")), source)
        status, relation = _STATUS.get(ref_type), _RELATION.get(ref_type)
        if relation and target == own:
            status, relation = STATUS_OF_RELATION[relation], None
        if ref_type == "UpdateIn" and is_preprint:
            relation = "preprint of"
        elif ref_type == "UpdateOf" and not is_preprint and is_preprint_server(source):
            relation = "has preprint"
        if status:
            yield Notice(status, cited_date(source), SOURCE)
        elif relation and target:
            yield Link(relation, target)


def _target(pmid: str, source: str) -> str | None:
    if known := clean_pmid(pmid):
        return f"pmid:{known}"
    doi = clean_doi(source)
    return f"doi:{doi}" if doi else None
