"""What the words of an exported record tell beyond the fields they stand in."""

import re
from collections.abc import Iterable, Iterator

from index.identifiers import clean_doi, clean_pmcid, clean_pmid
from index.sources.markup import plain
from index.text import normalise

WORK_TYPES = frozenset(
    {
        "case reports",
        "clinical trial",
        "clinical trial protocol",
        "comment",
        "editorial",
        "journal article",
        "letter",
        "meta-analysis",
        "observational study",
        "preprint",
        "published erratum",
        "randomized controlled trial",
        "retracted publication",
        "retraction of publication",
        "review",
        "systematic review",
    }
)
"""Publication types of PubMed that other tools name in the same words."""
_SERVERS = re.compile(
    r"(?:arxiv|authorea|biorxiv|chemrxiv|medrxiv|osf preprints|peerj preprints|preprints(?:\.org|\.? \(basel|$)"
    r"|research square|res sq|ssrn|techrxiv)\b",
    re.IGNORECASE,
)
_LONGEST_NOTE = 500
_NOTED = re.compile(r"\s*\{?:?\s*(PMID|PUBMED|PMC(?:ID)?|DOI)\b\s*[:=]?\s*(\S+?)[.,}]*\s*", re.IGNORECASE)
_LONGEST_DOI = 1000
_DOI_LINK = re.compile(r"https?://(?:dx\.)?doi\.org/|doi\b|10\.\d", re.IGNORECASE)
_PUBMED_LINK = re.compile(
    r"https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,9})/?", re.IGNORECASE
)
_EMAIL = re.compile(r"(?:\s*\bElectronic address:)?\s*\b[\w.+-]{1,64}@[\w.-]{1,255}")
_WRAPPED = re.compile(r"(?<=[^\n]{40})(?<![.!?:])\n")
"""A line break that only keeps lines short: within a sentence, after a line that is no heading."""
_OPENING = re.compile(r"(?:abstract|summary|unlabelled)(?:\s*:\s*|\n)", re.IGNORECASE)
_LABELS = """
    Aim. Aims. Aims and objectives. Background. Background & aims. Background and aims. Background and objective.
    Background and objectives. Background and purpose. Background/aims. Conclusion. Conclusions. Context. Design.
    Discussion. Experimental design. Findings. Funding. Hypothesis. Implications. Importance. Interpretation.
    Intervention. Interventions. Introduction. Limitations. Main outcome measures. Main outcomes and measures.
    Main results. Material and methods. Materials & methods. Materials and methods. Measurements. Method. Methodology.
    Methods. Methods and results. Objective. Objectives. Observations. Outcomes. Participants. Patients.
    Patients and methods. Purpose. Rationale. Recent findings. Result. Results. Results and conclusions. Scope. Setting.
    Settings. Significance. Study design. Subjects. Subjects and methods. Summary. Trial registration
    """
_LABEL = re.compile(
    r"(?:\A|(?<=\n)|(?<=[.!?)\]%] ))(?=[A-Z])(?P<label>(?i:"
    + "|".join(" ".join(label.split()) for label in _LABELS.split("."))
    + r"))(?::\s+|\n)"
)


def abstract_sections(text: str) -> Iterator[tuple[str, str]]:
    """An abstract as (heading, text): a section a part where its labels leave no doubt, else one section "Abstract".

    There is no doubt when the abstract begins with a label that is known, has another one, and none twice.

    >>> list(abstract_sections("BACKGROUND: Exosomes. METHODS: We looked. CONCLUSIONS: They are there."))
    ... # doctest: +NORMALIZE_WHITESPACE
    [('Abstract: Background', 'Exosomes.'), ('Abstract: Methods', 'We looked.'),
     ('Abstract: Conclusions', 'They are there.')]
    >>> list(abstract_sections("We used two METHODS: one and another."))
    [('Abstract', 'We used two METHODS: one and another.')]
    """
    text = _WRAPPED.sub(" ", normalise(plain(text)))
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    found = list(_LABEL.finditer(text))
    labels = [label["label"].upper() for label in found]
    if len(found) < 2 or found[0].start() > 0 or len(set(labels)) < len(labels):
        yield "Abstract", text
        return
    for label, following in zip(found, [*found[1:], None], strict=True):
        yield (
            f"Abstract: {label['label'].capitalize()}",
            text[label.end() : following.start() if following else None].strip(),
        )


def is_preprint_server(*names: str | None) -> bool:
    """Whether one of a record's journal and publisher is a server of preprints.

    >>> is_preprint_server("bioRxiv : the preprint server for biology"), is_preprint_server("Nature", None)
    (True, False)
    """
    return any(_SERVERS.match(name.strip()) for name in names if name)


def noted(notes: Iterable[str]) -> dict[str, str]:
    """Identifiers that stand on a line of their own in notes, as "pmid", "pmcid" and "doi"; the first of each.

    An identifier in the midst of a note may be another paper's ("Retraction in: ... PMID: 1") and is not taken.

    >>> noted(["tex.ids: x\\nPMID: 33213490\\nPMCID: PMC7696213", "Comment in: J Foo. PMID: 1"])
    {'pmid': '33213490', 'pmcid': 'PMC7696213'}
    """
    found: dict[str, str] = {}
    for line in (line for note in notes for line in re.split("[\n;]", note)):
        if len(line) > _LONGEST_NOTE or not (match := _NOTED.fullmatch(line)):
            continue
        kind, value = match.group(1).lower(), match.group(2)
        if kind == "doi" and (doi := doi_of(value)):
            found.setdefault("doi", doi)
        elif kind in {"pmc", "pmcid"} and (pmcid := clean_pmcid(value)):
            found.setdefault("pmcid", pmcid)
        elif kind in {"pmid", "pubmed"} and (pmid := clean_pmid(value)):
            found.setdefault("pmid", pmid)
    return found


def doi_of(*fields: str) -> str | None:
    """The DOI in the first field that is one, bare or as a link to doi.org; a DOI within other words is not taken.

    >>> doi_of("https://example.org/10.1000/x/full", "see 10.1000/y", "doi: 10.1000/Z")
    '10.1000/z'
    """
    for field in fields:
        field = field.strip()
        if len(field) < _LONGEST_DOI and _DOI_LINK.match(field) and (doi := clean_doi(field)):
            return doi
    return None


def pmid_of_link(*links: str) -> str | None:
    """The PMID of the first link to a page of PubMed.

    >>> pmid_of_link("https://example.org", "https://pubmed.ncbi.nlm.nih.gov/33213490/")
    '33213490'
    """
    return next((found.group(1) for link in links if (found := _PUBMED_LINK.match(link.strip()))), None)


def affiliation(text: str) -> str:
    """Where an author works, without the e-mail address.

    >>> affiliation("Tohoku University, Sendai, Japan. Electronic address: abe@example.org.")
    'Tohoku University, Sendai, Japan'
    """
    return _EMAIL.sub("", text).strip(" .;,")


def pages(first: str, last: str = "") -> str:
    """A range of pages, in one spelling.

    >>> pages("101", "110"), pages("101–110"), pages("e7", "e7")
    ('101-110', '101-110', 'e7')
    """
    first, last = (re.sub(r" ?[‐-―−-]+ ?", "-", " ".join(part.split())) for part in (first, last))
    return first if not last or "-" in first or first == last else f"{first}-{last}" if first else last
