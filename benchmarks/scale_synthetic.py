"""Libraries of up to millions of passages for `benchmarks.scale`, kept in the work folder.

A paper has five sections, each the text of one record of `benchmarks.speed_synthetic.mixed`: about 5.5 passages of text
and one of "Article information". Its year is drawn from 50, the later the likelier, as in PubMed.
"""

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.data import bioasq_questions
from benchmarks.speed_synthetic import StandIn, mixed, sentences
from index import build
from index.among import Rows
from index.embed import Vectors
from index.models import load_embedder
from index.records import Passage
from index.store import draft_store

SECTIONS = 5
QUESTIONS = 300
NEAREST = 10
FIRST_YEAR, LAST_YEAR = 1975, 2024
_GROWTH = 1.04
_PASSAGES_A_PAPER = 5.48


@dataclass(frozen=True)
class Made:
    """A synthetic library: the folder of its index, and how many seconds its build took.

    about: a file of JSON with ``questions`` of BioASQ 10b, and for each the rows of the `NEAREST` passages by vectors
    of floats, best first, as ``exact``; in ``tuning`` the same with questions of 7b-9b.
    """

    root: Path
    about: Path
    seconds: float


def library(data: Path, work: Path, passages: int) -> Made:
    """A library of about so many passages of text, built when it is not there."""
    root = work / f"scale-{passages}"
    about = root / "made.json"
    if not about.is_file():
        root.mkdir(parents=True, exist_ok=True)
        texts, model = sentences(data), load_embedder()
        source = root / "records.jsonl"
        with source.open("w", encoding="utf-8") as out:
            records = papers(texts, round(passages / _PASSAGES_A_PAPER))
            out.writelines(json.dumps(record) + "\n" for record in records)
        questions = [_questions(data, tasks) for tasks in (range(10, 11), range(7, 10))]
        stand_in = StandIn.of(texts, model, work)
        exact = Exact(np.stack([model.query(question) for some in questions for question in some]))
        started = time.monotonic()
        with (
            patch("index.run.load_embedder", lambda *_, **__: stand_in),
            patch("index.run.draft_store", exact.watching),
            # What kind of study a mixture is does not matter, and takes a third of the time to tell.
            patch("index.complete.study_types", lambda *_: ()),
            patch("index.complete.species", lambda *_: ()),
        ):
            build([source], index=root)
        seconds = time.monotonic() - started
        source.unlink()
        first = len(questions[0])
        report = {"questions": questions[0], "exact": exact.rows[:first].tolist()}
        tuning = {"questions": questions[1], "exact": exact.rows[first:].tolist()}
        about.write_text(json.dumps({"seconds": seconds, **report, "tuning": tuning}))
    return Made(root, about, json.loads(about.read_text())["seconds"])


def _questions(data: Path, tasks: range) -> list[str]:
    return [row["question"] for row in bioasq_questions(data, tasks, QUESTIONS)]


def papers(texts: Sequence[Sequence[str]], number: int) -> Iterator[dict[str, Any]]:
    """So many records of papers, made of some texts."""
    chance = random.Random(0)
    parts = mixed(texts, number * SECTIONS)
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    weights = [_GROWTH**at for at in range(len(years))]
    for _ in range(number):
        mine = list(islice(parts, SECTIONS))
        sections = [{"heading": f"Part {at}", "text": part["text"]} for at, part in enumerate(mine, 1)]
        yield {"pmid": mine[0]["pmid"], "year": chance.choices(years, weights)[0], "sections": sections}


class Exact:
    """The rows whose vectors, in floats, are nearest to each question, of all that a build adds.

    questions: unit vectors, shape (n, dimension). rows: shape (n, `NEAREST`), best first.
    """

    def __init__(self, questions: Vectors) -> None:
        self._questions = questions
        self._cosines = np.full((len(questions), NEAREST), -2.0, dtype=np.float32)
        self.rows = np.zeros((len(questions), NEAREST), dtype=np.int64)

    def watching(self, *given: Any) -> Any:
        """As `index.store.draft_store`, told of all that is added."""
        draft = draft_store(*given)
        add = draft.add

        def watched(rows: Rows, vectors: Vectors, passages: Sequence[Passage]) -> None:
            self._see(rows, vectors)
            add(rows, vectors, passages)

        draft.add = watched  # type: ignore[method-assign]
        return draft

    def _see(self, rows: Rows, vectors: Vectors) -> None:
        cosines = self._questions @ vectors.T
        # Few passages of a batch are nearer to a question than all before.
        for at in np.flatnonzero(cosines.max(axis=1) > self._cosines[:, -1]):
            every = np.concatenate([self._cosines[at], cosines[at]])
            best = np.argsort(-every, kind="stable")[:NEAREST]
            self._cosines[at], self.rows[at] = every[best], np.concatenate([self.rows[at], rows])[best]
