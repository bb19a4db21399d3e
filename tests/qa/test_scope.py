"""A paper that a question names by author, journal or institution comes first; what is no name of a paper does not."""

import pytest

from index import Index
from qa import ask, retrieve
from qa.scope import MOST_PAPERS, papers_meant

CARRIERS = "Exosomes carry drugs to tumours, and are well tolerated."


def paper(text: str, *authors: str, title: str = "On exosomes", **fields: object) -> dict[str, object]:
    return {"title": title, "abstract": text, "authors": list(authors), **fields}


@pytest.fixture(scope="module")
def library(library_of) -> Index:
    return library_of(
        paper(CARRIERS, "Dai, Qing", "Langer, Robert", journal="Nature Nanotechnology"),
        paper("Exosomes are eaten by Kupffer cells, which also get their drugs.", "Kupffer, Anna", "Braun, Ida"),
        paper("Exosomes as carriers of drugs are of little use in tumours.", "Okada, Yu", title="Drug carriers"),
        *(paper(f"Exosomes carry drug {n} to tumours.", "Lee, Kim") for n in range(MOST_PAPERS + 1)),
    )


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What does Dai say of drug carriers?", ("pmid:1",)),
        ("What do Okada and colleagues say of exosomes?", ("pmid:3",)),
        ("What does the paper in Nature Nanotechnology say of exosomes?", ("pmid:1",)),
        ("What does Braun say of exosomes?", ("pmid:2",)),
        ("What do Kupffer cells eat?", ()),
        ("Nature made exosomes; which ones carry drugs?", ()),
        ("What do exosomes carry in Nature?", ()),
        ("What does Lee say of drugs?", ()),
        ("What does dai say of exosomes?", ()),
        ("Dai", ()),
        ("What does Smith say of exosomes?", ()),
    ],
)
def test_a_name_means_the_few_papers_that_have_it(library: Index, question: str, meant: tuple[str, ...]) -> None:
    assert papers_meant(question, library) == meant


@pytest.mark.parametrize("name", ["Okada", "Dai", "Braun"])
def test_the_passages_of_a_paper_that_is_meant_come_before_all_others(library: Index, name: str) -> None:
    found = retrieve(f"According to {name}, do exosomes carry drugs?", index=library)
    assert f"{name}, " in found[0].paper.authors[0] + found[0].paper.authors[-1]
    assert len(found) > 1
    scores = [passage.score or 0.0 for passage in found]
    assert scores == sorted(scores, reverse=True)


def test_filters_hold_for_a_paper_that_is_meant_too(library: Index) -> None:
    assert papers_meant("What does Dai say of drug carriers?", library) == ("pmid:1",)
    assert retrieve("What does Dai say of drug carriers?", index=library, filters={"since": 2999}) == []


def test_what_an_author_says_is_quoted(library: Index) -> None:
    answer = ask("What does the paper by Okada say of exosomes as carriers of drugs?", index=library)
    assert answer.citations[0].paper.id == "pmid:3"
