"""The abbreviations that a text defines."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.abbreviations import abbreviations

ANYTHING = st.text(st.characters(categories=None))
PIECES = st.lists(
    st.sampled_from(
        ["(", ")", "[", " ", ". ", ", ", "TAMs", "EV", "TNF-α", "tumor-", "associated macrophages", "İ", "ß"]
    )
).map("".join)


@given(ANYTHING | PIECES)
def test_every_pair_stands_in_the_text_and_each_short_form_once(text):
    pairs = abbreviations(text)
    assert all(short in text and long in text and len(long) > len(short) for short, long in pairs)
    assert len({short for short, _ in pairs}) == len(pairs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the tumor-associated macrophages (TAMs) of", ("TAMs", "tumor-associated macrophages")),
        ("the TAMs (tumor-associated macrophages) of", ("TAMs", "tumor-associated macrophages")),
        ("of extracellular vesicles (EVs, n = 3)", ("EVs", "extracellular vesicles")),
        ("small extracellular vesicles [sEVs]", ("sEVs", "small extracellular vesicles")),
        ("tumor necrosis factor-α (TNF-α)", ("TNF-α", "tumor necrosis factor-α")),
        ("interferon gamma (IFN-γ)", ("IFN-γ", "interferon gamma")),
        ("α-synuclein (α-Syn) fibrils", ("α-Syn", "α-synuclein")),
        ("epithelial-to-mesenchymal transition (EMT)", ("EMT", "epithelial-to-mesenchymal transition")),
        ("programmed death-ligand 1 (PD-L1)", ("PD-L1", "programmed death-ligand 1")),
        ("ischemia/reperfusion (I/R) injury", ("I/R", "ischemia/reperfusion")),
        ("hyperpolarized tissue. Extracellular vesicles (EVs)", ("EVs", "Extracellular vesicles")),
    ],
)
def test_definitions_are_found(text, expected):
    assert abbreviations(text) == (expected,)


@pytest.mark.parametrize(
    "inside",
    [
        "n = 5",
        "Fig. 1",
        "Figure 2A",
        "2020",
        "P < 0.05",
        "Smith et al., 2020",
        "Smith, 2020",
        "Table 3",
        "see Methods",
        "A",
    ],
)
def test_what_is_no_abbreviation_is_refused(inside):
    assert abbreviations(f"five sets of six mice per point from past trials ({inside}).") == ()


def test_a_definition_does_not_reach_into_the_sentence_before():
    assert abbreviations("Extracellular fluid was taken. Vesicles (EV) were counted.") == ()


def test_the_first_definition_of_a_short_form_is_kept():
    text = "Extracellular vesicles (EVs) are not the endosomal vacuoles (EVs)."
    assert abbreviations(text) == (("EVs", "Extracellular vesicles"),)


def test_time_is_linear_in_the_length():
    for unit in ("tumor-associated macrophages (TAMs) ", "(AB)", "(", "a(A", "a b "):
        text = unit * (4_000_000 // len(unit))
        start = time.perf_counter()
        abbreviations(text)
        assert time.perf_counter() - start < 8
