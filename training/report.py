"""What a trained reranker is worth, and what it costs.

    python -m training.report MODEL.onnx --data ../shared/data

On questions that nothing was learnt from or chosen on: quality and milliseconds by how many passages are put in order,
and the rank of the first sentence of evidence. In brackets: 95% confidence intervals, by the bootstrap over questions.
"""

import argparse
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import mean, median

import numpy as np

from benchmarks.data import rows
from benchmarks.metrics import interval, ndcg, recall
from index import Index
from index.fusion import Scores
from qa import retrieve
from qa.evidence import find_evidence
from qa.reading import Reader
from qa.scorer import Scorer
from training.lists import Ranked, documents, in_order, ranked
from training.questions import (
    Question,
    bioasq,
    development,
    load_split,
    ontopic_index,
    scifact,
    scifact_index,
)

PUT_IN_ORDER = (10, 20, 30, 50)
WEIGHTS = (0, 0.5, 1, 2, 4, 8)
"""Of the model beside the score of a sentence, that are tried."""
Metric = Callable[[Sequence[str], frozenset[str]], float]


def worth(graph: Path, data: Path, work: Path, reader: Reader) -> Iterator[str]:
    """Quality by how many passages are put in order, and what that takes."""
    scorer = Scorer(graph)
    reported: dict[str, tuple[Sequence[Question], str, Metric]] = {
        "BioASQ 10b": (bioasq(data, range(10, 11)), "nDCG@10", ndcg),
        "SciFact validation": (scifact(data, "validation"), "nDCG@10", ndcg),
        "development": (development(data, ontopic_index(data, work)), "recall@5", partial(recall, k=5)),
    }
    yield "| questions | put in order | | value | less the search alone | better / worse | ms, median | 95% |"
    yield "|---" * 8 + "|"
    for name, (questions, metric, of) in reported.items():
        found = ranked(questions, data, work, reader)
        alone = [of(documents(one, range(len(one.candidates))), one.question.gold) for one in found]
        yield f"| {name} | none | {metric} | {_figure(alone)} | | | | |"
        for first in PUT_IN_ORDER:
            values, took = [], []
            for one in found:
                began = time.perf_counter()
                order = reordered(scorer, one, first)
                took.append(1000 * (time.perf_counter() - began))
                values.append(of(documents(one, order), one.question.gold))
            less = [value - other for value, other in zip(values, alone, strict=True)]
            low, high = interval(less)
            yield (
                f"| {name} | {first} | {metric} | {_figure(values)} | {mean(less):+.3f} ({low:+.3f} to {high:+.3f})"
                f" | {sum(one > 0 for one in less)} / {sum(one < 0 for one in less)}"
                f" | {median(took):.0f} | {np.percentile(took, 95):.0f} |"
            )


def evidence(graph: Path, data: Path, work: Path, reader: Reader) -> Iterator[str]:
    """How high the first evidence sentence of a SciFact claim stands, by the weight of the model in `qa.evidence`."""
    scorer, index = Scorer(graph), scifact_index(data, work)
    held_back = {one.text for one in load_split(data).held_back}
    documents = {row["id"]: row["sentences"] for row in rows(data / "scifact" / "corpus.jsonl")}
    yield "| weight of the model | " + " | ".join(map(str, WEIGHTS)) + " |"
    yield "|---" * (1 + len(WEIGHTS)) + "|"
    for name, part in (("held-back claims", "train"), ("validation claims", "validation")):
        found = []
        for row in rows(data / "scifact" / f"claims_{part}.jsonl"):
            gold = {documents[one["doc"]][at].strip() for one in row["evidence"] for at in one["sentences"]}
            if gold and (part == "validation" or row["claim"] in held_back):
                found.append(_sentences(row["claim"], gold, index, scorer, reader))
        those = [one for one in found if one[:, 2].any()]
        ranks = [
            [1 + int(np.argmax(one[np.argsort(-one[:, :2] @ [1, by], kind="stable"), 2])) for one in those]
            for by in WEIGHTS
        ]
        yield (
            f"| {name} ({len(those)}), mean reciprocal rank | "
            + " | ".join(_figure([1 / rank for rank in some]) for some in ranks)
            + " |"
        )


def _sentences(claim: str, gold: Collection[str], index: Index, scorer: Scorer, reader: Reader) -> Scores:
    """Sentences that `qa.evidence` finds, shape (n, 3): its score, the model's, whether it is evidence."""
    some = find_evidence(claim, retrieve(claim, index=index), index).sentences
    asked = reader.question(claim)
    own = scorer.scores([(asked, reader.sentence(one.passage.paper.title, one.text)) for one in some])
    is_gold = [any(one.text in other or other in one.text for other in gold) for one in some]
    return np.array([[one.score for one in some], own, is_gold], dtype=np.float64).T.reshape(-1, 3)


def reordered(scorer: Scorer, found: Ranked, first: int) -> list[int]:
    """The positions of a question's candidates, the first so many in the order of search and model together."""
    return in_order(found, scorer.scores([(found.pieces, one.pieces) for one in found.candidates[:first]]))


def _figure(values: Sequence[float]) -> str:
    low, high = interval(values)
    return f"{mean(values):.3f} ({low:.3f} to {high:.3f})"


def main() -> None:
    """Print the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    chosen = parser.parse_args()
    reader = Reader.open()
    for table in (worth, evidence):
        for line in table(chosen.model, chosen.data, chosen.work, reader):
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
