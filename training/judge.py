"""Whether a small language model could teach the reranker: python -m training.judge URL --data ../shared/data

Asks a server that speaks OpenAI's completions (such as llama.cpp's) whether each of the first ten passages of some
questions of BioASQ 7b-9b answers its question, and compares what it says, and what the search says, with the gold: of
all pairs of a passage that answers and one that does not, in how many does the first stand higher?
"""

import argparse
import math
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import httpx

from index import Passage
from training.questions import DOCUMENTS, bioasq

PROMPT = """<|im_start|>system
You judge whether a passage from a biomedical paper answers a question. You answer Yes or No.<|im_end|>
<|im_start|>user
Question: {question}
Passage: {passage}
Does the passage answer the question, in whole or in part? Yes or No?<|im_end|>
<|im_start|>assistant
"""
LOOKED_AT = 10


def judged(url: str, question: str, passage: Passage) -> float:
    """The logarithm of how much likelier the model says Yes than No."""
    prompt = PROMPT.format(question=question, passage=passage.text[:1500])
    asked = {"prompt": prompt, "n_predict": 1, "max_tokens": 1, "temperature": 0, "logprobs": 20, "cache_prompt": True}
    answer = httpx.post(f"{url}/v1/completions", json=asked, timeout=600).raise_for_status().json()
    first = answer["choices"][0]["logprobs"]
    told = (
        {one["token"]: one["logprob"] for one in first["content"][0]["top_logprobs"]}
        if "content" in first
        else first["top_logprobs"][0]
    )
    return _said(told, "yes") - _said(told, "no")


def _said(told: dict[str, float], word: str) -> float:
    return math.log(sum(math.exp(value) for token, value in told.items() if token.strip().lower() == word) + 1e-6)


def in_order(answering: Sequence[float], others: Sequence[float]) -> float:
    """Share of pairs in which the one that answers stands higher; equals count half."""
    return mean((one > other) + (one == other) / 2 for one in answering for other in others)


def main() -> None:
    """Ask, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="of the server, without /v1")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    parser.add_argument("--questions", type=int, default=30)
    chosen = parser.parse_args()
    documents = DOCUMENTS["bioasq"]
    index = documents.open(chosen.data, chosen.work)
    began, pairs, by_model, by_search, by_both = time.monotonic(), 0, [], [], []
    for question in bioasq(chosen.data, range(7, 10)):
        found = index.search(question.text, LOOKED_AT)
        answers = [documents.name_of(passage.paper) in question.gold for passage in found]
        if all(answers) or not any(answers):
            continue
        said = [judged(chosen.url, question.text, passage) for passage in found]
        search = [passage.score or 0.0 for passage in found]
        both = [one / 10 + other for one, other in zip(said, search, strict=True)]
        for values, shares in ((said, by_model), (search, by_search), (both, by_both)):
            answering = [value for value, answer in zip(values, answers, strict=True) if answer]
            shares.append(in_order(answering, [v for v, a in zip(values, answers, strict=True) if not a]))
        pairs += len(found)
        took = (time.monotonic() - began) / pairs
        print(
            f"{len(by_model)} questions, {took:.2f} s a passage: pairs in order by the model {mean(by_model):.3f},"
            f" by the search {mean(by_search):.3f}, by both {mean(by_both):.3f}",
            flush=True,
        )
        if len(by_model) == chosen.questions:
            break


if __name__ == "__main__":
    main()
