"""How good `qa.retrieve` is, beside what simple means reach, and what each of its parts is worth.

    python -m pip install -r benchmarks/requirements.txt
    python -m benchmarks.retrieval --data ../shared/data

SciFact validation: 300 claims over 5,183 abstracts. BioASQ 10b: 486 questions over 18,687 documents of snippets. The
development questions: last turns, over the review and `ontopic.jsonl`. Nothing was tuned on any of them. A ranking is
of papers, each at its best passage. In brackets, and behind a difference to the default: 95% confidence intervals, by
the bootstrap over questions.
"""

import argparse
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean
from typing import Any
from unittest.mock import patch

from benchmarks.baseline import Baseline
from benchmarks.data import (
    bioasq_index,
    bioasq_questions,
    bioasq_records,
    development_questions,
    ontopic_index,
    rows,
    scifact_claims,
    scifact_index,
)
from benchmarks.metrics import interval, ndcg, recall
from index import Index
from index.models import load_embedder
from qa import retrieve

Questions = Sequence[tuple[str, set[str]]]
Rank = Callable[[str, int], list[str]]
"""A question, and how many papers are wanted, to their names, best first."""

_FUSION, _WORDS = "index.fusion", "index.worth"
DEFAULT = "Vesicle"
_ONE_WAY = {(_FUSION, "FEEDBACK_WEIGHT"): 0.0}
VARIANTS: Mapping[str, Mapping[tuple[str, str], Any]] = {
    DEFAULT: {},
    "words alone": {(_FUSION, "LEXICAL_WEIGHT"): 1.0, **_ONE_WAY},
    "words alone, as BM25": {(_FUSION, "LEXICAL_WEIGHT"): 1.0, (_WORDS, "BM25_SHARE"): 1.0, **_ONE_WAY},
    "vectors alone": {(_FUSION, "LEXICAL_WEIGHT"): 0.0, **_ONE_WAY},
    "without likeness to the best": _ONE_WAY,
    "BM25 in place of rarity": {(_WORDS, "BM25_SHARE"): 1.0},
    "rarity without BM25": {(_WORDS, "BM25_SHARE"): 0.0},
    "rarity not squared": {(_WORDS, "RARITY_POWER"): 1.0},
    "a low best cosine taken for full": {(_FUSION, "SURE_COSINE"): 0.0},
    "no score by words for what vectors found": {(_WORDS, "Lexical.scores"): lambda *_: {}},
}
"""Constants and methods of Vesicle, by their module, that a variant sets otherwise."""


@dataclass(frozen=True)
class Metric:
    """A figure of a ranking of so many papers."""

    name: str
    papers: int
    of: Callable[[Sequence[str], set[str]], float]


NDCG = Metric("nDCG@10", 10, ndcg)
HIT = Metric("hit@1", 10, lambda ranked, gold: float(bool(ranked) and ranked[0] in gold))


def at(k: int) -> Metric:
    """Recall at k."""
    return Metric(f"recall@{k}", max(10, k), partial(recall, k=k))


def table(systems: Mapping[str, Rank], questions: Questions, metrics: Sequence[Metric]) -> Iterator[str]:
    """A line a system, with the difference to the default's in the first metric."""
    yield f"| | {' | '.join(metric.name for metric in metrics)} | {metrics[0].name} less the default's |"
    yield "|---" * (2 + len(metrics)) + "|"
    found = {name: measured(rank, questions, metrics) for name, rank in systems.items()}
    usual = found[DEFAULT][0]
    for name, values in found.items():
        figures = " | ".join(f"{mean(one):.3f} ({_span(one)})" for one in values)
        less = [one - other for one, other in zip(values[0], usual, strict=True)]
        difference = "" if name == DEFAULT else f"{mean(less):+.3f} ({_span(less, sign='+')})"
        yield f"| {name} | {figures} | {difference} |"


def measured(rank: Rank, questions: Questions, metrics: Sequence[Metric]) -> list[list[float]]:
    """For each metric, its value for each question."""
    values: list[list[float]] = [[] for _ in metrics]
    for question, gold in questions:
        ranked = {papers: rank(question, papers) for papers in {metric.papers for metric in metrics}}
        for some, metric in zip(values, metrics, strict=True):
            some.append(metric.of(ranked[metric.papers], gold))
    return values


def _span(values: Sequence[float], sign: str = "") -> str:
    low, high = interval(values)
    return f"{low:{sign}.3f} to {high:{sign}.3f}"


@contextlib.contextmanager
def changed(changes: Mapping[tuple[str, str], Any]) -> Iterator[None]:
    """Vesicle with some of its constants and methods set otherwise, by module and name."""
    with contextlib.ExitStack() as made:
        for (module, name), value in changes.items():
            made.enter_context(patch(f"{module}.{name}", value))
        yield


def variants(index: Index, name_of: Callable[[Any], str]) -> dict[str, Rank]:
    """Vesicle, and Vesicle with one part switched off."""

    def ranked(changes: Mapping[tuple[str, str], Any], question: str, papers: int) -> list[str]:
        with changed(changes):
            found = retrieve(question, 3 * papers, index=index)
        return list(dict.fromkeys(name_of(passage.paper) for passage in found))[:papers]

    return {name: partial(ranked, changes) for name, changes in VARIANTS.items()}


def baselines(texts: Mapping[str, str], kept: Path) -> dict[str, Rank]:
    """BM25, MiniLM, and their convex combinations, over documents by name."""
    base = Baseline(list(texts), list(texts.values()), load_embedder(), kept)

    def ranked(lexical: float, question: str, papers: int) -> list[str]:
        return base.ranked(base.scores(question), lexical)[:papers]

    named = {"BM25 alone (k1 0.9, b 0.4)": 1.0, "MiniLM alone": 0.0}
    named |= {f"convex, {share} BM25": share for share in (0.3, 0.4, 0.5)}
    return {f"simple: {name}": partial(ranked, share) for name, share in named.items()}


def scifact(data: Path, work: Path) -> Iterator[str]:
    """SciFact's validation claims."""
    index = scifact_index(data, work)
    texts = {row["id"]: f"{row['title']}\n{' '.join(row['sentences'])}" for row in rows(data / "scifact/corpus.jsonl")}
    systems = {
        **baselines(texts, work / "scifact.npy"),
        **variants(index, lambda paper: paper.doi.rpartition("/")[2]),
    }
    yield from table(systems, scifact_claims(data, "validation"), [NDCG, at(10)])


def bioasq(data: Path, work: Path) -> Iterator[str]:
    """BioASQ's questions of 2022."""
    index = bioasq_index(data, work)
    texts = {record["pmid"]: record["text"] for record in bioasq_records(data)}
    systems = {**baselines(texts, work / "bioasq.npy"), **variants(index, lambda paper: paper.pmid)}
    questions = [(row["question"], set(row["gold"])) for row in bioasq_questions(data, range(10, 11), 1000)]
    yield from table(systems, questions, [NDCG, HIT, at(100)])


def development(data: Path, work: Path) -> Iterator[str]:
    """The development questions that have an answer, by kind; of a follow-up the last turn alone."""
    index = ontopic_index(data, work)
    by_kind: dict[str, list[tuple[str, set[str]]]] = {}
    for item, gold in development_questions(data, index):
        for kind in (item["kind"], "all"):
            by_kind.setdefault(kind, []).append((item["turns"][-1], gold))
    metrics = [at(5), at(10)]
    ask = variants(index, lambda paper: paper.id)
    yield "| kind | questions | recall@5 | recall@10 |\n|---|---|---|---|"
    for kind, questions in sorted(by_kind.items(), key=lambda pair: (pair[0] == "all", pair[0])):
        figures = " | ".join(f"{mean(one):.3f} ({_span(one)})" for one in measured(ask[DEFAULT], questions, metrics))
        yield f"| {kind} | {len(questions)} | {figures} |"
    yield ""
    yield from table(ask, by_kind["all"], metrics)


def main() -> None:
    """Print the tables of the data sets that were named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sets = {"scifact": scifact, "bioasq": bioasq, "development": development}
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(sets)}; default all")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    chosen = parser.parse_args()
    if unknown := set(chosen.sets) - set(sets):
        parser.error(f"{', '.join(sorted(unknown))}: no such set; known are {', '.join(sets)}")
    for name in chosen.sets or sets:
        print(f"\n### {name}\n")
        for line in sets[name](chosen.data, chosen.work):
            print(line, flush=True)


if __name__ == "__main__":
    main()
