"""How long `qa.retrieve` takes, one question at a time, over about 20,000 and 200,000 passages, and where it goes.

Each index is measured in a process of its own: ``python -m benchmarks.speed_queries INDEX QUESTIONS.json``.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

from benchmarks.data import bioasq_questions
from benchmarks.peers.machine import ROOT, Others
from benchmarks.peers.measure import percentile
from benchmarks.speed_synthetic import indexes
from index import Index, open_index
from qa import retrieve

LIMITS = ((50_000, 5.0), (500_000, 10.0))
"""Passages up to which a limit holds, and most milliseconds of the median question."""
STEPS = {
    "the question's vector": [("embedder", "query")],
    "dense ranking": [("vectors", "nearest"), ("vectors", "vectors")],
    "lexical ranking": [("lexical", "worth"), ("lexical", "search"), ("lexical", "scores")],
    "reading passages": [("catalog", "passages")],
}
"""Parts of an open index, and their methods, by the step that they are."""
_WARM = 20


def queries(data: Path, work: Path, documents: int, count: int = 300) -> Iterator[str]:
    """Percentiles in milliseconds, ten passages a question; the steps are means of a second pass."""
    yield f"| passages | p50 ms | p95 ms | asked p50 | | {' | '.join(f'{step}, ms' for step in STEPS)} | other CPU |"
    yield "|---" * (6 + len(STEPS)) + "|"
    for folder in indexes(data, work, documents):
        found = in_a_process("benchmarks.speed_queries", folder, asked(data, count))
        most = next((most for size, most in LIMITS if found["passages"] <= size), None)
        asked_for = "| |" if most is None else f"{most:g} | {'reached' if found['p50'] < most else 'not reached'} |"
        steps = " | ".join(f"{found['steps'][step]:.2f}" for step in STEPS)
        yield (
            f"| {found['passages']:,} | {found['p50']:.2f} | {found['p95']:.2f} | {asked_for}"
            f" {steps} | {found['others']:.2f} |"
        )


def asked(data: Path, count: int) -> list[str]:
    """Questions of BioASQ, in a fixed random order."""
    return [row["question"] for row in bioasq_questions(data, range(7, 11), count)]


def in_a_process(module: str, folder: Path, questions: Sequence[str]) -> dict[str, Any]:
    """What a module of this package prints of an index and of questions, in a process of its own."""
    with tempfile.TemporaryDirectory() as work:
        given = Path(work, "questions.json")
        given.write_text(json.dumps(questions), "utf-8")
        command = [sys.executable, "-m", module, str(folder.resolve()), str(given)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(index: Index, questions: Sequence[str]) -> dict[str, Any]:
    """Milliseconds of each question, and of each step."""
    others = Others()
    for question in questions[:_WARM]:
        retrieve(question, index=index)
    times = []
    for question in questions:
        started = time.perf_counter()
        retrieve(question, index=index)
        times.append(1000 * (time.perf_counter() - started))
    spent = watched(index)
    for question in questions:
        retrieve(question, index=index)
    return {
        "passages": len(index.catalog.all_rows()[1]),
        "p50": percentile(times, 0.5),
        "p95": percentile(times, 0.95),
        "steps": {step: 1000 * seconds / len(questions) for step, seconds in spent.items()},
        "others": others.share(),
    }


def watched(index: Index) -> dict[str, float]:
    """Have every call of the methods of `STEPS` counted from now on; gives the seconds by step, which then grow."""
    spent = dict.fromkeys(STEPS, 0.0)
    for step, methods in STEPS.items():
        for part, method in methods:
            owner = getattr(index, part)
            setattr(owner, method, _timed(getattr(owner, method), step, spent))
    return spent


def _timed(call: Callable[..., Any], step: str, spent: dict[str, float]) -> Callable[..., Any]:
    @wraps(call)
    def timed(*args: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return call(*args, **options)
        finally:
            spent[step] += time.perf_counter() - started

    return timed


def main() -> None:
    """In the child: print what was measured."""
    print(json.dumps(measure(open_index(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))))


if __name__ == "__main__":
    main()
