"""The substance of a digest, against the abstract that it is made from: what is not said there, what is copied."""

import re
from collections.abc import Iterator

from index.chunk import sentence_spans
from index.corpus.form import Record
from index.corpus.plain import plain
from index.facets import LISTED, NAMED, states

SHARED_RUN = 8
"""Words in a row that a digest may not have in common with the abstract or the title."""
NEAR_COPY = 0.75
"""Share of a sentence's words that one sentence of the abstract may not have in the same order."""

_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?")
_SPACED = re.compile(r"[^\s,;:()\[\]\"“”]+")
_NUMBER = re.compile(r"(?<![^\W_])(?<![^\W_]-)\d+(?:[.,]\d+)*(?![^\W_])")
_WRITTEN = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred".split(),
        "2 3 4 5 6 7 8 9 10 11 12 20 30 40 50 100".split(),
        strict=True,
    )
)
_LONGEST_NAME = 6
"""Parts of a name, as hyphens and slashes cut it."""
_NAME = re.compile(r".*(?:[A-Z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]|[α-ωΑ-Ω]|[a-z][A-Z])")
_ADJECTIVE = re.compile(r"^(?:[a-z]{3,}-)+(?=.*[A-Z\dα-ω])|(?<=[A-Z\dα-ω])s?(?:-[a-z]{3,})+$")
"""What is put before or behind a name: CFH-rich, anti-PD-1."""
_SMALL_NAME = re.compile(
    r"[a-z-]{2,}(?:ins?|ases?|kines?|ferons?|ogens?|osides?|mabs?|nibs?|platin|rubicin|taxel|cyclines?|mycin|ceptors?)"
)
"""Words with the endings of proteins and drugs."""
_NO_NAMES = frozenset(
    """
    again baseline begin certain combine constrain contain database databases decline determine discipline domain
    domains drain engine entertain examine explain gain gains in-frame inside join line lines main maintain maintains
    margin margins medicine metastases obtain origin origins outline outlines pain pertain plain refrain remain remains
    restrain retain retains routine skin strain strains sustain sustains thin train twin vein veins within
    case cases decrease decreases disease diseases ease increase increases lease phase phases purchase release releases
    brain brains protein proteins glycoprotein glycoproteins lipoprotein lipoproteins phosphoprotein receptor receptors
    acceptor acceptors kinase kinases enzyme cytokine cytokines chemokine chemokines antigen antigens pathogen pathogens
    hydrogen oxygen nitrogen toxin toxins chain chains urine vaccine vaccines
    μg μl μm μM µg µl µm µM mL kDa mM nM pM pH
    """.split()
)


def substance_faults(record: Record, title: str, abstract: str) -> Iterator[str]:
    """What a digest says and its abstract does not, and what it copies, a line each.

    Every number and every name of the digest and of its facets must stand in the abstract, in whatever spelling; every
    listed value of a facet, every species and every design must have words there that can state it; no
    `SHARED_RUN` words in a row may be the same, and no sentence may be a sentence of the abstract with some words
    exchanged (`NEAR_COPY`).
    """
    text = " ".join(record["digest"])
    for number in sorted(_numbers(text) - _numbers(abstract)):
        yield f"the number {number} is not in the abstract"
    there = _possible_names(abstract)
    for name in dict.fromkeys(_names(text)):
        if _joined(name) not in there:
            yield f"the name “{name}” is not in the abstract"
    for facet in NAMED:
        for name in record.get(facet, ()):
            if _joined(name) not in there:
                yield f"{facet}: “{name}” is not in the abstract"
    for facet in (*LISTED, "study_types", "species"):
        for value in record.get(facet, ()):
            if not states(abstract, facet, value):
                yield f"{facet}: nothing in the abstract states “{value}”"
    for what, source in (("abstract", abstract), ("title", title)):
        if run := shared_run(text, source):
            yield f"{len(run)} words in a row as in the {what}: “{' '.join(run)}”"
    sources = [abstract[start:end] for start, end in sentence_spans(abstract)]
    for sentence in record["digest"]:
        if any(share_in_order(sentence, source) >= NEAR_COPY for source in sources):
            yield f"nearly a sentence of the abstract: “{sentence}”"


def shared_run(text: str, source: str) -> list[str]:
    """The longest run of words that both have, when it is `SHARED_RUN` long or longer; else none.

    Case, hyphens and punctuation make no difference.

    >>> shared_run("They found that A b C d e-f g h i did it", "as a B c d E f, g h I was")
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
    """
    words, others = _words(text), _words(source)
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(others) - SHARED_RUN + 1):
        places.setdefault(tuple(others[at : at + SHARED_RUN]), []).append(at)
    longest: list[str] = []
    for start in range(len(words) - SHARED_RUN + 1):
        for at in places.get(tuple(words[start : start + SHARED_RUN]), ()):
            length = SHARED_RUN
            while words[start + length : start + length + 1] == others[at + length : at + length + 1] != []:
                length += 1
            longest = max(longest, words[start : start + length], key=len)
    return longest


def share_in_order(sentence: str, source: str) -> float:
    """Share of a sentence's words that stand in another in the same order: the longest common subsequence.

    >>> share_in_order("Exosomes of tumors carry RNA.", "We show that exosomes that tumors shed can carry much RNA.")
    0.8
    """
    words, others = _words(sentence), _words(source)
    longest = [0] * (len(others) + 1)
    for word in words:
        before = longest
        longest = [0]
        for at, other in enumerate(others):
            longest.append(before[at] + 1 if word == other else max(before[at + 1], longest[at]))
    return longest[-1] / len(words) if words else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text).replace("microrna", "mirna"))


def _numbers(text: str) -> set[str]:
    """The numbers in a text, in digits, from two on when they are written out; those in names are not counted."""
    digits = {number.replace(",", "") for number in _NUMBER.findall(plain(text))}
    return digits | {_WRITTEN[word] for word in _words(text) if word in _WRITTEN}


def _names(text: str) -> Iterator[str]:
    """What in a text looks like the name of a gene, a protein, a microRNA, a drug or a cell line."""
    for spaced in _SPACED.findall(text):
        word = spaced.strip(".!?'’")
        if _NAME.match(word) or (_SMALL_NAME.fullmatch(word) and word not in _NO_NAMES):
            for part in re.split(r"[/+–]", word):
                name = _ADJECTIVE.sub("", part)
                if _NAME.match(name) or _SMALL_NAME.match(name):
                    yield name


def _possible_names(text: str) -> set[str]:
    """All that can be a name in a text: up to `_LONGEST_NAME` words or parts of words in a row, written as one."""
    parts = _words(text)
    runs = (parts[at : at + length] for length in range(1, _LONGEST_NAME + 1) for at in range(len(parts)))
    return {form for run in runs for form in ("".join(run), "".join(run).removesuffix("s"))}


def _joined(name: str) -> str:
    """A name as `_possible_names` has it, without the mark of the plural."""
    parts = _words(name)
    # A microRNA with its arm is folded to two tokens, the second of which says all.
    whole = parts[-1] if len(parts) > 1 and parts[-1].startswith(parts[0]) else "".join(parts)
    return whole.removesuffix("s")
