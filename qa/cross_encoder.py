"""Any cross-encoder of Sentence Transformers. It needs torch, and time.

Everything heavy (torch, sentence_transformers) is imported when a model is loaded and never without one.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index import Passage
from index.errors import RerankerUnavailable
from index.models import cause_of, find_model

_MEND = "set VESICLE_RERANKER to another model, or unset it"

_loaded: dict[str, Any] = {}
# A tokenizer shared by threads can fail with "Already borrowed"; and a model is to be loaded once.
_using = threading.Lock()


def by_cross_encoder(question: str, passages: Sequence[Passage], model: str) -> list[Passage]:
    """Order passages by how well a cross-encoder finds each, with its paper's title, to fit the question, best first.

    model: folder or hub id of a Sentence Transformers cross-encoder with one label; loaded once in a process.
    Each score becomes the sigmoid of the model's logit, whatever the model itself would make of it: 0 to 1.
    Raises RerankerUnavailable when there is no such model, it cannot be loaded, or it is no such cross-encoder.
    """
    pairs = [(question, f"{passage.paper.title}\n{passage.text}") for passage in passages]
    with _using:
        if model not in _loaded:
            _loaded[model] = _load(model)
        logits = np.asarray(_loaded[model].predict(pairs, show_progress_bar=False), dtype=np.float64)
    if np.isnan(logits).any():
        raise RerankerUnavailable(f"{model}: gives scores that are not numbers; {_MEND}")
    # The sigmoid, in a form that does not overflow.
    scores = (1 + np.tanh(logits / 2)) / 2
    # Two logits may be too high, or too low, for their scores to differ.
    order = np.argsort(-logits, kind="stable").tolist()
    return [replace(passages[at], score=float(scores[at])) for at in order]


def _load(name: str) -> Any:
    """The model, on a GPU if there is one, giving its logits as they are."""
    folder = find_model(name, RerankerUnavailable)
    if not any(folder.glob("*.safetensors")):
        raise RerankerUnavailable(f"{name}: no safetensors weights in {folder}; {_MEND}")
    try:
        model = _open(folder) if _scores_pairs(folder) else None
    except Exception as error:
        raise RerankerUnavailable(f"{name}: cannot be loaded ({cause_of(error)}); {_MEND}") from error
    if model is None:
        raise RerankerUnavailable(f"{name}: is no cross-encoder, nothing in it scores a pair of texts; {_MEND}")
    if model.num_labels != 1:
        raise RerankerUnavailable(f"{name}: gives {model.num_labels} labels to a pair, not one score; {_MEND}")
    return model


def _scores_pairs(folder: Path) -> bool:
    """Whether a model says that it scores pairs; to any other the library would add a head that knows nothing."""
    known = folder / "config_sentence_transformers.json"
    if known.is_file() and json.loads(known.read_text("utf-8")).get("model_type") == "CrossEncoder":
        return True
    architectures = json.loads((folder / "config.json").read_text("utf-8")).get("architectures") or []
    return any("SequenceClassification" in one for one in architectures)


def _open(folder: Path) -> Any:
    import torch
    from sentence_transformers import CrossEncoder

    with _no_bars():
        return CrossEncoder(
            str(folder),
            local_files_only=True,
            trust_remote_code=False,
            # In half precision, passages that differ get the same score.
            model_kwargs={"use_safetensors": True, "dtype": torch.float32},
            activation_fn=torch.nn.Identity(),
        )


@contextmanager
def _no_bars() -> Iterator[None]:
    """Keep the progress of loading off the terminal, where an answer is printed; what is wrong is still told."""
    import transformers

    logging: Any = transformers.utils.logging
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
