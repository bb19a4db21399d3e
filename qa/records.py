"""The records of an answer: frozen dataclasses, and the one JSON document they make."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.records import Paper, Passage

SCHEMA = 1

Source = Literal["paper", "digest", "record"]
Verdict = Literal["quoted", "summarised", "supported", "partial"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One quote, under one number. It holds no text of its own: the quote is cut out of the stored section.

    start, end: of the quote within the text of its section, in code points; it lies inside the passage.
    """

    number: int
    passage: Passage
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The exact words."""
        return self.paper.sections[self.passage.ordinal].text[self.start : self.end]

    @property
    def paper(self) -> Paper:
        """The paper in which the quote stands."""
        return self.passage.paper

    @property
    def page(self) -> int | None:
        """Page of the paper's file on which the quote begins; None where the file has no pages."""
        return self.paper.sections[self.passage.ordinal].page_at(self.start)

    @property
    def source(self) -> Source:
        """Whose words they are: the paper's, our digest's, or the record of what is known about the paper."""
        if self.passage.is_record:
            return "record"
        return "digest" if self.paper.kind == "digest" else "paper"

    def to_dict(self) -> dict[str, Any]:
        """The citation as JSON has it."""
        return {
            "number": self.number,
            "quote": self.quote,
            "source": self.source,
            "section": self.passage.section,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "passage_id": self.passage.id,
            "paper": paper_document(self.paper),
        }


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, the numbers of the citations that it rests on, and what checking them gave.

    emphasis: where in the text the thing itself stands that was asked for, (start, end) of each.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    emphasis: tuple[tuple[int, int], ...] = ()

    @property
    def marked(self) -> str:
        """The sentence with its citation numbers behind it, and a word where these bear out only part of it.

        >>> Sentence("M1 kills.", (1, 2), "quoted").marked
        'M1 kills. [1][2]'
        """
        partly = " (partly)" if self.verdict == "partial" else ""
        return f"{self.text}{partly} {''.join(f'[{number}]' for number in self.citations)}"

    def to_dict(self) -> dict[str, Any]:
        """The sentence as JSON has it."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "verdict": self.verdict,
            "emphasis": [list(span) for span in self.emphasis],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question, and what it rests on.

    abstained: no sentence of the index answers; there are then no citations, and ``passages`` are the nearest.
    reason: why it abstained, as the reader is told, or None.
    lead: what the quotes say together, before them: how many speak for it and how many against; or None.
    more: further evidence, whose citations follow those of the sentences. is_list: each sentence is an item of a list.
    reply: what is said to what is no question to the literature (a greeting, what the library holds), or None.
    declined: why no recommendation is given, though the literature may be quoted, or None.
    model: what wrote the sentences (name, settings, version of what it was told), or None when they are quotes.
    passages: that were read, best first. filters: that were obeyed, or None. index: what was searched.
    timings_ms: step -> milliseconds. rewritten: what was searched for, when it is not what was asked, or None.
    """

    question: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    reason: str | None = None
    notices: tuple[str, ...] = ()
    filters: dict[str, Any] | None = None
    index: dict[str, Any] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    rewritten: str | None = None
    lead: str | None = None
    more: tuple[Sentence, ...] = ()
    is_list: bool = False
    reply: str | None = None
    declined: Literal["advice"] | None = None
    model: dict[str, Any] | None = None

    @property
    def abstained(self) -> bool:
        """Whether the index holds no answer."""
        return not self.sentences and (self.reply is None or self.declined is not None)

    @property
    def text(self) -> str:
        """The answer as plain text, citation numbers in square brackets; when it abstained, the reason."""
        said = [self.reply, self.lead, *(sentence.marked for sentence in self.sentences)]
        return " ".join(part for part in (*said, self.reason) if part)

    def to_dict(self) -> dict[str, Any]:
        """The answer as one JSON document, the same that ``python -m qa --json`` prints."""
        return {
            "schema": SCHEMA,
            "question": self.question,
            "rewritten": self.rewritten,
            "answer": self.text,
            "mode": "generated" if self.model else "extractive",
            "model": self.model,
            "abstained": self.abstained,
            "declined": self.declined,
            "reason": self.reason,
            "notices": list(self.notices),
            "lead": self.lead,
            "sentences": [one.to_dict() for one in self.sentences],
            "is_list": self.is_list,
            "more": [one.to_dict() for one in self.more],
            "citations": [citation.to_dict() for citation in self.citations],
            "passages": [passage.to_dict() for passage in self.passages],
            "filters": self.filters,
            "index": self.index,
            "timings_ms": self.timings_ms,
        }


def paper_document(paper: Paper) -> dict[str, Any]:
    """What is known about a paper, as JSON has it; without its text."""
    return {
        "id": paper.id,
        "title": paper.title,
        "authors": list(paper.authors),
        "journal": paper.journal,
        "year": paper.year,
        "doi": paper.doi,
        "pmid": paper.pmid,
        "url": paper.url,
        "kind": paper.kind,
        "study_types": list(paper.study_types),
        "species": list(paper.species),
        "facets": {name: list(values) for name, values in asdict(paper.facets).items() if values},
        "retraction": paper.retraction and asdict(paper.retraction),
        "notices": [asdict(notice) for notice in paper.notices],
        "cited_by": list(paper.cited_by),
    }
