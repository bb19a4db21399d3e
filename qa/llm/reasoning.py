"""What some models write to themselves before they answer."""

from collections.abc import Iterable, Iterator

_OPEN, _CLOSE = "<think>", "</think>"


def without_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    """Text without the ``<think>`` block that it begins with, and without the space before it.

    >>> "".join(without_reasoning(["\\n<thi", "nk>M2, as [2]", " says.</th", "ink>\\n\\nM2", " macrophages"]))
    'M2 macrophages'
    >>> list(without_reasoning(["<b", ">M2"]))
    ['<b', '>M2']
    """
    held, state = "", "before"
    for piece in pieces:
        if state == "after":
            yield piece
            continue
        held += piece
        if state == "before":
            held = held.lstrip()
            if held.startswith(_OPEN):
                state = "within"
            elif not _OPEN.startswith(held):
                state = "after"
                yield held
        if state == "within":
            if _CLOSE in held:
                held, state = held.partition(_CLOSE)[2], "between"
            else:
                # Only its end matters, and it may be long.
                held = _OPEN + held[len(_OPEN) :][-len(_CLOSE) :]
        if state == "between" and (held := held.lstrip()):
            state = "after"
            yield held
    if state == "before" and held:
        yield held
