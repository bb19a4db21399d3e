"""Where the tuned constants come from: BioASQ 7b-9b and SciFact train, never what is reported on.

    python -m benchmarks.tune ranking|sentences|answerable --data ../shared/data [--questions N]

ranking: nDCG@10 by the constants of `index.fusion` and `index.lexical`, one changed at a time.
sentences: rank of the first evidence sentence by the weights of `qa.evidence`.
answerable: the logistic regression of `qa.evidence`, from questions asked with and without the papers that answer
them, and how often each threshold then answers and refuses rightly.
"""

import argparse
import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from benchmarks.data import bioasq_index, bioasq_questions, rows, scifact_claims, scifact_index
from benchmarks.metrics import ndcg
from benchmarks.retrieval import changed
from index import Index, Paper
from index.analysis import tokens
from qa import retrieve
from qa.aims import states_an_aim
from qa.evidence import (
    AIM_PENALTY,
    COVERAGE_WEIGHT,
    PASSAGE_WEIGHT,
    READ_PASSAGES,
    find_evidence,
    sentences_of,
    usable,
    words_read,
)
from qa.weights import coverage, weigh

TRAIN = range(7, 10)
BY_WORDS = (COVERAGE_WEIGHT, PASSAGE_WEIGHT, AIM_PENALTY)


TRIED: dict[tuple[str, str], Sequence[float]] = {
    ("index.fusion", "LEXICAL_WEIGHT"): [step / 10 for step in range(11)],
    ("index.fusion", "SURE_COSINE"): [0.0, 0.4, 0.5, 0.6, 0.7, 0.8],
    ("index.fusion", "FEEDBACK_WEIGHT"): [0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
    ("index.fusion", "FEEDBACK_PASSAGES"): [1, 2, 3, 5, 10],
    ("index.fusion", "FEEDBACK_POWER"): [1, 4, 8, 16, 32],
    ("index.lexical", "RARITY_POWER"): [1.0, 1.5, 2.0, 2.5, 3.0],
    ("index.lexical", "BM25_SHARE"): [0.0, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0],
}


def ranking(data: Path, work: Path, questions: int) -> Iterator[str]:
    """nDCG@10 on BioASQ 7b-9b, on three words of each of its questions, and on SciFact train."""
    bioasq, scifact = bioasq_index(data, work), scifact_index(data, work)
    asked = [(row["question"], set(row["gold"])) for row in bioasq_questions(data, TRAIN, questions)]
    sets = (
        (bioasq, asked, lambda paper: paper.pmid),
        (bioasq, [(_three_words(question), gold) for question, gold in asked], lambda paper: paper.pmid),
        (scifact, scifact_claims(data, "train")[:questions], lambda paper: paper.doi.rpartition("/")[2]),
    )
    yield "| constant | value | BioASQ 7b-9b | three words | SciFact train |\n|---|---|---|---|---|"
    for (module, name), values in TRIED.items():
        for value in values:
            figures = []
            for index, some, name_of in sets:
                rank = partial(_ranked, index, name_of)
                with changed({(module, name): value}):
                    figures.append(np.mean([ndcg(rank(question), gold) for question, gold in some]))
            yield f"| {name} | {value:g} | {' | '.join(f'{figure:.4f}' for figure in figures)} |"


def _ranked(index: Index, name_of: Callable[[Paper], str | None], question: str) -> list[str | None]:
    return list(dict.fromkeys(name_of(passage.paper) for passage in index.search(question, 30)))


def _three_words(question: str) -> str:
    """The first three words of over four letters: what one types into a search box."""
    return " ".join([word for word in question.rstrip("?").split() if len(word) > 4][:3])


def sentences(data: Path, work: Path, questions: int) -> Iterator[str]:
    """Mean reciprocal rank of the first evidence sentence of SciFact train claims, by weight."""
    index = scifact_index(data, work)
    documents = {row["id"]: row["sentences"] for row in rows(data / "scifact" / "corpus.jsonl")}
    examples = []
    for claim in itertools.islice(
        (row for row in rows(data / "scifact" / "claims_train.jsonl") if row["evidence"]), questions
    ):
        gold = {documents[one["doc"]][at].strip() for one in claim["evidence"] for at in one["sentences"]}
        weights = weigh(claim["claim"], index)
        query = index.embedder.query(claim["claim"])
        found = []
        read = [passage for passage in retrieve(claim["claim"], index=index) if usable(passage)][:READ_PASSAGES]
        for passage in read:
            texts = [text for _, text in sentences_of(passage)]
            cosines = index.embedder.passages(texts) @ query
            for text, cosine in zip(texts, cosines, strict=True):
                is_gold = any(text in one or one in text for one in gold)
                covered, aim = coverage(weights, set(tokens(text))), states_an_aim(text)
                found.append((float(cosine), covered, passage.score or 0.0, aim, is_gold))
        if any(one[-1] for one in found):
            examples.append(np.array(found, dtype=float))
    yield f"{len(examples)} claims with an evidence sentence among the passages"
    every = np.concatenate(examples)
    yield f"state an aim: {every[:, 3].mean():.3f} of all sentences, {every[every[:, 4] > 0, 3].mean():.3f} of evidence"
    for weights_tried in ((0, 0, 0), *itertools.product((0.5, 1, 1.5, 2), (0.3, 0.6), (0, 0.3, 0.5, 0.8))):
        ranks = [1 + int(np.argmax(_by(found, 1, *weights_tried)[:, 4])) for found in examples]
        covered, score, penalty = weights_tried
        yield f"coverage {covered}, passage {score}, aim -{penalty}: MRR {np.mean([1 / rank for rank in ranks]):.3f}"
    for most in (10, 15, 20, 30):
        kept = [_by(found, 0, *BY_WORDS)[:most, 4].any() for found in examples]
        yield f"{most} sentences, best by their words: evidence among them for {sum(kept)} claims"


def _by(found: Any, cosine: float, covered: float, score: float, penalty: float) -> Any:
    """Sentences (cosine, covered, passage score, aim, evidence) in the order that these weights give."""
    return found[np.argsort(-(found[:, :4] @ np.array([cosine, covered, score, -penalty])), kind="stable")]


def answerable(data: Path, work: Path, questions: int) -> Iterator[str]:
    """The logistic regression by power of rarity, its AUC by cross-validation, and what each threshold gives."""
    index = bioasq_index(data, work)
    examples = []
    for question in bioasq_questions(data, TRAIN, questions):
        for passages, label in _with_and_without(question["question"], set(question["gold"]), index):
            read = [passage for passage in passages if usable(passage)][:READ_PASSAGES]
            cosine = find_evidence(question["question"], passages, index).cosine
            examples.append((question["question"], words_read(read), cosine, label))
    truth = np.array([label for *_, label in examples])
    yield f"{truth.sum()} questions with their papers, {(~truth).sum()} without"
    for power in (1, 2, 4, 6):
        features = []
        for question, papers, cosine, _ in examples:
            weights = weigh(question, index, power)
            features.append([cosine, max(coverage(weights, words) for words in papers)])
        model = LogisticRegression(C=100)
        guessed = cross_val_predict(model, features, truth, cv=10, method="predict_proba")[:, 1]
        model.fit(features, truth)
        fitted = [*model.coef_[0].round(1).tolist(), *model.intercept_.round(1).tolist()]
        yield f"rarity to the power {power}: AUC {roc_auc_score(truth, guessed):.3f}"
        yield f"  COSINE, COVERED, INTERCEPT = {fitted}"
        for threshold in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
            answers, refuses = (guessed[truth] >= threshold).mean(), (guessed[~truth] < threshold).mean()
            yield f"  threshold {threshold:.2f}: answers {answers:.2f} with, refuses {refuses:.2f} without"


def _with_and_without(question: str, gold: set[str], index: Index) -> Iterator[tuple[list, bool]]:  # type: ignore[type-arg]
    """The ten best passages with the papers that answer, if they are among them, and without those papers."""
    found = retrieve(question, 60, index=index)
    best = found[:10]
    if any(passage.paper.pmid in gold for passage in best):
        yield best, True
    yield [passage for passage in found if passage.paper.pmid not in gold][:10], False


def main() -> None:
    """Run one of the three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["ranking", "sentences", "answerable"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    parser.add_argument("--questions", type=int, default=250)
    args = parser.parse_args()
    for line in {"ranking": ranking, "sentences": sentences, "answerable": answerable}[args.what](
        args.data, args.work, args.questions
    ):
        print(line, flush=True)


if __name__ == "__main__":
    main()
