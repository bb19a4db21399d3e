"""An answer as Markdown: for notes, issues, manuscripts."""

import re
from pathlib import Path

from index.text import normalise, one_line
from qa.export.papers import Cited, nearest_papers, notices_told
from qa.export.reference_list import reference_list
from qa.records import Answer, Citation

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&#|~$^@]|(?m:^[-+=:%])")
_NUMBERED = re.compile(r"^(\d+)([.)])", re.MULTILINE)
_WHOSE = {"paper": "the paper’s words", "digest": "Vesicle’s summary", "record": "article information"}


def to_markdown(answer: Answer, cited: list[Cited], style: Path | None = None) -> str:
    """The question, the answer, what it should be read with, the quotes, and the references with their numbers.

    The words of papers and people are shown as they are, whatever they would mean in Markdown or HTML.
    style: of `qa.export.reference_list`. Raises VesicleError when it is none.
    """
    said = [sentence.marked for sentence in answer.sentences] or [answer.text]
    searched = [f"Searched for: {answer.rewritten}"] if answer.rewritten else []
    blocks = [f"# {literal(one_line(answer.question))}", *map(literal, [*searched, *said, *answer.notices])]
    if answer.citations:
        blocks += ["## Quotes", *map(_quote, answer.citations)]
    papers = cited or nearest_papers(answer)
    if papers:
        blocks.append("## References" if cited else "## Nearest papers, which do not answer this")
        entries = zip(papers, reference_list(papers, style, numbered=False), strict=True)
        lines = (" ".join([_marks(one.numbers) + entry, *notices_told(one.paper)]) for one, entry in entries)
        blocks.append("\n".join(f"- {literal(line)}" for line in lines))
    return "\n\n".join(filter(None, blocks)) + "\n"


def literal(text: str) -> str:
    """Text that a reader of Markdown shows as it is.

    >>> print(literal("<b>p</b> & *q* [x](y)"))
    \\<b\\>p\\</b\\> \\& \\*q\\* \\[x\\](y)
    """
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", normalise(text))).replace("\n", "\\\n")


def _quote(citation: Citation) -> str:
    section = f", {citation.passage.section}" if citation.source == "paper" else ""
    page = f", page {citation.page}" if citation.page else ""
    source = literal(f"{_marks((citation.number,))}{_WHOSE[citation.source]}{section}{page}")
    quote = literal(citation.quote).replace("\n", "\n> ")
    return f"{source}\n\n> {quote}"


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{number}]" for number in numbers) + (" " if numbers else "")
