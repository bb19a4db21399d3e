"""The sentence that states a study's finding is a stored one, of its text, and speaks of what the study is about."""

from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index import Index, open_index
from qa.finding import finding

ABSTRACT = (
    "Cancer is common and has many causes in many people.\n"
    "Here exosomes of glioma cells were given to macrophages.\n"
    "Exosomal miR-999 of glioma cells polarized macrophages towards M2.\n"
    "More work on this is needed in the coming years."
)


@given(st.data())
def test_it_is_a_stored_sentence_cut_out_by_its_offsets(shipped: Path, data: st.DataObject) -> None:
    library = open_index(shipped)
    paper_id = data.draw(st.sampled_from([*library.catalog.ids("digest"), *library.catalog.ids()]))
    found = finding(library, paper_id)
    assert found
    assert found.quote == library.catalog.paper(paper_id).sections[found.passage.ordinal].text[found.start : found.end]
    assert (found.start, found.end) in found.passage.sentences
    assert not found.passage.is_record


def test_it_says_most_of_what_the_title_names(library_of: Callable[..., Index]) -> None:
    library = library_of({"title": "Exosomal miR-999 polarizes macrophages in glioma", "abstract": ABSTRACT})
    assert finding(library, "pmid:1").quote == ABSTRACT.split("\n")[2]


def test_abstract_results_and_conclusions_are_read_before_all_else(library_of: Callable[..., Index]) -> None:
    title = "Exosomal miR-999 in glioma"
    sections = [
        {"heading": "Introduction", "text": "Exosomal miR-999 in glioma was unknown to all until this day."},
        {
            "heading": "Results",
            "text": "Cells were counted by eye in many dishes. Glioma grew with exosomal RNA in it.",
        },
    ]
    library = library_of({"title": title, "sections": sections}, {"title": title, "sections": sections[:1]})
    assert finding(library, "pmid:1").quote == "Glioma grew with exosomal RNA in it."
    assert finding(library, "pmid:2").quote == sections[0]["text"]


def test_of_equal_sentences_the_conclusion_is_taken(library_of: Callable[..., Index]) -> None:
    said = "exosomes of glioma cells make macrophages grow."
    library = library_of({"title": "Exosomes", "abstract": f"We asked whether {said}\nWe conclude that {said}"})
    assert finding(library, "pmid:1").quote == f"We conclude that {said}"


def test_a_study_without_text_has_none(library_of: Callable[..., Index]) -> None:
    library = library_of({"title": "Exosomal miR-999 in glioma, and no more than that"}, ABSTRACT)
    assert finding(library, "pmid:1") is None
