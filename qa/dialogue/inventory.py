"""What a library holds, told by its own index: how much, since when, from where and on what."""

from collections.abc import Sequence

from index import Index
from index.text import counted
from qa.holdings import holdings

MOST = 8
"""Cancers, journals and the like that are named."""
FEW = 5
"""Papers up to which all their titles are given."""

_FACETS = {
    "cancer": "cancers",
    "vesicle_source": "sources of vesicles",
    "recipient": "places that vesicles go to",
    "cargo": "cargo",
    "study_types": "kinds of study",
    "species": "species",
}


def held(index: Index) -> str:
    """How much it holds.

    >>> from index import open_index
    >>> held(open_index())
    'This library holds 1 paper, Vesicle’s summaries of 346 studies and the titles of 5 cited works.'
    """
    return f"This library holds {holdings(index.manifest.counts)}."


def overview(index: Index) -> str:
    """What it holds in all: the titles of few papers, the subjects of many."""
    ids = index.catalog.ids(most=FEW + 1)
    titles = [f"“{paper.title.rstrip('.')}”" for paper in map(index.catalog.paper, ids[:FEW]) if paper]
    papers = f"Its papers: {'; '.join(titles)}." if 0 < len(ids) <= FEW else ""
    about = subjects(index, ("cancer", "vesicle_source")) if index.catalog.facet_counts("cancer") else ""
    return " ".join(part for part in (held(index), papers, about, span(index)) if part)


def built(index: Index) -> str:
    """When it was indexed."""
    return f"The index was built on {index.manifest.built_at[:10]}."


def span(index: Index) -> str:
    """From which years its papers are."""
    first, last = index.catalog.year_span()
    if first is None:
        return "The years of its papers are not recorded."
    return f"Its papers and summarised studies are from {first}{f' to {last}' if last != first else ''}."


def newest(index: Index, most: int = 3) -> str:
    """Titles of the newest year."""
    found = index.catalog.newest(most)
    if not found:
        return "The years of its papers are not recorded."
    titles = "; ".join(f"“{title.rstrip('.')}”" for title, _ in found)
    return f"The newest year in this library is {found[0][1]}; from it, for example: {titles}."


def journals(index: Index) -> str:
    """Where its papers were published."""
    found = index.catalog.journal_counts()
    if not found:
        return "The journals of its papers are not recorded."
    return f"Its papers and summarised studies are from {counted(len(found), 'journal')}, most often {_listed(found)}."


def subjects(index: Index, facets: Sequence[str] = tuple(_FACETS)) -> str:
    """What its papers are about, by these facets, as far as that is recorded.

    >>> from index import open_index
    >>> subjects(open_index(), ["cancer"]).startswith("The most frequent cancers: ")
    True
    """
    found = {facet: index.catalog.facet_counts(facet) for facet in facets}
    known = [f"The most frequent {_FACETS[facet]}: {_listed(counts)}." for facet, counts in found.items() if counts]
    return " ".join(known) or "What its papers are about is not recorded beyond their titles and texts."


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({number:,})" for name, number in counts[:MOST])
