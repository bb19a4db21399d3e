"""A digest: a record of JSON Lines that sums a paper up in words of its own."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from index.records import DIGEST_PREFIX, Facets, Paper, Section
from index.text import normalise

SUMMARY = "Vesicle’s summary"
"""Heading of the section that a digest has."""
FIELDS = ("digest", "study_types", "species", *(field.name for field in fields(Facets)))
"""Fields of a record that only a digest has."""


def as_digest(paper: Paper, record: dict[str, Any], texts: Callable[[dict[str, Any], str], list[str]]) -> Paper:
    """The digest that a record holds, under the bibliographic data of the paper that it sums up.

    paper: those data. texts: reads a field of the record as a list of strings, or raises what is wrong with it.
    """
    values = {name: tuple(dict.fromkeys(filter(None, map(normalise, texts(record, name))))) for name in FIELDS}
    return replace(
        paper,
        id=f"{DIGEST_PREFIX}{paper.id}",
        kind="digest",
        study_types=values["study_types"],
        species=values["species"],
        facets=Facets(**{field.name: values[field.name] for field in fields(Facets)}),
        sections=(Section(SUMMARY, normalise(" ".join(values["digest"]))),),
    )
