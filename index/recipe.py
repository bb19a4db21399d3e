"""What an index was made from, and the commands that make it again."""

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an index was made from.

    shipped: what ships with Vesicle. sources: files and folders, as they were named. removed: ids, since then.
    """

    shipped: bool
    sources: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def and_from(self, sources: Iterable[Path | str]) -> "Recipe":
        """The recipe once these are added."""
        return replace(self, sources=tuple(dict.fromkeys((*self.sources, *map(str, sources)))))

    def without(self, papers: Iterable[str]) -> "Recipe":
        """The recipe once these are removed."""
        return replace(self, removed=tuple(dict.fromkeys((*self.removed, *papers))))

    def now(self, is_there: Callable[[str], bool]) -> "Recipe":
        """The recipe without the removal of papers that are there again."""
        return replace(self, removed=tuple(paper for paper in self.removed if not is_there(paper)))

    def commands(self, root: Path, embedder: str | None = None) -> str:
        """One line that makes the index at this place again.

        >>> Recipe(shipped=True, sources=("my papers",)).commands(Path("lib"))
        "python -m index build --index lib && python -m index add 'my papers' --index lib"
        """
        model = ["--embedder", embedder] if embedder else []
        lines = [["build", *(() if self.shipped else self.sources), *model]]
        if self.shipped and self.sources:
            lines.append(["add", *self.sources])
        if self.removed:
            lines.append(["remove", *self.removed])
        return " && ".join(shlex.join(["python", "-m", "index", *line, "--index", str(root)]) for line in lines)


def unknown(root: Path) -> str:
    """The command that makes an index whose recipe is lost."""
    return f"python -m index build SOURCE ... --index {shlex.quote(str(root))}"
