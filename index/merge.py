"""Several records of one paper: one paper."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.analysis import tokens
from index.records import Notice, Paper


def completeness(paper: Paper) -> int:
    """How much of a paper a record has: 0 its title, 1 its abstract, 2 more of its text."""
    if any(not section.heading.startswith("Abstract") for section in paper.sections):
        return 2
    return 1 if paper.sections else 0


def merged(paper_id: str, records: Sequence[Paper]) -> tuple[Paper, list[str]]:
    """One paper from its records, the same in whatever order they come; and a line for each that was left out.

    A real record wins over a reference, a more complete one over a less complete, a longer text over a shorter; what
    is known of the others fills the gaps, and no notice, link or citing paper is lost. A record is left out, beyond
    its metadata, when its title is another: its PMID or DOI must then be wrong.

    >>> merged("pmid:7", [Paper("pmid:7", "Exosomes", pmid="7"), Paper("pmid:7", "Exosomes", year=2021)])[0].year
    2021
    """
    best, *others = ranked = sorted(records, key=_rank)
    conflicts = [
        f"{paper_id}: two records with other titles, “{best.title}” is kept and “{other.title}” left out;"
        " correct the PMID or DOI of one"
        for other in others
        if not other.is_reference and set(tokens(best.title)).isdisjoint(tokens(other.title))
    ]
    details: dict[str, str] = {}
    for record in ranked:
        details = dict(record.details) | details
    titled = [record.title for record in ranked if not record.title.endswith(" …")]
    paper = replace(
        best,
        id=paper_id,
        title=titled[0] if titled else best.title,
        authors=next((record.authors for record in ranked if record.authors), ()),
        journal=_first(record.journal for record in ranked),
        year=next((record.year for record in ranked if record.year), None),
        doi=_first(record.doi for record in ranked),
        pmid=_first(record.pmid for record in ranked),
        pmcid=_first(record.pmcid for record in ranked),
        url=_first(record.url for record in ranked),
        licence=_first(record.licence for record in ranked),
        publication_types=_union(record.publication_types for record in ranked),
        mesh=_union(record.mesh for record in ranked),
        notices=_notices(notice for record in ranked for notice in record.notices),
        links=tuple(dict.fromkeys(link for record in ranked for link in record.links)),
        cited_by=tuple(sorted({citing for record in ranked for citing in record.cited_by})),
        details=tuple(details.items()),
    )
    return paper, conflicts


def _rank(record: Paper) -> tuple[bool, int, int, str]:
    """Best first; equals by what they say, so that the order in which they come does not matter."""
    length = sum(len(section.text) for section in record.sections)
    return record.is_reference, -completeness(record), -length, repr(record)


def _first(values: Iterable[str | None]) -> str | None:
    return next(filter(None, values), None)


def _union(values: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for some in values for value in some))


def _notices(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Each once; one without a date says nothing beside one of the same status with a date, or told of earlier."""
    found = list(dict.fromkeys(notices))
    dated = {(notice.status, notice.date): notice for notice in reversed(found) if notice.date}
    undated = {notice.status: notice for notice in reversed(found)}
    kept = [*dated.values(), *(undated[status] for status in undated if all(status != name for name, _ in dated))]
    return tuple(sorted(kept, key=lambda notice: (notice.date or "", notice.status, notice.source)))
