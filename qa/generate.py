"""An answer in a model's words: each sentence is shown only when its quotes bear it out."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from index import Index
from index.errors import VesicleError
from index.text import counted
from qa.claims.directions import CHANGE, read
from qa.claims.novel import defines, headless, novel, repeated, surer
from qa.compose import Quotes
from qa.llm import Message, Model
from qa.markers import Written, complete
from qa.passed import Passed
from qa.prompts import (
    ASKED,
    EXAMPLE_ANSWER,
    EXAMPLE_QUESTION,
    EXAMPLE_SENTENCES,
    NOT_FOUND,
    VERSION,
    WRITE,
    fenced,
    grammar,
)
from qa.verify import Checked, rare_to, verify

MOST_EVIDENCE = 8
"""Sentences that a model is given."""
MOST_TOKENS = 320
"""Of what it writes."""
MOST_SENTENCES = 8
MOST_SECONDS = 90.0
MOST_REPEATED = 2
"""Sentences that a model says again, after which it is told to stop."""
PER_TOKEN = 3.0
"""Characters; fewer than there are in a token of English, so that what is counted by it fits."""


_ENDS = re.compile(r"[.!?\n\]】]")
OVERHEAD = sum(map(len, (WRITE, ASKED, ASKED, EXAMPLE_QUESTION, *EXAMPLE_SENTENCES, EXAMPLE_ANSWER))) + 200
"""Characters of what is said beside the question and the evidence."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What there is of an answer.

    withheld: sentences that did not pass. missed: numbers of the evidence that these were on. trouble: why there is
    no more, or None. found_nothing: the model said that the evidence does not answer. is_last: nothing comes after it.
    """

    sentences: tuple[Passed, ...] = ()
    withheld: int = 0
    missed: tuple[int, ...] = ()
    trouble: str | None = None
    found_nothing: bool = False
    is_last: bool = False


def messages_for(question: str, evidence: Sequence[str], context: int) -> tuple[list[Message], int]:
    """What a model is told, and how many of the sentences fit.

    evidence: best first. context: tokens that the model can take, with what it writes.
    """
    room = (context - MOST_TOKENS) * PER_TOKEN - OVERHEAD - len(question)
    lines = list[str]()
    for line in _numbered(evidence[:MOST_EVIDENCE]):
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    told = [
        {"role": "system", "content": WRITE},
        {"role": "user", "content": _asked(EXAMPLE_QUESTION, _numbered(EXAMPLE_SENTENCES))},
        {"role": "assistant", "content": EXAMPLE_ANSWER},
    ]
    return [*told, {"role": "user", "content": _asked(question, lines)}], len(lines)


def _numbered(sentences: Sequence[str]) -> list[str]:
    return [f"[{number}] {fenced(text)}" for number, text in enumerate(sentences, 1)]


def _asked(question: str, lines: Sequence[str]) -> str:
    return ASKED.format(sentences="\n".join(lines), question=fenced(question))


def drafts(
    question: str,
    evidence: Sequence[Sequence[str]],
    model: Model,
    index: Index,
    definitions: Sequence[str] = (),
) -> Iterator[Draft]:
    """Have a model write an answer: a draft each time that a sentence has been checked, and last of all the whole.

    evidence: for each sentence of evidence its quotes, best first, of which the first is what the model reads.
    definitions: for each of them, short forms that its papers define. Whatever happens to the model, what it wrote
    before stands, and ``trouble`` says why there is no more.
    """
    draft = Draft()
    messages, count = messages_for(question, [quotes[0] for quotes in evidence], model.context)
    if not count:
        yield replace(draft, trouble=f"{model.name}: the question leaves no room for evidence", is_last=True)
        return
    borne = [[*quotes, *filter(None, definitions[at : at + 1])] for at, quotes in enumerate(evidence[:count])]
    try:
        for written in _sentences(messages, model, grammar(count)):
            if written is None:
                draft = replace(draft, found_nothing=True)
                break
            draft = _checked(written, borne, draft, index)
            yield draft
    except VesicleError as error:
        draft = replace(draft, trouble=str(error))
    yield replace(draft, is_last=True)


def _sentences(messages: Sequence[Message], model: Model, form: str) -> Iterator[Written | None]:
    """What a model writes, sentence by sentence, each once; None when it says that the evidence does not answer."""
    seen = set[str]()
    text, looked, given, repeated, ended = "", 0, 0, 0, False
    with closing(model.write(messages, most_tokens=MOST_TOKENS, seconds=MOST_SECONDS, grammar=form)) as pieces:
        while not ended and repeated < MOST_REPEATED and len(seen) < MOST_SENTENCES:
            piece = next(pieces, None)
            ended = piece is None
            text += piece or ""
            if text.lstrip(" *\"'[").upper().startswith(NOT_FOUND):
                yield None
                return
            if not ended and not _ENDS.search(text, looked):
                continue
            looked = max(len(text) - 1, 0)
            written = complete(text, ended=ended)
            for one in written[given:]:
                given += 1
                key = re.sub(r"\W+", " ", one.text).casefold()
                if key in seen:
                    repeated += 1
                    continue
                seen.add(key)
                yield one


def _checked(one: Written, evidence: Sequence[Sequence[str]], draft: Draft, index: Index) -> Draft:
    """A draft with one sentence more, shown or withheld.

    A sentence that does not rest on what it names may rest on another sentence of the evidence: that is cited then.
    """
    named = tuple(number for number in one.sources if 0 < number <= len(evidence))
    others = [(number,) for number in range(1, len(evidence) + 1) if (number,) != named]
    partly = None
    for sources in filter(None, [named, *others]):
        quotes = [quote for number in sources for quote in evidence[number - 1]]
        if one.text not in quotes and _adds(one.text, quotes, index):
            continue
        found = verify(one.text, quotes, index)
        if found.verdict == "supported":
            return replace(draft, sentences=(*draft.sentences, Passed(one.text, sources, is_partial=False)))
        if found.verdict == "partial" and sources == named and not _adds_direction(one.text, found):
            partly = Passed(one.text, sources, is_partial=True)
    if partly:
        return replace(draft, sentences=(*draft.sentences, partly))
    return replace(draft, withheld=draft.withheld + 1, missed=(*draft.missed, *named))


def _adds(sentence: str, quotes: Sequence[str], index: Index) -> bool:
    """Whether a sentence says what its quotes do not, as far as words tell that `qa.verify` does not look at."""
    return bool(
        novel(sentence, quotes)
        or defines(sentence, quotes)
        or repeated(sentence, quotes)
        or surer(sentence, quotes)
        or headless(sentence, quotes, rare_to(index))
    )


def _adds_direction(sentence: str, found: Checked) -> bool:
    """Whether a sentence says that something raises, lowers or causes another, where its quotes say nothing of it."""
    directed = {f'"{cue.word}" is not in the quotes' for cue in read(sentence).cues if cue.axis in CHANGE}
    return not directed.isdisjoint(found.reasons)


def definitions_in(group: Quotes) -> str:
    """The short forms that the papers of some quotes define and the quotes use, spelt out; or ""."""
    found = list[str]()
    for passage, start, end in group:
        text = passage.paper.sections[passage.ordinal].text[start:end].casefold()
        for short, long in passage.paper.abbreviations:
            if long.casefold() in text or re.search(rf"\b{re.escape(short.casefold())}s?\b", text):
                found.append(f"{long} ({short}), {long}s ({short}s)")
    return "; ".join(dict.fromkeys(found))


def described(model: Model) -> dict[str, Any]:
    """What an answer keeps of the model that wrote it."""
    return {"name": model.name, "prompts": VERSION, "settings": dict(model.settings)}


def told_of(draft: Draft, model: Model) -> list[str]:
    """What a reader must know of what became of a model's answer."""
    told = [f"The words are those of a model ({model.name}); each sentence was checked against its quotes."]
    if not draft.sentences:
        told = [f"{model.name} wrote nothing that its quotes bear out; these are the quotes."]
    if draft.found_nothing:
        told = [f"{model.name} finds that these quotes do not answer the question; judge for yourself."]
    if draft.trouble:
        told.append(f"The model wrote no more: {draft.trouble}.")
    if draft.withheld:
        told.append(f"Withheld: {counted(draft.withheld, 'sentence')} of the model that no quote bears out.")
    return told
