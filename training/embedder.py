"""What training the embedding model itself would bring: python -m training.embedder --data ../shared/data

The questions of BioASQ and the claims of SciFact that the cross-encoder learns from too, each beside a passage that
answers it and one that does not, and against those of the other questions of its batch. Nothing is kept: the held-back
questions tell what it is worth.
"""

import argparse
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize
from transformers import AutoModel

from benchmarks.metrics import ndcg
from index import Index
from index.fusion import Scores, ranked
from index.models import DEFAULT_MODEL, find_model
from qa.reading import Reader
from qa.scorer import CLS, SEP
from training.course import group
from training.lists import ranked as searched
from training.questions import DOCUMENTS, Question, load_split

AT_ONCE, TEMPERATURE, LEARNING_RATE = 32, 0.05, 3e-5
LOOK_EVERY = 100
LOOKED_AT = 40
"""Passages of a held-back question that are embedded anew."""


@dataclass(frozen=True, slots=True)
class Found:
    """A held-back question with the best of what a search finds, as word pieces, and its scores by their words."""

    question: Question
    pieces: tuple[int, ...]
    documents: tuple[str, ...]
    passages: tuple[tuple[int, ...], ...]
    lexical: Scores


class Embedding(torch.nn.Module):
    """The embedding model: the mean of what it makes of each word piece."""

    def __init__(self, source: Path) -> None:
        super().__init__()
        self.encoder: Any = AutoModel.from_pretrained(
            str(source), local_files_only=True, attention_probs_dropout_prob=0.0, add_pooling_layer=False
        )
        self.encoder.embeddings.word_embeddings.requires_grad_(False)

    def forward(self, texts: Sequence[Sequence[int]]) -> torch.Tensor:
        """Unit vectors, shape (texts, dimension), in their order."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors: list[torch.Tensor] = [torch.empty(0)] * len(texts)
        for first in range(0, len(order), 24):
            batch = order[first : first + 24]
            width = max(len(texts[at]) for at in batch) + 2
            ids = torch.zeros(len(batch), width, dtype=torch.long)
            for row, at in enumerate(batch):
                ids[row, : len(texts[at]) + 2] = torch.tensor([CLS, *texts[at], SEP])
            mask = (ids != 0).long()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = self.encoder(ids, attention_mask=mask).last_hidden_state
            weights = mask.float().unsqueeze(-1)
            means = normalize((hidden.float() * weights).sum(1) / weights.sum(1), dim=-1)
            for row, at in enumerate(batch):
                vectors[at] = means[row]
        return torch.stack(vectors)


def found(questions: Sequence[Question], data: Path, work: Path, reader: Reader) -> Iterator[Found]:
    """Search for each question; passages are read whole."""
    indexes: dict[str, Index] = {}
    for question in questions:
        index = indexes.setdefault(question.set, DOCUMENTS[question.set].open(data, work))
        some = index.candidates(question.text)
        scores = ranked(some.lexical, some.dense, some.vectors)
        best = np.argsort(-scores, kind="stable")[:LOOKED_AT].tolist()
        passages = index.catalog.passages([some.rows[at] for at in best])
        these = [passages[some.rows[at]] for at in best]
        yield Found(
            question,
            reader.question(question.text),
            tuple(DOCUMENTS[question.set].name_of(one.paper) for one in these),
            tuple(reader.passage(one, {}, most=254) for one in these),
            some.lexical[best],
        )


def quality(model: Embedding, questions: Sequence[Found]) -> dict[str, tuple[float, float]]:
    """For each set, mean nDCG@10 of the search with the model's vectors, and of the vectors alone."""
    figures: dict[str, list[tuple[float, float]]] = {}
    model.eval()
    for one in questions:
        with torch.no_grad():
            vectors = model([one.pieces, *one.passages]).numpy()
        dense = (vectors[1:] @ vectors[0]).astype(np.float64)
        both = [
            ndcg(list(dict.fromkeys(one.documents[at] for at in np.argsort(-scores, kind="stable"))), one.question.gold)
            for scores in (ranked(one.lexical, dense, vectors[1:]), dense)
        ]
        figures.setdefault(one.question.set, []).append((both[0], both[1]))
    model.train()
    return {name: (mean(one for one, _ in pairs), mean(one for _, one in pairs)) for name, pairs in figures.items()}


def main() -> None:
    """Train, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    parser.add_argument("--epochs", type=float, default=3.0)
    chosen = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(0)
    source = find_model(DEFAULT_MODEL)
    reader = Reader.open()
    parts = load_split(chosen.data)
    learnt = [one for one in dict.fromkeys(parts.train) if one.set != "pubmedqa" and one.titled]
    asked = searched(learnt, chosen.data, chosen.work, reader)
    held_back = list(found(parts.held_back, chosen.data, chosen.work, reader))
    model = Embedding(source)
    steps = round(chosen.epochs * len(asked) / AT_ONCE)
    optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=LEARNING_RATE)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / 30, 1 - step / steps))
    chance = random.Random(0)
    began, losses = time.monotonic(), []
    print(f"{len(asked)} questions, {steps} steps", flush=True)
    for step in range(steps + 1):
        if step % LOOK_EVERY == 0 or step == steps:
            shown = ", ".join(f"{name} {a:.4f} ({b:.4f})" for name, (a, b) in quality(model, held_back).items())
            minutes = (time.monotonic() - began) / 60
            print(f"step {step}, {minutes:.0f} min: loss {mean(losses or [0]):.3f}; {shown}", flush=True)
            losses = []
        if step == steps:
            break
        batch = chance.sample(asked, AT_ONCE)
        groups = [group(one, parts.unseen.get(one.question.set, frozenset()), chance, 1, 1) for one in batch]
        taken = [(one, some) for one, some in zip(batch, groups, strict=True) if some]
        vectors = model([one.pieces for one, _ in taken] + [read for _, some in taken for _, read in some.pairs])
        likeness = vectors[: len(taken)] @ vectors[len(taken) :].T / TEMPERATURE
        for row, (one, _) in enumerate(taken):
            for column, (_, other) in enumerate(taken):
                for at, document in enumerate(other.documents):
                    if document in one.question.gold and (row, 0) != (column, at):
                        likeness[row, 2 * column + at] = -100.0
        whole = cross_entropy(likeness, torch.arange(len(taken)) * 2)
        optimizer.zero_grad()
        whole.backward()
        optimizer.step()
        rate.step()
        losses.append(float(whole.detach()))


if __name__ == "__main__":
    main()
