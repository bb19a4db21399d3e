"""How well PDFs are read: python -m benchmarks.pdf --data DIR.

The JATS articles of the data are set by LaTeX in one and in two columns (`pdf_articles`, once, into the work folder)
and read by each library's own plain text and by Vesicle. What each must give is the abstract and the body as the JATS
reader has them, in order, captions aside; a library's text is cut at the line "References". White space is one space,
quotes are straight.

character accuracy: 1 - edit distance / length of the source. found: share of the source's characters in the longest
common subsequence; the rest of what is read is heads, captions, tables. verbatim: share of the source's sentences that
stand in what was read letter for letter, which is what a quote rests on. titles, DOIs, headings: share found exactly
(headings by their own words, without the path). pages a second: on one core.

Compared are pdfminer.six and pdftext, if installed (benchmarks/requirements.txt). pdftext wants an older pypdfium2 than
Vesicle's: ``python -m pip install --no-deps pdftext==0.7.1 pydantic-settings==2.16.3 python-dotenv==1.2.4``.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from benchmarks.pdf_articles import COLUMNS, Article, articles
from index.chunk import sentence_spans
from index.errors import VesicleError
from index.records import Paper
from index.sources import read
from index.sources.jats_text import CAPTIONS
from index.sources.plain_sections import NOTES
from index.text import letters_of, one_line

_QUOTES = str.maketrans("‘’`“”", "'''\"\"")
"""LaTeX makes straight quotes curly."""
_REFERENCES = re.compile(r"\n\s*References\s*\n")


@dataclass(slots=True)
class Score:
    """Sums over the articles of one kind."""

    pages: int = 0
    seconds: float = 0.0
    articles: int = 0
    accuracy: float = 0.0
    found: float = 0.0
    sentences: int = 0
    verbatim: int = 0
    titles: int = 0
    dois: int = 0
    headings: int = 0
    headings_found: int = 0
    misses: list[str] = field(default_factory=list)


def pdfium_text(path: Path) -> str:
    """pypdfium2's own plain text."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def pdfminer_text(path: Path) -> str:
    """pdfminer.six's."""
    return str(import_module("pdfminer.high_level").extract_text(path))


def pdftext_text(path: Path) -> str:
    """pdftext's, hyphens at line ends undone; with its own sorting, two columns come out mixed."""
    return str(import_module("pdftext.extraction").plain_text_output(str(path), sort=False, hyphens=False))


LIBRARIES: dict[str, tuple[str, Callable[[Path], str]]] = {
    "pypdfium2": ("pypdfium2", pdfium_text),
    "pdfminer.six": ("pdfminer", pdfminer_text),
    "pdftext": ("pdftext", pdftext_text),
}


def compare(made: list[Article], shown: int) -> Iterator[str]:
    """The table. shown: how many sentences that were not found to print."""
    yield "| reader | columns | character accuracy | found | sentences verbatim | titles | DOIs | headings | pages/s |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, (module, text_of) in LIBRARIES.items():
        try:
            import_module(module)
        except ImportError:
            yield f"| {name} | not installed: see benchmarks/pdf.py | | | | | | | |"
            continue
        for columns in COLUMNS:
            score = Score()
            for article in (one for one in made if one.columns == columns):
                started = time.perf_counter()
                text = text_of(article.path)
                score.seconds += time.perf_counter() - started
                _add(score, article, _REFERENCES.split(text)[0])
            yield _row(name, columns, score, is_reader=False)
    next(iter(read(made[0].path)))  # starts the process that parses
    for columns in COLUMNS:
        score = Score()
        for article in (one for one in made if one.columns == columns):
            started = time.perf_counter()
            found = next(iter(read(article.path)))
            score.seconds += time.perf_counter() - started
            if isinstance(found, Paper):
                _add_paper(score, article, found)
            else:
                score.misses.append(str(found))
                _add(score, article, "")
        yield _row("Vesicle", columns, score, is_reader=True)
        yield from score.misses[:shown]


def _add(score: Score, article: Article, text: str) -> None:
    import pypdfium2
    from rapidfuzz.distance import LCSseq, Levenshtein

    source, text = (one_line(words).translate(_QUOTES) for words in (article.body, text))
    with pypdfium2.PdfDocument(article.path) as document:
        score.pages += len(document)
    score.articles += 1
    score.accuracy += max(0.0, 1 - Levenshtein.distance(source, text) / len(source))
    score.found += LCSseq.similarity(source, text) / len(source)
    for start, end in sentence_spans(source):
        score.sentences += 1
        if source[start:end] in text:
            score.verbatim += 1
        else:
            score.misses.append(f"{article.path.name}: {source[start:end]}")


def _add_paper(score: Score, article: Article, paper: Paper) -> None:
    sections = [section for section in paper.sections if section.heading not in {CAPTIONS, NOTES}]
    _add(score, article, "\n".join(section.text for section in sections))
    score.titles += letters_of(paper.title) == letters_of(article.source.title)
    score.dois += paper.doi == article.source.doi
    wanted = {letters_of(part) for one in article.sections for part in one.heading.split(" > ")}
    found = {letters_of(part) for section in sections for part in section.heading.split(" > ")}
    score.headings += len(wanted)
    score.headings_found += len(wanted & found)


def _row(name: str, columns: int, score: Score, *, is_reader: bool) -> str:
    found = [score.titles / score.articles, score.dois / score.articles, score.headings_found / (score.headings or 1)]
    shares = [score.accuracy / score.articles, score.found / score.articles, score.verbatim / score.sentences]
    cells = [f"{100 * share:.1f} %" for share in shares]
    cells += [f"{100 * share:.0f} %" if is_reader else "-" for share in found]
    return f"| {name} | {columns} | {' | '.join(cells)} | {score.pages / score.seconds:.0f} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks/pdf"))
    parser.add_argument("--articles", type=int, default=1000, help="read only so many")
    parser.add_argument("--misses", type=int, default=0, help="print so many sentences that Vesicle did not find")
    parser.add_argument("--vesicle", action="store_true", help="leave the libraries out")
    args = parser.parse_args()
    if args.vesicle:
        LIBRARIES.clear()
    try:
        for line in compare(list(articles(args.data, args.work))[: 2 * args.articles], args.misses):
            print(line)
    except (ImportError, VesicleError) as error:
        sys.exit(f"{error}; see benchmarks/requirements.txt" if isinstance(error, ImportError) else str(error))
