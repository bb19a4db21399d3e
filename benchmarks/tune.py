"""Where the tuned constants come from: BioASQ 7b-9b and SciFact train, never what is reported on.

    python -m benchmarks.tune ranking|sentences|answerable --data ../shared/data [--questions N]

ranking: nDCG@10 by the constants of `index.fusion` and `index.worth`, one changed at a time.
sentences: what answers hold by the constants of `qa.evidence` and `qa.compose`, one changed at a time.
answerable: the logistic regression of `qa.sufficiency`, from questions asked with and without the papers that answer
them, and how often each threshold then answers and refuses rightly.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from benchmarks.data import bioasq_index, bioasq_questions, everything_index, rows, scifact_claims, scifact_index
from benchmarks.metrics import ndcg
from benchmarks.retrieval import changed
from index import Index, Paper, Passage
from qa import retrieve
from qa.compose import choose
from qa.evidence import find_evidence
from qa.form import form_of
from qa.synonyms import synonyms_in

TRAIN = range(7, 10)


TRIED: dict[tuple[str, str], Sequence[float]] = {
    ("index.fusion", "LEXICAL_WEIGHT"): [step / 10 for step in range(11)],
    ("index.fusion", "SURE_COSINE"): [0.0, 0.4, 0.5, 0.6, 0.7, 0.8],
    ("index.fusion", "FEEDBACK_WEIGHT"): [0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
    ("index.fusion", "FEEDBACK_PASSAGES"): [1, 2, 3, 5, 10],
    ("index.fusion", "FEEDBACK_POWER"): [1, 4, 8, 16, 32],
    ("index.worth", "RARITY_POWER"): [1.0, 1.5, 2.0, 2.5, 3.0],
    ("index.worth", "BM25_SHARE"): [0.0, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0],
    ("index.worth", "STAND_IN_WEIGHT"): [0.0, 0.3, 0.5, 0.7, 0.9],
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
    found = index.search(question, 30, stand_ins=synonyms_in(question).stand_ins)
    return list(dict.fromkeys(name_of(passage.paper) for passage in found))


def _three_words(question: str) -> str:
    """The first three words of over four letters: what one types into a search box."""
    return " ".join([word for word in question.rstrip("?").split() if len(word) > 4][:3])


OFFERED: dict[tuple[str, str], Sequence[float]] = {
    ("qa.evidence", "READ_SENTENCES"): [7, 8, 10, 12, 16, 20],
    ("qa.candidates", "COVERAGE_WEIGHT"): [0.0, 0.4, 0.8, 1.2],
    ("qa.candidates", "PASSAGE_WEIGHT"): [0.5, 1.0, 1.5, 2.0, 3.0],
    ("qa.candidates", "CONCLUSION_WEIGHT"): [0.0, 0.1, 0.2],
    ("qa.candidates", "EXPECTED_WEIGHT"): [0.0, 0.3, 0.6],
    ("qa.candidates", "AIM_PENALTY"): [0.0, 0.2, 0.5, 0.8],
    ("qa.candidates", "METHOD_PENALTY"): [0.0, 0.2, 0.4],
    ("qa.candidates", "BACKGROUND_PENALTY"): [0.0, 0.15, 0.3],
    ("qa.compose", "NEAR_BEST"): [0.0, 0.6, 0.7, 0.8],
    ("qa.compose", "NEAR_FIT"): [0.0, 0.4, 0.6, 0.8],
    ("qa.compose", "LIKENESS_PENALTY"): [0.0, 0.3, 0.6, 0.9],
    ("qa.compose", "NEW_THING"): [0.0, 0.2, 0.4, 0.8],
}


def sentences(data: Path, work: Path, questions: int) -> Iterator[str]:
    """What answers hold by the constants of `qa.evidence` and `qa.compose`, one changed at a time.

    Of BioASQ 7b-9b the share of the exact answers (of factoid and list questions), of SciFact train the share of claims
    with an evidence sentence among the first three; and the words of an answer.
    """
    bioasq, scifact = bioasq_index(data, work), scifact_index(data, work)
    documents = {row["id"]: row["sentences"] for row in rows(data / "scifact" / "corpus.jsonl")}
    asked: list[tuple[Index, str, list[Passage], list[list[str]], int]] = []
    for row in bioasq_questions(data, TRAIN, 10 * questions):
        if len(asked) < questions and row["type"] in {"factoid", "list"} and isinstance(row["exact"], list):
            names = [[name.lower() for name in ([one] if isinstance(one, str) else one)] for one in row["exact"]]
            names = names if row["type"] == "list" else [[name for one in names for name in one]]
            asked.append((bioasq, row["question"], retrieve(row["question"], index=bioasq), names, 99))
    for row in rows(data / "scifact" / "claims_train.jsonl"):
        if row["evidence"] and len(asked) < 2 * questions:
            gold = [documents[one["doc"]][at].strip().lower() for one in row["evidence"] for at in one["sentences"]]
            asked.append((scifact, row["claim"], retrieve(row["claim"], index=scifact), [gold], 3))
    yield "| constant | value | BioASQ 7b-9b | SciFact train | words |\n|---|---|---|---|---|"
    for (module, name), values in OFFERED.items():
        for value in values:
            shares: dict[Index, list[float]] = {bioasq: [], scifact: []}
            lengths = []
            with changed({(module, name): value}):
                for index, question, passages, wanted, first in asked:
                    found = find_evidence(question, passages, index).sentences
                    told = [one.text for one in choose(found, form_of(question)).answer]
                    lengths.append(sum(len(text.split()) for text in told))
                    text = "\n".join(told[:first]).lower()
                    shares[index].append(sum(any(name in text for name in names) for names in wanted) / len(wanted))
            figures = " | ".join(f"{np.mean(share):.3f}" for share in shares.values())
            yield f"| {name} | {value:g} | {figures} | {np.mean(lengths):.0f} |"


def answerable(data: Path, work: Path, questions: int) -> Iterator[str]:
    """The logistic regression of `qa.sufficiency`, its AUC by cross-validation, and what each threshold gives.

    Answerable: questions of BioASQ 7b-9b and claims of SciFact train with the papers that answer among the ten best
    passages. Not: the same without those papers (others may well answer some), and the questions of BioASQ asked of a
    library on exosomes and macrophages (which answers a few of them).
    """
    bioasq, scifact, ontopic = bioasq_index(data, work), scifact_index(data, work), everything_index(data, work)
    of_bioasq = [
        (row["question"], {f"pmid:{one}" for one in row["gold"]}) for row in bioasq_questions(data, TRAIN, questions)
    ]
    claims = [row for row in rows(data / "scifact" / "claims_train.jsonl") if row["evidence"]][:questions]
    of_scifact = [(row["claim"], {f"doi:10.1000/{one}" for one in row["cited"]}) for row in claims]
    examples: list[tuple[float, float]] = []
    labels: list[bool] = []
    for index, asked in ((bioasq, of_bioasq), (scifact, of_scifact)):
        for question, gold in asked:
            for passages, label in _with_and_without(question, gold, index):
                examples.append(_fit(question, passages, index))
                labels.append(label)
    for question, _ in of_bioasq:
        examples.append(_fit(question, retrieve(question, index=ontopic), ontopic))
        labels.append(False)
    truth = np.array(labels)
    model = LogisticRegression(C=100)
    guessed = cross_val_predict(model, examples, truth, cv=10, method="predict_proba")[:, 1]
    model.fit(examples, truth)
    yield f"{truth.sum()} with the papers that answer, {(~truth).sum()} without"
    yield f"COSINE, COVERED, INTERCEPT = {[*model.coef_[0].round(1).tolist(), *model.intercept_.round(1).tolist()]}"
    yield f"AUC {roc_auc_score(truth, guessed):.3f}\n"
    yield "| threshold | answers with | refuses without | sum |\n|---|---|---|---|"
    for threshold in np.arange(0.1, 0.65, 0.05):
        answers, refuses = (guessed[truth] >= threshold).mean(), (guessed[~truth] < threshold).mean()
        yield f"| {threshold:.2f} | {answers:.3f} | {refuses:.3f} | {answers + refuses:.3f} |"


def _fit(question: str, passages: Sequence[Passage], index: Index) -> tuple[float, float]:
    found = find_evidence(question, passages, index)
    return found.cosine, found.covered


def _with_and_without(question: str, gold: set[str], index: Index) -> Iterator[tuple[list[Passage], bool]]:
    """The ten best passages with the papers that answer, if they are among them, and without those papers."""
    found = retrieve(question, 60, index=index)
    if any(passage.paper.id in gold for passage in found[:10]):
        yield found[:10], True
    yield [passage for passage in found if passage.paper.id not in gold][:10], False


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
