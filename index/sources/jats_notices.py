"""What a JATS article tells of retractions, corrections and preprints: of itself, and of the articles that it names.

Values of ``related-article-type`` and ``article-type`` are those that JATS suggests
(https://jats.nlm.nih.gov/archiving/tag-library/1.3/attribute/related-article-type.html), and those of PubMed Central,
SciELO and PLOS. As PubMed does, an addendum and a retraction of a part count as corrections.

| ``related-article-type`` | what it becomes |
|---|---|
| retraction-forward | Notice "retracted" |
| correction-forward, corrigendum-forward, erratum-forward, partial-retraction-forward | Notice "corrected" |
| expressed-concern, expression-of-concern-forward | Notice "concern" |
| reinstatement-forward | Notice "reinstated" |
| retracted-article, article-retracted | Link "retracts" |
| corrected-article, addended-article | Link "corrects" |
| object-of-concern | Link "questions" |
| reinstated-article | Link "reinstates" |
| addendum, correction, partial-retraction, retraction | on a notice such a Link, else a Notice |
| expression-of-concern, reinstatement | the same |
| preprint, reviewed-preprint | Link "has preprint", but not on a preprint |
| published-article, version-of-record | Link "preprint of" |
| retracted-article and the like, when an article of science names another by them | nothing |
| article-reference, commentary, companion, letter, republished-article and all others | nothing |

A link from an article to itself, as publishers make it who put the notice in the article's place, becomes a Notice.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from index.identifiers import clean_doi, clean_pmid
from index.information import STATUS_OF_RELATION
from index.records import Link, Notice
from index.sources.jats_text import XLINK, text_of
from index.sources.notices import iso_date

_NOTICES = frozenset({"expression of concern", "published erratum", "retraction of publication"})
_WORKS = frozenset(
    {
        "case reports",
        "clinical trial",
        "congress",
        "guideline",
        "journal article",
        "meta-analysis",
        "randomized controlled trial",
        "retracted publication",
        "review",
        "systematic review",
        "technical report",
    }
)
"""What no notice is published as; some are as a letter or an editorial."""
_STATUS = {
    "retraction-forward": "retracted",
    **dict.fromkeys(
        ["correction-forward", "corrigendum-forward", "erratum-forward", "partial-retraction-forward"], "corrected"
    ),
    **dict.fromkeys(["expressed-concern", "expression-of-concern-forward"], "concern"),
    "reinstatement-forward": "reinstated",
}
_RELATION = {
    **dict.fromkeys(["article-retracted", "retracted-article"], "retracts"),
    **dict.fromkeys(["addended-article", "corrected-article"], "corrects"),
    "object-of-concern": "questions",
    "reinstated-article": "reinstates",
}
_EITHER = {
    "retraction": "retracts",
    **dict.fromkeys(["addendum", "correction", "partial-retraction"], "corrects"),
    "expression-of-concern": "questions",
    "reinstatement": "reinstates",
}
_PREPRINTS = frozenset({"preprint", "reviewed-preprint"})
_PUBLISHED = frozenset({"published-article", "version-of-record"})
_DATED = {
    **dict.fromkeys(["retracted", "retraction", "withdrawn", "withdrawal"], "retracted"),
    **dict.fromkeys(["corrected", "correction", "corrigendum", "erratum", "partial-retraction"], "corrected"),
    **dict.fromkeys(["concern", "expression-of-concern"], "concern"),
    **dict.fromkeys(["reinstated", "reinstatement"], "reinstated"),
}
_KINDS = ("related-article-type", "link-type", "document-type", "content-type", "object-type")
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")


class Aftermath(NamedTuple):
    """What became of an article, and what it is to others."""

    notices: list[Notice]
    links: list[Link]


def aftermath(article: etree._Element, own: frozenset[str], publication_types: list[str]) -> Aftermath:
    """The notices and links of an article; what it says of itself is a notice, in whichever way it is put.

    own: the article's own ids, ``pmid:...`` and ``doi:...``. publication_types: in the words of PubMed.
    """
    is_notice = not _NOTICES.isdisjoint(publication_types) or article.get("article-type") == "reinstatement"
    is_work = not is_notice and not _WORKS.isdisjoint(publication_types)
    is_preprint = "preprint" in publication_types
    sources: dict[str, list[tuple[str, str | None]]] = {}
    links: list[Link] = []
    for related in _related(article, is_notice):
        kind = next(filter(None, map(related.get, _KINDS)), "").lower().replace("_", "-")
        target = _target(related)
        relation, status = _meaning(kind, is_notice, is_preprint)
        if relation in STATUS_OF_RELATION and target in own:
            status, relation = STATUS_OF_RELATION[relation], None
        if relation and target and not (is_work and kind in _RELATION):
            links.append(Link(relation, target))
        elif status:
            sources.setdefault(status, []).append((_source(target), _date(related)))
    if "retracted publication" in publication_types:
        sources.setdefault("retracted", [("article type", None)])
    if not is_preprint:
        links += [Link("has preprint", target) for target in _earlier(article) if target not in own]
    told = {} if is_notice else _history(article)
    return Aftermath(_notices(sources, told), links)


def _meaning(kind: str, is_notice: bool, is_preprint: bool) -> tuple[str | None, str | None]:
    """The relation to the article that is named, else the status that it gives to this one."""
    if kind in _EITHER:
        return (_EITHER[kind], None) if is_notice else (None, STATUS_OF_RELATION[_EITHER[kind]])
    if kind in _PUBLISHED:
        return "preprint of", None
    if kind in _PREPRINTS:
        return None if is_preprint else "has preprint", None
    return _RELATION.get(kind), _STATUS.get(kind)


def _source(target: str | None) -> str:
    if not target:
        return "related article"
    name, _, value = target.partition(":")
    return f"related article {'PMID ' if name == 'pmid' else ''}{value}"


def _notices(sources: dict[str, list[tuple[str, str | None]]], told: dict[str, list[str]]) -> list[Notice]:
    """A date of the article's history goes with what has none, where there is one of each."""
    found = []
    for status in dict.fromkeys([*sources, *told]):
        named, dates = list(dict.fromkeys(sources.get(status, []))), sorted(set(told.get(status, [])))
        if len(named) == len(dates) == 1:
            named, dates = [(source, date or dates[0]) for source, date in named], []
        found += [Notice(status, date, source) for source, date in named]
        found += [Notice(status, date, "article history") for date in dates]
    return found


def _related(article: etree._Element, is_notice: bool) -> Iterator[etree._Element]:
    """Of the front matter; a notice may name its article in its text, where others speak of any article."""
    for part in ("front", "body") if is_notice else ("front",):
        if (found := article.find(part)) is not None:
            yield from found.iter("related-article", "related-object")


def _target(related: etree._Element) -> str | None:
    """The article that is meant, by PMID or DOI."""
    kind, link = related.get("ext-link-type", "").lower(), related.get(XLINK, "")
    ids = [(pub_id.get("pub-id-type", ""), text_of(pub_id)) for pub_id in related.iter("pub-id", "article-id")]
    ids += [(kind, link), (related.get("object-id-type", ""), related.get("object-id", ""))]
    ids += [(related.get("document-id-type", ""), related.get("document-id", ""))]
    for name, text in ids:
        if name in {"pmid", "pubmed"} and (pmid := clean_pmid(text)):
            return f"pmid:{pmid}"
    doi = next(filter(None, (clean_doi(text) for _, text in [*ids, ("", text_of(related))])), None)
    return f"doi:{doi}" if doi else None


def _earlier(article: etree._Element) -> Iterator[str]:
    """The preprints, by DOI, that an article's history tells of."""
    for event in article.iterfind("front/article-meta/pub-history/event"):
        kinds = {event.get("event-type", "").lower(), *(_kind(date) for date in event.findall("date"))}
        for uri in event.iter("self-uri", "ext-link", "article-id", "pub-id"):
            kinds.add(uri.get("content-type", "").lower())
            doi = clean_doi(uri.get(XLINK)) or clean_doi(text_of(uri))
            if doi and not kinds.isdisjoint(_PREPRINTS):
                yield f"doi:{doi}"


def _history(article: etree._Element) -> dict[str, list[str]]:
    """Dates of what became of the article, by status.

    Proofs are "corrected" too: a correction counts only when it is surely later than the article.
    """
    found: dict[str, list[str]] = {}
    meta = article.find("front/article-meta")
    if meta is None:
        return found
    first = _published(meta)
    for date in (*meta.iterfind("history/date"), *meta.iterfind("pub-history/event/date"), *meta.findall("pub-date")):
        event = date.getparent()
        kinds = [_kind(date), event.get("event-type", "").lower() if event is not None else ""]
        status = next((_DATED[kind] for kind in kinds if kind in _DATED), None)
        day = _date(date)
        if status and day and (status != "corrected" or (first and day[: len(first)] > first[: len(day)])):
            found.setdefault(status, []).append(day)
    return found


def _published(meta: etree._Element) -> str | None:
    """The first of the dates that are known most exactly."""
    days = list(filter(None, (_date(date) for date in meta.findall("pub-date") if _kind(date) not in _DATED)))
    return min(days, key=lambda day: (-len(day), day), default=None)


def _kind(date: etree._Element) -> str:
    return (date.get("date-type") or date.get("pub-type") or "").lower()


def _date(element: etree._Element) -> str | None:
    """The date in an element, in its attribute or its parts."""
    stated = _ISO.match(element.get("iso-8601-date", ""))
    parts = stated.groups("") if stated else [text_of(element.find(f".//{tag}")) for tag in ("year", "month", "day")]
    return iso_date(*parts)
