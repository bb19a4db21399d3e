"""What a model makes of the same evidence, beside the answers in quotes: `benchmarks.answers --llm`, and the sheet.

    python -m benchmarks.written --llm SPEC --sheet FILE [--index FOLDER]

asks some sixty questions of what ships and writes each answer that a model wrote as a line of JSON: the question, each
sentence shown with its verdict and quotes, and "unsupported", to be filled in by whoever judges: how many of the shown
sentences their quotes do not bear out. What ships alone is asked, so that the sheet holds no words of other papers.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from index import Index, build, open_index
from qa import Answer, ask
from qa.llm import Model
from qa.llm.opening import opened
from qa.pipeline import answering
from qa.suggestions import suggestions

MOST_JUDGED = 60
BEGIN = (
    "How does miR-934 polarize macrophages?",
    "How do tumor exosomes choose the organ of metastasis?",
    "Why are exosomes promising drug carriers?",
    "What do exosomes of M2 macrophages do in gastric cancer?",
    "How do exosomes of cancer cells act on T cells?",
    "How do exosomes spread drug resistance in liver cancer?",
)
"""What the questions of the sheet begin with; the rest are what is suggested after them, and after those."""


def timed(turns: list[str], index: Index, model: Model) -> tuple[Answer, Answer, float | None, float]:
    """The last of some turns: its answer in quotes, the one that the model wrote, and the seconds to the first sentence
    that passed its check (None when none did) and to the end. The turns before are asked without the model."""
    history: list[Answer] = []
    for turn in turns[:-1]:
        history.append(ask(turn, history, index=index, llm="none"))
    began, first = time.perf_counter(), None
    answers = []
    for step in answering(turns[-1], history, index=index, llm=model):
        if isinstance(step, Answer):
            answers.append(step)
            if first is None and step.model:
                first = time.perf_counter() - began
    return answers[0], answers[-1], first, time.perf_counter() - began


def compared(
    index: Index, questions: list[dict[str, Any]], model: Model, facts: Callable[[dict[str, Any], str], float]
) -> Iterator[str]:
    """The report, a line at a time.

    facts: share of the required facts of a question that a text states.
    """
    rows, firsts, ends = list[tuple[float, float, float]](), list[float](), list[float]()
    shown = withheld = partly = written = 0
    for item in questions:
        quotes, answer, first, end = timed(item["turns"], index, model)
        if item["answerable"]:
            said = [" ".join(one.text for one in each.sentences) for each in (quotes, answer)]
            further = " ".join(one.text for one in (*answer.sentences, *answer.more))
            rows.append((facts(item, said[0]), facts(item, said[1]), facts(item, further)))
        own = [one for one in answer.sentences if one.verdict in {"supported", "partial"}]
        written += bool(own)
        shown += len(own)
        partly += sum(one.verdict == "partial" for one in own)
        withheld += _withheld(answer)
        if first is not None:
            firsts.append(first)
            ends.append(end)
        yield f"{item['id']}: {len(own)} written, {_withheld(answer)} withheld, first {first or 0:.1f} s, {end:.1f} s"
    in_quotes, in_words, with_further = (statistics.mean(column) for column in zip(*rows, strict=True))
    yield f"\n{model.name}: {written} answers with {shown} sentences of its own, {partly} of them marked partly"
    yield f"withheld: {withheld} of {shown + withheld} sentences ({withheld / max(1, shown + withheld):.0%})"
    yield f"facts: {in_quotes:.2f} in quotes, {in_words:.2f} as written ({with_further:.2f} with further evidence)"
    firsts.sort()
    yield (
        f"first checked sentence: median {statistics.median(firsts):.1f} s, nine in ten under"
        f" {firsts[len(firsts) * 9 // 10]:.1f} s, longest {firsts[-1]:.1f} s; whole answer: median"
        f" {statistics.median(ends):.1f} s"
    )


def _withheld(answer: Answer) -> int:
    for notice in answer.notices:
        if notice.startswith("Withheld: "):
            return int(notice.split()[1])
    return 0


def questions_to_judge(index: Index) -> Iterator[str]:
    """Questions that the library answers, one suggested after another."""
    queue, seen = list(BEGIN), list[str]()
    while queue:
        question = queue.pop(0)
        if question in seen:
            continue
        seen.append(question)
        yield question
        queue += suggestions(ask(question, index=index, llm="none"), index, asked=[*seen, *queue])


def sheet(index: Index, model: Model) -> Iterator[dict[str, Any]]:
    """Answers that the model wrote, as they are to be judged."""
    judged = 0
    for question in questions_to_judge(index):
        _, answer, _, _ = timed([question], index, model)
        own = [one for one in answer.sentences if one.verdict in {"supported", "partial"}]
        if not own:
            continue
        quotes = {one.number: one.quote for one in answer.citations}
        yield {
            "question": question,
            "sentences": [
                {"text": one.text, "verdict": one.verdict, "quotes": [quotes[number] for number in one.citations]}
                for one in own
            ],
            "withheld": _withheld(answer),
            "unsupported": None,
        }
        judged += 1
        if judged == MOST_JUDGED:
            return


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llm", required=True, help="what writes, as app.py takes it")
    parser.add_argument("--sheet", type=Path, required=True, help="file to write")
    parser.add_argument("--index", type=Path, help="folder of an index of what ships")
    args = parser.parse_args()
    model = opened(args.llm)
    if model is None:
        parser.error("--llm none: names no model")
    with tempfile.TemporaryDirectory() as folder:
        place = args.index or Path(folder) / "index"
        if not args.index:
            build(index=place)
        with args.sheet.open("w", encoding="utf-8") as file:
            for line in sheet(open_index(place), model):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
                print(f"{len(line['sentences'])} sentences: {line['question']}", flush=True)


if __name__ == "__main__":
    main()
