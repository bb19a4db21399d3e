"""Article pages: what readability extractors find of the article and of what stands around it, and what Vesicle does.

    python -m benchmarks.html --data ../shared/data [--pages 30]

The pages are those of `benchmarks.html_pages`, as whole articles and as letters: a few paragraphs without any heading,
which is what an extractor has least to go by. Sentences are those that Vesicle reads from the article's JATS XML, where
the page has them at all. The extractors are given the whole page, as they are meant to be used; of all lines within the
body ("all of the body") no reader can find more. Chrome is the share of the words that are of phrases around the
article. Headings are paths ("Results > Uptake"), which only Vesicle gives. Needs pandoc, and
benchmarks/requirements.txt.

What is around the articles was written for this benchmark beside the reader, which no real page was at hand for: the
share of chrome is a lower bound of what real pages leave in.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from lxml import html

from benchmarks.html_pages import Page, letter, pages
from index.chunk import sentence_spans
from index.errors import VesicleError
from index.records import Paper
from index.sources import read_file
from index.text import one_line

SHORTEST = 30
"""Characters of a sentence that is looked for."""
Extractor = Callable[[str], str]


def with_trafilatura(page: str) -> str:
    """The text that trafilatura gives, without tables and comments."""
    import trafilatura

    return trafilatura.extract(page, include_tables=False, include_comments=False) or ""


def with_readability(page: str) -> str:
    """The text of what readability-lxml keeps."""
    import readability

    return html.fromstring(readability.Document(page).summary(html_partial=True)).text_content()


def with_resiliparse(page: str) -> str:
    """The text that resiliparse gives as the main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(page, main_content=True)


def everything(page: str) -> str:
    """All that stands in the body."""
    return html.fromstring(page).body.text_content()


EXTRACTORS: dict[str, Extractor] = {
    "all of the body": everything,
    "trafilatura": with_trafilatura,
    "readability-lxml": with_readability,
    "resiliparse": with_resiliparse,
}


def read_here(page: Page, folder: Path) -> list[Paper]:
    """What Vesicle reads of the page."""
    path = folder / "page.html"
    path.write_text(page.html, "utf-8")
    return [found for found in read_file(path) if isinstance(found, Paper)]


def sentences(page: Page) -> list[str]:
    """Those of the article that are in the page at all."""
    shown = one_line(everything(page.html))
    parts = (part for part in page.paper.sections if part.heading == "Main text" or part.heading in headings_of(page))
    found = (part.text[start:end] for part in parts for start, end in sentence_spans(part.text))
    return [text for text in found if len(text) >= SHORTEST and " ".join(text.split()[:4]) in shown]


def chrome(page: Page, text: str) -> float:
    """Share of the words of a text that are of what stands around the article."""
    return sum(len(phrase.split()) for phrase in page.around if phrase in text) / max(1, len(text.split()))


def rows(made: Sequence[Page]) -> Iterator[str]:
    """A row of the table for each extractor, then Vesicle's."""
    wanted = [sentences(page) for page in made]
    for name, extract in EXTRACTORS.items():
        started = time.process_time()
        texts = [one_line(extract(page.html)) for page in made]
        yield row(name, made, wanted, texts, time.process_time() - started) + " | - | - | - | - |"
    with tempfile.TemporaryDirectory() as folder:
        read_here(made[0], Path(folder))  # the first one pays for what is imported
        started = time.process_time()
        papers = [read_here(page, Path(folder)) for page in made]
        seconds = time.process_time() - started
    texts = [one_line("\n".join(part.text for part in found[0].sections)) if found else "" for found in papers]
    pairs = [(found[0], page.paper) for found, page in zip(papers, made, strict=True) if found]
    titles = share(sum(mine.title == its.title for mine, its in pairs), len(made))
    dois = share(sum(mine.doi == its.doi for mine, its in pairs), len(made))
    shown = [
        (page, {part.heading for part in found[0].sections}) for found, page in zip(papers, made, strict=True) if found
    ]
    headings = [(heading, mine) for page, mine in shown for heading in headings_of(page)]
    found_headings = share(sum(heading in mine for heading, mine in headings), len(headings))
    listed = sum(min(len(found) - 1, len(page.references)) for found, page in zip(papers, made, strict=True) if found)
    references = share(listed, sum(len(page.references) for page in made))
    ended = f"{titles} | {dois} | {found_headings} | {references}"
    yield f"{row('Vesicle', made, wanted, texts, seconds)} | {ended} |"


def share(found: int, of: int) -> str:
    """As the table shows it, where there is anything to find."""
    return f"{found / of:.1%}" if of else "-"


def headings_of(page: Page) -> list[str]:
    """The heading paths of the article that the page has."""
    shown = one_line(everything(page.html))
    return [part.heading for part in page.paper.sections if part.heading.split(" > ")[-1] in shown]


def row(name: str, made: Sequence[Page], wanted: Sequence[list[str]], texts: Sequence[str], seconds: float) -> str:
    """The part of a row that all have."""
    found = sum(text in shown for these, shown in zip(wanted, texts, strict=True) for text in these)
    around = sum(chrome(page, text) for page, text in zip(made, texts, strict=True)) / len(made)
    return f"| {name} | {share(found, sum(map(len, wanted)))} | {around:.2%} | {len(made) / seconds:.1f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds jats/")
    parser.add_argument("--pages", type=int, default=30)
    wanted = parser.parse_args()
    try:
        whole = list(islice(pages(wanted.data), wanted.pages))
    except VesicleError as error:
        raise SystemExit(str(error)) from None
    for name, made in (("articles", whole), ("letters", [letter(page) for page in whole])):
        print(f"{len(made)} {name}, {len({page.kind for page in made})} kinds of page\n")
        print("| reader | sentences | chrome | pages/s | titles | DOIs | headings | references |")
        print("|---|---|---|---|---|---|---|---|")
        for line in rows(made):
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
