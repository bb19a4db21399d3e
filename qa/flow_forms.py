"""Questions on who sends what to whom: on a step from one to the next, and on a whole path."""

import re
from collections.abc import Iterable

from qa.spoken import does, exosomes_of, target_spoken

_PLAIN = re.compile(r"(?=.{2,48}$)[^\W_][\w:-]*(?:[ /][^\W_][\w:-]*){0,5}")
"""A name of any length that has no mark of markup, nor of a sentence, in it."""
_DONE = {
    "towards M1": ("polarize macrophages towards M1", "polarizing macrophages towards M1"),
    "towards M2": ("polarize macrophages towards M2", "polarizing macrophages towards M2"),
    "depletion": ("deplete macrophages", "depleting macrophages"),
    "none": ("affect macrophages", "affecting macrophages"),
}
"""What is done to macrophages, after "how do exosomes", and after "what part has it in"."""
_FORMS = {
    "vesicle_source cargo target macrophage_effect": "How {does} {cargo} in {exosomes} act on {target} to {do}?",
    "cargo target macrophage_effect": "How {does} exosomal {cargo} act on {target} to {do}?",
    "vesicle_source target macrophage_effect": "How do {exosomes} act on {target} to {do}?",
    "vesicle_source cargo macrophage_effect": "How {does} {cargo} in {exosomes} {do}?",
    "vesicle_source cargo target": "How {does} {cargo} in {exosomes} act on {target}?",
    "target macrophage_effect": "What part has {target} in {doing}?",
    "cargo macrophage_effect": "How {does} exosomal {cargo} {do}?",
    "vesicle_source macrophage_effect": "How do {exosomes} {do}?",
    "cargo target": "How {does} exosomal {cargo} act on {target}?",
    "vesicle_source target": "How do {exosomes} act on {target}?",
    "vesicle_source cargo": "What {does} {cargo} in {exosomes} do?",
    "macrophage_effect": "How do exosomes {do}?",
    "cargo": "What {does} exosomal {cargo} do?",
    "target": "How do exosomes act on {target}?",
    "vesicle_source": "What do {exosomes} do?",
}
"""What is asked about values of these facets."""


def flow_question(steps: Iterable[tuple[str, str]]) -> str | None:
    """The question on some steps, (facet, value) of each in the order of a path; None where a value is no plain name.

    >>> flow_question([("vesicle_source", "M2 macrophages"), ("cargo", "miR-999")])
    'What does miR-999 in exosomes of M2 macrophages do?'
    >>> flow_question([("target", "STAT3"), ("macrophage_effect", "towards M2")])
    'What part has STAT3 signaling in polarizing macrophages towards M2?'
    >>> flow_question([("cargo", "<b>miR-999</b>")]) is None
    True
    """
    values = dict(steps)
    if not all(_PLAIN.fullmatch(value) for value in values.values()):
        return None
    cargo, target = values.get("cargo", "").removesuffix(" cluster"), values.get("target", "")
    do, doing = _DONE.get(values.get("macrophage_effect", ""), ("", ""))
    exosomes = exosomes_of(values.get("vesicle_source", ""))
    return _FORMS[" ".join(values)].format(
        cargo=cargo, does=does(cargo), target=target_spoken(target), exosomes=exosomes, do=do, doing=doing
    )
