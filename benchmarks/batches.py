"""Micro-batches of the embedder: what several askers want at once, run together or each by itself.

    python -m benchmarks.batches --data ../shared/data [--answers 32] [--rounds 5]

An answer embeds a question and eight sentences (here snippets of BioASQ, drawn with a fixed seed), without what else it
takes. 1, 4 and 16 askers share them, each with the next as soon as it has its vectors; both ways take turns in each
round, for the model as it is exported by default (int8) and for its fp32 export, which a child process makes first.

ratio: answers a second, run together over each by itself, of one round; the median of all rounds, least and greatest
in brackets. p95: milliseconds of an asker's wait, over all rounds. cosine: the least, of a sentence's vector when it is
run with those of three other askers with the one that it has when its asker is alone.
"""

import argparse
import json
import os
import random
import tempfile
import time
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.data import rows
from benchmarks.load import percentile
from index.batching import SharedRuns
from index.embed import Embedder
from index.models import DEFAULT_MODEL, find_model, load_embedder
from index.reader import QUESTION_THREADS

SENTENCES = 8
ASKERS = (1, 4, 16)
Asked = list[list[str]]


def export_fp32(folder: str) -> None:
    """Write the default model's fp32 export into a folder; imports torch."""
    from sentence_transformers import SentenceTransformer

    from index.export import _describe, _trace

    warnings.simplefilter("ignore")
    source, out = find_model(DEFAULT_MODEL), Path(folder)
    how = {"attn_implementation": "eager"}
    model = SentenceTransformer(str(source), device="cpu", local_files_only=True, model_kwargs=how)
    model.tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))
    _trace(model, out / "model.onnx")
    (out / "embedder.json").write_text(json.dumps({**_describe(model, source), "precision": "fp32"}), "utf-8")


def take_turns(model: Embedder, asked: Asked, rounds: int) -> list[str]:
    """Rows of the report for one model."""
    shared = SharedRuns(model._run, os.cpu_count() or 1)
    lines = []
    for askers in ASKERS:
        ratios, waits = list[float](), ([], [])
        for _ in range(rounds):
            took = []
            for way, runs in enumerate((None, shared)):
                model._shared = runs
                began = time.perf_counter()
                with ThreadPoolExecutor(askers) as threads:
                    waits[way].extend(threads.map(lambda texts: _wait(model, texts), asked))
                took.append(time.perf_counter() - began)
            ratios.append(took[0] / took[1])
        alone, together = (1000 * percentile(way, 95) for way in waits)
        spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        lines.append(f"| {model.identity.precision} | {askers} | {spread} | {alone:.0f} | {together:.0f} |")
    return lines


def least_cosine(model: Embedder, asked: Asked) -> float:
    """Between what an asker gets alone, and with three others."""
    model._shared = None
    least = 1.0
    for first in range(0, len(asked) - 3, 4):
        four = asked[first : first + 4]
        together = model.passages([text for texts in four for text in texts])
        alone = np.concatenate([model.passages(texts) for texts in four])
        least = min(least, float((together * alone).sum(axis=1).min()))
    return least


def _wait(model: Embedder, texts: list[str]) -> float:
    began = time.perf_counter()
    model.passages(texts[:1])
    model.passages(texts[1:])
    return time.perf_counter() - began


def main() -> None:
    """Export, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with bioasq/")
    parser.add_argument("--answers", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    snippets = [one for row in rows(args.data / "bioasq" / "passages.jsonl") for one in row["snippets"]]
    drawn = iter(random.Random(7).sample(snippets, args.answers * SENTENCES))
    asked = [[f"What is known of number {at}?", *(next(drawn) for _ in range(SENTENCES))] for at in range(args.answers)]
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
            child.submit(export_fp32, folder).result()
        models = [load_embedder(threads=QUESTION_THREADS), Embedder.open(Path(folder), threads=QUESTION_THREADS)]
        print("| model | askers | ratio | p95 each by itself, ms | p95 together, ms |")
        print("|---|---|---|---|---|")
        for model in models:
            for line in take_turns(model, asked, args.rounds):
                print(line, flush=True)
        for model in models:
            print(f"\n{model.identity.precision}: least cosine with one's own vector {least_cosine(model, asked):.5f}")


if __name__ == "__main__":
    main()
