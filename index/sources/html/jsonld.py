"""What a page's JSON-LD says of an article, in schema.org's words."""

import json
from collections.abc import Iterator
from typing import Any

from index.identifiers import clean_doi

_MOST_CHARACTERS = 1_000_000
_MOST_OBJECTS = 1_000
_SCHOLARLY = frozenset({"ScholarlyArticle", "MedicalScholarlyArticle"})
_ARTICLES = _SCHOLARLY | {"Article", "Report", "Review"}
_PARTS = ("@graph", "mainEntity", "mainEntityOfPage")


def json_ld(text: str) -> Iterator[tuple[str, str]]:
    """(name, value) of what the first article in it says, the name as ``ld.title``; nothing when it is no JSON.

    >>> list(json_ld('{"@type": "ScholarlyArticle", "name": "A title", "author": [{"name": "J. Doe"}]}'))
    [('ld.article', 'article'), ('ld.scholarly', 'yes'), ('ld.title', 'A title'), ('ld.author', 'J. Doe')]
    """
    if len(text) > _MOST_CHARACTERS:
        return
    try:
        found = _article(json.loads(text))
    except (ValueError, RecursionError):
        return
    if found is None:
        return
    yield "ld.article", "article"
    if _SCHOLARLY.intersection(_types(found)):
        yield "ld.scholarly", "yes"
    named = {
        "ld.title": ("headline", "name"),
        "ld.author": ("author",),
        "ld.date": ("datePublished",),
        "ld.abstract": ("abstract", "description"),
        "ld.publisher": ("publisher",),
        "ld.licence": ("license",),
        "ld.keywords": ("keywords",),
    }
    for name, keys in named.items():
        yield from ((name, value) for value in next(filter(None, (list(_words(found.get(key))) for key in keys)), []))
    if journal := _journal(found.get("isPartOf")):
        yield "ld.journal", journal
    for key in ("identifier", "sameAs", "@id", "url"):
        yield from (("ld.doi", value) for value in _words(found.get(key), "value") if clean_doi(value))


def _article(data: object) -> dict[str, Any] | None:
    waiting = [data]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return None
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            if _ARTICLES.intersection(_types(value)):
                return value
            waiting += [value[key] for key in _PARTS if key in value]
    return None


def _types(value: dict[str, Any]) -> list[str]:
    return list(_words(value.get("@type")))


def _words(value: object, key: str = "name") -> Iterator[str]:
    """The strings in a value, those of objects under a key."""
    for item in value if isinstance(value, list) else [value]:
        found = item.get(key) if isinstance(item, dict) else item
        if isinstance(found, str):
            yield found


def _journal(value: object) -> str:
    """An article is part of an issue, which is part of a volume, which is part of a journal."""
    name = ""
    for _ in range(5):
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, dict):
            break
        name = next(_words(value), "") or name
        value = value.get("isPartOf")
    return name
