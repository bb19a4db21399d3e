"""What the answers to the development questions hold, over what ships and the abstracts on exosomes and macrophages.

    python -m benchmarks.answers --data ../shared/data [--reranker] [--llm SPEC] [--show]

Each question is asked with the turns before it, as in a conversation. By kind, of the questions that have an answer:

wrongly refused: it abstained. cited gold: it cites a gold paper. of gold: share of its citations that are of a gold
paper (others may well answer too: a lower bound of precision). facts: share of the required facts that the answer
states, and that it states with its further evidence. words: of the answer.

Of the questions that have none: the share that is refused, or declined where it is personal advice. Then how many of
all quotes stand in the stored text, read anew from the catalogue, at their offsets; and the time of
an answer to a question that was not asked before. With a model: `benchmarks.written`.
"""

import argparse
import os
import re
import sqlite3
import statistics
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.data import everything_index, gold_papers, rows
from benchmarks.written import compared
from index import Index
from qa import Answer, ask
from qa.llm.opening import opened

_ODD = {**dict.fromkeys(map(ord, "‐‑‒–—−"), "-"), **dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " ")}
_COLUMNS = ("wrongly refused", "cited gold", "of gold", "facts", "with further evidence", "words")


def facts_found(item: dict[str, Any], text: str) -> float:
    """Share of the required facts that a text states; a fact is a list of patterns, any of which states it."""
    text = unicodedata.normalize("NFKC", text).translate(_ODD)
    held = [any(re.search(pattern, text, re.I) for pattern in patterns) for patterns in item["facts"]]
    return sum(held) / max(1, len(held))


def conversation(turns: list[str], index: Index) -> Answer:
    """The answer to the last of some turns."""
    history: list[Answer] = []
    for turn in turns:
        history.append(ask(turn, history, index=index))
    return history[-1]


def is_exact(answer: Answer, index: Index) -> list[bool]:
    """For each quote, whether the catalogue's file holds it at its offsets."""
    catalog = sqlite3.connect(f"file:{index.folder / 'catalog.sqlite'}?mode=ro", uri=True)
    try:
        texts = "SELECT text FROM sections WHERE paper_id = ? AND ordinal = ?"
        return [
            catalog.execute(texts, (one.paper.id, one.passage.ordinal)).fetchone()[0][one.start : one.end] == one.quote
            for one in answer.citations
        ]
    finally:
        catalog.close()


def measured(index: Index, questions: list[dict[str, Any]], show: bool) -> Iterator[str]:
    """The tables, a line at a time."""
    answered: dict[str, list[tuple[float, ...]]] = {}
    refused: dict[str, list[bool]] = {}
    exact: list[bool] = []
    times: list[float] = []
    for item in questions:
        start = time.perf_counter()
        answer = conversation(item["turns"], index)
        if not answer.abstained and len(item["turns"]) == 1:
            times.append(1000 * (time.perf_counter() - start))
        exact += is_exact(answer, index)
        gold = gold_papers(item, index)
        papers = [number.paper.id for number in answer.citations if number.number in _used(answer)]
        row = (
            float(answer.abstained),
            float(not gold.isdisjoint(papers)),
            sum(paper in gold for paper in papers) / max(1, len(papers)),
            facts_found(item, " ".join(one.text for one in answer.sentences)),
            facts_found(item, " ".join(one.quote for one in answer.citations)),
            float(sum(len(one.text.split()) for one in answer.sentences)),
        )
        if show:
            kept = f"facts {row[3]:.2f}/{row[4]:.2f} gold {row[1]:.0f}" if item["answerable"] else ""
            asked = " / ".join(item["turns"])
            yield (
                f"\n{item['id']} {kept}\n  Q: {asked}\n  -> {answer.rewritten}\n"
                + "".join(
                    f"  {'*' if one.paper.id in gold else ' '}{'' if one.number in _used(answer) else '(more) '}"
                    f"[{one.paper.id} {one.paper.year}] {one.quote}\n"
                    for one in answer.citations
                )
                + (f"  {answer.reason}" if answer.abstained else "")
            )
        if item["answerable"]:
            for name in (item["kind"], "all"):
                answered.setdefault(name, []).append(row)
        else:
            refused.setdefault(item["kind"], []).append(answer.abstained or answer.declined is not None)
            refused.setdefault("all", []).append(answer.abstained or answer.declined is not None)
    yield f"\n| kind | questions | {' | '.join(_COLUMNS)} |\n|---|---|{'---|' * len(_COLUMNS)}"
    for name in [*sorted(answered.keys() - {"all"}), "all"]:
        means = [statistics.mean(column) for column in zip(*answered[name], strict=True)]
        shown = [f"{mean:.2f}" for mean in means[:-1]] + [f"{means[-1]:.0f}"]
        yield f"| {name} | {len(answered[name])} | {' | '.join(shown)} |"
    yield "\n| no answer expected | questions | rightly refused or declined |\n|---|---|---|"
    for name in [*sorted(refused.keys() - {"all"}), "all"]:
        told = refused[name]
        yield f"| {name} | {len(told)} | {sum(told) / len(told):.2f} |"
    yield f"\n{sum(exact)} of {len(exact)} quotes are exact."
    times.sort()
    most = times[len(times) * 9 // 10]
    yield f"An answer took {statistics.median(times):.0f} ms (median; nine in ten under {most:.0f})."


def _used(answer: Answer) -> set[int]:
    return {number for sentence in answer.sentences for number in sentence.citations}


def main() -> None:
    """Build the index, or open it, and ask it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    parser.add_argument("--reranker", action="store_true", help="with our own reranker switched on")
    parser.add_argument("--llm", default="none", help="what a model makes of the same evidence, such as gguf:PATH")
    parser.add_argument("--show", action="store_true", help="print each question with its answer")
    args = parser.parse_args()
    if args.reranker:
        os.environ["VESICLE_RERANKER"] = "vesicle"
    index = everything_index(args.data, args.work)
    ask("exosome", index=index)  # loads the models
    print(index.manifest.counts)
    questions = list(rows(args.data / "questions_dev.jsonl"))
    model = opened(args.llm)
    for line in compared(index, questions, model, facts_found) if model else measured(index, questions, args.show):
        print(line, flush=True)


if __name__ == "__main__":
    main()
