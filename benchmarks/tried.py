"""Ways to rank better that were tried and left out, on BioASQ 7b-9b and SciFact train.

    python -m benchmarks.tried --data ../shared/data [--questions 200]

Each changes the scores of the passages that a question finds; the table has the gain in nDCG@10 with its 95% confidence
interval. None gained enough on both sets to be worth what it costs in code or in time. And one thing that must not be
tried: most of SciFact's validation claims are about documents that its train claims are about too, so whatever learns
from these learns the answers by heart; how many is printed first.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks.data import bioasq_index, bioasq_questions, scifact_claims, scifact_index
from benchmarks.metrics import interval, ndcg
from index import Index, Passage
from index.analysis import STOP_WORDS, tokens
from index.fusion import Scores, ranked
from index.reader import Candidates

Read = list[Passage]
Way = Callable[[Index, str, Candidates, Read], Scores]
_READ, _WORDS = 30, 10


def as_it_is(index: Index, question: str, found: Candidates, read: Read) -> Scores:
    """What Vesicle does."""
    return ranked(found.lexical, found.dense, found.vectors)


def late_max(index: Index, question: str, found: Candidates, read: Read) -> Scores:
    """The likeness of a passage's best sentence for three tenths of its own, in the best passages."""
    scores = as_it_is(index, question, found, read)
    vector, dense = index.embedder.query(question), found.dense.copy()
    for at in np.argsort(-scores)[:_READ].tolist():
        passage = read[at]
        text = passage.paper.sections[passage.ordinal].text
        sentences = index.embedder.passages([text[start:end] for start, end in passage.sentences])
        dense[at] += 0.3 * (float((sentences @ vector).max()) - dense[at])
    return ranked(found.lexical, dense, found.vectors)


def whole_paper(index: Index, question: str, found: Candidates, read: Read) -> Scores:
    """The likeness of all passages of the paper together for three tenths of the passage's."""
    vector, means = index.embedder.query(question), dict[str, float]()
    for passage in read:
        if passage.paper.id not in means:
            rows = [row for row, one in index.catalog.rows_of(passage.paper.id).items() if not one.is_record]
            middle = index.vectors.vectors(rows).sum(axis=0)
            means[passage.paper.id] = float(middle @ vector / np.linalg.norm(middle))
    papers = np.array([means[passage.paper.id] for passage in read])
    return ranked(found.lexical, 0.7 * found.dense + 0.3 * papers, found.vectors)


def words_of_the_paper(index: Index, question: str, found: Candidates, read: Read) -> Scores:
    """The question's words that stand anywhere in the paper, for two fifths of those that stand in the passage."""
    size, wanted = len(index.vectors), set(tokens(question))
    worth = {term: np.log(1 + size / (1 + index.lexical.frequency(term))) ** 2 for term in wanted}
    held = {one.paper.id: wanted & set(tokens("\n".join(part.text for part in one.paper.sections))) for one in read}
    papers = np.array([sum(worth[term] for term in held[passage.paper.id]) for passage in read]) / sum(worth.values())
    return ranked(0.6 * found.lexical + 0.4 * papers, found.dense, found.vectors)


def fewer_hubs(index: Index, question: str, found: Candidates, read: Read) -> Scores:
    """Less for passages that are like every passage."""
    middle = index.vectors.vectors(index.vectors.rows()[:5000].tolist()).mean(axis=0)
    likeness = found.vectors @ middle
    return ranked(found.lexical, found.dense - 0.2 * (likeness - likeness.mean()), found.vectors)


def telling_words(index: Index, question: str, found: Candidates, read: Read) -> Scores:
    """A second vector, of the question without its stop words, for three tenths of the first."""
    short = " ".join(word for word in question.split() if word.lower().strip(",.?()") not in STOP_WORDS)
    vector = 0.7 * index.embedder.query(question) + 0.3 * index.embedder.query(short or question)
    dense = found.vectors @ (vector / np.linalg.norm(vector))
    return ranked(found.lexical, dense.astype(np.float64), found.vectors)


def words_of_the_best(index: Index, question: str, found: Candidates, read: Read) -> Scores:
    """The ten most telling words of the three best passages, for a tenth of a score."""
    scores, size = as_it_is(index, question, found, read), len(index.vectors)
    held = [set(tokens(passage.text)) for passage in read]
    worth: dict[str, float] = {}
    for at in np.argsort(-scores)[:3].tolist():
        for term in held[at] - set(tokens(question)):
            rare = np.log(1 + size / (1 + index.lexical.frequency(term)))
            worth[term] = worth.get(term, 0.0) + float(scores[at]) * rare
    best = sorted(worth, key=lambda term: -worth[term])[:_WORDS]
    shares = [sum(worth[term] for term in best if term in one) / sum(worth[term] for term in best) for one in held]
    return 0.9 * scores + 0.1 * np.array(shares)


WAYS: tuple[Way, ...] = (late_max, whole_paper, words_of_the_paper, fewer_hubs, telling_words, words_of_the_best)


def gains(index: Index, name_of: Callable[[Passage], str | None], asked: list[tuple[str, set[str]]]) -> Iterator[str]:
    """For each way, its gain."""
    differences: dict[Way, list[float]] = {way: [] for way in WAYS}
    for question, gold in asked:
        found = index.candidates(question)
        passages = index.catalog.passages(found.rows)
        read = [passages[row] for row in found.rows]

        def quality(scores: Scores, read: Read = read, gold: set[str] = gold) -> float:
            order = np.argsort(-scores, kind="stable").tolist()
            return ndcg(list(dict.fromkeys(name_of(read[at]) for at in order)), gold)

        usual = quality(as_it_is(index, question, found, read))
        for way, values in differences.items():
            values.append(quality(way(index, question, found, read)) - usual)
    for values in differences.values():
        low, high = interval(values)
        yield f"{mean(values):+.4f} ({low:+.4f} to {high:+.4f})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    parser.add_argument("--questions", type=int, default=200)
    chosen = parser.parse_args()
    train, held_out = scifact_claims(chosen.data, "train"), scifact_claims(chosen.data, "validation")
    seen = {one for _, cited in train for one in cited}
    shared = mean(bool(cited & seen) for _, cited in held_out)
    print(f"{shared:.0%} of the validation claims cite a document that a train claim cites\n")
    bioasq = [
        (row["question"], set(row["gold"])) for row in bioasq_questions(chosen.data, range(7, 10), chosen.questions)
    ]
    columns = (
        gains(bioasq_index(chosen.data, chosen.work), lambda one: one.paper.pmid, bioasq),
        gains(
            scifact_index(chosen.data, chosen.work),
            lambda one: (one.paper.doi or "").rpartition("/")[2],
            train[: chosen.questions],
        ),
    )
    print("| | BioASQ 7b-9b | SciFact train |\n|---|---|---|")
    for way, *found in zip(WAYS, *columns, strict=True):
        print(f"| {(way.__doc__ or '').rstrip('.')} | {' | '.join(found)} |", flush=True)


if __name__ == "__main__":
    main()
