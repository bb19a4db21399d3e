"""Article pages made from JATS XML: pandoc's HTML of the article, in what publishers put around one.

The words around the articles are invented, and none of them stands in an article.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import NamedTuple

from index.errors import VesicleError
from index.records import Paper, Section
from index.sources import read_file

_TEMPLATE = "<section-abstract>$abstract$</section-abstract>$body$"
_COOKIES = "We value your privacy and would like to set cookies on this device. Accept all cookies Manage preferences"
_NAV = ("Browse our journals", "Submit a manuscript", "Sign in to your account", "Alerts and feeds for librarians")
_SHARE = ("Download PDF", "Export citation", "Share on social media", "View metrics", "Request permissions")
_RELATED = (
    "A study of tractors in the snow of an invented province",
    "Why the kettles of an invented town whistle in another key",
    "Bicycle bells and their sounding in fog",
)
_TEASER = (
    "Readers of this page also enjoyed a long account of how lighthouse keepers of an invented coast mend their "
    "kettles in winter, which our editors have picked for you from this week's issue."
)
_COMMENT = "Posted by a visitor: what a lovely page this is, I have told all of my invented neighbours about it."
_FOOTER = "An Invented Press, 1 Sample Street. All trademarks are those of their owners. Accessibility statement"
_LETTER_LINE = 200
_LETTER_LINES = 6


class Page(NamedTuple):
    """A page, the paper that is in it as its JATS XML has it, its listed papers, and the phrases that are not its."""

    kind: str
    html: str
    paper: Paper
    references: list[Paper]
    around: list[str]


def pages(data: Path) -> Iterator[Page]:
    """One of each article, the kinds in turn. Raises VesicleError when pandoc or the articles are missing."""
    pandoc = shutil.which("pandoc")
    if not pandoc:
        raise VesicleError("pandoc: not found; install it (Debian: apt-get install pandoc)")
    articles = sorted((data / "jats").glob("*.xml"))
    if not articles:
        raise VesicleError(f"{data / 'jats'}: no articles; give the folder that holds jats/ with --data")
    makers = list(_KINDS)
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.html"
        template.write_text(_TEMPLATE)
        command = [pandoc, "-f", "jats", "-t", "html", "--mathml", "--wrap=none", "--template", str(template)]
        for number, path in enumerate(articles):
            paper, *references = read_file(path)
            converted = subprocess.run([*command, str(path)], capture_output=True, text=True, check=True).stdout
            found = re.fullmatch(r"\s*<section-abstract>(.*)</section-abstract>(.*)", converted, re.S)
            if not isinstance(paper, Paper) or not paper.doi or not found:
                continue
            abstract, body = found.groups()
            kind = makers[number % len(makers)]
            listed = [reference for reference in references if isinstance(reference, Paper)]
            yield Page(kind, _KINDS[kind](paper, abstract, body, listed), paper, listed, _around())


def letter(page: Page) -> Page:
    """A page of the same kind with no more than a few paragraphs of the article, and no heading but the title."""
    lines = [line for part in page.paper.sections for line in part.text.split("\n") if len(line) > _LETTER_LINE]
    lines = lines[:_LETTER_LINES]
    paper = replace(page.paper, sections=(Section("Main text", "\n".join(lines)),))
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    made = re.sub(r"<h2[^>]*>(?:Abstract|References)</h2>", "", _KINDS[page.kind](paper, "", body, []))
    return Page(page.kind, made, paper, [], page.around)


def _around() -> list[str]:
    return [_COOKIES, *_NAV, *_SHARE, *_RELATED, _TEASER, _COMMENT, _FOOTER]


def _items(lines: tuple[str, ...], link: str = "/x") -> str:
    return "".join(f'<li><a href="{link}">{line}</a></li>' for line in lines)


def _highwire(paper: Paper, references: list[Paper]) -> str:
    fields = [("citation_title", paper.title), ("citation_doi", paper.doi), ("citation_journal_title", paper.journal)]
    fields += [("citation_publication_date", f"{paper.year}/03/01")]
    fields += [("citation_author", author) for author in paper.authors]
    fields += [("citation_reference", f"citation_title={one.title}; citation_doi={one.doi}") for one in references]
    return "".join(f'<meta name="{name}" content="{escape(str(value))}">' for name, value in fields if value)


def _dublin_core(paper: Paper, references: list[Paper]) -> str:
    fields = [("DC.Title", paper.title), ("DC.Identifier", f"doi:{paper.doi}"), ("DC.Date", f"{paper.year}-03-01")]
    fields += [("DC.Creator", author) for author in paper.authors]
    return "".join(f'<meta name="{name}" content="{escape(str(value))}">' for name, value in fields if value)


def _entries(references: list[Paper], tag: str, attributes: str = "") -> str:
    return "".join(
        f"<{tag}{attributes}>{escape('; '.join(one.authors))} ({one.year}). {escape(one.title)}. "
        f"<i>{escape(one.journal or '')}</i>. "
        + (f'<a href="https://doi.org/{escape(one.doi)}">https://doi.org/{escape(one.doi)}</a>' if one.doi else "")
        + f"</{tag}>"
        for one in references
    )


def _lowered(body: str, by: int) -> str:
    """The headings that many levels further down."""
    return re.sub(r"(</?h)([1-5])", lambda found: f"{found[1]}{min(6, int(found[2]) + by)}", body)


def _page(head: str, body: str, title: str, script: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | Invented Press</title>'
        f"{head}<style>.x{{color:red}}</style><script>window.page = '<p>not text</p>';{script}</script></head>"
        f"<body>{body}</body></html>"
    )


def _semantic(paper: Paper, abstract: str, body: str, references: list[Paper]) -> str:
    """Main, article and section elements, as the newer sites have them."""
    sections = "".join(
        f'<section data-title="x"><div class="section-content">{part}</div></section>'
        for part in re.split(r"(?=<h2[ >])", _lowered(body, 1))
    )
    return _page(
        _highwire(paper, references),
        f'<div class="cc-banner" role="dialog"><p>{_COOKIES}</p></div><header role="banner"><ul>{_items(_NAV)}</ul>'
        f'</header><main><article><h1>{escape(paper.title)}</h1><ul class="share">{_items(_SHARE)}</ul>'
        f'<section aria-labelledby="Abs1"><h2 id="Abs1">Abstract</h2>{abstract}</section>{sections}'
        f'<section><h2>References</h2><ol class="references">{_entries(references, "li")}</ol></section></article>'
        f"</main><aside><h3>Related articles</h3><ul>{_items(_RELATED)}</ul><p>{_TEASER}</p></aside>"
        f'<section class="comments"><p>{_COMMENT}</p></section><footer><p>{_FOOTER}</p></footer>',
        paper.title,
    )


def _divs(paper: Paper, abstract: str, body: str, references: list[Paper]) -> str:
    """Nothing but div elements with classes, and buttons between the sections."""
    body = re.sub(r"(?=<h2[ >])", f'<div class="toolbar"><a href="#">{_SHARE[0]}</a></div>', _lowered(body, 1))
    return _page(
        _dublin_core(paper, references),
        f'<div id="cookie-consent">{_COOKIES}</div><div class="navbar">'
        f'{"".join(f"<a href=/x>{line}</a> " for line in _NAV)}</div><div class="row"><div class="col-8 content">'
        f'<h1 class="title">{escape(paper.title)}</h1><div class="tools">'
        f'{"".join(f"<span><a href=/x>{line}</a></span>" for line in _SHARE)}</div><div class="abstract">'
        f"<h2>Abstract</h2>{abstract}</div>{body}"
        f'<div class="bibliography"><h2>References</h2>{_entries(references, "div", " class=bib-entry")}</div></div>'
        f'<div class="col-4 sidebar"><div class="recommended"><h4>Recommended</h4>'
        f"{''.join(f'<p><a href=/x>{line}</a></p>' for line in _RELATED)}<p>{_TEASER}</p></div></div></div>"
        f'<div class="comment-list"><p>{_COMMENT}</p></div><div class="page-footer">{_FOOTER}</div>',
        paper.title,
    )


def _div_paragraphs(paper: Paper, abstract: str, body: str, references: list[Paper]) -> str:
    """Paragraphs that are div elements, headings that begin with h4."""
    body, abstract = (
        re.sub(r"<p>(.*?)</p>", r'<div class="html-p">\1</div>', text, flags=re.S) for text in (body, abstract)
    )
    return _page(
        _highwire(paper, []),
        f'<nav><ul>{_items(_NAV)}</ul></nav><div class="overlay" style="display: none">{_COOKIES}</div>'
        f'<div id="middle-column"><h1>{escape(paper.title)}</h1><div class="art-abstract"><h2>Abstract</h2>{abstract}'
        f'</div><div class="html-body">{_lowered(body, 3)}</div><section class="html-references_list">'
        f'<h2>References</h2><ol>{_entries(references, "li")}</ol></section></div><div id="right-column">'
        f'<ul class="menu">{_items(_SHARE)}</ul><div class="related">{"".join(f"<h6>{one}</h6>" for one in _RELATED)}'
        f'<div>{_TEASER}</div></div></div><div class="disqus">{_COMMENT}</div><footer>{_FOOTER}</footer>',
        paper.title,
    )


def _archive(paper: Paper, abstract: str, body: str, references: list[Paper]) -> str:
    """Sections in div elements with ids, and the article's parts in tables of layout."""
    parts = "".join(
        f'<div id="sec{number}" class="tsec sec">{part}<div class="goto"><a href="#top">{_SHARE[3]}</a></div></div>'
        for number, part in enumerate(re.split(r"(?=<h2[ >])", _lowered(body, 1)))
    )
    return _page(
        _highwire(paper, references),
        f'<div class="usa-banner">{_NAV[3]}</div><div role="navigation"><ul>{_items(_NAV)}</ul></div>'
        f'<div class="article"><h1 class="content-title">{escape(paper.title)}</h1><div class="tsec sec">'
        f"<h2>Abstract</h2>{abstract}</div>{parts}"
        f'<div class="tsec sec" id="ref-list"><h2>References</h2><div class="ref-list-sec">'
        f"{_entries(references, 'div', ' class=ref-cit-blk')}</div></div></div>"
        f'<div class="rightside"><h3>Similar articles</h3><ul>{_items(_RELATED)}</ul><ul>{_items(_SHARE)}</ul>'
        f'<p>{_TEASER}</p></div><div class="feedback" hidden><p>{_COMMENT}</p></div>'
        f'<div class="cookie-notice">{_COOKIES}</div><div class="footer"><p>{_FOOTER}</p></div>',
        paper.title,
    )


def _hashed(paper: Paper, abstract: str, body: str, references: list[Paper]) -> str:
    """Nothing but div elements under names that a program made up, and what is around it in whole sentences."""
    return _page(
        _highwire(paper, []),
        f'<div class="css-1ab"><div class="css-2cd">{"".join(f"<a href=/x>{line}</a>" for line in _NAV)}</div></div>'
        f'<div class="css-3ef"><div class="css-4gh"><h1>{escape(paper.title)}</h1><div class="css-5ij">'
        f"{''.join(f'<a href=/x>{line}</a>' for line in _SHARE)}</div><h2>Abstract</h2>{abstract}{_lowered(body, 1)}"
        f'<h2>References</h2><ol>{_entries(references, "li")}</ol></div><div class="css-6kl">'
        f'<div class="css-7mn"><a href="/x">{_RELATED[0]}</a><p>{_TEASER}</p></div>'
        f'<div class="css-7mn"><a href="/x">{_RELATED[1]}</a></div><div class="css-7mn"><a href="/x">{_RELATED[2]}</a>'
        f'</div></div></div><div class="css-8op"><p>{_COMMENT}</p></div><div class="css-9qr">{_FOOTER}</div>'
        f'<div class="css-0st"><p>{_COOKIES}</p></div>',
        paper.title,
    )


_KINDS = {
    "made-up names": _hashed,
    "sections": _semantic,
    "divs": _divs,
    "paragraphs as divs": _div_paragraphs,
    "archive": _archive,
}
