"""What is told of a file that a reader has sent: how far it has come, and what it has brought."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from index.taking import FileReport
from index.text import counted, one_line

WAITING, READING, INDEXING, DONE, FAILED = "waiting", "reading", "indexing", "done", "failed"
SAID = {
    WAITING: "Waits for its turn",
    READING: "Is being read",
    INDEXING: "Is being added to the library",
}


@dataclass(frozen=True, slots=True)
class Received:
    """A file, and what became of it so far.

    id: cannot be guessed. name: for readers. path: where it is kept. user: who sent it, if that is known.
    state: one of the above. said: that in a line. step, done, total: what is being done, and how much of it.
    papers: (id, title) of those that it told of. added, updated, unchanged: papers. problems: one line each.
    """

    id: str
    name: str
    path: Path
    user: str | None = None
    state: str = WAITING
    said: str = SAID[WAITING]
    step: str = ""
    done: int = 0
    total: int = 0
    papers: tuple[tuple[str, str], ...] = field(default=())
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in {DONE, FAILED}

    def at(self, state: str, step: str = "", done: int = 0, total: int = 0) -> "Received":
        """The file at a state before its end."""
        return replace(self, state=state, said=SAID[state], step=step, done=done, total=total)

    def failed(self, problem: str) -> "Received":
        """The file when nothing came of it, in one line that names it."""
        return replace(self.at(INDEXING), state=FAILED, said=problem, problems=(problem,))

    def told(self, report: FileReport) -> "Received":
        """The file when it has been read. What failed is told under its own name, not under that of our disk."""
        places = [str(report.path), one_line(str(report.path))]
        problems = tuple(one_line(_without(line, places, self.name)) for line in report.failed)
        if not report.papers:
            problem = problems[0] if problems else f"{self.name}: no paper in it; check that it is the right file"
            return replace(self.failed(problem), problems=problems or (problem,))
        return replace(
            self.at(INDEXING),
            state=DONE,
            said=_said(report),
            papers=report.papers,
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            problems=problems,
        )

    def shown(self) -> dict[str, Any]:
        """The file as the page is told of it."""
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "said": self.said,
            "step": self.step,
            "done": self.done,
            "total": self.total,
            "papers": [{"id": paper_id, "title": title} for paper_id, title in self.papers],
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "problems": list(self.problems),
        }


def _said(report: FileReport) -> str:
    """What a file has brought.

    >>> _said(FileReport(Path("a.ris"), (("pmid:1", "One"),), 3, 0, 1, ("a.ris:7: not RIS; correct it",)))
    '3 papers added, 1 already there, 1 document left out'
    """
    said = []
    if report.added:
        said.append(f"{counted(report.added, 'paper')} added")
    if report.updated:
        said.append(f"{report.updated:,} updated" if said else f"{counted(report.updated, 'paper')} updated")
    if not said:
        said.append("Already there")
    elif report.unchanged:
        said.append(f"{report.unchanged:,} already there")
    if report.failed:
        said.append(f"{counted(len(report.failed), 'document')} left out")
    return ", ".join(said)


def _without(line: str, places: list[str], name: str) -> str:
    for place in places:
        line = line.replace(place, name)
    return line
