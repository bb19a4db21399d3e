"""A sentence that a model wrote and that passed its check."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence that passed its check. sources: numbers, from 1, of the evidence that bears it out."""

    text: str
    sources: tuple[int, ...]
    is_partial: bool
