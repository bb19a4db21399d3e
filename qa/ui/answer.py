"""An answer, and the question before it, as what the chat bubbles show."""

from collections.abc import Iterator

from qa.records import Answer, Citation, Sentence

PENDING = '<div class="answer pending">Searching the library …</div>'
WHOSE_WORDS = {"paper": "the paper’s words", "digest": "Vesicle’s summary", "record": "article information"}
"""How the page names each source of a citation."""
MOST_SHOWN = 4000
"""Characters of a question that the chat repeats."""


def literal(text: str) -> str:
    """Text as it is for a place where Markdown, LaTeX, templates and HTML would all be interpreted.

    Every character that could mean something to one of them becomes a character reference.

    >>> literal("p<0.05 *a*")
    'p&#60;0&#46;05 &#42;a&#42;'
    """
    return "".join(char if char.isalnum() or char == " " else f"&#{ord(char)};" for char in text)


def question_html(question: str) -> str:
    """A question, as it was typed."""
    shown = question.strip()
    shown = shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]} …"
    return f'<div class="question">{literal(shown)}</div>'


def answer_html(answer: Answer, turn: int, sentences: int | None = None) -> str:
    """An answer, or as many of its first sentences as there are so far; notices come with the last one.

    turn: number of the question in its chat, from 1; a citation chip names it and the citation.
    """
    if answer.abstained:
        reason = literal(answer.reason or "The papers in this library do not answer this question.")
        said = f'<p class="verdict">No answer in this library</p><p>{reason}</p>'
        return f'<div class="answer abstained">{said}{_notices(answer)}</div>'
    shown = answer.sentences[:sentences]
    said = "".join(_blocks(shown, {one.number: one for one in answer.citations}, turn))
    notices = _notices(answer) if len(shown) == len(answer.sentences) else ""
    return f'<div class="answer">{said}{notices}</div>'


def answer_steps(answer: Answer, turn: int) -> Iterator[str]:
    """The answer as it grows, sentence by sentence; the last one is all of it."""
    for sentences in range(1, len(answer.sentences)):
        yield answer_html(answer, turn, sentences)
    yield answer_html(answer, turn)


def failure_html(message: str) -> str:
    """Why a question got no answer, for the one who asked it."""
    shown = message[:1].upper() + message[1:]
    return f'<div class="answer failed"><p class="verdict">Not answered</p><p>{literal(shown)}</p></div>'


def mark_id(turn: int, number: int) -> str:
    """The id of a quote in the sources panel, to which its chip links.

    >>> mark_id(2, 1)
    'quote-2-1'
    """
    return f"quote-{turn}-{number}"


def _blocks(sentences: tuple[Sentence, ...], citations: dict[int, Citation], turn: int) -> Iterator[str]:
    """Sentences of papers flow in paragraphs; what is said about a paper has a line of its own."""
    flowing: list[str] = []
    for sentence in sentences:
        cited = [citations[number] for number in sentence.citations]
        chips = "".join(_chip(citation, turn) for citation in cited)
        if cited and all(citation.source == "record" for citation in cited):
            if flowing:
                yield f"<p>{' '.join(flowing)}</p>"
                flowing = []
            yield f'<p class="record"><span class="sentence">{_labelled(sentence.text)}</span>{chips}</p>'
        else:
            flowing.append(f'<span class="sentence">{literal(sentence.text)}</span>{chips}')
    if flowing:
        yield f"<p>{' '.join(flowing)}</p>"


def _labelled(line: str) -> str:
    label, colon, value = line.partition(": ")
    return f'<span class="label">{literal(label + colon)}</span>{literal(value)}' if colon else literal(line)


def _chip(citation: Citation, turn: int) -> str:
    # Of the attributes that would serve, Gradio's sanitiser keeps href and title; data-* and aria-label it drops.
    paper = citation.paper
    year = f" ({paper.year})" if paper.year else ""
    title = literal(f"{WHOSE_WORDS[citation.source]}: {paper.title}{year}")
    return f'<a class="chip" href="#{mark_id(turn, citation.number)}" title="{title}">{citation.number}</a>'


def _notices(answer: Answer) -> str:
    if not answer.notices:
        return ""
    return f'<ul class="notices">{"".join(f"<li>{literal(notice)}</li>" for notice in answer.notices)}</ul>'
