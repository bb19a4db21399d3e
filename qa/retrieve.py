"""A question to ranked passages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index import Filters, Index, Passage, open_index
from index.settings import load_settings
from qa.bibliography import asked, named_records
from qa.question import normalise_question, searched
from qa.rerank import CANDIDATES, rerank
from qa.scope import papers_meant
from qa.synonyms import synonyms_in

OF_MEANT_PAPERS = 4
"""Most passages of the papers that a question means that come before all others."""


def retrieve(
    question: str,
    k: int = 10,
    *,
    index: Index | Path | str | None = None,
    filters: Filters | Mapping[str, Any] | None = None,
) -> list[Passage]:
    """The passages that fit a question best, best first.

    Meaning and words are searched together, and what stands for a word in papers (`qa.synonym_groups`) with it. The
    record of a paper (its "Article information"; for a work known only from a reference list, all there is) is among
    them, and first, when the question asks about papers or names one by its title, or by an author, journal or year;
    otherwise only text is searched, and first that of the papers whose authors, journal or institution it names. Where
    the settings name a cross-encoder, it orders the best of the text that was found.

    k: most passages to give, at least 1.
    index: an open index or its folder; default from the settings.
    filters: which papers to search, by the names of `index.filters.Filters`: ``{"since": 2020, "cargo": ["miR-21"]}``.
    Each passage has ``id``, ``text``, ``section``, ``start``, ``end``, ``paper``, and ``score``, 0 to 1, which
    compares passages of one search only.
    Raises VesicleError for an empty or over-long question, a filter that there is not; IndexMissing when
    nothing has been built yet; RerankerUnavailable when the cross-encoder of the settings cannot be used.

    >>> from qa import retrieve
    >>> retrieve("Which cells does exosomal miR-934 polarize?", k=1, filters={"since": 2020})[0].paper.facets.recipient
    ('macrophages',)
    """
    if k < 1:
        raise ValueError(f"k is {k}, not at least 1")
    library = index if isinstance(index, Index) else open_index(index)
    return find(searched(normalise_question(question), library), k, library, Filters.of(filters))


def find(words: str, k: int, library: Index, filters: Filters, papers: Sequence[str] = ()) -> list[Passage]:
    """The passages for the words that a question is searched by, as `retrieve`.

    papers: ids of those whose passages are to come first, beside those that the words themselves name.
    """
    about = asked(words)
    records = named_records(about, library, k, filters)
    stand_ins = synonyms_in(words).stand_ins
    if reranker := load_settings().reranker:
        found = library.search(words, max(CANDIDATES, k), filters, stand_ins)
        found = rerank(words, found, reranker, library)
    else:
        found = library.search(words, k, filters, stand_ins)
    if not records and (meant := (*papers, *papers_meant(words, library, filters))):
        records = library.search(words, OF_MEANT_PAPERS, filters, stand_ins, meant)
    least = min((passage.score or 0.0 for passage in records), default=1.0)
    first = {passage.id for passage in records}
    texts = [replace(one, score=min(one.score or 0.0, least)) for one in found if one.id not in first]
    return [*records, *texts][:k]
