"""An answer as plain text: for a terminal, a mail, a note."""

from qa.export.papers import notices_told
from qa.records import Answer


def to_text(answer: Answer) -> str:
    """A line a sentence, then further evidence, then the sources, each paper once and with what became of it."""
    mark = "- " if answer.is_list else ""
    lines = [line for line in (answer.reply, answer.lead) if line]
    lines += [f"{mark}{sentence.marked}" for sentence in answer.sentences] or [answer.reason or ""]
    if answer.more:
        lines += ["\nMore evidence:", *(f"- {sentence.marked}" for sentence in answer.more)]
    lines += [f"\n{notice}" for notice in answer.notices]
    numbers: dict[str, list[int]] = {}
    pages: dict[str, set[int]] = {}
    for citation in answer.citations:
        numbers.setdefault(citation.paper.id, []).append(citation.number)
        pages.setdefault(citation.paper.id, set()).update(filter(None, [citation.page]))
    papers = {citation.paper.id: citation.paper for citation in answer.citations}
    if papers:
        lines.append("\nSources:")
    elif answer.passages:
        papers = {passage.paper.id: passage.paper for passage in answer.passages}
        lines.append("\nNearest papers, which do not answer this:")
    for paper in papers.values():
        marks = "".join(f"[{number}]" for number in numbers.get(paper.id, [])) or "-"
        known = [paper.title, paper.journal, str(paper.year or ""), *notices_told(paper), paper.url]
        whose = "RETRACTED: " if paper.retraction else "Vesicle’s summary of: " if paper.is_digest else ""
        where = sorted(pages.get(paper.id, ()))
        on = f" (page{'s' * (len(where) > 1)} {', '.join(map(str, where))})" if where else ""
        lines.append(f"{marks} {whose}{'. '.join(part.rstrip('.') for part in known if part)}{on}")
    return "\n".join(line for line in lines if line).strip()
