"""Vesicle and other libraries on the same texts, questions and weights, each in its own process and environment.

The texts are BioASQ's snippets joined by paper, and the questions those of BioASQ 10b, on which nothing was tuned, all
of whose papers are among the texts: the papers of those questions come first, then others in the order of the file.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.data import bioasq_questions, rows
from benchmarks.peers.environments import python_of
from benchmarks.peers.machine import ROOT, wait_until_quiet
from benchmarks.peers.measure import cold_start
from benchmarks.peers.peer import COLD_QUESTION
from benchmarks.speed_ratios import notes, ratios

RUNS = (
    ("vesicle", "hybrid"),
    ("plain", "dense"),
    ("langchain", "hybrid"),
    ("langchain", "hybrid-words"),
    ("llamaindex", "hybrid"),
    ("haystack", "hybrid"),
    ("txtai", "hybrid"),
    ("paperqa", "dense"),
)
EMBED_AT_MOST = 6000
"""Texts above which the peers, other than the plain one, are given the passages' vectors that that one has made."""
_LONGEST_TEXT = 2000
_SETTINGS = {
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "OMP_NUM_THREADS": str(os.cpu_count()),
    "TOKENIZERS_PARALLELISM": "true",
    "TRANSFORMERS_OFFLINE": "1",
}
_COLUMNS = {
    "docs/s": "docs_per_s:.1f",
    "build s": "build_s:.1f",
    "p50 ms": "p50_ms:.1f",
    "p95 ms": "p95_ms:.1f",
    "nDCG@10": "ndcg:.4f",
    "hit@1": "hit1:.4f",
    "peak MB": "peak_mb:.0f",
    "index MB": "index_mb:.1f",
    "import and load s": "load_s:.1f",
    "cold start s": "cold_s:.2f",
    "other CPU": "others:.3f",
}


def peers(data: Path, work: Path, environments: Path, sizes: Sequence[int], wanted: Sequence[str]) -> Iterator[str]:
    """A table for each size, then Vesicle beside the best of the others that are wanted, all when none is named."""
    compared: list[str] = []
    for documents in sizes:
        home = work.resolve() / "peers" / str(documents)
        home.mkdir(parents=True, exist_ok=True)
        given = subset(data, documents, min(486, documents * 8 // 100))
        (home / "texts.json").write_text(json.dumps(given), "utf-8")
        yield f"{len(given['ids']):,} documents, {len(given['questions'])} questions\n"
        yield f"| library | mode | {' | '.join(_COLUMNS)} |"
        yield "|---" * (2 + len(_COLUMNS)) + "|"
        found = []
        for peer, mode in RUNS:
            if wanted and peer not in ("vesicle", *wanted):
                continue
            try:
                row = run(peer, mode, home, environments.resolve(), documents > EMBED_AT_MOST)
            except FileNotFoundError:
                yield f"| {peer} | {mode} | no environment: python -m benchmarks.peers.environments {peer} |"
            except subprocess.CalledProcessError:
                yield f"| {peer} | {mode} | failed: {home / f'{peer}-{mode}.log'} |"
            else:
                found.append(row)
                yield shown(row)
        yield from notes(found)
        compared += ratios(documents, found)
    yield from compared


def shown(row: dict[str, Any]) -> str:
    """A row of the table; documents a second mean nothing where the model did not run."""
    mark, figures = ("\\*", {**row, "docs_per_s": math.nan}) if row["looked_up"] else ("", row)
    cells = " | ".join(f"{{{figure}}}".format(**figures) for figure in _COLUMNS.values())
    return f"| {row['peer']}{mark} | {row['mode']} | {cells.replace('nan', '-')} |"


def subset(data: Path, documents: int, questions: int) -> dict[str, Any]:
    """Ids, texts and (question, gold ids) pairs."""
    texts = {row["pmid"]: " ".join(row["snippets"])[:_LONGEST_TEXT] for row in rows(data / "bioasq" / "passages.jsonl")}
    asked = [(row["question"], row["gold"]) for row in bioasq_questions(data, range(10, 11), 1000)]
    first = [one for _, gold in asked[:questions] for one in gold if one in texts]
    kept = set(list(dict.fromkeys([*first, *texts]))[:documents])
    ids = [one for one in texts if one in kept]
    whole = [(question, gold) for question, gold in asked if kept.issuperset(gold)]
    return {"ids": ids, "texts": [texts[one] for one in ids], "questions": whole[:questions]}


def run(peer: str, mode: str, home: Path, environments: Path, large: bool) -> dict[str, Any]:
    """The figures of one library, when the machine is quiet.

    Raises FileNotFoundError when its environment is not there, CalledProcessError when it fails; what it said is in a
    file beside the texts.
    """
    python = Path(sys.executable) if peer == "vesicle" else python_of(environments, peer)
    vectors = home / "vectors.npy"
    looked_up = large and peer not in ("vesicle", "plain") and vectors.exists()
    with tempfile.TemporaryDirectory(dir=home) as folder, (home / f"{peer}-{mode}.log").open("w") as log:
        command = [str(python), "-m", f"benchmarks.peers.{peer}", mode, "--texts", str(home / "texts.json")]
        command += ["--folder", folder, *(["--vectors", str(vectors)] if looked_up else [])]
        wait_until_quiet()
        kept = {"LLAMA_INDEX_CACHE_DIR": str(home), "PQA_HOME": str(home)}
        environment = {**os.environ, **_SETTINGS, **kept}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True, check=True
        )
        if peer == "plain" and large:
            subprocess.run([python, "-m", "benchmarks.peers.vectors", folder, vectors], cwd=ROOT, check=True)
        row = {**json.loads(done.stdout.splitlines()[-1]), "peer": peer, "mode": mode, "looked_up": looked_up}
        if peer == "vesicle":
            row["cli_s"] = cold_start([sys.executable, "-m", "qa", COLD_QUESTION, "--index", folder])
    return row
