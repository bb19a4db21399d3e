"""What a suggested question may look like, and what of a study it may speak of."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import chain
from string import Formatter

from index import Paper
from index.facets import CANCERS, CELLS, EFFECTS, MACROPHAGE_EFFECTS, NOT_STATED, states
from index.records import Facets
from qa.kinds import things
from qa.spoken import FLUIDS, NAME, does, target_spoken

LONGEST = 90
"""Characters of a question that is offered."""

CANCER_IN_GENERAL = "cancer in general"
_CANCER_CELLS = "cancer cells"
_OF_TUMORS = frozenset((_CANCER_CELLS, "cancer stem cells"))
_ORGANS = frozenset(("lung", "liver", "brain", "bone", "lymph nodes", "peritoneum"))
_EXOSOMES = re.compile(r"exosom|vesicle|\bs?EVs?\b", re.I)
_OF_ALL_EXOSOMES = re.compile(r"CD(?:9|63|81)|tetraspanins?|flotillins?|annexin V|syntenin-1|HSP[79]0", re.I)
"""Cargo by which exosomes as such are known."""
_VAGUE = frozenset(("immune cells", "epithelial cells", "stem cells"))
_TITLES = {
    "promotes": "promot",
    "suppresses": "suppress",
    "marks": "biomarker|diagnos|prognos",
    "delivers": "deliver|loaded",
    "towards M2": r"\bM2\b.*polari|polari.*\bM2\b",
}
"""Facets, and how a title tells them."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a question may look like, with fields of `_fields`.

    kind: of which one question is offered. when: a value that the facets of the study must have.
    word: what must stand in the text of the study, and in what the question is answered with first.
    """

    kind: str
    text: str
    when: str = ""
    word: str = ""

    @property
    def fields(self) -> list[str]:
        return [name for _, name, _, _ in Formatter().parse(self.text) if name]


_TREATS = "therap|treat|deliver|drug"
_MARKS = "biomarker|diagnos|prognos|predict|distingu"
CLOSER = (
    Form("polarization", "How do exosomes polarize macrophages towards M2 in {tumor}?", "towards M2", r"\bM2\b"),
    Form("polarization", "Which exosomes polarize macrophages towards M1?", "towards M1", r"\bM1\b"),
    Form("cargo", "How {acting} promote {cancer}?", "promotes"),
    Form("cargo", "How {acting} suppress {cancer}?", "suppresses"),
    Form("cargo", "What {acting} do in {cancer}?"),
    Form("cargo", "What {acting} do to {recipient}?"),
    Form("target", "How do exosomes affect {target} in {cancer}?"),
    Form("target", "How do exosomes affect {target} in {recipient}?"),
    Form("cells", "How do exosomes of {source} act on {recipient}?"),
)
"""On what the papers were found with."""
WIDER = (
    Form("source", "What do exosomes of {host} do in {cancer}?"),
    Form("organ", "How do exosomes prepare the {organ} for metastasis of {tumor}?", "promotes", "metasta|niche"),
    Form("organ", "How do exosomes prepare the {organ} for metastasis?", "promotes", "metasta|niche"),
    Form("resistance", "How do exosomes spread drug resistance in {cancer}?", "promotes", "resist"),
    Form("vessels", "How do exosomes promote angiogenesis in {cancer}?", "promotes", "angiogen|vessel"),
    Form("immunity", "How do exosomes help {cancer} escape the immune system?", "promotes", "immun|T cell"),
)
"""On what is near."""
OF_USE = (
    Form("prognosis", "Can exosomal {cargo} predict the prognosis of {tumor}?", "marks", "prognos|surviv"),
    Form("marker", "Could exosomal {cargo} serve as a marker of {tumor}?", "marks", _MARKS),
    Form("marker", "Which exosomal markers of {tumor} are found in {fluid}?", "marks", _MARKS),
    Form("marker", "Which exosomal markers are there for {tumor}?", "marks", _MARKS),
    Form("therapy", "How can exosomes deliver {load} to {recipient}?", "delivers", "deliver|carr|load"),
    Form("therapy", "How can exosomes deliver {load} to {cells}?", "delivers", "deliver|carr|load"),
    Form("therapy", "How could exosomes of {host} be used against {tumor}?", "suppresses", _TREATS),
    Form("therapy", "How can exosomes deliver drugs to {cells}?", "delivers", "deliver|carr|load"),
    Form("therapy", "How could exosomes be used to treat {tumor}?", "", _TREATS),
    Form("therapy", "How could exosomes be used as a therapy for {cancer}?", "", _TREATS),
)
"""On what it is good for in patients."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words for a value of a facet."""

    words: str
    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a study. about: what of the study it names."""

    paper: Paper
    form: Form
    text: str
    about: tuple[Said, ...]

    @property
    def values(self) -> set[str]:
        """The values of facets that it names."""
        return {one.value for one in self.about} - {_CANCER_CELLS, CANCER_IN_GENERAL}


def filled(forms: Iterable[Form], paper: Paper, topic: set[str]) -> Iterator[Question]:
    """The first question of each kind that can be asked about a paper."""
    fields = _fields(paper, topic)
    values = set(chain.from_iterable(astuple(facets_of(paper))))
    text = f"{paper.title} {paper.sections[0].text}"
    kinds = set[str]()
    for form in forms:
        about = [fields[name] for name in form.fields if name in fields]
        fits = len(about) == len(form.fields) == len({one.words for one in about})
        if form.kind in kinds or not fits or (form.when and form.when not in values):
            continue
        spoken = form.text.format(**{name: said.words for name, said in fields.items()})
        if len(spoken) <= LONGEST and re.search(form.word, text, re.I):
            kinds.add(form.kind)
            # The words for cancer cells name the cancer too.
            tumors = [said for name, said in fields.items() if name == "tumor" and said.value in spoken]
            yield Question(paper, form, spoken, tuple(dict.fromkeys((*about, *tumors))))


def _fields(paper: Paper, topic: set[str]) -> dict[str, Said]:
    """What of a study a question may speak of, by name."""
    facets = facets_of(paper)
    known = [one for one in facets.cancer if one in CANCERS and one != CANCER_IN_GENERAL]
    cancers = sorted(known, key=lambda one: one not in topic)
    in_general = [Said("cancer", "cancer", CANCER_IN_GENERAL)] if facets.cancer else []
    tumors = [Said(f"{one}s" if one.endswith("tumor") else one, "cancer", one) for one in cancers]
    cells = f"{cancers[0]} cells" if cancers else _CANCER_CELLS
    sources = [one for one in facets.vesicle_source if one in CELLS and one not in _VAGUE]
    recipients = sorted((one for one in facets.recipient if one in CELLS), key=lambda one: one == _CANCER_CELLS)
    carried = [one for one in facets.cargo if NAME.fullmatch(one) and not _OF_ALL_EXOSOMES.fullmatch(one)]
    is_load = "delivers" in facets.effect and "promotes" not in facets.effect
    targets = [one for one in facets.target if NAME.fullmatch(one) and not one.startswith("miR-")]
    found = {
        "tumor": tumors,
        "cancer": tumors or in_general,
        "cells": [Said(cells, one.facet, one.value) for one in tumors or in_general],
        "source": [Said(cells if one == _CANCER_CELLS else one, "vesicle_source", one) for one in sources],
        "host": [Said(one, "vesicle_source", one) for one in sources if one not in _OF_TUMORS],
        "fluid": [Said(one, "vesicle_source", one) for one in facets.vesicle_source if one in FLUIDS],
        "recipient": [Said(cells if one == _CANCER_CELLS else one, "recipient", one) for one in recipients],
        "organ": [Said(one, "recipient", one) for one in facets.recipient if one in _ORGANS],
        "load": [Said(one, "cargo", one) for one in carried if is_load],
        "cargo": [Said(one, "cargo", one) for one in carried if not is_load],
        "acting": [Said(f"{does(one)} exosomal {one}", "cargo", one) for one in carried if not is_load],
        "target": [Said(target_spoken(one), "target", one) for one in targets],
    }
    return {name: some[0] for name, some in found.items() if some}


def facets_of(paper: Paper) -> Facets:
    """What is recorded of a study on exosomes; where nothing is, what its title names."""
    if paper.facets != Facets() or not _EXOSOMES.search(paper.title):
        return paper.facets
    named = things(paper.title)
    cancers = [thing.text for thing in named if thing.kind == "cancer"]
    told = [value for value, words in _TITLES.items() if re.search(words, paper.title, re.I)]
    return Facets(
        cargo=tuple(thing.text for thing in named if thing.kind == "RNA"),
        cancer=tuple(
            next((one for one in CANCERS if states(text, "cancer", one)), CANCER_IN_GENERAL) for text in cancers
        ),
        macrophage_effect=tuple(one for one in told if one in MACROPHAGE_EFFECTS),
        effect=tuple(one for one in told if one in EFFECTS),
    )


def values_of(paper: Paper) -> set[str]:
    """What tells a study from others."""
    facets = facets_of(paper)
    values = (*facets.vesicle_source, *facets.recipient, *facets.cargo, *facets.target, *facets.macrophage_effect)
    return {*values, *facets.cancer} - {_CANCER_CELLS, CANCER_IN_GENERAL, NOT_STATED, "none"}
