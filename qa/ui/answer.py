"""An answer as the HTML that the chat shows."""

import re
from collections.abc import Iterator, Mapping, Sequence

from index.text import counted
from qa.pipeline import Reading
from qa.records import Answer, Citation, Sentence
from qa.ui.text import emphasised, literal

WHOSE_WORDS = {"paper": "the paper’s words", "digest": "Vesicle’s summary", "record": "article information"}
"""How the page names each source of a citation, but for a title."""
MORE = "More evidence"
"""What the page calls what could be quoted besides the answer, in the chat and in the sources panel."""

_NOTHING = "No sentence found in this library answers this."
_PARTLY = (
    ' <span class="partly" title="Its quotes do not say all of this, or not in these words: read them">partly</span>'
)
_MARK = re.compile(r"\[(\d+)\]")
_BESIDE = "&#8239;"
"""Between two chips: a narrow space, so that [1] and [2] do not become 12 when an answer is copied."""

_Chips = Mapping[int, str]


def answer_html(answer: Answer, turn: int, sentences: int | None = None) -> str:
    """An answer, or as many of its first sentences as there are so far; what follows them comes with the last one.

    turn: number of the question in its chat, from 1; a citation chip names it and the citation.
    """
    chips = {one.number: _chip(one, turn) for one in answer.citations}
    shown = answer.sentences[:sentences]
    parts = [_opening(answer), _understood(answer)]
    if answer.lead:
        parts.append(f'<p class="lead">{_with_chips(answer.lead, chips)}</p>')
    if answer.abstained:
        parts.append(_nothing(answer))
    elif answer.is_list:
        parts.append(_items(shown, chips))
    else:
        parts += _blocks(shown, {one.number: one for one in answer.citations}, chips)
    if len(shown) == len(answer.sentences):
        parts += [_more(answer.more, chips), _notices(answer, chips)]
    return f'<div class="answer">{"".join(parts)}</div>'


def answer_steps(answer: Answer, turn: int) -> Iterator[str]:
    """The answer as it grows, sentence by sentence; the last one is all of it."""
    for sentences in range(1, len(answer.sentences)):
        yield answer_html(answer, turn, sentences)
    yield answer_html(answer, turn)


def steps_of(answer: Answer, read: Reading | None) -> list[str]:
    """What was done for an answer, a phrase a step.

    read: what was read for it; nothing was searched for a reply.
    """
    steps = [f"Read {counted(read.passages, 'passage')} of {counted(read.papers, 'paper')}"] if read else []
    if years := [citation.paper.year for citation in answer.citations if citation.paper.year]:
        steps.append(f"newest quoted {max(years)}")
    if built := answer.index.get("built_at") if read else None:
        steps.append(f"library of {built[:10]}")
    return [*steps, f"{answer.timings_ms['total'] / 1000:.2f} s"]


def failure_html(message: str) -> str:
    """Why a question got no answer, for the one who asked it."""
    shown = message[:1].upper() + message[1:]
    return (
        f'<div class="answer"><div class="boxed failed">{_verdict("Not answered")}<p>{literal(shown)}</p></div></div>'
    )


def mark_id(turn: int, number: int) -> str:
    """The id of a quote in the sources panel, to which its chip links.

    >>> mark_id(2, 1)
    'quote-2-1'
    """
    return f"quote-{turn}-{number}"


def is_title(citation: Citation) -> bool:
    """Whether the title of a paper is quoted, which stands in its record and yet reads like a sentence of its own."""
    return citation.source == "record" and citation.quote == citation.paper.title


def whose_words(citation: Citation) -> str:
    """How the page names the source of a citation."""
    return "the paper’s title" if is_title(citation) else WHOSE_WORDS[citation.source]


def _opening(answer: Answer) -> str:
    """What is said before, or instead of, the literature."""
    if answer.reply is None:
        return ""
    said = f"<p>{literal(answer.reply)}</p>"
    if answer.declined is None:
        return said
    return f'<div class="boxed declined">{_verdict("Not medical advice")}{said}</div><h3>What the literature says</h3>'


def _searched(answer: Answer) -> str:
    return f"Searched for: {answer.rewritten}"


def _understood(answer: Answer) -> str:
    """How a question was completed: it is read before the answer, which can be judged only by it."""
    told = _searched(answer) in answer.notices
    return f'<p class="understood">{literal(_searched(answer))}</p>' if told else ""


def _nothing(answer: Answer) -> str:
    reason = f"<p>{literal(answer.reason or _NOTHING)}</p>"
    if answer.declined:
        return reason
    # With nothing near to offer, the library was not searched in vain: the reason asks back, or says that all is told.
    verdict = _verdict("No answer in this library") if answer.passages else ""
    return f'<div class="boxed abstained">{verdict}{reason}</div>'


def _verdict(said: str) -> str:
    return f'<p class="verdict">{said}</p>'


def _blocks(sentences: Sequence[Sentence], citations: Mapping[int, Citation], chips: _Chips) -> Iterator[str]:
    """Sentences of papers flow in paragraphs; what is said about a paper has a line of its own."""
    flowing: list[str] = []
    for sentence in sentences:
        cited = [citations[number] for number in sentence.citations]
        if all(one.source == "record" and not is_title(one) for one in cited):
            if flowing:
                yield f"<p>{' '.join(flowing)}</p>"
                flowing = []
            yield f'<p class="record">{_cited(_labelled(sentence), sentence, chips)}</p>'
        else:
            flowing.append(_quoted(sentence, chips))
    if flowing:
        yield f"<p>{' '.join(flowing)}</p>"


def _items(sentences: Sequence[Sentence], chips: _Chips) -> str:
    return f"<ul>{''.join(f'<li>{_quoted(sentence, chips)}</li>' for sentence in sentences)}</ul>"


def _more(sentences: Sequence[Sentence], chips: _Chips) -> str:
    if not sentences:
        return ""
    return f"<details><summary>{MORE} ({len(sentences)})</summary>{_items(sentences, chips)}</details>"


def _quoted(sentence: Sentence, chips: _Chips) -> str:
    return _cited(emphasised(sentence.text, sentence.emphasis), sentence, chips)


def _cited(text: str, sentence: Sentence, chips: _Chips) -> str:
    mark = _PARTLY if sentence.verdict == "partial" else ""
    marks = _BESIDE.join(chips[number] for number in sentence.citations)
    return f'<span class="sentence">{text}</span>{mark}{marks}'


def _labelled(sentence: Sentence) -> str:
    label, colon, value = sentence.text.partition(": ")
    if not colon:
        return emphasised(sentence.text, sentence.emphasis)
    before = len(label + colon)
    shifted = [(start - before, end - before) for start, end in sentence.emphasis]
    return f'<span class="label">{literal(label + colon)}</span>{emphasised(value, shifted)}'


def _with_chips(text: str, chips: _Chips) -> str:
    """Words of our own, in which the number of a citation in brackets becomes its chip."""
    parts, at = list[str](), 0
    for mark in _MARK.finditer(text):
        if chip := chips.get(int(mark[1])):
            before = literal(text[at : mark.start()])
            parts += [before or _BESIDE * bool(parts), chip]
            at = mark.end()
    return "".join([*parts, literal(text[at:])])


def _chip(citation: Citation, turn: int) -> str:
    paper = citation.paper
    year = f" ({paper.year})" if paper.year else ""
    title = literal(f"{whose_words(citation)}: {paper.title}{year}")
    label = f"Source {citation.number}, {title}"
    href = f"#{mark_id(turn, citation.number)}"
    return f'<a class="chip" href="{href}" title="{title}" aria-label="{label}">{citation.number}</a>'


def _notices(answer: Answer, chips: _Chips) -> str:
    notices = [notice for notice in answer.notices if notice != _searched(answer)]
    if not notices:
        return ""
    return f'<ul class="notices">{"".join(f"<li>{_with_chips(notice, chips)}</li>" for notice in notices)}</ul>'
