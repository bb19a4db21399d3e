"""Many who ask at once get what one gets who asks alone."""

import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from typing import Any

from index import Passage, open_index
from qa import retrieve

QUESTIONS, THREADS = 2000, 16
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"since": 2020, "kind": "digest"},
    {"cargo": ["miR-21", "miR-155"]},
    {"cargo": "miR-934"},
    {"since": 2999},
)
"""What the questions are narrowed to, in turn: not at all, to many papers, to some, to one, and to none."""


def ways_to_ask(passages: Iterable[Passage]) -> Iterator[str]:
    """What one may ask of these passages: their sentences, and the titles, facets and authors of their papers."""
    for passage in passages:
        paper = passage.paper
        yield paper.title
        yield f"Who wrote {paper.title}?"
        yield from (paper.sections[passage.ordinal].text[start:end] for start, end in passage.sentences)
        yield from (f"What does {value} do?" for values in asdict(paper.facets).values() for value in values)
        yield from (f"{author}, {paper.year}" for author in paper.authors[:1])


def test_sixteen_threads_asking_2000_questions_get_what_one_thread_gets(shipped: Path, tmp_path: Path) -> None:
    questions = sorted({*ways_to_ask(passage for _, passage in open_index(shipped).catalog.rows())})
    spread = questions[:: len(questions) // QUESTIONS][:QUESTIONS]
    asked = list(zip(spread, cycle(FILTERS), strict=False))
    # A place that nobody has asked yet, so that the index too is opened, and its model loaded, by all at once.
    fresh = shutil.copytree(shipped, tmp_path / "index")

    def found(one: tuple[str, dict[str, Any]]) -> list[tuple[str, float | None]]:
        question, filters = one
        return [(passage.id, passage.score) for passage in retrieve(question, index=fresh, filters=filters)]

    with ThreadPoolExecutor(THREADS) as threads:
        together = list(threads.map(found, asked))
    alone = [found(one) for one in asked[::2]]
    assert together[::2] == alone
    assert {len(passages) for passages in alone} >= {0, 10}
    assert len(asked) == QUESTIONS
