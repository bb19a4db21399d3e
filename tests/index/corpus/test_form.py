"""The form of a digest: what is refused, and how it is said."""

from typing import Any

import pytest

from index.corpus import STUDIES
from index.corpus.check import faults, read_lines
from index.corpus.form import form_faults

SENTENCES = [
    "Exosomes of M2 macrophages carry miR-21-5p to gastric cancer cells.",
    "MiR-21-5p from macrophage exosomes lowers PTEN in gastric cancer cells.",
    "In mice, gastric tumors grew more slowly once macrophage exosomes were blocked.",
]
GOOD: dict[str, Any] = {
    "pmid": "33213490",
    "doi": "10.1000/x",
    "title": "A title",
    "journal": "A journal",
    "year": 2020,
    "publication_types": ["Journal Article"],
    "digest": SENTENCES,
    "vesicle_source": ["M2 macrophages"],
    "cargo": ["miR-21-5p"],
    "cancer": ["gastric cancer"],
    "study_types": ["animal"],
    "species": ["mouse"],
}


def test_a_sound_digest_has_no_fault():
    assert list(form_faults(GOOD)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"digest": "One text."}, "“digest” is empty or not a list"),
        ({"cargo": []}, "“cargo” is empty or not a list"),
        ({"year": "2020"}, "“year” is empty or not a int"),
        ({"year": True}, "“year” is empty or not a int"),
        ({"author": "Abe"}, "“author” is no field of a digest"),
        ({"species": ["mouse", "mouse"]}, "“species” has a value twice"),
        ({"cargo": ["miR-21 "]}, "“cargo” is not a list of trimmed strings"),
        ({"pmid": "PMID 33213490"}, "is not a PMID"),
        ({"doi": "https://doi.org/10.1000/x"}, "is not a DOI"),
        ({"pmid": None, "doi": None}, "neither a PMID nor a DOI"),
        ({"species": None}, "“species” is missing"),
        ({"cancer": ["stomach cancer"]}, "cancer: “stomach cancer” is not in its vocabulary"),
        ({"species": ["mice"]}, "species: “mice” is not in its vocabulary"),
        ({"effect": ["cures"]}, "effect: “cures” is not in its vocabulary"),
        ({"cargo": ["microRNA-21"]}, "write the microRNA “microRNA-21” as"),
        ({"target": ["mir21"]}, "write the microRNA “mir21” as"),
        ({"digest": SENTENCES[:2]}, "2 sentences, not 3 to 6"),
        ({"digest": [*SENTENCES[:2], "Tumors grew " + "very " * 50 + "slowly."]}, "a sentence of 53 words"),
        ({"digest": [*SENTENCES[:2], "Tumors grew slowly. Mice lived."]}, "quoted in other sentences"),
        ({"digest": [*SENTENCES[:2], "Tumors grew slowly"]}, "does not begin and end as a sentence"),
        ({"digest": [*SENTENCES[:2], "tumors grew slowly."]}, "does not begin and end as a sentence"),
    ],
)
def test_a_fault_of_form_is_told(change: dict[str, Any], fault: str):
    record = {key: value for key, value in (GOOD | change).items() if value is not None}
    assert fault in "\n".join(form_faults(record))


@pytest.mark.parametrize(
    "sentence",
    [
        "It lowers PTEN.",
        "These vesicles lower PTEN.",
        "However, PTEN fell.",
        "Mechanistically, PTEN fell.",
        "The exosomes lowered PTEN.",
        "The study shows that PTEN fell.",
        "The authors conclude that PTEN fell.",
        "In addition, PTEN fell.",
        "PTEN fell in this study.",
        "Exosomes lower PTEN, as we found.",
    ],
)
def test_a_sentence_that_leans_on_another_is_told(sentence: str):
    assert [*form_faults(GOOD | {"digest": [*SENTENCES[:2], sentence]})]


@pytest.mark.parametrize(
    "sentence",
    [
        "The exosomes of M2 macrophages lower PTEN.",
        "Italian patients had lower PTEN.",
        "MiR-21 falls in thyroid cancer, and its level tells the stage.",
        "circUSP7 is secreted in exosomes by NSCLC cells.",
        "let-7a is carried by exosomes of macrophages.",
        "Bone marrow cells, and those of the spleen, took up exosomes.",
    ],
)
def test_a_sentence_that_stands_alone_is_not(sentence: str):
    assert list(form_faults(GOOD | {"digest": [*SENTENCES[:2], sentence]})) == []


def test_an_identifier_is_given_once():
    again = GOOD | {"pmid": "7", "doi": "10.1000/X"}
    assert list(faults([(1, GOOD), (2, again)])) == ["line 2: doi:10.1000/x stands on line 1 already"]
    assert list(faults([(1, GOOD), (2, GOOD | {"pmid": "7", "doi": "10.1000/y"})])) == []


def test_the_shipped_studies_keep_the_rules_and_are_many():
    lines = read_lines(STUDIES)
    assert list(faults(lines)) == []
    studies = [record for _, record in lines]
    assert len(studies) >= 200
    assert sum("macrophage_effect" in study for study in studies) >= 90
    assert not any("Retracted Publication" in study.get("publication_types", ()) for study in studies)
