"""The form of a digest: its fields and their vocabulary, and sentences that can each be quoted alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.chunk import sentence_spans
from index.facets import LISTED, NAMED
from index.identifiers import clean_doi, clean_pmid
from index.species import SPECIES
from index.study import STUDY_TYPES

FEWEST_SENTENCES, MOST_SENTENCES = 3, 6
MOST_WORDS = 45
"""Of one sentence."""

Record = Mapping[str, Any]

_REQUIRED: dict[str, type] = {"title": str, "digest": list, "study_types": list, "species": list}
_OPTIONAL: dict[str, type] = {
    **{"pmid": str, "doi": str, "journal": str, "year": int, "publication_types": list},
    **dict.fromkeys((*LISTED, *NAMED), list),
}
_VALUES = {**{facet: tuple(values) for facet, values in LISTED.items()}, "study_types": STUDY_TYPES, "species": SPECIES}
_MICRORNA = re.compile(r"(?:[a-z]{3}-)?(?:(?:micro-?|mi)rna|mir|let)s?[-\s]?\d", re.I)
_MICRORNA_FORM = re.compile(r"(?:[a-z]{3}-)?(?:miR-\d+[a-z]*(?:-\d+)?|let-7[a-z]?)(?:-[35]p)?(?: family| cluster)?")
_PRONOUNS = (
    "it its they their theirs them this these that those such he she his her we our both each one another others some"
    " here there then"
)
_JOINTS = (
    "thus hence however moreover furthermore additionally also therefore consequently accordingly similarly likewise"
    " conversely instead meanwhile finally subsequently nevertheless nonetheless mechanistically and but or so yet"
)
_PHRASES = (
    r"in (?:addition|contrast|turn|particular|summary|conclusion|short|both)|as an? (?:result|consequence)"
    r"|on the (?:other hand|contrary)|by contrast|for (?:example|instance)|in vitro and in vivo"
)
_THINGS = (
    "stud(?:y|ies) authors? papers? article reviews? work findings? results? data evidence effects? mechanisms? process"
    " treatment therapy approach strategy method system model mice animals patients? group cells? vesicles? exosomes?"
    " evs? sevs? particles? cargo protein gene mirna micrornas? drug carriers? platform signature panel assay same"
    " other former latter"
)
_SAID_OF = "of from in on by with for to that between against carrying derived secreted released"
_DANGLING = re.compile(
    rf"(?:{'|'.join(f'{_PRONOUNS} {_JOINTS}'.split())}|{_PHRASES})\b"
    rf"|the (?:{'|'.join(_THINGS.split())})\b(?! (?:{'|'.join(_SAID_OF.split())})\b)",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:this|these|the (?:present|current)) (?:stud(?:y|ies)|work|paper|article|review|findings?|results?|data|cells"
    r"|vesicles|exosomes|effects?)\b|\bwe\b|\bour\b|\baforementioned\b|\bthe (?:latter|former|above)\b|\bas above\b",
    re.I,
)
_BEGINNING = re.compile(r"[A-ZΑ-Ωα-ω\d]|[a-z]{1,4}[-A-Z\d]")
"""Of a sentence: a capital, or a name that is written small, such as miR-21, let-7a, circUSP7, lncRNA."""


def form_faults(record: Record) -> Iterator[str]:
    """What is wrong with the form of one digest, a line each.

    >>> record = {"pmid": "7", "title": "T", "study_types": [], "species": []}
    >>> list(form_faults(record | {"digest": ["It grew.", "Mice lived.", "Rats died."]}))
    ['a sentence that begins “It” does not stand alone']
    """
    fields = list(_fields(record))
    yield from fields or [*_values(record), *_sentences(record["digest"])]


def _fields(record: Record) -> Iterator[str]:
    for key in _REQUIRED.keys() - record.keys():
        yield f"“{key}” is missing"
    for key, value in record.items():
        kind = _REQUIRED.get(key) or _OPTIONAL.get(key)
        if kind is None:
            yield f"“{key}” is no field of a digest"
        elif type(value) is not kind or (key in _OPTIONAL and not value):
            yield f"“{key}” is empty or not a {kind.__name__}; leave out what is not known"
        elif isinstance(value, list) and not all(isinstance(one, str) and one and one == one.strip() for one in value):
            yield f"“{key}” is not a list of trimmed strings"
        elif isinstance(value, list) and len(set(value)) != len(value):
            yield f"“{key}” has a value twice"
    pmid, doi = str(record.get("pmid", "")), str(record.get("doi", ""))
    if not pmid and not doi:
        yield "neither a PMID nor a DOI"
    if pmid and clean_pmid(pmid) != pmid:
        yield f"“{pmid}” is not a PMID"
    if doi and clean_doi(doi) != doi.lower():
        yield f"“{doi}” is not a DOI"


def _values(record: Record) -> Iterator[str]:
    for facet, values in _VALUES.items():
        for value in record.get(facet, ()):
            if value not in values:
                yield f"{facet}: “{value}” is not in its vocabulary"
    for facet in NAMED:
        for value in record.get(facet, ()):
            if _MICRORNA.match(value) and not _MICRORNA_FORM.fullmatch(value):
                yield f"{facet}: write the microRNA “{value}” as miR-21-5p is written"


def _sentences(digest: Sequence[str]) -> Iterator[str]:
    if not FEWEST_SENTENCES <= len(digest) <= MOST_SENTENCES:
        yield f"{len(digest)} sentences, not {FEWEST_SENTENCES} to {MOST_SENTENCES}"
    for sentence in digest:
        if found := _DANGLING.match(sentence):
            yield f"a sentence that begins “{found.group()}” does not stand alone"
        if found := _ELSEWHERE.search(sentence):
            yield f"“{found.group()}” needs what stands elsewhere"
        if not _BEGINNING.match(sentence) or not sentence.endswith("."):
            yield f"does not begin and end as a sentence: “{sentence}”"
        if (length := len(sentence.split())) > MOST_WORDS:
            yield f"a sentence of {length} words, more than {MOST_WORDS}: “{sentence[:40]}…”"
    text = " ".join(digest)
    quoted = [text[start:end] for start, end in sentence_spans(text)]
    if quoted != list(digest):
        cut = next((one for one in quoted if one not in digest), "")
        yield f"would be quoted in other sentences than it is written in: “{cut}”"
