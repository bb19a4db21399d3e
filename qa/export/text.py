"""An answer as plain text: for a terminal, a mail, a note."""

from qa.export.papers import notices_told
from qa.records import Answer, Citation


def to_text(answer: Answer) -> str:
    """A line a sentence, then further evidence, then the sources, each paper once and with what became of it."""
    mark = "- " if answer.is_list else ""
    lines = [line for line in (answer.reply, answer.lead) if line]
    lines += [f"{mark}{sentence.marked}" for sentence in answer.sentences] or [answer.reason or ""]
    if answer.more:
        lines += ["\nMore evidence:", *(f"- {sentence.marked}" for sentence in answer.more)]
    lines += [f"\n{notice}" for notice in answer.notices]
    cited: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.paper.id, []).append(citation)
    papers = {citation.paper.id: citation.paper for citation in answer.citations}
    if papers:
        lines.append("\nSources:")
    elif answer.passages:
        papers = {passage.paper.id: passage.paper for passage in answer.passages}
        lines.append("\nNearest papers, which do not answer this:")
    for paper in papers.values():
        citations = cited.get(paper.id, [])
        marks = "".join(f"[{citation.number}]" for citation in citations) or "-"
        known = [paper.title, paper.journal, str(paper.year or ""), *notices_told(paper), paper.url]
        whose = "RETRACTED: " if paper.retraction else "Vesicle’s summary of: " if paper.is_digest else ""
        where = sorted({citation.page for citation in citations if citation.page})
        on = f" (page{'s' * (len(where) > 1)} {', '.join(map(str, where))})" if where else ""
        lines.append(f"{marks} {whose}{'. '.join(part.rstrip('.') for part in known if part)}{on}")
    return "\n".join(line for line in lines if line).strip()
