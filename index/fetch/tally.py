"""What a fetch has brought."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of papers by what came of each: its full text, else its abstract, else its title.

    notes: what the service says of the search. failed: a line for each thing that is missing.
    """

    full_texts: int
    abstracts: int
    titles: int
    notes: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def papers(self) -> int:
        """All of them."""
        return self.full_texts + self.abstracts + self.titles
