"""What may be asked next: questions made of what is recorded of the papers of an answer, each tried beforehand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from weakref import ref

from index import Filters, Index, Paper, Passage
from index.analysis import tokens
from index.facets import NAMED, states
from index.filters import fitting
from index.records import Facets
from qa.pipeline import ask
from qa.records import Answer
from qa.retrieve import retrieve
from qa.suggestion_forms import CANCER_IN_GENERAL, CLOSER, OF_USE, WIDER, Question, Said, facets_of, filled, values_of

MOST_TRIED = 6
"""Questions that are asked at most to find those that are offered."""
READ = 20
"""Passages on macrophages that are read where there is nothing else to go on with."""
_ON_MACROPHAGES = "How do exosomes act on macrophages in cancer?"
"""Searched for the papers to go on with, where a question and its answer name nothing that studies are about."""


@dataclass(frozen=True, slots=True)
class _First:
    """What a question is answered with first: the words, and of the paper its title and facets."""

    quote: str
    title: str
    facets: Facets

    def is_to(self, question: Question) -> bool:
        """Whether it speaks of what the question names."""
        return re.search(question.form.word, self.quote, re.I) is not None and all(map(self._is_on, question.about))

    def _is_on(self, one: Said) -> bool:
        said = f"{self.title} {self.quote}"
        if one.facet in NAMED:
            return set(tokens(one.value)) <= set(tokens(said))
        if one.facet == "recipient" or self.facets == Facets():
            return states(said, one.facet, one.value)
        return one.value == CANCER_IN_GENERAL or bool(fitting([one.value], getattr(self.facets, one.facet)))


def suggestions(answer: Answer, index: Index, most: int = 3, asked: Iterable[str] = ()) -> tuple[str, ...]:
    """Questions to go on with after an answer, each of another kind, all complete by themselves and with an answer.

    They are made of what is recorded of the papers that were read for it, or of papers on macrophages where these
    give nothing to go on with. Each is tried, under the filters of the answer: it is offered when it is answered to the
    point, and first with something that is not quoted yet.

    most: of them. asked: what was asked before in the conversation, which is not offered again.

    >>> from index import open_index
    >>> from qa import ask
    >>> for question in suggestions(ask("How do M2 macrophages spread colorectal cancer?"), open_index(), most=2):
    ...     print(question)
    How do exosomes of tumor-associated macrophages act on colorectal cancer cells?
    How could exosomes be used to treat colorectal cancer?
    """
    filters = Filters.of(answer.filters)
    papers, topic = _papers(answer, index, filters)
    said = [set(tokens(one)) for one in (answer.question, answer.rewritten or "", *asked)]
    shown = {citation.quote for citation in answer.citations}
    chosen: dict[str, str] = {}
    spoken_of: set[str] = set()
    tried: set[str] = set()
    for question in _questions(papers, topic, answer):
        if len(chosen) >= most or len(tried) == MOST_TRIED:
            break
        kind, words = question.form.kind, set(tokens(question.text))
        is_like_another = kind in chosen or question.values & spoken_of or any(words <= one for one in said)
        if is_like_another or question.text in tried:
            continue
        tried.add(question.text)
        first = _first(question.text, filters, ref(index))
        if first and first.quote not in shown and first.is_to(question):
            chosen[kind] = question.text
            spoken_of |= question.values - topic
            said.append(words)
            shown.add(first.quote)
    return tuple(chosen.values())


@lru_cache(maxsize=1024)
def _first(question: str, filters: Filters, opened: "ref[Index]") -> _First | None:
    """What a question is answered with first; None when it has no answer, or not to all of it, or is not understood.

    opened: a generation of an index, which is not kept open for what is remembered of it.
    """
    index = opened()
    answer = ask(question, index=index, llm="none", filters=filters) if index else None
    if answer is None or not answer.sentences or answer.rewritten or answer.declined:
        return None
    if answer.lead and answer.lead.startswith("None of "):
        return None
    first = answer.citations[0]
    return _First(first.quote, first.paper.title, first.paper.facets)


def _papers(answer: Answer, index: Index, filters: Filters) -> tuple[list[Paper], set[str]]:
    """The papers to go on with, best first, and what the question and the paper quoted first are about."""
    question = answer.rewritten or answer.question
    passages = [*(citation.passage for citation in answer.citations), *answer.passages]
    if answer.abstained:
        passages = retrieve(question, index=index, filters=filters)
    topic = _topic(question, passages)
    quoted = [citation for citation in answer.citations if citation.source != "record"]
    if quoted:
        topic |= values_of(quoted[0].paper)
    if answer.declined or not (quoted or topic):
        passages = retrieve(_ON_MACROPHAGES, READ, index=index, filters=filters)
        topic = {"towards M2"}
    often = dict(index.catalog.facet_counts("cancer"))

    def rank(paper: Paper) -> tuple[int, int]:
        return -len(topic & values_of(paper)), -max((often.get(one, 0) for one in facets_of(paper).cancer), default=0)

    return sorted({one.paper.id: one.paper for one in passages}.values(), key=rank), topic


def _topic(question: str, passages: Iterable[Passage]) -> set[str]:
    words = set(tokens(question))
    return {value for one in passages for value in values_of(one.paper) if words.issuperset(tokens(value))}


def _questions(papers: Sequence[Paper], topic: set[str], answer: Answer) -> Iterator[Question]:
    """Questions on the papers, in turn closer, wider and of use; the most telling of the topic first.

    What names only what was just quoted comes last: it would be answered with that again.
    """
    cited = {citation.paper.id for citation in answer.citations}
    quoted = {token for citation in answer.citations for token in tokens(citation.quote)}

    def rank(question: Question) -> tuple[bool, int]:
        names = [token for one in question.about if one.facet in NAMED for token in tokens(one.value)]
        told = len(topic & {question.form.when, *question.values})
        return bool(names) and quoted.issuperset(names), (question.paper.id in cited) - told

    ways = (
        sorted((one for paper in papers for one in filled(forms, paper, topic)), key=rank)
        for forms in (CLOSER, WIDER, OF_USE)
    )
    for together in zip_longest(*ways):
        yield from filter(None, together)
