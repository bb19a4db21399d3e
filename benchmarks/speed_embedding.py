"""Vesicle's embedder beside Sentence Transformers on torch in fp32, in turns, on the same texts and threads.

The texts are passages of `ontopic.jsonl` as `index.chunk` cuts them, and BioASQ's snippets, drawn with a fixed seed.
torch runs in a child process (`benchmarks.speed_reference`).
"""

import json
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np

from benchmarks.data import rows
from benchmarks.peers.machine import Others
from benchmarks.speed_peak import int8_peak, multiply_adds
from benchmarks.speed_reference import reference_process, seconds_for
from index.ahead import embedded_text
from index.chunk import passages_of
from index.embed import Embedder, Vectors
from index.models import load_embedder
from index.records import Paper
from index.sources import read

ASKED_RATIO, ASKED_COSINE = 2.2, 0.99
_SPECIAL = 2
"""Word pieces that the tokenizer adds to a text."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Seconds of (Sentence Transformers, Vesicle) for all texts of a kind, by round, and what else was found.

    reference: Sentence Transformers' vectors by kind. peaks: `int8_peak` of each round.
    """

    seconds: dict[str, list[tuple[float, float]]]
    reference: dict[str, Vectors]
    peaks: list[float]


def embedding(data: Path, each: int = 300, rounds: int = 5) -> Iterator[str]:
    """Medians over rounds in which the two take turns. each: texts of a kind."""
    model, others = load_embedder(), Others()
    texts = drawn(data, model, each)
    found = take_turns(model, texts, rounds)
    busy = others.share()
    cosines = {kind: (ours(model, some) * found.reference[kind]).sum(axis=1) for kind, some in texts.items()}
    peak = median(found.peaks)
    yield (
        "| texts | number | word pieces each | Sentence Transformers, texts/s | Vesicle, texts/s | ratio"
        " | least cosine | mean cosine | share of int8 peak |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for kinds in (["passages"], ["snippets"], ["passages", "snippets"]):
        some = [text for kind in kinds for text in texts[kind]]
        turns = [np.sum(turn, axis=0) for turn in zip(*(found.seconds[kind] for kind in kinds), strict=True)]
        theirs, own = np.median(turns, axis=0)
        ratio = median(one / other for one, other in turns)
        agreement = np.concatenate([cosines[kind] for kind in kinds])
        pieces = [min(count + _SPECIAL, model.identity.max_tokens) for count in model.count_tokens(some)]
        yield (
            f"| {' and '.join(kinds)} | {len(some)} | {mean(pieces):.0f} | {len(some) / theirs:.1f}"
            f" | {len(some) / own:.1f} | {ratio:.2f} | {agreement.min():.4f} | {agreement.mean():.4f}"
            f" | {sum(map(multiply_adds, pieces)) / own / peak:.0%} |"
        )
    yield f"\nint8 matrix products: at most {peak / 1e9:.0f} billion multiply-adds a second; other CPU {busy:.2f}"
    yield f"\nasked: ratio {ASKED_RATIO} on both, {_verdict(ratio >= ASKED_RATIO)};"
    yield f"cosine {ASKED_COSINE} on each text, {_verdict(agreement.min() >= ASKED_COSINE)}"


def take_turns(model: Embedder, texts: dict[str, list[str]], rounds: int) -> Turns:
    """Have both embed the same texts, one after the other, round by round."""
    seconds: dict[str, list[tuple[float, float]]] = {kind: [] for kind in texts}
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        given, vectors = Path(folder, "texts.json"), Path(folder, "vectors.npz")
        given.write_text(json.dumps(texts), "utf-8")
        with reference_process(given, vectors) as child:
            for _ in range(rounds):
                peaks.append(int8_peak())
                for kind, some in texts.items():
                    theirs = seconds_for(child, kind)
                    started = time.perf_counter()
                    ours(model, some)
                    seconds[kind].append((theirs, time.perf_counter() - started))
            child.communicate()
        with np.load(vectors) as reference:
            return Turns(seconds, dict(reference), peaks)


def ours(model: Embedder, texts: list[str]) -> Vectors:
    """What is measured."""
    return model.passages(texts)


def drawn(data: Path, model: Embedder, each: int) -> dict[str, list[str]]:
    """Texts of both kinds, in random order."""
    chance = random.Random(0)
    papers = [paper for paper in read(data / "ontopic.jsonl") if isinstance(paper, Paper) and paper.sections]
    passages = [
        embedded_text(passage, model)
        for paper in chance.sample(papers, min(each, len(papers)))
        for passage in passages_of(paper, model.count_tokens, model.identity.max_tokens)
    ]
    snippets = [snippet for row in rows(data / "bioasq" / "passages.jsonl") for snippet in row["snippets"]]
    return {"passages": chance.sample(passages, each), "snippets": chance.sample(snippets, each)}


def _verdict(reached: bool) -> str:
    return "reached" if reached else "not reached"
