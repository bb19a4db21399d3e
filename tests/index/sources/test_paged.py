"""Sections with pages: every character keeps the page that it comes from."""

from hypothesis import given
from hypothesis import strategies as st

from index.records import Section
from index.sources.make import make_paper
from index.sources.paged import paged_section
from index.text import normalise

LETTERS = st.text(
    st.sampled_from("ab. \n\t\r\u00a0\u00ad\u0301\u200be\u1100\u1161\x00\x85-é") | st.characters(), max_size=12
)
PIECES = st.lists(st.tuples(LETTERS, st.integers(1, 4)), max_size=8)


@given(PIECES)
def test_a_section_has_the_normalised_text_of_its_pieces_and_its_pages_rise_from_0(pieces):
    section = paged_section("Results", pieces)
    assert section.text == normalise("".join(text for text, _ in pieces))
    starts = [start for start, _ in section.pages]
    assert starts == sorted(set(starts))
    assert starts[:1] == [0] * bool(section.text)
    assert all(start < len(section.text) for start in starts)


@given(st.lists(st.tuples(st.text(st.sampled_from(" \n\u00a0x"), max_size=6), st.integers(1, 9)), max_size=12))
def test_each_character_is_on_the_page_that_it_comes_from(pieces):
    """Each page has a letter of its own, so that the text tells where a character was."""
    marked = [(text.replace("x", chr(ord("A") + page)), page) for text, page in pieces]
    section = paged_section("Results", marked)
    for at, letter in enumerate(section.text):
        if not letter.isspace():
            assert section.page_at(at) == ord(letter) - ord("A")


def test_a_mark_at_the_beginning_of_a_page_stays_with_its_letter():
    section = paged_section("Results", [("cafe", 1), ("\u0301s are open", 2)])
    assert (section.text, section.pages) == ("cafés are open", ((0, 1), (4, 2)))


def test_pages_stay_true_when_what_publishers_put_behind_an_abstract_is_cut_off():
    pieces = [("Vesicles are small. ", 1), ("They kill. ", 2), ("© 2020 The Author", 3)]
    paper = make_paper(title="T", sections=[paged_section("Abstract", pieces), ("Results", "Yes.")])
    assert paper.sections == (
        Section("Abstract", "Vesicles are small. They kill.", ((0, 1), (20, 2))),
        Section("Results", "Yes."),
    )
