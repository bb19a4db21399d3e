"""The same paper met more than once: one paper."""

from collections.abc import Iterator
from dataclasses import replace

from index.records import Paper


class Papers:
    """Papers by id, each once; what different sources say of one is put together.

    Two records are the same paper when their ids are equal, or when one is a reference whose PMID or DOI is that of
    the other. The fuller text wins, a real paper wins over a reference, and ``cited_by`` is joined.
    """

    def __init__(self) -> None:
        self._papers: dict[str, Paper] = {}
        self._same: dict[str, str] = {}

    def add(self, paper: Paper) -> None:
        """Take one more record in."""
        names = [f"pmid:{paper.pmid}"] * bool(paper.pmid) + [f"doi:{paper.doi}"] * bool(paper.doi)
        found = [self._same[name] for name in names if name in self._same]
        old = self._papers.get(paper.id) or next(
            (self._papers[one] for one in found if self._papers[one].is_reference or paper.is_reference), None
        )
        if old is not None:
            del self._papers[old.id]
            paper = _join(old, paper)
        self._papers[paper.id] = paper
        for name in {*names, paper.id}:
            self._same[name] = paper.id

    def __iter__(self) -> Iterator[Paper]:
        return iter(self._papers.values())

    def __len__(self) -> int:
        return len(self._papers)


def _join(old: Paper, new: Paper) -> Paper:
    kept = max(old, new, key=lambda paper: (not paper.is_reference, _length(paper), paper is old))
    return replace(kept, cited_by=tuple(dict.fromkeys((*old.cited_by, *new.cited_by))))


def _length(paper: Paper) -> int:
    return sum(len(section.text) for section in paper.sections)
