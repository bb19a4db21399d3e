"""What an index was made from, and the commands that make it again."""

import shlex
from collections.abc import Iterable
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
        """The recipe once these are added; a paper that was removed is taken to be back."""
        return replace(self, sources=tuple(dict.fromkeys((*self.sources, *map(str, sources)))))

    def without(self, papers: Iterable[str]) -> "Recipe":
        """The recipe once these are removed."""
        return replace(self, removed=tuple(dict.fromkeys((*self.removed, *papers))))

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
