"""Identifiers of papers: recognising them, and choosing the one that names a paper for good."""

import hashlib
import re

_DOI = re.compile(r"10\.\d{4,9}/(?:[^\s\"<>]|<\d+:[^\s\"<>]{1,60}>)+")
_LONGEST_DOI = 500
_IS_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?10\.", re.I)
_OF_NCBI = re.compile(r"https?://[\w.]*ncbi\.nlm\.nih\.gov/(?:[\w/]*/)?(PMC\d+|\d+)/?", re.I)


def clean_doi(text: str | None) -> str | None:
    """The DOI in a field, lower-cased and bare, or None when there is none.

    >>> clean_doi("https://doi.org/10.3390/Pharmaceutics15031024")
    '10.3390/pharmaceutics15031024'
    >>> clean_doi("(doi: 10.1016/S0140-6736(20)30183-5).")
    '10.1016/s0140-6736(20)30183-5'
    >>> clean_doi("10.1002/(SICI)1096-8644(199610)101:2&lt;183::AID-AJPA4&gt;3.0.CO;2-3")
    '10.1002/(sici)1096-8644(199610)101:2<183::aid-ajpa4>3.0.co;2-3'
    >>> clean_doi("n/a") is None
    True
    """
    found = _DOI.search((text or "").replace("&lt;", "<").replace("&gt;", ">"))
    if not found:
        return None
    doi = found.group()[:_LONGEST_DOI].lower().rstrip(".,;:'")
    while doi.endswith((")", "]")) and doi.count("(") + doi.count("[") < doi.count(")") + doi.count("]"):
        doi = doi[:-1].rstrip(".,;:'")
    return doi if "/" in doi and not doi.endswith("/") else None


def clean_pmid(text: str | None) -> str | None:
    """The PubMed id in a field, as plain digits, or None when there is none.

    >>> clean_pmid(" PMID: 33213490")
    '33213490'
    """
    found = re.fullmatch(r"\s*(?:PMID:?)?\s*0*([1-9]\d{0,8})\s*", text or "", re.I)
    return found.group(1) if found else None


def clean_pmcid(text: str | None) -> str | None:
    """The PubMed Central id in a field, or None when there is none.

    >>> clean_pmcid("PMC9999999.1"), clean_pmcid("9999999"), clean_pmcid("NIHMS1234")
    ('PMC9999999', 'PMC9999999', None)
    """
    found = re.fullmatch(r"\s*(?:PMC(?:ID:?)?\s*(?:PMC)?)?0*([1-9]\d{0,9})(?:\.\d+)?\s*", text or "", re.I)
    return f"PMC{found.group(1)}" if found else None


def paper_id(pmid: str | None, doi: str | None, title: str, text: str) -> str:
    """The id under which a paper is stored: by PMID, else DOI, else a digest of what it says.

    >>> paper_id("33213490", "10.1/x", "A title", "")
    'pmid:33213490'
    >>> paper_id(None, None, "Advances in Delivery", "")
    'sha:99c59306116928aa'
    """
    if pmid:
        return f"pmid:{pmid}"
    if doi:
        return f"doi:{doi}"
    return f"sha:{hashlib.sha256((title + text).encode()).hexdigest()[:16]}"


def names_meant(written: str) -> list[str]:
    """The names that may be meant by an id, a PMID, a DOI or a PMCID as people write it; as it is written, first.

    >>> names_meant("33213490"), names_meant("https://doi.org/10.1000/X")
    (['33213490', 'pmid:33213490'], ['https://doi.org/10.1000/X', 'doi:10.1000/x'])
    >>> names_meant(" PMC9999999 "), names_meant("https://pubmed.ncbi.nlm.nih.gov/7/")
    (['PMC9999999', 'pmcid:PMC9999999'], ['https://pubmed.ncbi.nlm.nih.gov/7/', 'pmid:7'])
    """
    written = written.strip()
    address = _OF_NCBI.fullmatch(written)
    name = address[1] if address else written
    pmid = clean_pmid(name)
    doi = clean_doi(name) if _IS_DOI.match(name) else None
    pmcid = clean_pmcid(name.removeprefix("pmcid:")) if name.upper().startswith("PMC") else None
    found = (written, pmid and f"pmid:{pmid}", doi and f"doi:{doi}", pmcid and f"pmcid:{pmcid}")
    return [one for one in found if one]
