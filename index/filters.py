"""What a search may be narrowed to: years, kinds of papers, study types, species and the facets of studies."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from index.analysis import tokens
from index.errors import VesicleError
from index.facets import EFFECTS, MACROPHAGE_EFFECTS
from index.records import Facets
from index.species import SPECIES
from index.study import STUDY_TYPES

KINDS = ("article", "review", "trial", "preprint", "digest", "reference")
_ALLOWED: Mapping[str, Collection[str]] = {
    "kind": KINDS,
    "study_types": STUDY_TYPES,
    "species": SPECIES,
    "macrophage_effect": MACROPHAGE_EFFECTS,
    "effect": EFFECTS,
}
"""Filters whose values are all known beforehand, so that another one must be a slip."""


@dataclass(frozen=True, slots=True)
class Filters(Facets):
    """Which papers are searched: those that fit each filter that is given, by any of its values.

    since, until: years, both included; a paper without a year fits neither.
    kind, study_types, species: of `index.records.Paper`. The others are the facets.
    A value fits those that hold all its words: "macrophages" fits "M2 macrophages", "miR-21" fits "miR-21-5p".
    """

    since: int | None = None
    until: int | None = None
    kind: tuple[str, ...] = ()
    study_types: tuple[str, ...] = ()
    species: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: "Filters | Mapping[str, Any] | None") -> "Filters":
        """Filters from what a caller gives: a mapping of their names to a value or several.

        Raises VesicleError for a name that there is not, a value of the wrong type, and a value that nothing can fit.

        >>> Filters.of({"since": 2020, "cargo": "miR-21"}).to_dict()
        {'cargo': ['miR-21'], 'since': 2020}
        """
        if isinstance(given, Filters):
            return given
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in (given or {}).items():
            if name not in known:
                raise VesicleError(f"{name}: is no filter; there are {', '.join(sorted(known))}")
            if value is None:
                continue
            values[name] = _year(name, value) if name in {"since", "until"} else _several(name, value)
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Those that are given, as JSON has them."""
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        return {name: value for name, value in given.items() if value not in (None, [])}

    def by_facet(self) -> dict[str, tuple[str, ...]]:
        """The values that are wanted, for each filter that has some; years apart."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, tuple) and value}

    def __str__(self) -> str:
        """As a sentence has them: ``cargo: miR-21, miR-155; since: 2020``."""
        said = ((name.replace("_", " "), value) for name, value in self.to_dict().items())
        return "; ".join(f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in said)


EVERYTHING = Filters()
"""No filter at all."""


def fitting(wanted: Iterable[str], values: Iterable[str]) -> list[str]:
    """The values that fit one that is wanted, in whatever spelling.

    >>> fitting(["mir21"], ["miR-21-5p", "miR-210"]), fitting(["macrophages"], ["M2 macrophages", "T cells"])
    (['miR-21-5p'], ['M2 macrophages'])
    """
    asked = [set(tokens(one)) or {one.casefold()} for one in wanted]
    return [value for value in values if any(one <= ({*tokens(value)} or {value.casefold()}) for one in asked)]


def _year(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10_000:
        raise VesicleError(f"{name}: {value!r} is not a year; give a number such as 2020")
    return value


def _several(name: str, value: Any) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, (list, tuple)) or not all(isinstance(one, str) and one.strip() for one in values):
        raise VesicleError(f"{name}: {value!r} is neither a text nor a list of texts")
    for one in values:
        if name in _ALLOWED and not fitting([one], _ALLOWED[name]):
            raise VesicleError(f"{name}: “{one}” is not known; there are {', '.join(_ALLOWED[name])}")
    return tuple(values)
