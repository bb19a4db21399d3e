"""The sources of an answer as the HTML of the panel beside the chat."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from urllib.parse import quote, urlsplit

from index.facets import NOT_STATED
from index.information import STATUS_WORDS
from index.names import given_name_first
from index.records import Notice, Paper, Passage
from qa.records import Answer, Citation
from qa.ui.answer import WHOSE_WORDS, literal, mark_id

AUTHORS_SHOWN = 6
NEAREST_SHOWN = 3
FACET_LABELS = {
    "vesicle_source": "Source",
    "recipient": "Acting on",
    "cargo": "Cargo",
    "target": "Target",
    "macrophage_effect": "Macrophages",
    "cancer": "Cancer",
    "effect": "Vesicles",
}
"""How the page names the facets of a study."""
_EFFECTS = {
    "promotes": "promote the disease",
    "suppresses": "suppress the disease",
    "marks": "mark the disease",
    "delivers": "deliver a load",
}

EMPTY_PANEL = (
    '<div class="sources empty"><h2>Sources</h2>'
    "<p>Every sentence of an answer is quoted and carries a number. Choose a number, and the quote is shown here,"
    " marked in the passage that it comes from: a paper’s own words, or Vesicle’s summary of a study.</p></div>"
)


def panel_html(turns: Sequence[str]) -> str:
    """The whole panel.

    turns: what `sources_html` gave for each question of the chat, in order. The last one is shown, the others
    are there for `page.js` to show when one of their chips is chosen.
    """
    if not turns:
        return EMPTY_PANEL
    sections = (
        f'<section class="turn" data-turn="{number}"{"" if number == len(turns) else " hidden"}>{turn}</section>'
        for number, turn in enumerate(turns, 1)
    )
    return f'<div class="sources"><h2>Sources</h2>{"".join(sections)}</div>'


def sources_html(answer: Answer, turn: int) -> str:
    """The papers that an answer quotes, each passage once, with its quotes marked; or else the nearest papers.

    turn: number of the question in its chat, from 1.
    """
    asked = _about(answer.question)
    if answer.abstained:
        nearest = "".join(_card(passage.paper, _nearest(passage)) for passage in _one_a_paper(answer.passages))
        heading = '<p class="caution">Nearest papers, which do not answer this</p>' if nearest else ""
        return f"{asked}{heading}{nearest}" if nearest else f'{asked}<p class="none">No paper comes near.</p>'
    cards: dict[str, dict[str, list[Citation]]] = {}
    for citation in answer.citations:
        cards.setdefault(citation.paper.id, {}).setdefault(citation.passage.id, []).append(citation)
    return asked + "".join(_quoted(list(passages.values()), turn) for passages in cards.values())


def nothing_html(question: str) -> str:
    """What the panel shows for a question that could not be answered at all."""
    return f'{_about(question)}<p class="none">Nothing was searched.</p>'


def passage_html(passage: Passage, citations: Iterable[Citation], turn: int) -> str:
    """A passage in full, in which every quote is a ``mark``; its text content is the passage's text exactly.

    Quotes that overlap are cut where they meet: the pieces of one have the same ``data-cite``, the first has its id.
    """
    spans = [
        (max(one.start, passage.start), min(one.end, passage.end), one.number)
        for one in sorted(citations, key=lambda one: one.number)
    ]
    cuts = sorted({passage.start, passage.end, *(at for start, end, _ in spans for at in (start, end))})
    html = []
    for start, end in pairwise(cuts):
        piece = literal(passage.text[start - passage.start : end - passage.start])
        for first, last, number in reversed(spans):
            if first <= start and end <= last:
                name = f'id="{mark_id(turn, number)}" data-first="{number}" ' if first == start else ""
                piece = f'<mark {name}data-cite="{number}">{piece}</mark>'
        html.append(piece)
    return "".join(html)


def _about(question: str) -> str:
    shown = question if len(question) <= 200 else f"{question[:200]} …"
    return f'<p class="about">{literal(shown)}</p>'


def _one_a_paper(passages: Iterable[Passage]) -> list[Passage]:
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.paper.id, passage)
    return list(best.values())[:NEAREST_SHOWN]


def _quoted(passages: list[list[Citation]], turn: int) -> str:
    shown = []
    for citations in passages:
        passage, whose = citations[0].passage, WHOSE_WORDS[citations[0].source]
        section = "" if passage.is_record or passage.section == whose else f"{literal(passage.section)} · "
        text = passage_html(passage, citations, turn)
        caption = f'{section}<span class="whose">{whose}</span>'
        shown.append(f"<figure><figcaption>{caption}</figcaption><blockquote>{text}</blockquote></figure>")
    return _card(passages[0][0].paper, "".join(shown))


def _nearest(passage: Passage) -> str:
    text = f"<blockquote>{literal(passage.text)}</blockquote>"
    return f"<details><summary>Nearest passage · {literal(passage.section)}</summary>{text}</details>"


def _card(paper: Paper, passages: str) -> str:
    about = f"{_title(paper)}{_authors(paper)}{_where(paper)}{_badges(paper)}{_facets(paper)}"
    return f'<article class="paper">{about}{passages}</article>'


def _title(paper: Paper) -> str:
    title = literal(paper.title)
    return f"<h3>{_link(paper.url, title) if _is_web(paper.url) else title}</h3>"


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return ""
    names = [given_name_first(author) for author in paper.authors[:AUTHORS_SHOWN]]
    more = " et al." if len(paper.authors) > AUTHORS_SHOWN else ""
    return f'<p class="authors">{literal(", ".join(names) + more)}</p>'


def _where(paper: Paper) -> str:
    parts = []
    if paper.journal:
        parts.append(f"<cite>{literal(paper.journal)}</cite>")
    if paper.year:
        parts.append(str(paper.year))
    if paper.doi:
        address = f"https://doi.org/{quote(paper.doi, safe='/:;()._-')}"
        parts.append(_link(address, f"doi&#58;{literal(paper.doi)}"))
    return f'<p class="where">{" · ".join(parts)}</p>' if parts else ""


def _badges(paper: Paper) -> str:
    badges = [_notice(notice, paper.retraction) for notice in paper.notices]
    kind = WHOSE_WORDS["digest"] if paper.is_digest else paper.kind
    names = dict.fromkeys((kind, *(name.lower() for name in (*paper.study_types, *paper.species))))
    badges += [f'<span class="badge">{literal(name)}</span>' for name in names]
    return f'<p class="badges">{"".join(badges)}</p>'


def _facets(paper: Paper) -> str:
    """What the study is about, a line a facet."""
    lines = []
    for facet, label in FACET_LABELS.items():
        values = [_EFFECTS.get(value, value) for value in getattr(paper.facets, facet) if value != NOT_STATED]
        if values:
            lines.append(f"<div><dt>{label}</dt><dd>{literal(', '.join(values))}</dd></div>")
    return f'<dl class="facets">{"".join(lines)}</dl>' if lines else ""


def _notice(notice: Notice, retraction: Notice | None) -> str:
    said = " ".join(part for part in (STATUS_WORDS[notice.status], notice.date) if part)
    look = "badge retracted" if notice == retraction else "badge"
    return f'<span class="{look}" title="{literal(f"according to {notice.source}")}">{literal(said)}</span>'


def _is_web(url: str | None) -> bool:
    try:
        return bool(url) and urlsplit(url or "").scheme in {"http", "https"}
    except ValueError:
        return False


def _link(address: str | None, label: str) -> str:
    return f'<a href="{literal(address or "")}" target="_blank" rel="noopener noreferrer">{label}</a>'
