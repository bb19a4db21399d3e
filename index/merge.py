"""Several records of one paper: one paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from index.identity import titles_conflict
from index.records import Facets, Notice, Paper

READ_OFF = frozenset({"pdf", "html"})
"""Formats in which title, sections and the like are told by their looks."""


def completeness(paper: Paper) -> int:
    """How much of a paper a record has: 0 its title, 1 its abstract, 2 more of its text."""
    if any(not section.heading.startswith("Abstract") for section in paper.sections):
        return 2
    return 1 if paper.sections else 0


@dataclass(frozen=True, slots=True)
class Version:
    """A record, the run in which it came (a higher number is later), and the file that it is from."""

    record: Paper
    run: int = 0
    file: str = ""


def merged(paper_id: str, versions: Sequence[Version]) -> tuple[Paper, list[tuple[str, str]]]:
    """One paper from its records, whatever their order; and for each that is left out its file, and a line.

    A real record wins over a reference, a more complete one over a less complete, one whose source says what is what
    over one that was read off a layout (`READ_OFF`), a later one over an earlier one of the same format, a longer text
    over a shorter; what is known of the others fills the gaps, and no notice, link or citing paper is lost. A record
    whose title is another's is left out: its PMID or DOI must be wrong.

    >>> one, other = Paper("pmid:7", "Exosomes", pmid="7"), Paper("pmid:7", "Exosomes", year=2021)
    >>> merged("pmid:7", [Version(one), Version(other)])[0].year
    2021
    """
    best, *others = sorted(versions, key=lambda version: _rank(version, versions))
    wrong = [one for one in others if titles_conflict(best.record.title, one.record.title)]
    conflicts = [
        (
            one.file,
            f"{paper_id}: two records with other titles, “{best.record.title}” is kept and “{one.record.title}” left"
            " out; correct the PMID or DOI of one",
        )
        for one in wrong
        if not one.record.is_reference
    ]
    ranked = [best.record, *(one.record for one in others if one not in wrong)]
    details: dict[str, str] = {}
    for record in ranked:
        details = dict(record.details) | details
    # A text that was read off pages brings no better title or name than a record that states them.
    ranked.sort(key=lambda record: (record.is_reference, record.origin in READ_OFF))
    titles = [record.title for record in ranked if record.title]
    whole = [title for title in titles if not title.endswith(" …")]
    paper = replace(
        best.record,
        id=paper_id,
        title=next(iter(whole or titles), ""),
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
        facets=Facets(
            **{one.name: _union(getattr(record.facets, one.name) for record in ranked) for one in fields(Facets)}
        ),
        notices=joined_notices(notice for record in ranked for notice in record.notices),
        links=tuple(dict.fromkeys(link for record in ranked for link in record.links)),
        cited_by=tuple(sorted({citing for one in versions for citing in one.record.cited_by} - {paper_id})),
        details=tuple(details.items()),
    )
    return paper, conflicts


def _rank(version: Version, versions: Sequence[Version]) -> tuple[bool, bool, int, bool, bool, int, str]:
    """Best first; equals by what they say, so that the order in which they come does not matter."""
    record = version.record
    length = sum(len(section.text) for section in record.sections)
    outdated = any(_replaces(other, version) for other in versions)
    is_read_off = record.origin in READ_OFF
    return not record.title, record.is_reference, -completeness(record), is_read_off, outdated, -length, repr(record)


def _replaces(new: Version, old: Version) -> bool:
    """Whether a record is a later version of another: of its format, as complete, and naming the paper as well."""
    mine, its = new.record, old.record
    return (
        new.run > old.run
        and (mine.origin, completeness(mine), mine.kind) == (its.origin, completeness(its), its.kind)
        and all(getattr(mine, name) or not getattr(its, name) for name in ("pmid", "doi", "pmcid"))
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next(filter(None, values), None)


def _union(values: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for some in values for value in some))


def joined_notices(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Notices from several records, by date, each once.

    One without a date says nothing beside one of the same status with a date, or told of earlier.
    """
    found = list(dict.fromkeys(notices))
    dated = {(notice.status, notice.date): notice for notice in reversed(found) if notice.date}
    undated = {notice.status: notice for notice in reversed(found)}
    kept = [*dated.values(), *(undated[status] for status in undated if all(status != name for name, _ in dated))]
    return tuple(sorted(kept, key=lambda notice: (notice.date or "", notice.status, notice.source)))
