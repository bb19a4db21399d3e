"""What `qa.verify` makes of true sentences and of false ones, and `qa.stance` of answers to yes/no questions.

    python -m benchmarks.verification --data ../shared/data [--split train|validation] [--only verify|stance]

Sentences: the evidence sentences of SciFact and those of the shipped digests (half of these for each split), each
against itself: verbatim, said otherwise, and made false (`benchmarks.swaps`). Claims: those of SciFact against the
evidence for them, also made false; against the evidence that contradicts them; against as many other sentences of the
paper; and against the evidence on another claim. Answers: the sentences of BioASQ's ideal answers, which experts wrote,
against the snippets that they wrote them from, where no snippet holds them verbatim; and made false.

Stance: BioASQ's yes/no questions with each sentence of their snippets, with what most of those that tell say, and with
what most quotes of the answer say that Vesicle gives over all snippets; PubMedQA's with the paper's conclusion.

train: SciFact train, BioASQ 7b-9b, PubMedQA's dev split, on which everything was tuned. validation, which is reported:
SciFact validation, BioASQ 10b, PubMedQA's test split.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.data import bioasq_index, bioasq_questions, rows, scifact_index
from benchmarks.swaps import FALSE, rewrites
from index import Index
from index.chunk import sentence_spans
from index.corpus import STUDIES
from qa import ask
from qa.form import form_of
from qa.lead import side_in
from qa.stance import stance
from qa.verify import verify

TASKS = {"train": range(7, 10), "validation": range(10, 11)}
SHORTEST = 40
"""Characters of a sentence that is tried."""
QUESTIONS = 300
"""Most questions whose ideal answers are tried."""


class Claim(NamedTuple):
    """A claim with the sentences of one paper that are evidence on it, and those that are not."""

    text: str
    label: str
    paper: str
    evidence: list[str]
    others: list[str]


class Case(NamedTuple):
    """A sentence, its quotes, and which row of the table they count in."""

    kind: str
    sentence: str
    quotes: list[str]


def claims(data: Path, split: str) -> Iterator[Claim]:
    """The claims of SciFact on which there is evidence."""
    papers = {row["id"]: row["sentences"] for row in rows(data / "scifact" / "corpus.jsonl")}
    for row in rows(data / "scifact" / f"claims_{split}.jsonl"):
        found: dict[tuple[str, str], set[int]] = {}
        for one in row["evidence"]:
            found.setdefault((one["label"], one["doc"]), set()).update(one["sentences"])
        for (label, paper), places in found.items():
            evidence = [papers[paper][at] for at in sorted(places)]
            others = [text for at, text in enumerate(papers[paper]) if at not in places]
            yield Claim(row["claim"], label, paper, evidence, others)


def cases(data: Path, split: str) -> Iterator[Case]:
    """All that is verified."""
    chance = random.Random(0)
    read = list(claims(data, split))
    evidence = list(dict.fromkeys(text for claim in read for text in claim.evidence if len(text) >= SHORTEST))
    digests = [text for line in STUDIES.read_text("utf-8").splitlines() for text in json.loads(line)["digest"]]
    chance.shuffle(digests)
    half = len(digests) // 2
    for name, texts in (("SciFact", evidence), ("digests", digests[:half] if split == "train" else digests[half:])):
        for text in texts:
            yield Case(f"{name}: verbatim", text, [text])
            yield from (Case(f"{name}: {way}", made, [text]) for way, made in rewrites(text) if made != text)
            yield from falsified(name, text, [text], chance)
    for at, claim in enumerate(read):
        yield Case(f"claims: {claim.label}", claim.text, claim.evidence)
        if claim.others:
            some = chance.sample(claim.others, min(len(claim.evidence), len(claim.others)))
            yield Case("claims: other sentences of the paper", claim.text, some)
        other = read[(at + len(read) // 2) % len(read)]
        if other.paper != claim.paper:
            yield Case("claims: another paper", claim.text, other.evidence)
        if claim.label == "SUPPORT":
            yield from falsified("claims", claim.text, claim.evidence, chance)
    for question in bioasq_questions(data, TASKS[split], QUESTIONS):
        snippets = list(dict.fromkeys(one["text"] for one in question["snippets"]))
        for start, end in sentence_spans(question["ideal"][0]):
            text = question["ideal"][0][start:end]
            if len(text) >= SHORTEST and not any(text in snippet for snippet in snippets):
                yield Case("answers: as written", text, snippets)
                yield from falsified("answers", text, snippets, chance)


def falsified(name: str, text: str, quotes: list[str], chance: random.Random) -> Iterator[Case]:
    """A sentence made false in every way that it can be."""
    for way, falsify in FALSE.items():
        made = falsify(text, " ".join([text, *quotes]), chance)
        if made and made != text:
            yield Case(f"{name}, false: {way}", made, quotes)


def verdicts(tried: Iterable[Case], index: Index) -> Iterator[str]:
    """Share of each verdict by kind of case, as a table."""
    counts: dict[str, Counter[str]] = {}
    for case in tried:
        counts.setdefault(case.kind, Counter())[verify(case.sentence, case.quotes, index).verdict] += 1
        if ", false: " in case.kind:
            all_of = f"{case.kind.partition(',')[0]}, false: all"
            counts.setdefault(all_of, Counter())[verify(case.sentence, case.quotes, index).verdict] += 1
    yield "| sentences | tried | supported | partial | unsupported |"
    yield "|---|---|---|---|---|"
    for kind, count in sorted(counts.items(), key=lambda one: (", false" in one[0], one[0])):
        shares = (
            f"{100 * count[verdict] / count.total():.1f} %" for verdict in ("supported", "partial", "unsupported")
        )
        yield f"| {kind} | {count.total()} | {' | '.join(shares)} |"


def stances(data: Path, split: str, work: Path) -> Iterator[str]:
    """How often a stance is told, and is right, as a table."""
    library = bioasq_index(data, work)
    counts: dict[str, Counter[tuple[str, str | None]]] = {
        "BioASQ, a sentence": Counter(),
        "BioASQ, a question": Counter(),
        "BioASQ, an answer of ours": Counter(),
    }
    for row in bioasq_questions(data, TASKS[split], 10**6):
        if row["type"] == "yesno":
            answer, told = row["exact"].lower(), Counter[str]()
            for text in dict.fromkeys(one["text"] for one in row["snippets"]):
                for start, end in sentence_spans(text):
                    said = stance(row["question"], text[start:end])
                    counts["BioASQ, a sentence"][answer, said] += 1
                    told.update([said] if said else [])
            tie = told["for"] == told["against"]
            most = None if tie else max(("for", "against"), key=lambda one: told[one])
            counts["BioASQ, a question"][answer, most] += 1
            counts["BioASQ, an answer of ours"][answer, _most_of(row["question"], library)] += 1
    of = "dev" if split == "train" else "test"
    counts["PubMedQA, a conclusion"] = Counter(
        (row["answer"], stance(row["question"], row["long_answer"]))
        for row in rows(data / "pubmedqa.jsonl")
        if row["split"] == of and row["answer"] != "maybe"
    )
    yield "| questions | tried | told | right when told | for: right | against: right | of all, answer yes |"
    yield "|---|---|---|---|---|---|---|"
    for kind, count in counts.items():
        right = {"for": count["yes", "for"], "against": count["no", "against"]}
        told = {said: count["yes", said] + count["no", said] for said in right}
        yes = sum(number for (answer, _), number in count.items() if answer == "yes")
        yield (
            f"| {kind} | {count.total()} | {told['for'] + told['against']} "
            f"| {_share(sum(right.values()), sum(told.values()))} "
            f"| {right['for']} of {told['for']} ({_share(right['for'], told['for'])}) "
            f"| {right['against']} of {told['against']} ({_share(right['against'], told['against'])}) "
            f"| {_share(yes, count.total())} |"
        )


def _most_of(question: str, index: Index) -> str | None:
    """What most of the quotes with which a question is answered speak for; None when none tells, or it is a draw."""
    answer, side = ask(question, index=index), side_in(question, form_of(question), index)
    quoted = {number for sentence in answer.sentences for number in sentence.citations}
    told = Counter(side(one.quote) for one in answer.citations if one.number in quoted)
    if told["for"] == told["against"]:
        return None
    return "for" if told["for"] > told["against"] else "against"


def _share(some: int, total: int) -> str:
    return f"{100 * some / total:.0f} %" if total else "-"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"))
    parser.add_argument("--split", choices=TASKS, default="validation")
    parser.add_argument("--only", choices=("verify", "stance"))
    args = parser.parse_args()
    if args.only != "stance":
        for line in verdicts(cases(args.data, args.split), scifact_index(args.data, args.work)):
            print(line)
        print()
    if args.only != "verify":
        for line in stances(args.data, args.split, args.work):
            print(line)
