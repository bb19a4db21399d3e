"""The sentences that a question may be answered with, and what each is worth before its meaning is looked at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index import Index, Passage
from index.analysis import tokens
from index.lexical import record_values
from qa.aims import concludes, states_a_finding, states_a_method, states_an_aim
from qa.form import Form, form_of
from qa.phrases import Phrases, phrases_in
from qa.synonyms import Synonyms, synonyms_in
from qa.weights import Weights, coverage, weigh

COVERAGE_WEIGHT, PASSAGE_WEIGHT, CONCLUSION_WEIGHT, EXPECTED_WEIGHT = 0.8, 1.5, 0.1, 0.3
"""Beside cosine, in a sentence's score: of the words covered, of the passage's own score, of concluding, and of holding
the number that is asked for (python -m benchmarks.tune sentences)."""
AIM_PENALTY, METHOD_PENALTY, BACKGROUND_PENALTY = 0.5, 0.2, 0.15
"""Off the score of a sentence that states an aim, or a method, or begins a long abstract
(python -m benchmarks.tune sentences)."""
SOURCE_PENALTY = 0.3
"""Off the score of one that does not speak of vesicles of the source that is asked about. By judgement: the questions
that constants are tuned on ask of hardly any."""
LONG = 800
"""Characters from which an abstract has room to begin with what was known before."""
CONTEXT = 1500
"""Characters before and after a passage whose words count as the paper's: an abstract whole, of an article its part."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for in each sentence."""

    weights: Weights
    synonyms: Synonyms
    phrases: Phrases
    form: Form

    @classmethod
    def of(cls, question: str, index: Index) -> "Asked":
        """What is looked for, for a question."""
        return cls(weigh(question, index), synonyms_in(question), phrases_in(question), form_of(question))

    def share_in(self, found: list[str]) -> float:
        """Share of the question's weight, 0 to 1, that a sentence of these tokens holds."""
        return coverage(self.weights, self.synonyms.filled(set(found)) - self.phrases.apart(found))

    def is_met_by(self, text: str) -> bool:
        """Whether a sentence may answer by the form of the question."""
        number = self.form.number
        return number is None or not number.only or number.is_met(text)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, and what it is worth by its words.

    start, end: within the text of its section, which is that of its passage, or, with of_record, the paper's record.
    """

    passage: Passage
    start: int
    end: int
    text: str
    tokens: list[str]
    score: float
    of_record: bool = False


def candidates_in(read: Sequence[Passage], asked: Asked) -> Iterator[Candidate]:
    """The sentences of passages, and the titles of their papers, with what they are worth by their words alone."""
    titled: set[str] = set()
    for passage in read:
        score, paper = passage.score or 0.0, passage.paper
        if paper.id not in titled and states_a_finding(paper.title):
            titled.add(paper.id)
            start = paper.sections[-1].text.find(paper.title)
            if start >= 0:
                found = tokens(paper.title)
                worth = _worth(paper.title, found, score, asked)
                yield Candidate(passage, start, start + len(paper.title), paper.title, found, worth, of_record=True)
        for start, end in passage.sentences:
            text = text_at(passage, start, end)
            found = tokens(text)
            worth = _worth(text, found, score, asked) - BACKGROUND_PENALTY * _is_background(passage, start)
            yield Candidate(passage, start, end, text, found, worth)


def placed(candidate: Candidate, index: Index) -> Candidate:
    """The candidate with the passage that it stands in: of a title, that of the paper's record."""
    if not candidate.of_record:
        return candidate
    return replace(candidate, passage=index.catalog.record(candidate.passage.paper.id), of_record=False)


def _worth(text: str, found: list[str], score: float, asked: Asked) -> float:
    """What a sentence is worth. found: its tokens. score: of its passage."""
    worth = COVERAGE_WEIGHT * asked.share_in(found) + PASSAGE_WEIGHT * score + CONCLUSION_WEIGHT * concludes(text)
    worth += EXPECTED_WEIGHT * (asked.form.number is not None and asked.form.number.is_met(text))
    worth -= AIM_PENALTY * states_an_aim(text) + METHOD_PENALTY * states_a_method(text)
    return worth - SOURCE_PENALTY * bool(asked.phrases.other_sources([found]))


def _is_background(passage: Passage, start: int) -> bool:
    """Whether a sentence begins an abstract, which seldom begins with what was found; a summary of ours does."""
    whole = passage.paper.sections[passage.ordinal].text
    return start == 0 and len(whole) >= LONG and not passage.paper.is_digest


def text_at(passage: Passage, start: int, end: int) -> str:
    """What stands at these offsets of a passage's section."""
    return passage.paper.sections[passage.ordinal].text[start:end]


def words_read(read: Iterable[Passage], sentences: Iterable[Candidate]) -> dict[str, set[str]]:
    """Id of each paper -> the tokens of its record and of what stands in and round those of its passages that are read.

    sentences: those of these passages.
    """
    papers: dict[str, set[str]] = {}
    done: dict[tuple[str, int], int] = {}
    for passage in sorted(read, key=lambda one: one.start):
        sections, place = passage.paper.sections, (passage.paper.id, passage.ordinal)
        if passage.paper.id not in papers:
            papers[passage.paper.id] = set(tokens(record_values(sections[-1].text)))
        # Passages lie close in an abstract; what is read for one is not read again for the next.
        text, first = sections[passage.ordinal].text, max(done.get(place, 0), passage.start - CONTEXT)
        papers[passage.paper.id].update(tokens(text[first : passage.start]))
        done[place] = passage.end
    last = {(passage.paper.id, passage.ordinal): passage for passage in sorted(read, key=lambda one: one.end)}
    for passage in last.values():
        after = passage.paper.sections[passage.ordinal].text[passage.end : passage.end + CONTEXT]
        papers[passage.paper.id].update(tokens(after))
    for one in sentences:
        papers[one.passage.paper.id].update(one.tokens)
    return papers
