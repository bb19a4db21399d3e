"""Which papers of a library are meant."""

from dataclasses import dataclass

from index.errors import VesicleError
from index.filters import EVERYTHING, Filters

LONGEST = 300
"""Characters of words that can be looked for."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which papers of a library are meant: those that fit all that is given.

    words: each is found in the title, among the authors, in the journal or the year, or is an identifier.
    papers: ids, of papers or their digests, when only these; a digest and its paper are the same study.
    references: whether works that are known from reference lists alone are meant too.
    Raises VesicleError when the words are too long.
    """

    words: str = ""
    filters: Filters = EVERYTHING
    papers: tuple[str, ...] | None = None
    references: bool = False

    def __post_init__(self) -> None:
        if len(self.words) > LONGEST:
            raise VesicleError(
                f"the words to look for have {len(self.words):,} characters, at most {LONGEST} are read; shorten them"
            )
