"""Models by their setting, each opened once."""

import threading

from qa.llm import Model, open_model

_opened: dict[str, Model | None] = {}
_opening = threading.Lock()


def opened(llm: Model | str) -> Model | None:
    """The model that a setting names, which stays open for the next question; a model itself comes back as it is.

    Raises VesicleError as `qa.llm.open_model`.

    >>> opened("none")
    """
    if not isinstance(llm, str):
        return llm
    with _opening:
        if llm not in _opened:
            _opened[llm] = open_model(llm)
        return _opened[llm]
