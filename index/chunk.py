"""Sections to passages: whole sentences, packed evenly, with exact offsets."""

import math
import re
from collections.abc import Callable, Sequence

import sentencex

from index.records import Paper, Passage, Section

Span = tuple[int, int]
Groups = list[list[list[Span]]]
"""By section, by passage: the sentences."""
CountTokens = Callable[[Sequence[str]], list[int]]

PASSAGE_TOKENS = 220
"""Most word pieces of a passage with its title, where the model takes at least 256."""
TITLE_TOKENS = 64
"""Most word pieces of the title that are put before a passage."""
_SURELY_LONG = 40
"""Characters for each word piece of the budget from which a sentence is cut without being counted."""
_BRACKETS = dict.fromkeys(map(ord, "()•"), "x")
_NOT_AN_END = re.compile(r"\b(?:refs?|figs?|eqs?|nos?|vols?|approx|ca|vs|cf)\.\s*$", re.I)


def sentence_spans(text: str) -> list[Span]:
    """Where the sentences of a normalised text lie, without the white space round them.

    Sentences never cross a line break. Splitting is by sentencex; an abbreviation that it takes for an end
    ("refs. 12 and 13") is mended here.

    >>> sentence_spans("M1 kills. See refs. 12 and 13.")
    [(0, 9), (10, 30)]
    """
    spans: list[Span] = []
    joined = False
    # sentencex takes all that follows an opening bracket or a bullet for one sentence; a letter it does not.
    for found in sentencex.get_sentence_boundaries("en", text.translate(_BRACKETS)):
        start, end = _trim(text, found["start_index"], found["end_index"])
        if start == end:
            joined = False
            continue
        if joined and "\n" not in text[spans[-1][1] : start]:
            start = spans.pop()[0]
        spans.append((start, end))
        joined = _NOT_AN_END.search(text[start:end]) is not None
    return [line for span in spans for line in _lines(text, span)]


def passages_of(paper: Paper, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
    """Cut a paper into passages.

    A passage, with the title that is embedded before it, stays within `PASSAGE_TOKENS` word pieces (less if
    ``max_tokens``, the most that the model reads, is under 256); only a sentence that is longer by itself is cut,
    between words. "Article information" is one passage, one sentence a line: it is searched by words, not embedded.
    """
    return passages_from(paper, grouped(paper, count_tokens, max_tokens))


def grouped(paper: Paper, count_tokens: CountTokens, max_tokens: int) -> Groups:
    """The sentences of the passages of `passages_of`, by section, without "Article information"."""
    title = count_tokens([paper.title])[0]
    budget = max(16, min(PASSAGE_TOKENS, max_tokens * PASSAGE_TOKENS // 256) - min(title, TITLE_TOKENS))
    texts = (section.text for at, section in enumerate(paper.sections) if not paper.is_information(at))
    return [_pack(text, count_tokens, budget) for text in texts]


def passages_from(paper: Paper, groups: Groups) -> list[Passage]:
    """The passages of a paper whose sections are `grouped` so."""
    passages = []
    for ordinal, section in enumerate(paper.sections):
        if paper.is_information(ordinal):
            of_section = [sentence_lines(section.text)] if section.text else []
        else:
            of_section = groups[ordinal]
        passages += [_passage(paper, ordinal, section, group) for group in of_section]
    return passages


def sentence_lines(text: str) -> list[Span]:
    """The lines of a text as spans, each as one sentence."""
    return _lines(text, (0, len(text)))


def _passage(paper: Paper, ordinal: int, section: Section, spans: list[Span]) -> Passage:
    start, end = spans[0][0], spans[-1][1]
    return Passage(
        id=f"{paper.id}#{ordinal}:{start}-{end}",
        paper=paper,
        ordinal=ordinal,
        section=section.heading,
        start=start,
        end=end,
        sentences=tuple(spans),
        text=section.text[start:end],
    )


def _pack(text: str, count_tokens: CountTokens, budget: int) -> list[list[Span]]:
    """Group sentences into as few passages as fit the budget, of about even size."""
    spans = _cut_long(text, sentence_spans(text), count_tokens, budget)
    if not spans:
        return []
    counts = count_tokens([text[start:end] for start, end in spans])
    # The tokenizer counts a run of letters that is no word as one piece, however long.
    sizes = [max(size, (end - start) // _SURELY_LONG) for size, (start, end) in zip(counts, spans, strict=True)]
    target = sum(sizes) / max(1, math.ceil(sum(sizes) / budget))
    groups: list[list[Span]] = [[]]
    filled = 0
    for span, size in zip(spans, sizes, strict=True):
        if groups[-1] and (filled + size > budget or filled + size / 2 > target):
            groups.append([])
            filled = 0
        groups[-1].append(span)
        filled += size
    return groups


def _cut_long(text: str, spans: list[Span], count_tokens: CountTokens, budget: int) -> list[Span]:
    """Halve, at the space nearest the middle (else anywhere), every sentence that is over the budget."""
    done: list[Span] = []
    waiting = list(reversed(spans))
    while waiting:
        start, end = waiting.pop()
        # A word piece is one character at least, and seldom more than a dozen: neither a short text nor one that is
        # many times too long need be counted.
        fits = end - start <= budget
        if fits or (end - start <= _SURELY_LONG * budget and count_tokens([text[start:end]])[0] <= budget):
            done.append((start, end))
            continue
        middle = (start + end) // 2
        spaces = [at for at in (text.rfind(" ", start + 1, middle), text.find(" ", middle, end - 1)) if at > 0]
        cut = min(spaces, key=lambda at: abs(at - middle), default=middle)
        waiting += [_trim(text, cut, end), _trim(text, start, cut)]
    return done


def _lines(text: str, span: Span) -> list[Span]:
    """Split a span at line breaks, leaving empty pieces out."""
    start, end = span
    pieces = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        piece = _trim(text, start, stop)
        if piece[0] < piece[1]:
            pieces.append(piece)
        start = stop + 1
    return pieces


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
