"""The same paper met more than once: one paper."""

from collections.abc import Iterator
from dataclasses import replace

from index.analysis import tokens
from index.records import Paper


class Papers:
    """Papers by id, each once, whatever the order in which their records come.

    Two records are of the same paper when they have the same id, PMID or DOI and no other identifier that differs.
    A real paper wins over a reference and the fuller text over the shorter; what is known of the other fills the gaps,
    and a retraction that either tells of stays.

    conflicts: one line for each record that was left out although its title is another.
    """

    def __init__(self) -> None:
        self._papers: dict[str, Paper] = {}
        self._known_as: dict[str, str] = {}
        self.conflicts: list[str] = []

    def add(self, paper: Paper) -> None:
        """Take one more record in."""
        while same := next((one for one in self._with_a_name_of(paper) if _may_be_one(one, paper)), None):
            del self._papers[same.id]
            paper = self._join(same, paper)
        self._papers[paper.id] = paper
        self._known_as |= dict.fromkeys(_names(paper), paper.id)

    def __iter__(self) -> Iterator[Paper]:
        return iter(self._papers.values())

    def __len__(self) -> int:
        return len(self._papers)

    def _with_a_name_of(self, paper: Paper) -> list[Paper]:
        ids = [self._known_as[name] for name in _names(paper) if name in self._known_as]
        return [self._papers[one] for one in dict.fromkeys(ids) if one in self._papers]

    def _join(self, old: Paper, new: Paper) -> Paper:
        kept, other = (old, new) if _worth(old) >= _worth(new) else (new, old)
        if not other.is_reference and set(tokens(old.title)).isdisjoint(tokens(new.title)):
            self.conflicts.append(
                f"{kept.id}: two records with other titles, “{kept.title}” is kept and “{other.title}” left out;"
                " correct the PMID or DOI of one"
            )
        return replace(
            kept,
            id=min((one.id for one in (old, new) if one.is_reference == kept.is_reference), key=_id_rank),
            authors=kept.authors or other.authors,
            journal=kept.journal or other.journal,
            year=kept.year or other.year,
            doi=kept.doi or other.doi,
            pmid=kept.pmid or other.pmid,
            pmcid=kept.pmcid or other.pmcid,
            url=kept.url or other.url,
            study_types=tuple(dict.fromkeys((*kept.study_types, *other.study_types))),
            retraction=kept.retraction or other.retraction,
            cited_by=tuple(dict.fromkeys((*old.cited_by, *new.cited_by))),
        )


def _names(paper: Paper) -> set[str]:
    identifiers = (("pmid", paper.pmid), ("doi", paper.doi))
    return {paper.id, *(f"{kind}:{value}" for kind, value in identifiers if value)}


def _may_be_one(one: Paper, other: Paper) -> bool:
    """Whether no identifier speaks against it: different PMIDs never, different DOIs only under one PMID."""
    if one.pmid and other.pmid:
        return one.pmid == other.pmid
    return not (one.doi and other.doi) or one.doi == other.doi


def _worth(paper: Paper) -> tuple[bool, int]:
    return not paper.is_reference, sum(len(section.text) for section in paper.sections)


def _id_rank(paper_id: str) -> tuple[bool, bool, str]:
    """Orders ids as they are chosen: PMID, DOI, digest."""
    return not paper_id.startswith("pmid:"), not paper_id.startswith("doi:"), paper_id
