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

import re
from collections.abc import Iterator

from lxml import etree

from index.identifiers import clean_doi, clean_pmid
from index.information import STATUS_OF_RELATION
from index.records import Link, Notice
from index.sources.jats_text import text_of
from index.sources.notices import iso_date
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
_YEAR = r"((?:1[89]|20)\d\d)(?!\d)(?: ([A-Z][a-z]{2})(?: (\d{1,2}))?(?![-/\w]))?"
_DATE = re.compile(rf"\. {_YEAR}")
_DATE_OF_OLD = re.compile(rf" {_YEAR}(?=[^.;]{{0,20}};)")
_DOI = re.compile(r"\b(?:doi: ?)?10\.\d{4,9}/\S+", re.IGNORECASE)
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


def cited_date(source: str) -> str | None:
    """When what is cited was published, in ISO form; digits of its DOI are no date.

    >>> cited_date("J Foo. 2022 Mar 3;17(3):e1. doi: 10.1000/j.2019.1"), cited_date("JAMA 1990 Oct;264(14):1807")
    ('2022-03-03', '1990-10')
    >>> cited_date("J Foo (1985). 2022 Mar-Apr;17:1"), cited_date("doi: 10.1000/j.foo.2019")
    ('2022', None)
    """
    words = _DOI.sub("", source)
    found = _DATE.search(words) or _DATE_OF_OLD.search(words)
    return iso_date(*found.groups("")) if found else None


def _target(pmid: str, source: str) -> str | None:
    if known := clean_pmid(pmid):
        return f"pmid:{known}"
    doi = clean_doi(source)
    return f"doi:{doi}" if doi else None
