"""Words that stand for one another: found in questions, searched for, told to the reader, and never said twice."""

import pytest

from index import Index
from qa import ask, retrieve
from qa.synonym_groups import GROUPS
from qa.synonyms import MOST_ALSO, VERBS, synonyms_in

LINES = [line for line in GROUPS.splitlines() if line]


def members(line: str) -> list[str]:
    return [term.strip() for term in line.partition(": ")[2].split("|")]


def test_a_group_is_of_a_known_kind_and_says_nothing_twice() -> None:
    assert len(LINES) > 100
    for line in LINES:
        kind, terms = line.partition(": ")[0], members(line)
        assert kind in {"same", "related", VERBS}, line
        assert len(terms) > 1, line
        assert len({term.removeprefix("~").casefold() for term in terms}) == len(terms), line


def test_every_term_is_understood_and_is_something_that_a_text_can_hold() -> None:
    for term in (term.removeprefix("~") for line in LINES for term in members(line)):
        found = synonyms_in(term).found
        assert found, term
        assert all(one.asked.tokens for one in found), term


def test_nothing_is_searched_for_in_two_spellings_that_are_one() -> None:
    for line in (line for line in LINES if not line.startswith(VERBS)):
        searched = [synonyms_in(term).found[0].asked.tokens for term in members(line) if not term.startswith("~")]
        assert len(set(searched)) == len(searched), line


@pytest.mark.parametrize(
    ("question", "also"),
    [
        ("Is taxol of use?", ("paclitaxel",)),
        ("Is paclitaxel of use?", ("taxol",)),
        ("What is bowel cancer?", ("colorectal cancer", "colon cancer")),
        ("What is colorectal cancer?", ("colon cancer", "CRC")),
        ("Do TAMs help tumours?", ("tumor-associated macrophage", "cancer")),
        ("Does it taste tam?", ()),
        ("Do CAFs eat?", ("cancer-associated fibroblast",)),
        ("Do cafs eat?", ()),
        ("Is aspirin used?", ("acetylsalicylic acid",)),
        ("Do they promote it?", ()),
    ],
)
def test_what_is_searched_for_too(question: str, also: tuple[str, ...]) -> None:
    assert synonyms_in(question).also == also


def test_of_one_term_few_others_are_searched_for_and_never_itself() -> None:
    for term in (term.removeprefix("~") for line in LINES for term in members(line)):
        for one in synonyms_in(term).found:
            assert len(one.searched) <= (0 if one.kind == VERBS else MOST_ALSO), term
            assert one.asked.stems not in [other.stems for other in one.others], term


PAPERS = {
    "paclitaxel": "Paclitaxel in the vesicles of milk shrank lumps of the breast.",
    "colorectal": "Colorectal cancer cells prime the liver by what they shed.",
    "TAM": "Tumor-associated macrophages make the wall of a vessel leaky.",
    "plasma": "Plasma was kept at room temperature for an hour.",
    "cafs": "The cafs of Lyon are full at noon, and caf owners are glad.",
}


@pytest.fixture(scope="module")
def library(library_of) -> Index:
    return library_of(*({"title": f"On {name}", "abstract": text} for name, text in PAPERS.items()))


@pytest.mark.parametrize(
    ("question", "also", "paper"),
    [
        ("What does taxol in vesicles of milk shrink?", "paclitaxel", "paclitaxel"),
        ("What do bowel cancer cells do to the liver?", "colorectal cancer", "colorectal"),
        ("What do TAMs do to the wall of a vessel?", "tumor-associated macrophage", "TAM"),
    ],
)
def test_a_paper_that_only_has_the_other_term_is_found_and_the_reader_is_told(
    library: Index, question: str, also: str, paper: str
) -> None:
    assert retrieve(question, 1, index=library)[0].text == PAPERS[paper]
    answer = ask(question, index=library)
    assert answer.sentences[0].text == PAPERS[paper]
    (notice,) = (notice for notice in answer.notices if notice.startswith("Also searched for: "))
    assert also in notice.removeprefix("Also searched for: ").split(", ")


def test_a_short_form_in_lower_case_stands_for_nothing(library: Index) -> None:
    answer = ask("When are the cafs of Lyon full?", index=library)
    assert answer.sentences[0].text == PAPERS["cafs"]
    assert answer.notices == ()


def test_where_nothing_is_quoted_from_text_no_other_terms_are_named(library: Index) -> None:
    answer = ask("Who wrote On paclitaxel, and what is its PMID?", index=library)
    assert [citation.source for citation in answer.citations] == ["record", "record"]
    assert answer.notices == ()


def test_the_term_that_was_asked_is_worth_more_than_one_that_stands_for_it(library_of) -> None:
    library = library_of("Vesicles with paclitaxel shrank tumours.", "Vesicles with taxol shrank tumours.")
    for drug in ("taxol", "paclitaxel"):
        assert drug in retrieve(f"Do vesicles with {drug} shrink tumours?", 1, index=library)[0].text
