"""The sources of an answer as the HTML of the panel beside the chat."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from urllib.parse import quote, urlsplit

from index.facets import NOT_STATED
from index.information import STATUS_WORDS
from index.names import given_name_first
from index.records import Facets, Notice, Paper, Passage
from qa.records import Answer, Citation
from qa.ui.answer import MORE, WHOSE_WORDS, is_title, mark_id, whose_words
from qa.ui.text import cut, literal

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
EFFECTS_SAID = {
    "promotes": "promote the disease",
    "suppresses": "suppress the disease",
    "marks": "mark the disease",
    "delivers": "deliver a load",
}


def sources_html(answer: Answer, turn: int) -> str:
    """The papers that an answer quotes, each passage once, with its quotes marked; or else the nearest papers.

    A paper of which only further evidence is quoted comes after those of the answer, under a heading.
    turn: number of the question in its chat, from 1.
    """
    asked = _about(answer.question)
    if answer.reply is not None and answer.declined is None:
        return f'{asked}<p class="none">No paper is quoted in this answer.</p>'
    if answer.abstained:
        nearest = "".join(_card(passage.paper, _nearest(passage)) for passage in _one_a_paper(answer.passages))
        heading = '<p class="caution">Nearest papers, which do not answer this</p>' if nearest else ""
        return f"{asked}{heading}{nearest}" if nearest else f'{asked}<p class="none">No paper to show for this.</p>'
    further = frozenset(number for sentence in answer.more for number in sentence.citations)
    cards: dict[str, dict[str, list[Citation]]] = {}
    for citation in answer.citations:
        cards.setdefault(citation.paper.id, {}).setdefault(citation.passage.id, []).append(citation)
    of_answer = {one.paper.id for one in answer.citations if one.number not in further}
    quoted = [_quoted(list(cards[paper].values()), turn, further) for paper in cards if paper in of_answer]
    rest = [_quoted(list(cards[paper].values()), turn, further) for paper in cards if paper not in of_answer]
    heading = f"<h2>{MORE}</h2>" if rest else ""
    return f"{asked}{''.join(quoted)}{heading}{''.join(rest)}"


def nothing_html(question: str) -> str:
    """What the panel shows for a question that could not be answered at all."""
    return f'{_about(question)}<p class="none">Nothing was searched.</p>'


def passage_html(
    passage: Passage, citations: Iterable[Citation], turn: int, further: frozenset[int] = frozenset()
) -> str:
    """A passage in full, in which every quote is a ``mark``; its text content is the passage's text exactly.

    Quotes that overlap are cut where they meet: the pieces of one have the same ``data-cite``, the first has its id.
    further: numbers of the quotes that are not of the answer itself, but further evidence; they are marked lightly.
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
                look = 'class="further" ' if number in further else ""
                piece = f'<mark {look}{name}data-cite="{number}">{piece}</mark>'
        html.append(piece)
    return "".join(html)


def facets_said(facets: Facets) -> dict[str, list[str]]:
    """What a study is about, as the page says it: the values of each facet that has some, by its label."""
    said = {
        label: [EFFECTS_SAID.get(value, value) for value in getattr(facets, facet) if value != NOT_STATED]
        for facet, label in FACET_LABELS.items()
    }
    return {label: values for label, values in said.items() if values}


def is_web(url: str | None) -> bool:
    """Whether it is an address that a page may link to."""
    try:
        return bool(url) and urlsplit(url or "").scheme in {"http", "https"}
    except ValueError:
        return False


def _about(question: str) -> str:
    return f'<p class="about">{literal(cut(question, 200))}</p>'


def _one_a_paper(passages: Iterable[Passage]) -> list[Passage]:
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.paper.id, passage)
    return list(best.values())[:NEAREST_SHOWN]


def _quoted(passages: list[list[Citation]], turn: int, further: frozenset[int]) -> str:
    shown = []
    for citations in passages:
        plain = [one for one in citations if not is_title(one)]
        first = (plain or citations)[0]
        passage, whose = first.passage, whose_words(first)
        if not plain:  # the rest of the record stands on the card already
            passage = replace(passage, start=first.start, end=first.end, text=first.quote)
        section = "" if passage.is_record or passage.section == whose else f"{literal(passage.section)} · "
        text = passage_html(passage, citations, turn, further)
        page = f"page {first.page} · " if first.page else ""
        backs = "".join(_back(one.number, turn) for one in citations)
        caption = f'<span>{section}{page}<span class="whose">{whose}</span></span>{backs}{_show(passage, citations)}'
        shown.append(f"<figure><figcaption>{caption}</figcaption><blockquote>{text}</blockquote></figure>")
    return _card(passages[0][0].paper, "".join(shown))


def _nearest(passage: Passage) -> str:
    text = f"<blockquote>{literal(passage.text)}</blockquote>"
    page = f" · page {passage.page}" if passage.page else ""
    summary = f"<summary>Nearest passage · {literal(passage.section)}{page}</summary>"
    return f'<details>{summary}{text}<p class="tools">{_show(passage, ())}</p></details>'


def _back(number: int, turn: int) -> str:
    """From a quote to the sentence that rests on it."""
    label = f"To the sentence with source {number}"
    quote_id = f'data-quote="{mark_id(turn, number)}"'
    return f'<button type="button" class="back" {quote_id} title="{label}" aria-label="{label}">{number}</button>'


def _show(passage: Passage, citations: Iterable[Citation]) -> str:
    """The button that opens the stored text where a passage stands."""
    of = "the summary" if passage.paper.is_digest else "the paper"
    spans = " ".join(f"{one.start}-{one.end}" for one in citations)
    place = f'data-ordinal="{passage.ordinal}" data-start="{passage.start}" data-spans="{spans}"'
    about = f'data-paper="{literal(passage.paper.id)}" {place}'
    return f'<button type="button" class="show" {about}>Show in {of}</button>'


def _card(paper: Paper, passages: str) -> str:
    about = f"{_title(paper)}{_authors(paper)}{_where(paper)}{_badges(paper)}{_facets(paper)}"
    copy = f'<button type="button" class="copy" data-paper="{literal(paper.id)}">Copy reference</button>'
    return f'<article class="paper">{about}{passages}<p class="tools">{copy}</p></article>'


def _title(paper: Paper) -> str:
    title = literal(paper.title)
    return f"<h3>{_link(paper.url, title) if is_web(paper.url) else title}</h3>"


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
    if paper.pmid:
        parts.append(_link(f"https://pubmed.ncbi.nlm.nih.gov/{quote(paper.pmid, safe='')}/", "PubMed"))
    if paper.pmcid:
        parts.append(_link(f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(paper.pmcid, safe='')}/", "PMC"))
    return f'<p class="where">{" · ".join(parts)}</p>' if parts else ""


def _badges(paper: Paper) -> str:
    badges = [_notice(notice, paper.retraction) for notice in paper.notices]
    kind = WHOSE_WORDS["digest"] if paper.is_digest else paper.kind
    names = dict.fromkeys((kind, *(name.lower() for name in (*paper.study_types, *paper.species))))
    badges += [f'<span class="badge">{literal(name)}</span>' for name in names]
    return f'<p class="badges">{"".join(badges)}</p>'


def _facets(paper: Paper) -> str:
    """What the study is about, a line a facet."""
    lines = [
        f"<div><dt>{label}</dt><dd>{literal(', '.join(values))}</dd></div>"
        for label, values in facets_said(paper.facets).items()
    ]
    return f'<dl class="facets">{"".join(lines)}</dl>' if lines else ""


def _notice(notice: Notice, retraction: Notice | None) -> str:
    said = " ".join(part for part in (STATUS_WORDS[notice.status], notice.date) if part)
    look = "badge retracted" if notice == retraction else "badge"
    return f'<span class="{look}" title="{literal(f"according to {notice.source}")}">{literal(said)}</span>'


def _link(address: str | None, label: str) -> str:
    return f'<a href="{literal(address or "")}" target="_blank" rel="noopener noreferrer">{label}</a>'
