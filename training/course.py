"""A course of training: each step takes a few questions, with passages that answer them and some that do not."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.utils import clip_grad_norm_

from qa.scorer import Pair
from training.lists import Ranked
from training.model import CrossEncoder

POSITIVES, NEGATIVES = 2, 7
"""Of a question's passages, in one step."""
QUESTIONS_AT_ONCE = 8
LEARNING_RATE, HEAD_RATE, SCALE_RATE = 8e-5, 1e-3, 2e-2
WARM_UP = 60
"""Steps until the learning rate is reached; from there it falls to none."""


@dataclass(frozen=True, slots=True)
class Group:
    """Passages of one question. scores: of the search. positives: how many of them answer, the first ones."""

    pairs: tuple[Pair, ...]
    scores: tuple[float, ...]
    documents: tuple[str, ...]
    positives: int


def group(
    found: Ranked,
    unseen: frozenset[str],
    chance: random.Random,
    positives: int = POSITIVES,
    negatives: int = NEGATIVES,
) -> Group | None:
    """Some passages that answer and some that do not, of those the more that the search ranks high.

    unseen: documents that must not be shown. None when there are no two such passages.
    """
    shown = [one for one in found.candidates if one.document not in unseen]
    answering = [one for one in shown if one.document in found.question.gold]
    others = [(rank, one) for rank, one in enumerate(shown) if one.document not in found.question.gold]
    if not answering or not others:
        return None
    answering = chance.sample(answering, min(positives, len(answering)))
    others.sort(key=lambda pair: chance.random() ** (3 + pair[0]))
    chosen = [*answering, *(one for _, one in others[-negatives:])]
    pairs = tuple((found.pieces, one.pieces) for one in chosen)
    return Group(pairs, tuple(one.score for one in chosen), tuple(one.document for one in chosen), len(answering))


def loss(scores: torch.Tensor, positives: int) -> torch.Tensor:
    """How far passages that answer (the first ones) are from standing above all that do not, each for itself."""
    rest = torch.logsumexp(scores[positives:], 0)
    return (torch.logaddexp(scores[:positives], rest.expand(positives)) - scores[:positives]).mean()


class Course:
    """A course of training: which questions each step takes is a matter of the seed and of the step alone."""

    def __init__(
        self,
        model: CrossEncoder,
        asked: Sequence[Ranked],
        unseen: Mapping[str, frozenset[str]],
        *,
        epochs: float,
        seed: int,
        beside_search: bool = False,
    ) -> None:
        """beside_search: whether the model learns what to add to the search's score, or to do without it."""
        self.model = model
        self.step = 0
        self._asked = asked
        self._unseen = unseen
        self._beside_search = beside_search
        self._seed = seed
        self._each = len(self._asked) // QUESTIONS_AT_ONCE
        self.steps = round(epochs * self._each)
        heads = [*model.comparison.parameters()]
        scales = [model.cosine, model.search]
        body = [one for one in model.encoder.parameters() if one.requires_grad]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": body, "lr": LEARNING_RATE},
                {"params": heads, "lr": HEAD_RATE},
                {"params": scales, "lr": SCALE_RATE, "weight_decay": 0.0},
            ]
        )
        self._bounded = [*body, *heads]
        self._rate = torch.optim.lr_scheduler.LambdaLR(self._optimizer, self._share_of_rate)

    def _share_of_rate(self, step: int) -> float:
        return min((step + 1) / WARM_UP, max(0.0, 1 - step / self.steps))

    def advance(self) -> float:
        """Take one step; returns its loss."""
        groups = self._groups()
        torch.manual_seed(self._seed + self.step)
        scores = self.model.scores([pair for one in groups for pair in one.pairs])
        losses, first = [], 0
        for one in groups:
            last = first + len(one.pairs)
            these = scores[first:last]
            if self._beside_search:
                these = these + self.model.search * torch.tensor(one.scores)
            losses.append(loss(these, one.positives))
            first = last
        whole = torch.stack(losses).mean()
        self._optimizer.zero_grad()
        whole.backward()
        clip_grad_norm_(self._bounded, 1.0)
        self._optimizer.step()
        self._rate.step()
        self.step += 1
        return float(whole.detach())

    def _groups(self) -> list[Group]:
        epoch, turn = divmod(self.step, self._each)
        order = random.Random(f"{self._seed} {epoch}").sample(range(len(self._asked)), len(self._asked))
        chance = random.Random(f"{self._seed} {epoch} {turn}")
        groups = []
        for at in order[QUESTIONS_AT_ONCE * turn :][:QUESTIONS_AT_ONCE]:
            found = self._asked[at]
            groups.append(group(found, self._unseen.get(found.question.set, frozenset()), chance))
        return [one for one in groups if one]

    def state(self) -> dict[str, Any]:
        """All that a later `resume` needs."""
        return {
            "step": self.step,
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "rate": self._rate.state_dict(),
        }

    def resume(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.step = state["step"]
        self.model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._rate.load_state_dict(state["rate"])
