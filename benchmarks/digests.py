"""What the shipped corpus answers: the development questions whose gold paper is digested in it.

    python -m benchmarks.digests --data ../shared/data [--show]

Builds what ships in a temporary folder and asks it each question, with the turns before it. By kind, of the questions
that have an answer in a digested paper or in the review:

answered: it did not abstain.
gold: it cites the digest of a gold paper, or the review where that is gold.
facts: share of the required facts that the answer holds.

Of the others, the share that is refused: of those that have no answer in the data at all, of those whose gold papers
are not digested (other digests may well answer some of these), and of the questions of BioASQ 10b, which are about all
of biomedicine.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.answers import conversation, facts_found
from benchmarks.data import bioasq_questions, rows
from index import Index, build, open_index
from index.records import DIGEST_PREFIX


def gold_in(index: Index, item: dict[str, Any]) -> set[str]:
    """Ids of the digests, or papers, of an index that a question's gold papers have."""
    found = set()
    for name in item["gold"]:
        named = [index.catalog.paper(one) for one in (f"{DIGEST_PREFIX}{name}", name)]
        found |= {paper.id for paper in named if paper and not paper.is_reference}
    return found


def measured(index: Index, questions: list[dict[str, Any]], show: bool) -> Iterator[str]:
    """The table, a line a kind."""
    sums: dict[str, list[float]] = {}
    refused: dict[str, list[bool]] = {}
    for item in questions:
        answer = conversation(item["turns"], index)
        gold = gold_in(index, item)
        if show:
            yield f"\n[{item['kind']}, {'digested' if gold else 'no gold here'}] {item['turns'][-1]}\n  {answer.text}"
        if not gold:
            group = "gold not digested" if item["answerable"] else item["kind"]
            refused.setdefault(group, []).append(answer.abstained or answer.declined is not None)
            continue
        cites = bool(gold & {citation.paper.id for citation in answer.citations})
        row = (
            1.0,
            float(not answer.abstained),
            float(cites),
            facts_found(item, " ".join(one.text for one in answer.sentences)),
        )
        for name in (item["kind"], "all"):
            sums[name] = [a + b for a, b in zip(sums.get(name, [0.0] * 4), row, strict=True)]
    yield "| kind | questions | answered | gold | facts |\n|---|---|---|---|---|"
    for name in [*sorted(sums.keys() - {"all"}), "all"]:
        count, *shares = sums[name]
        yield f"| {name} | {count:.0f} | {' | '.join(f'{share / count:.2f}' for share in shares)} |"
    yield "\n| no answer expected | questions | refused |\n|---|---|---|"
    for name, told in sorted(refused.items()):
        yield f"| {name} | {len(told)} | {sum(told)} |"


def main() -> None:
    """Build what ships and ask it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print each question with its answer")
    args = parser.parse_args()
    questions = list(rows(args.data / "questions_dev.jsonl"))
    for row in bioasq_questions(args.data, range(10, 11), 1000):
        elsewhere = {"kind": "biomedicine (BioASQ 10b)", "turns": [row["question"]], "gold": [], "answerable": False}
        questions.append(elsewhere)
    with tempfile.TemporaryDirectory() as folder:
        build(index=Path(folder))
        index = open_index(folder)
        print(f"{index.manifest.counts}")
        for line in measured(index, questions, args.show):
            print(line, flush=True)


if __name__ == "__main__":
    main()
