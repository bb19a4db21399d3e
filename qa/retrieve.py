"""A question to ranked passages."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from index import Filters, Index, Passage, open_index
from index.settings import load_settings
from qa.bibliography import asked, named_records
from qa.question import normalise_question, searched
from qa.rerank import CANDIDATES, rerank


def retrieve(
    question: str,
    k: int = 10,
    *,
    index: Index | Path | str | None = None,
    filters: Filters | Mapping[str, Any] | None = None,
) -> list[Passage]:
    """The passages that fit a question best, best first.

    Meaning and words are searched together. The record of a paper (its "Article information"; for a work known only
    from a reference list, all there is) is among them, and first, when the question asks about papers or names one
    by its title, or by an author, journal or year; otherwise only text is searched. Where the settings name a
    cross-encoder, it orders the best of the text that was found.

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
    question = normalise_question(question)
    library = index if isinstance(index, Index) else open_index(index)
    question = searched(question, library)
    about = asked(question)
    wanted = Filters.of(filters)
    records = named_records(about, library, k, wanted)
    if reranker := load_settings().reranker:
        found = rerank(question, library.search(question, max(CANDIDATES, k), wanted), reranker, library)
    else:
        found = library.search(question, k, wanted)
    least = min((passage.score or 0.0 for passage in records), default=1.0)
    texts = [replace(passage, score=min(passage.score or 0.0, least)) for passage in found]
    return [*records, *texts][:k]
