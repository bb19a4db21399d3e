"""Files of papers in every format that is read, made from abstracts; and files that nothing can be read from.

A document is an abstract of SciFact under a number of its own, and where the format holds whole articles, three
others, which are no document's own, as its Introduction, Results and Discussion.
"""

import gzip
import html
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph

from benchmarks.data import rows

_PARTS = ("Introduction", "Results", "Discussion")
_SHORTEST_SENTENCE = 60


@dataclass(frozen=True, slots=True)
class Document:
    """A paper to be written. sections: (heading, text) of its body. sentence: of its own abstract alone."""

    pmid: str
    doi: str
    title: str
    abstract: str
    sections: tuple[tuple[str, str], ...]
    sentence: str


def documents(data: Path, number: int) -> list[Document]:
    """So many documents from SciFact's abstracts. Raises VesicleError when they are not there."""
    # What is plain letters throughout, so that every format can hold it as it is.
    clean = [row for row in rows(data / "scifact" / "corpus.jsonl") if _is_plain(row)]
    others = cycle(" ".join(row["sentences"]) for row in clean[number:])
    made = []
    for row in clean[:number]:
        sentence = next(one for one in row["sentences"] if len(one) >= _SHORTEST_SENTENCE)
        known = str(90_000_000 + int(row["id"])), f"10.1000/{row['id']}", row["title"].strip().rstrip(".")
        sections = tuple((part, next(others)) for part in _PARTS)
        made.append(Document(*known, " ".join(row["sentences"]), sections, sentence))
    return made


def _is_plain(row: dict[str, list[str]]) -> bool:
    text = " ".join([str(row["title"]), *row["sentences"]])
    is_short = len(row["title"]) < 200
    return text.isascii() and is_short and any(len(one) >= _SHORTEST_SENTENCE for one in row["sentences"])


def jats(papers: Sequence[Document]) -> bytes:
    """One article each, whole."""
    return f"<articles>{''.join(map(_jats, papers))}</articles>".encode()


def _jats(paper: Document) -> str:
    body = "".join(f"<sec><title>{head}</title><p>{html.escape(text)}</p></sec>" for head, text in paper.sections)
    return (
        f'<article><front><article-meta><article-id pub-id-type="doi">{paper.doi}</article-id><title-group>'
        f"<article-title>{html.escape(paper.title)}</article-title></title-group>"
        f"<abstract><p>{html.escape(paper.abstract)}</p></abstract></article-meta></front><body>{body}</body></article>"
    )


def pubmed(papers: Sequence[Document]) -> bytes:
    """Citations as PubMed exports them."""
    return f"<PubmedArticleSet>{''.join(map(_pubmed, papers))}</PubmedArticleSet>".encode()


def _pubmed(paper: Document) -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{paper.pmid}</PMID><Article>"
        f"<ArticleTitle>{html.escape(paper.title)}</ArticleTitle>"
        f"<Abstract><AbstractText>{html.escape(paper.abstract)}</AbstractText></Abstract></Article></MedlineCitation>"
        f'<PubmedData><ArticleIdList><ArticleId IdType="doi">{paper.doi}</ArticleId></ArticleIdList></PubmedData>'
        "</PubmedArticle>"
    )


def medline(papers: Sequence[Document]) -> bytes:
    """PubMed's tagged text."""
    records = (f"PMID- {one.pmid}\nTI  - {one.title}\nAB  - {one.abstract}\nAID - {one.doi} [doi]\n" for one in papers)
    return "\n".join(records).encode()


def ris(papers: Sequence[Document]) -> bytes:
    """Records as reference managers export them."""
    records = (f"TY  - JOUR\nTI  - {one.title}\nAB  - {one.abstract}\nDO  - {one.doi}\nER  - \n" for one in papers)
    return "\n".join(records).encode()


def bibtex(papers: Sequence[Document]) -> bytes:
    """Entries with their abstracts."""
    entries = (
        f"@article{{key{one.pmid},\n  title = {{{_latex(one.title)}}},\n  abstract = {{{_latex(one.abstract)}}},\n"
        f"  doi = {{{one.doi}}}\n}}\n"
        for one in papers
    )
    return "\n".join(entries).encode()


def _latex(text: str) -> str:
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(letter) or (f"\\{letter}" if letter in "%&_#${}" else letter) for letter in text)


def csl(papers: Sequence[Document]) -> bytes:
    """CSL JSON."""
    items = [
        {"id": one.pmid, "type": "article-journal", "title": one.title, "abstract": one.abstract, "DOI": one.doi}
        for one in papers
    ]
    return json.dumps(items).encode()


def jsonl(papers: Sequence[Document]) -> bytes:
    """One record a line."""
    known = ("pmid", "doi", "title", "abstract")
    return "".join(json.dumps({name: getattr(one, name) for name in known}) + "\n" for one in papers).encode()


def markdown(papers: Sequence[Document]) -> bytes:
    """One article, whole."""
    (paper,) = papers
    parts = (("Abstract", paper.abstract), *paper.sections)
    blocks = [f"# {paper.title}", f"DOI: {paper.doi}", *(f"## {head}\n\n{text}" for head, text in parts)]
    return "\n\n".join(blocks).encode()


def web_page(papers: Sequence[Document]) -> bytes:
    """The page of one article, with what publishers put around it."""
    (paper,) = papers
    parts = (("Abstract", paper.abstract), *paper.sections)
    text = "".join(f"<section><h2>{head}</h2><p>{html.escape(text)}</p></section>" for head, text in parts)
    title = html.escape(paper.title)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} | A Journal</title>'
        f'<meta name="citation_title" content="{title}"><meta name="citation_doi" content="{paper.doi}"></head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About the journal</a></li></ul></nav>'
        '<div class="cookie-banner">We use cookies. <button>Accept</button></div>'
        f"<main><article><h1>{title}</h1>{text}</article></main>"
        '<aside><h2>Related articles</h2><ul><li><a href="/2">Another article</a></li></ul></aside>'
        "<footer>Terms of use</footer></body></html>"
    ).encode()


def pdf(papers: Sequence[Document]) -> bytes:
    """One article in two columns, with a running head and page numbers."""
    return _pdf(papers[0])


def _pdf(paper: Document, encryption: StandardEncryption | None = None) -> bytes:
    style, file = getSampleStyleSheet(), io.BytesIO()
    width, height = (A4[0] - 5 * cm) / 2, A4[1] - 5 * cm
    columns = [Frame(2 * cm + side * (width + cm), 2.5 * cm, width, height, id=str(side)) for side in (0, 1)]
    top = Frame(2 * cm, A4[1] - 8 * cm, A4[0] - 4 * cm, 5.5 * cm, id="top")
    first = [Frame(one.x1, one.y1, width, height - 5.5 * cm, id=one.id) for one in columns]
    made = BaseDocTemplate(file, pagesize=A4, title=paper.title, encrypt=encryption)

    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(2 * cm, A4[1] - 1.5 * cm, "A Journal, made for a benchmark")
        canvas.drawCentredString(A4[0] / 2, 1.2 * cm, str(document.page))

    made.addPageTemplates(
        [PageTemplate("first", [top, *first], onPage=furniture), PageTemplate("next", columns, onPage=furniture)]
    )
    story = [Paragraph(html.escape(paper.title), style["Title"]), Paragraph(f"doi:{paper.doi}", style["Normal"])]
    story += [NextPageTemplate("next"), FrameBreak()]
    for head, text in (("Abstract", paper.abstract), *paper.sections):
        story += [Paragraph(head, style["Heading2"]), Paragraph(html.escape(text), style["Normal"])]
    made.build(story)
    return file.getvalue()


WRITERS: dict[str, tuple[str, Callable[[Sequence[Document]], bytes]]] = {
    "JATS XML": (".xml", jats),
    "PubMed XML": (".xml", pubmed),
    "MEDLINE": (".nbib", medline),
    "RIS": (".ris", ris),
    "BibTeX": (".bib", bibtex),
    "CSL JSON": (".json", csl),
    "JSON Lines": (".jsonl", jsonl),
    "Markdown": (".md", markdown),
    "HTML": (".html", web_page),
    "PDF": (".pdf", pdf),
}
"""Suffix and writer of each format."""
ONE_A_FILE = frozenset({"Markdown", "HTML", "PDF"})
"""Formats of which a file is one paper."""


def damaged(papers: Sequence[Document], rng: random.Random) -> Iterator[tuple[str, str, bytes]]:
    """Without end: what is wrong with a file, its suffix, and what is in it."""
    while True:
        paper = rng.choice(papers)
        yield "empty", rng.choice([".xml", ".pdf", ".html", ".ris"]), b""
        yield "random bytes", rng.choice([".xml", ".pdf", ".txt", ".bib"]), b"\x00" + rng.randbytes(5000)
        yield "JATS cut off", ".xml", _half(jats([paper]))
        yield "PubMed XML cut off", ".xml", _half(pubmed([paper]))
        yield "JSON cut off", ".jsonl", _half(jsonl([paper]))
        yield "CSL JSON cut off", ".json", _half(csl([paper]))
        yield "PDF cut off", ".pdf", _half(pdf([paper]))
        yield "PDF with a password", ".pdf", _pdf(paper, StandardEncryption("secret", "owner"))
        yield "PDF without text", ".pdf", _drawn(2)
        yield "PDF of 5,000 pages", ".pdf", _drawn(5000)
        yield "page of a bot check", ".html", _BOT_CHECK
        yield "page of a login", ".html", _LOGIN
        yield "zip archive", ".xml", _zip(jats([paper]))
        yield "gzip cut off", ".xml.gz", _half(gzip.compress(jats([paper])))
        yield "table under another name", ".csv", b"title,year\nA table,2020\n"


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _zip(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("paper.xml", content)
    return file.getvalue()


def _drawn(pages: int) -> bytes:
    """Pages with a picture each, without a letter."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for _ in range(pages):
        canvas.rect(2 * cm, 2 * cm, 10 * cm, 20 * cm, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


_BOT_CHECK = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b"<p>Please enable JavaScript and cookies to continue.</p></body></html>"
)
_LOGIN = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form><h1>Sign in</h1><label>User name"
    b'<input name="user"></label><label>Password<input type="password"></label><button>Sign in</button></form>'
    b"</body></html>"
)
