"""The records that flow from a source to an answer: frozen dataclasses, nothing else."""

from dataclasses import dataclass

ARTICLE_INFORMATION = "Article information"
"""Heading of the section, one ``Label: value`` a line, that every paper has."""

DIGEST_PREFIX = "digest:"
"""What stands before a paper's id in the id of its digest."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its text. The text is normalised once (`index.text.normalise`) and never changes.

    pages: (offset into the text, page of the source that begins there), in rising order; the first one's offset is 0.
    Empty where the source has no pages. Pages are counted from 1, whatever number is printed on them.
    """

    heading: str
    text: str
    pages: tuple[tuple[int, int], ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Page on which the character at an offset stands; None where the source has no pages.

        >>> section = Section("Results", "M1 kills. M2 heals.", pages=((0, 3), (10, 4)))
        >>> section.page_at(9), section.page_at(10)
        (3, 4)
        """
        return next((page for start, page in reversed(self.pages) if start <= offset), None)


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of a paper after it was published.

    status: "retracted", "concern", "corrected" or "reinstated".
    date: in ISO form, as exactly as it is known (2021, 2021-05, 2021-05-03), or None. source: who says so.
    """

    status: str
    date: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Link:
    """What a paper is to another one.

    relation: "retracts", "questions" (an expression of concern), "corrects", "reinstates", "preprint of" or
    "has preprint". target: ``pmid:...`` or ``doi:...``.
    """

    relation: str
    target: str


@dataclass(frozen=True, slots=True)
class Facets:
    """What a study on vesicles is about, as far as its abstract states it; the values are those of `index.facets`.

    vesicle_source: what the vesicles come from. recipient: where they go, or what they act on. cargo: what they carry.
    target: genes, proteins and pathways acted on. macrophage_effect: what becomes of macrophages. cancer: that is
    studied. effect: what the vesicles do to the disease, or for its diagnosis or therapy.
    """

    vesicle_source: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    cargo: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    macrophage_effect: tuple[str, ...] = ()
    cancer: tuple[str, ...] = ()
    effect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the library. What is not known is None or empty, never guessed.

    A source yields what its record says; `index.complete` adds what follows from it: kind, study types, species,
    abbreviations and the section "Article information".

    id: ``pmid:33213490``, else ``doi:10.x/y`` in lower case, else ``sha:`` and 16 hexadecimal digits.
    authors: in reading order, "Family, Given" where the source tells the two apart, as written otherwise.
    kind: "article", "review", "trial", "preprint", "reference" or "digest".
    publication_types, mesh: as the source has them, types in lower case.
    study_types: of `index.study`. species: that were studied. facets: from a digest of the paper, or in a digest.
    abbreviations: (short, long) pairs that the paper defines.
    notices: what became of it, from its own record or from the notices that name it. links: to other papers.
    cited_by: ids of the papers in whose reference lists it stands.
    origin: format of the source that the record, or the paper's text, is from.
    details: (label, value) pairs that are known beyond these, such as ("Volume", "15").
    sections: in reading order; the last one is "Article information".
    """

    id: str
    title: str
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    kind: str = "article"
    publication_types: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    study_types: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    facets: Facets = Facets()
    abbreviations: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    links: tuple[Link, ...] = ()
    licence: str | None = None
    cited_by: tuple[str, ...] = ()
    origin: str = ""
    details: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()

    def is_information(self, ordinal: int) -> bool:
        """Whether a section is the paper's "Article information"; one of that name elsewhere is the paper's text."""
        last = len(self.sections) - 1
        return ordinal == last and self.sections[last].heading == ARTICLE_INFORMATION

    @property
    def is_reference(self) -> bool:
        """Known only from the reference list of another paper; never evidence for a finding."""
        return self.kind == "reference"

    @property
    def is_digest(self) -> bool:
        """Vesicle's own summary of a paper, under the bibliographic data of that paper."""
        return self.kind == "digest"

    @property
    def retraction(self) -> Notice | None:
        """The notice by which the paper is retracted, if it was not reinstated since."""
        retracted = [notice for notice in self.notices if notice.status == "retracted"]
        if not retracted:
            return None
        last = max(retracted, key=lambda notice: notice.date or "")
        reinstated = [notice for notice in self.notices if notice.status == "reinstated"]
        undone = any(_is_not_before(notice.date or "", last.date or "") for notice in reinstated)
        return None if undone else last

    @property
    def status(self) -> str | None:
        """What became of it in the end: "retracted", else the gravest that its notices tell, or None."""
        told = {notice.status for notice in self.notices}
        found = (status for status in ("concern", "reinstated", "corrected") if status in told)
        return "retracted" if self.retraction else next(found, None)


def _is_not_before(date: str, other: str) -> bool:
    """Whether a date may be as late as another, as exactly as both are known."""
    known = min(len(date), len(other))
    return date[:known] >= other[:known]


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive whole sentences of one section, the unit that is searched.

    ``paper.sections[ordinal].text[start:end] == text``, in code points, always.

    id: ``<paper id>#<ordinal>:<start>-<end>``.
    section: heading of the section.
    sentences: (start, end) of each sentence within the section's text, inside [start, end).
    score: how well it fits a question, 0 to 1; None when it does not come from a search.
    """

    id: str
    paper: Paper
    ordinal: int
    section: str
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
    text: str
    score: float | None = None

    @property
    def page(self) -> int | None:
        """Page of the source on which the passage begins; None where the source has no pages."""
        return self.paper.sections[self.ordinal].page_at(self.start)

    @property
    def is_record(self) -> bool:
        """True for a passage about the paper (its "Article information"), not from the paper."""
        return self.paper.is_information(self.ordinal)

    def to_dict(self) -> dict[str, object]:
        """The passage as JSON has it."""
        return {
            "id": self.id,
            "paper_id": self.paper.id,
            "score": self.score,
            "text": self.text,
            "section": self.section,
            "start": self.start,
            "end": self.end,
            "page": self.page,
        }
