"""What an index was made from, and the commands that make it again."""

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an index was made from.

    shipped: what ships with Vesicle. sources: files and folders, as they were named. removed: ids, since then.
    retractions: the table by which papers are marked, or None.
    """

    shipped: bool
    sources: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    retractions: str | None = None

    @classmethod
    def read(cls, known: dict[str, Any]) -> "Recipe":
        """The recipe in a manifest's JSON."""
        removed, retractions = tuple(known["removed"]), known.get("retractions")
        return cls(bool(known["shipped"]), tuple(known["sources"]), removed, retractions)

    def and_from(self, sources: Iterable[Path | str]) -> "Recipe":
        """The recipe once these are added."""
        return replace(self, sources=tuple(dict.fromkeys((*self.sources, *absolute(sources)))))

    def without(self, papers: Iterable[str]) -> "Recipe":
        """The recipe once these are removed."""
        return replace(self, removed=tuple(dict.fromkeys((*self.removed, *papers))))

    def marked_by(self, table: Path | str) -> "Recipe":
        """The recipe once papers are marked by a table of retractions, in place of the one before."""
        return replace(self, retractions=absolute([table])[0])

    def now(self, is_there: Callable[[str], bool]) -> "Recipe":
        """The recipe without the removal of papers that are there again."""
        return replace(self, removed=tuple(paper for paper in self.removed if not is_there(paper)))

    def commands(self, root: Path, embedder: str | None = None, store: str | None = None) -> str:
        """One line that makes the index at this place again.

        embedder, store: None for those that there are when none is named.

        >>> Recipe(shipped=True, sources=("/my papers",)).commands(Path("/lib"))
        "python -m index build --index /lib; python -m index add --index /lib '/my papers'"
        """
        place = ["--index", str(root.absolute())]
        model = ["--embedder", embedder] if embedder else []
        kept = ["--store", store] if store else []
        lines = [["build", *place, *model, *kept, *([] if self.shipped else _arguments(self.sources))]]
        if self.shipped and self.sources:
            lines.append(["add", *place, *_arguments(self.sources)])
        if self.removed:
            lines.append(["remove", *place, *_arguments(self.removed)])
        if self.retractions:
            lines.append(["retractions", *place, *_arguments((self.retractions,))])
        # Not "&&": one document that cannot be read must not keep the rest from being done.
        return "; ".join(shlex.join(["python", "-m", "index", *line]) for line in lines)


def absolute(sources: Iterable[Path | str]) -> tuple[str, ...]:
    """Sources as they are named from any folder."""
    return tuple(str(Path(source).absolute()) for source in sources)


def _arguments(names: tuple[str, ...]) -> list[str]:
    return ["--", *names] if any(name.startswith("-") for name in names) else list(names)


def unknown(root: Path) -> str:
    """The command that makes an index whose recipe is lost."""
    return f"python -m index build SOURCE ... --index {shlex.quote(str(root))}"
