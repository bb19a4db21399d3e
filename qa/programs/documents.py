"""The JSON documents that programs send and get, field by field; the schemas of REST and MCP are made of them."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from index.facets import EFFECTS, MACROPHAGE_EFFECTS
from index.filters import KINDS
from index.species import SPECIES
from index.study import STUDY_TYPES
from qa.records import Source, Verdict

_described = with_config(ConfigDict(use_attribute_docstrings=True))


@_described
class FiltersDocument(TypedDict, total=False):
    """Which papers are searched: those that fit each filter that is given, by any of its values.

    A value fits those that hold all its words: "macrophages" fits "M2 macrophages", "miR-21" fits "miR-21-5p".
    """

    since: int
    """Only papers of this year or later."""
    until: int
    """Only papers of this year or earlier."""
    kind: list[Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})]]
    """Kind of document; "digest" is Vesicle's own summary of a study."""
    study_types: list[Annotated[str, Field(json_schema_extra={"enum": list(STUDY_TYPES)})]]
    """Kind of study."""
    species: list[Annotated[str, Field(json_schema_extra={"enum": list(SPECIES)})]]
    """Species that were studied."""
    vesicle_source: list[str]
    """What the vesicles come from: "M2 macrophages"."""
    recipient: list[str]
    """Where the vesicles go, or what they act on: "T cells"."""
    cargo: list[str]
    """What the vesicles carry: "miR-21"."""
    target: list[str]
    """Genes, proteins and pathways acted on: "PTEN"."""
    macrophage_effect: list[Annotated[str, Field(json_schema_extra={"enum": list(MACROPHAGE_EFFECTS)})]]
    """What becomes of macrophages."""
    cancer: list[str]
    """Cancer that is studied: "breast cancer"."""
    effect: list[Annotated[str, Field(json_schema_extra={"enum": list(EFFECTS)})]]
    """What the vesicles do to the disease, or for its diagnosis or therapy."""


@_described
class NoticeDocument(TypedDict):
    """What became of a paper after it was published."""

    status: Literal["retracted", "concern", "corrected", "reinstated"]
    date: str | None
    """In ISO form, as exactly as it is known."""
    source: str
    """Who says so."""


@_described
class PaperDocument(TypedDict):
    """The paper that words are from."""

    id: str
    """What `paper` takes: "pmid:...", "doi:...", "sha:...", or of a summary of Vesicle's "digest:..."."""
    title: str
    authors: list[str]
    """In reading order, "Family, Given"."""
    journal: str | None
    year: int | None
    doi: str | None
    pmid: str | None
    url: str | None
    kind: str
    """"article", "review", "trial", "preprint", "digest" (Vesicle's own summary of the paper), or "reference" (known
    only from the reference list of another paper)."""
    study_types: list[str]
    species: list[str]
    facets: dict[str, list[str]]
    """What a study on vesicles is about, by the names of the filters: cargo, target, cancer ..."""
    retraction: NoticeDocument | None
    """The notice by which it is retracted and not reinstated; a retracted paper is no evidence."""
    notices: list[NoticeDocument]
    cited_by: list[str]
    """Ids of the papers here in whose reference lists it stands."""


@_described
class SectionDocument(TypedDict):
    """A section of a paper."""

    heading: str
    text: str
    """As it is stored: start and end of passages and citations count its code points."""
    pages: list[list[int]]
    """[offset into the text, page that begins there], in rising order; empty where the source has no pages."""


@_described
class LinkDocument(TypedDict):
    """What a paper is to another one."""

    relation: Literal["retracts", "questions", "corrects", "reinstates", "preprint of", "has preprint"]
    target: str


@_described
class WholePaperDocument(PaperDocument):
    """A paper with its stored text. `sections[ordinal]["text"][start:end]` is a quote, letter for letter."""

    pmcid: str | None
    licence: str | None
    publication_types: list[str]
    mesh: list[str]
    links: list[LinkDocument]
    """What it is to other papers: a preprint, a notice of a retraction ..."""
    sections: list[SectionDocument]
    """In reading order; the last one, "Article information", is the record of the paper, a line a field."""


@_described
class PassageDocument(TypedDict):
    """Consecutive whole sentences of one section of a paper."""

    id: str
    """"<paper id>#<ordinal of the section, from 0>:<start>-<end>"."""
    paper_id: str
    score: float | None
    """How well it fits the question, 0 to 1; compares passages of one search only."""
    text: str
    section: str
    """Heading of the section."""
    start: int
    """Where it begins in the text of its section, in code points."""
    end: int
    page: int | None
    """Page of the paper's file, from 1; null where the file has no pages."""


@_described
class FoundPassageDocument(PassageDocument):
    """A passage with the paper that it is from."""

    paper: PaperDocument


@_described
class FoundDocument(TypedDict):
    """The passages that fit a question best."""

    passages: list[FoundPassageDocument]
    """Best first."""


@_described
class SentenceDocument(TypedDict):
    """One sentence of an answer."""

    text: str
    citations: list[int]
    """Numbers of the citations that bear it out."""
    verdict: Verdict
    """"quoted": it is the quote itself; "summarised": a sentence of Vesicle's summary of a paper; "supported": a model
    wrote it, and its quotes bear it out; "partial": they bear out a part of it."""
    emphasis: list[list[int]]
    """[start, end] of what was asked for, in the text of the sentence."""


@_described
class CitationDocument(TypedDict):
    """One quote, letter for letter, and where it stands."""

    number: int
    quote: str
    source: Source
    """Whose words they are: the paper's, those of Vesicle's summary of it, or its bibliographic record."""
    section: str
    start: int
    """Where the quote begins in the text of its section (see `paper`), in code points."""
    end: int
    page: int | None
    passage_id: str
    """"<paper id>#<ordinal of the section, from 0>:<start>-<end>" of the passage that it is cut from."""
    paper: PaperDocument


@_described
class LibraryDocument(TypedDict):
    """The library that was asked."""

    papers: int
    digests: int
    passages: int
    built_at: str
    newest_year: int | None


@_described
class AnswerDocument(TypedDict):
    """An answer in quotes, each with its source; the same that ``python -m qa --json`` prints."""

    schema: int
    """Version of this document."""
    question: str
    rewritten: str | None
    """What was searched for, when that is not what was asked."""
    answer: str
    """The whole answer as text, numbers of citations in square brackets; when it abstained, the reason."""
    mode: Literal["extractive", "generated"]
    """Whether the sentences are quotes, or those of a model that its quotes bear out."""
    model: dict[str, Any] | None
    abstained: bool
    """Whether the library holds no answer: nothing is cited then, and `passages` are what comes nearest."""
    declined: Literal["advice"] | None
    """"advice": personal medical advice was asked for, and is not given."""
    reason: str | None
    """Why it abstained."""
    notices: list[str]
    """What has to be known of the answer."""
    lead: str | None
    """What the quotes say together: how many speak for it, and how many against."""
    sentences: list[SentenceDocument]
    is_list: bool
    """Whether each sentence is an item of a list."""
    more: list[SentenceDocument]
    """Further evidence."""
    citations: list[CitationDocument]
    passages: list[PassageDocument]
    """What was read, best first."""
    filters: dict[str, Any] | None
    index: LibraryDocument
    timings_ms: dict[str, float]


@_described
class StatusDocument(TypedDict):
    """What the library holds, and how it was made."""

    schema: int
    """Version of the documents that `ask` gives."""
    papers: int
    references: int
    """Papers known only from the reference lists of others."""
    digests: int
    """Vesicle's own summaries of studies."""
    passages: int
    newest_year: int | None
    built_at: str
    """In ISO form."""
    generation: str
    """Name of the state of the library; another one when papers were added."""
    bytes: int
    format: int
    embedder: dict[str, Any]
    """The model by whose vectors is searched."""
    retractions: dict[str, int] | None
    """What the table of retractions marks, where there is one."""
