"""What kind of study a paper is, and of which species."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.species import SPECIES
from index.study import STUDY_TYPES, kind, species, study_types

ANYTHING = st.text(st.characters(categories=None))
TYPES = st.sampled_from(["journal article", "review", "clinical trial, phase i", "preprint", "editorial"]) | ANYTHING
HEADINGS = st.sampled_from(["Humans", "Mice, Nude", "*Cell Line, Tumor/metabolism", "Animals"]) | ANYTHING
WORDS = st.lists(
    st.sampled_from("this review we found mice patients with cell line in vivo phase ii trial rats . ( [ -".split())
).map(" ".join)


@given(st.lists(TYPES), st.lists(HEADINGS), ANYTHING | WORDS, ANYTHING | WORDS)
def test_any_record_gets_names_of_the_closed_vocabularies_in_their_order(types, mesh, title, text):
    told, studied = study_types(types, mesh, title, text), species(mesh, title, text)
    assert list(told) == [name for name in STUDY_TYPES if name in told]
    assert list(studied) == [name for name in SPECIES if name in studied]
    assert kind(types) in {"article", "review", "trial", "preprint"}
    assert "trial" in told or not any(name.startswith("phase") for name in told)
    assert "review" in told or not {"systematic review", "meta-analysis"} & set(told)
    assert not {"in vitro", "animal", "human observational"} & set(told) or "review" not in told


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["preprint", "randomized controlled trial", "review"], "preprint"),
        (["review", "clinical trial, phase iii"], "trial"),
        (["equivalence trial"], "trial"),
        (["journal article", "scoping review"], "review"),
        (["clinical trial protocol"], "article"),
        (["clinical trial, veterinary"], "article"),
        (["retracted publication", "journal article"], "article"),
        ([], "article"),
    ],
)
def test_preprint_goes_before_trial_and_trial_before_review(types, expected):
    assert kind(types) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Retraction: Exosomes of macrophages", "retraction notice"),
        ("Retraction Note to: Exosomes of macrophages", "retraction notice"),
        ("Exosomes of macrophages [Retraction]", "retraction notice"),
        ("Correction to: Exosomes of macrophages", "correction notice"),
        ("Author Correction: Exosomes of macrophages", "correction notice"),
        ("Erratum: Exosomes of macrophages", "correction notice"),
        ("Corrigendum to “Exosomes of macrophages”", "correction notice"),
        ("Expression of concern: Exosomes of macrophages", "concern notice"),
    ],
)
def test_a_notice_is_told_from_its_title_and_is_no_study(title, expected):
    assert study_types([], ["Mice, Nude"], title, "The mice were injected with exosomes.") == (expected,)


@pytest.mark.parametrize(
    "title",
    [
        "RETRACTED: Exosomes in mice",
        "RETRACTED ARTICLE: Exosomes in mice",
        "WITHDRAWN: Exosomes in mice",
        "Retraction of neurites in mice",
        "Correction of anaemia in mice",
    ],
)
def test_a_retracted_paper_and_a_word_in_passing_are_no_notice(title):
    assert study_types(["retracted publication"], [], title, "") == ("animal",)
    assert study_types([], [], title, "") == ("animal",)


def test_a_trial_has_its_phases():
    assert study_types(["clinical trial, phase i", "clinical trial, phase ii"], [], "", "") == (
        "trial",
        "phase 1",
        "phase 2",
    )
    told = study_types([], [], "Dexosomes", "In this open-label phase I/IIa study, 15 patients were enrolled.")
    assert told == ("trial", "phase 1", "phase 2")
    assert study_types([], [], "Dexosomes in mice", "A placebo-controlled phase 2 trial is required.") == ("animal",)


def test_a_review_is_no_experiment_for_what_it_writes_about():
    text = "Mice were injected and cells cultured. In this review, we summarize both."
    assert study_types([], [], "Exosomes in sepsis", text) == ("review",)
    assert study_types(["review"], ["Mice, Nude", "Cells, Cultured"], "Exosomes", text) == ("review",)
    assert species([], "Exosomes in sepsis", text) == ()
    assert species([], "Exosomes in murine sepsis", text) == ("mouse",)


def test_headings_decide_over_the_text():
    text = "Mice were compared with patients who were enrolled at our hospital."
    assert study_types([], [], "", text) == ("animal", "human observational")
    assert study_types([], ["Humans"], "", text) == ("human observational",)
    assert study_types([], ["Mice"], "", text) == ("animal",)
    assert species(["Humans"], "", text) == ("human",)
    assert species(["Exosomes"], "", text) == ("human", "mouse")


def test_what_others_did_and_what_is_to_do_is_not_this_study():
    text = "Previous studies used rats. Exosomes have been shown to act in vivo. Here, THP-1 cells were treated."
    assert study_types([], [], "Exosomes in sepsis", text) == ("in vitro",)
    assert species([], "Exosomes in sepsis", text) == ("human",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RAW264.7, THP-1 and H9c2 cells", ("human", "mouse", "rat")),
        ("grown with fetal bovine serum and goat anti-mouse IgG", ()),
        ("nonhuman primates and guinea pigs", ("monkey", "guinea pig")),
        ("C. elegans and Drosophila", ("fruit fly", "nematode")),
        ("immunotherapy separates arrays of grating", ()),
        ("humanized antibodies", ()),
    ],
)
def test_species_are_whole_words_and_the_origin_of_cells(text, expected):
    assert species([], "", text) == expected


def test_a_text_of_megabytes_is_read_in_seconds():
    for unit in ("patients in of human ", "we review ", "serum from the ", ". "):
        text = unit * (16_000_000 // len(unit))
        start = time.perf_counter()
        study_types([], [], text, text)
        species([], text, text)
        assert time.perf_counter() - start < 5
