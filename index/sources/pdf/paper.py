"""PDF: one file is one paper, read from its text layer; each character keeps its page."""

from collections.abc import Iterator
from typing import Any

from index.errors import SourceError
from index.records import Paper
from index.sources.make import make_paper
from index.sources.paged import paged_section
from index.sources.pdf.page import MOST_PAGES
from index.sources.pdf.process import WorkerLost, parsed
from index.sources.plain_sections import references
from index.sources.stream import Stream

_FETCH = "fetch the file again, or the article's XML"
_REASONS = {
    "encrypted": ("a PDF that needs a password", "save it without one"),
    "damaged": ("a damaged PDF", _FETCH),
    "pages": ("a PDF of {detail:,} pages, more than {most:,}", "split it by papers"),
    "pictures": ("a PDF without a text layer: pictures of pages", "run OCR (for example OCRmyPDF) first"),
    "shell": ("a PDF form or portfolio without text of its own", "save its parts as PDFs"),
    "garbled": (
        "a PDF whose fonts do not say which letters they show",
        "run OCR (for example OCRmyPDF --force-ocr), or fetch the article's XML",
    ),
}


def read(stream: Stream) -> Iterator[Paper | SourceError]:
    """The paper that the file is, then the references that it lists (kind "reference", `cited_by` the paper).

    Parsed in a process of its own, within the stream's time: a file that breaks PDFium is one refusal. Columns are
    read one after the other; running heads, page and line numbers, tables and what is no evidence are left out;
    captions and notes stand in sections of their own. A page that cannot be read is a refusal behind the paper.
    """
    with stream.on_disk() as path:
        try:
            found = parsed(path, stream.limits.record, stream.seconds_left())
        except WorkerLost as error:
            if error.is_late:
                raise stream.too_slow() from error
            raise stream.refused("a PDF that cannot be parsed, damaged or made to do harm", _FETCH) from error
    if reason := found.get("refused"):
        raise _refused(stream, reason, found["detail"])
    paper = _paper(found)
    if paper is None:
        raise _refused(stream, "pictures", 0)
    yield paper
    yield from references(paper, found["references"], stream)
    if found["is_cut"]:
        yield stream.refused("a PDF that is cut off at its end", _FETCH)
    if found["lost"]:
        pages = ", ".join(map(str, found["lost"][:10])) + (" ..." if len(found["lost"]) > 10 else "")
        yield stream.refused(f"pages of a PDF that cannot be read, left out: {pages}", _FETCH)


def _paper(found: dict[str, Any]) -> Paper | None:
    names = ("title", "authors", "journal", "year", "doi", "pmid", "pmcid")
    sections = [paged_section(heading, pieces) for heading, pieces in found["sections"]]
    return make_paper(**{name: found[name] for name in names}, sections=sections)


def _refused(stream: Stream, reason: str, detail: int) -> SourceError:
    if reason == "characters":
        return stream.too_large("a document")
    cause, mend = _REASONS[reason]
    return stream.refused(cause.format(detail=detail, most=MOST_PAGES), mend)
