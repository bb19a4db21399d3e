"""What a program sent, which may be anything: checked, or refused in one line that says what to send."""

from collections.abc import Callable
from inspect import signature
from typing import Any

from index import Filters
from index.errors import VesicleError
from qa.question import MOST_CHARACTERS, normalise_question
from qa.ui.chat import MOST_TURNS

MOST_PASSAGES = 100


def arguments_of(call: Callable[..., Any], given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a function by their names. Raises VesicleError for one that there is not, or that is missing.

    >>> arguments_of(name_of, {})
    Traceback (most recent call last):
        ...
    index.errors.VesicleError: name_of: missing a required argument: 'given'; its parameters are given
    """
    parameters = signature(call)
    try:
        return parameters.bind(**given).arguments
    except TypeError as error:
        known = ", ".join(parameters.parameters) or "none"
        raise VesicleError(f"{call.__name__}: {error}; its parameters are {known}") from None


def question_of(given: object) -> str:
    """The question on one line. Raises VesicleError.

    >>> question_of(" What is\\nPD-L1? ")
    'What is PD-L1?'
    """
    if not isinstance(given, str):
        raise VesicleError("question: is not a text; send a question as a string")
    return normalise_question(given)


def number_of(given: object) -> int:
    """How many passages are wanted. Raises VesicleError."""
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MOST_PASSAGES:
        raise VesicleError(f"k: is not a number of passages; send a whole number from 1 to {MOST_PASSAGES}")
    return given


def filters_of(given: object) -> Filters:
    """Which papers to search. Raises VesicleError, as `Filters.of`."""
    if given is not None and not isinstance(given, dict):
        raise VesicleError('filters: are not an object; send such as {"since": 2020, "cargo": ["miR-21"]}, or null')
    return Filters.of(given)


def turns_of(given: object) -> list[tuple[str, str]]:
    """The last turns of the conversation, as `qa.ask` takes them. Raises VesicleError.

    >>> turns_of([["What is PD-L1?", "It is a ligand. [1]"]])
    [('What is PD-L1?', 'It is a ligand. [1]')]
    """
    turns = [] if given is None else given
    if not isinstance(turns, list):
        turns = [turns]
    return [_turn(one) for one in turns[-MOST_TURNS:]]


def name_of(given: object) -> str:
    """An identifier of a paper. Raises VesicleError."""
    if not isinstance(given, str) or not given.strip():
        raise VesicleError("id: names no paper; send an id that ask or retrieve gave, a DOI, a PMID or a PMCID")
    return given.strip()


def _turn(given: Any) -> tuple[str, str]:
    match given:
        case [str(question), str(text)]:
            return question[:MOST_CHARACTERS], text[:MOST_CHARACTERS]
        case _:
            raise VesicleError('history: is no conversation; send a list of pairs such as ["What is PD-L1?", "It ..."]')
