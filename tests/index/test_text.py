"""Normalising and identifying, for any text at all."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from index.identifiers import clean_doi, clean_pmid, paper_id
from index.text import normalise, one_line

ANYTHING = st.text(st.characters(categories=None)) | st.text("a .\u0301\u00ad\u200b\u2028\r\n\t\0\x85\ud800\udc00")


@given(ANYTHING)
@example("\r\0\n")
@example("a \u200b b")
@example("e\u00ad\u0301")
@example("\ud83d\ude00")
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
    assert one_line(one_line(text)) == one_line(text)


@given(ANYTHING)
def test_normalised_text_can_be_stored_and_quoted(text):
    found = normalise(text)
    assert found.encode("utf-8").decode("utf-8") == found
    assert unicodedata.is_normalized("NFC", found)
    assert found == found.strip()
    assert not any(bad in found for bad in ("  ", "\n\n", " \n", "\n ", "\r", "\t", "\0", "\u00ad", "\u200b"))
    assert not any(ord(character) < 32 and character != "\n" for character in found)
    assert one_line(text) == " ".join(found.split("\n"))


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_the_words_of_a_text_are_kept(text):
    assert normalise(text) == unicodedata.normalize("NFC", text)


@given(ANYTHING)
def test_cleaning_an_identifier_twice_changes_nothing(text):
    for clean in (clean_doi, clean_pmid):
        assert clean(clean(text)) == clean(text)


@given(st.integers(1, 999_999_999))
def test_a_pmid_is_the_same_however_it_is_written(number):
    assert {clean_pmid(form.format(number)) for form in ("{}", " PMID: {}", "pmid:{}", "000{}")} == {str(number)}


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_paper_is_named_by_pmid_then_doi_then_what_it_says(title, text):
    assert paper_id("1", "10.1234/x", title, text) == "pmid:1"
    assert paper_id(None, "10.1234/x", title, text) == "doi:10.1234/x"
    digest = paper_id(None, None, title, text)
    assert digest == paper_id(None, None, title, text)
    assert (digest[:4], len(digest)) == ("sha:", 20)
