"""A cross-encoder that begins as the embedding model: it reads question and passage together, and compares the two.

Its score is added to the search's, which has a weight of its own; `qa.scorer` runs what is exported of it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import normalize
from transformers import AutoModel

from qa.scorer import Pair, padded

SEARCH_WEIGHT = 12.0
"""Of a search's score, 0 to 1, beside a model that has learnt nothing yet."""
_COSINE_SCALE = 5.0
_AT_ONCE = 24
"""Pairs of one run, of about equal length."""


class CrossEncoder(nn.Module):
    """Scores of pairs.

    layers: of the embedding model that are kept, from the first. attention: the form it is computed in, "sdpa" or
    "eager"; the former is faster here, and the latter in ONNX Runtime.
    """

    def __init__(self, source: Path, layers: int, attention: str = "sdpa") -> None:
        super().__init__()
        self.encoder: Any = AutoModel.from_pretrained(
            str(source),
            local_files_only=True,
            attn_implementation=attention,
            # Attention without dropout has a much faster form.
            attention_probs_dropout_prob=0.0,
            add_pooling_layer=False,
        )
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        width = self.encoder.config.hidden_size
        self.comparison = nn.Linear(3 * width, 1)
        nn.init.zeros_(self.comparison.weight)
        nn.init.zeros_(self.comparison.bias)
        self.cosine = nn.Parameter(torch.tensor(_COSINE_SCALE))
        self.search = nn.Parameter(torch.tensor(SEARCH_WEIGHT))
        # There is too little to learn from for thirty thousand words; most of them never occur.
        self.encoder.embeddings.word_embeddings.requires_grad_(False)

    def forward(self, ids: torch.Tensor, of_passage: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Scores, shape (pairs,). All three (pairs, pieces): word pieces, 1 where they are a passage's, 1 where any."""
        hidden = self.encoder(ids, attention_mask=mask, token_type_ids=of_passage).last_hidden_state.float()
        question = normalize(_mean(hidden, mask - of_passage), dim=-1)
        passage = normalize(_mean(hidden, of_passage), dim=-1)
        together = torch.cat([question * passage, (question - passage).abs(), hidden[:, 0] / _WIDTH_SCALE], dim=-1)
        compared = self.comparison(_WIDTH_SCALE * together).squeeze(-1)
        return self.cosine * (question * passage).sum(-1) + compared

    def scores(self, pairs: Sequence[Pair]) -> torch.Tensor:
        """Scores of pairs, shape (len(pairs),), in their order; computed in bf16."""
        order = sorted(range(len(pairs)), key=lambda at: len(pairs[at][0]) + len(pairs[at][1]))
        found = []
        for first in range(0, len(order), _AT_ONCE):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                batch = padded([pairs[at] for at in order[first : first + _AT_ONCE]])
                found.append(self(*map(torch.from_numpy, batch)))
        places = torch.empty(len(order), dtype=torch.long)
        places[order] = torch.arange(len(order))
        return torch.cat(found)[places]


_WIDTH_SCALE = 20.0
"""A number of a unit vector is about 1/20: so much larger, the comparison learns at the pace of the rest."""


def _mean(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weights = mask.float().unsqueeze(-1)
    return (hidden * weights).sum(1) / weights.sum(1)
