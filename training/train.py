"""Train the cross-encoder: python -m training.train --data ../shared/data

Takes a little more than an hour on two cores, without a GPU. It can be killed at any time: run again, it goes on from
its last checkpoint to the same end.
"""

import argparse
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import torch

from benchmarks.metrics import ndcg
from index.fusion import Scores
from index.models import DEFAULT_MODEL, find_model
from qa.reading import Reader
from training.course import Course
from training.lists import Ranked, documents, in_order, ranked
from training.model import CrossEncoder
from training.questions import load_split

LOOK_EVERY = 200
"""Steps between looks at the held-back questions."""
SEARCH_WEIGHTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 48)
"""Of a search's score, 0 to 1, beside the model's, that are tried."""
LOOKED_AT = 20
"""Passages of a held-back question that are put in order."""


def look(model: CrossEncoder, questions: Sequence[Ranked]) -> tuple[dict[str, float], dict[str, float]]:
    """For each set, mean nDCG@10 with the first passages in the order of model and search, and of the model alone.

    The search has the weight at which the former is best, which the model keeps.
    """
    scores = list(own_scores(model, questions))
    tried = {weight: _figures(questions, scores, weight) for weight in SEARCH_WEIGHTS}
    best = max(tried, key=lambda weight: mean(tried[weight].values()))
    model.search.data.fill_(best)
    return tried[best], _figures(questions, scores, 0.0)


def own_scores(model: CrossEncoder, questions: Sequence[Ranked]) -> Iterator[Scores]:
    """The model's own scores of the first passages of each question."""
    model.eval()
    for one in questions:
        with torch.no_grad():
            yield model.scores([(one.pieces, candidate.pieces) for candidate in one.candidates[:LOOKED_AT]]).numpy()
    model.train()


def _figures(questions: Sequence[Ranked], scores: Sequence[Scores], weight: float) -> dict[str, float]:
    figures: dict[str, list[float]] = {}
    for one, own in zip(questions, scores, strict=True):
        ordered = documents(one, in_order(one, own, weight))
        figures.setdefault(one.question.set, []).append(ndcg(ordered, one.question.gold))
    return {name: mean(values) for name, values in figures.items()}


def keep(state: Mapping[str, Any], path: Path) -> None:
    """Write a state so that a kill leaves the old or the new one whole."""
    torch.save(dict(state), path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def main() -> None:
    """Train, or go on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    parser.add_argument("--out", type=Path, default=Path(".vesicle/training"), help="where the model is written")
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--layers", type=int, default=6, help="of the six of the embedding model, from the first")
    parser.add_argument("--beside-search", action="store_true", help="learn only what to add to the search's score")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(os.cpu_count() or 1)
    source = find_model(DEFAULT_MODEL)
    reader = Reader.open()
    parts = load_split(chosen.data)
    asked = ranked(parts.train, chosen.data, chosen.work, reader)
    held_back = ranked(parts.held_back, chosen.data, chosen.work, reader)
    torch.manual_seed(chosen.seed)
    course = Course(
        CrossEncoder(source, chosen.layers),
        asked,
        parts.unseen,
        epochs=chosen.epochs,
        seed=chosen.seed,
        beside_search=chosen.beside_search,
    )
    checkpoint, best, most = chosen.out / "checkpoint.pt", chosen.out / "model.pt", 0.0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        course.resume(state)
        most = state["most"]
    print(f"{len(asked)} questions, {len(held_back)} held back; step {course.step} of {course.steps}", flush=True)
    nothing = [np.zeros(len(one.candidates[:LOOKED_AT])) for one in held_back]
    print(f"held back, by the search alone: {_shown(_figures(held_back, nothing, 1.0))}", flush=True)
    losses: list[float] = []
    began = time.monotonic()
    while course.step < course.steps:
        losses.append(course.advance())
        if course.step % LOOK_EVERY == 0 or course.step == course.steps:
            figures, alone = look(course.model, held_back)
            minutes = (time.monotonic() - began) / 60
            print(
                f"step {course.step}, {minutes:.0f} min: loss {mean(losses):.3f}; {_shown(figures)} with the search"
                f" x {float(course.model.search):.0f}, {_shown(alone)} without",
                flush=True,
            )
            losses = []
            if (reached := mean(figures.values())) > most:
                most = reached
                keep({"layers": chosen.layers, "model": course.model.state_dict()}, best)
            keep({**course.state(), "most": most}, checkpoint)


def _shown(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in figures.items())


if __name__ == "__main__":
    main()
