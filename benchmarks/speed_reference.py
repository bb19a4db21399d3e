"""Sentence Transformers on torch in fp32, embedding texts when it is told to, in a process of its own.

    python -m benchmarks.speed_reference TEXTS.json VECTORS.npz

For each line on stdin, the name of a kind of texts, it embeds them and prints the seconds; at the end it keeps the
vectors. So torch never enters the process that measures, and the two can take turns.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.machine import ROOT
from benchmarks.peers.peer import model_folder


def reference_process(texts: Path, vectors: Path) -> "subprocess.Popen[str]":
    """Start it, with as many threads as there are cores."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", "OMP_NUM_THREADS": str(os.cpu_count())}
    command = [sys.executable, "-m", "benchmarks.speed_reference", str(texts), str(vectors)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True, bufsize=1)


def seconds_for(child: "subprocess.Popen[str]", kind: str) -> float:
    """Seconds that it needs for the texts of a kind. Raises RuntimeError when it has ended."""
    if child.stdin and child.stdout:
        child.stdin.write(kind + "\n")
        if line := child.stdout.readline():
            return float(line)
    raise RuntimeError("Sentence Transformers has failed; what it said is above")


def main() -> None:
    """In the child."""
    from sentence_transformers import SentenceTransformer

    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    model: Any = SentenceTransformer(model_folder(), device="cpu")
    model.encode(["exosomes"])
    vectors = {}
    for line in sys.stdin:
        kind = line.strip()
        started = time.perf_counter()
        vectors[kind] = model.encode(texts[kind], normalize_embeddings=True)
        print(time.perf_counter() - started, flush=True)
    np.savez(sys.argv[2], **vectors)


if __name__ == "__main__":
    main()
