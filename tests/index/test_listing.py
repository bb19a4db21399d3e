"""Looking through a library: what is found as one types, how it is sorted, and that the counts are the catalogue's."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index, add, build, open_index
from index.errors import VesicleError
from index.filters import Filters
from index.listing import SORTS, Listing
from index.scope import LONGEST, Scope

RECORDS = (
    {
        "pmid": "11",
        "doi": "10.1000/One",
        "pmcid": "PMC77",
        "title": "“Exosomal” TNFα and 100% of naïve T-cells",
        "authors": ["Müller, Zoë", "Doe, Jane"],
        "journal": "Annals of Łódź",
        "year": 2019,
        "abstract": "Exosomes carry TNF.",
        "study_types": ["animal"],
    },
    {"pmid": "12", "title": "a_b of NF-κB", "authors": ["Roe, Al"], "year": 2021, "abstract": "M1 kills. M2 heals."},
    {"pmid": "13", "title": "Zebra fish", "journal": "annals of Soil", "abstract": "Fish swim."},
    {
        "pmid": "14",
        "title": "Gone 2019",
        "year": 2021,
        "abstract": "It was.",
        "publication_types": ["Retracted Publication"],
    },
    {
        "pmid": "15",
        "title": "Exosomes of NK cells",
        "year": 2020,
        "digest": ["Exosomes of NK cells, loaded with miR-999, shrank tumors."],
        "cargo": ["miR-999"],
        "cancer": ["breast cancer"],
    },
)
HOSTILE = ("%", "_", "x' OR 'x'='x", '" OR 1=1', "'; DROP TABLE listed; --", "\x00", "😀", "\\", "*", "NULL", "–")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listing")
    (folder / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in RECORDS), "utf-8")
    build([folder / "a.jsonl"], index=folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def listing(place: Path) -> Listing:
    return open_index(place).listing


@pytest.fixture(scope="module")
def library(shipped: Path) -> Index:
    return open_index(shipped)


def ids(listing: Listing, scope: Scope, sort: str = "added", descending: bool = False) -> list[str]:
    found = [one.paper.id for one in listing.papers(listing.rows(scope, sort, descending))]
    return [name.removeprefix("digest:").removeprefix("pmid:") for name in found]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("exosom", "11 15"),
        ("EXOSOMAL naive", "11"),
        ("muller lodz", "11"),
        ("Doe, zoe", "11"),
        ("tnf-a", "11"),
        ("TNF alpha", "11"),
        ("nfkb", "12"),
        ("nf-κ", "12"),
        ("2019", "11 14"),
        ("11", "11"),
        ("PMID:12", "12"),
        ("pmc77", "11"),
        ("https://doi.org/10.1000/ONE", "11"),
        ("10.1000/on", ""),
        ("100%", "11"),
        ("a_b", "12"),
        ("ebra", "13"),
        ("", "11 12 13 14 15"),
        (" ,. ", "11 12 13 14 15"),
        ("exosomal zebra", ""),
    ],
)
def test_every_word_is_found_within_a_word_or_is_an_identifier(listing: Listing, words: str, found: str) -> None:
    assert ids(listing, Scope(words)) == found.split()


@pytest.mark.parametrize("words", HOSTILE)
def test_what_means_something_to_a_database_is_looked_for_as_it_is(listing: Listing, words: str) -> None:
    assert set(ids(listing, Scope(words))) <= {"11", "12"}
    assert len(ids(listing, Scope())) == len(RECORDS)


@given(st.text(max_size=LONGEST))
def test_whatever_is_typed_narrows_the_list(listing: Listing, words: str) -> None:
    assert set(ids(listing, Scope(words))) <= set(ids(listing, Scope()))


def test_words_that_are_too_long_are_refused_in_one_line() -> None:
    with pytest.raises(VesicleError, match=r"10,000 characters, at most 300 are read"):
        Scope("x" * 10_000)


@pytest.mark.parametrize(
    ("sort", "ascending", "descending"),
    [
        ("title", "12 11 15 14 13", "13 14 15 11 12"),
        ("authors", "11 12 13 14 15", "12 11 13 14 15"),
        ("journal", "11 13 12 14 15", "13 11 12 14 15"),
        ("year", "11 15 12 14 13", "12 14 15 11 13"),
        ("added", "11 12 13 14 15", "15 14 13 12 11"),
    ],
)
def test_it_is_sorted_without_regard_to_case_and_accents_and_what_is_unknown_comes_last(
    listing: Listing, sort: str, ascending: str, descending: str
) -> None:
    assert ids(listing, Scope(), sort) == ascending.split()
    assert ids(listing, Scope(), sort, True) == descending.split()


def test_it_is_sorted_by_nothing_else(listing: Listing) -> None:
    with pytest.raises(VesicleError, match="choose from title, authors"):
        listing.rows(Scope(), "row; DROP TABLE listed")


@given(st.sampled_from(SORTS), st.booleans(), st.integers(1, 60), st.sampled_from(["", "exosom", "a"]))
def test_page_by_page_every_paper_comes_once(
    library: Index, sort: str, last_first: bool, size: int, words: str
) -> None:
    rows = library.listing.rows(Scope(words), sort, last_first)
    pages = [rows[start : start + size] for start in range(0, len(rows), size)]
    assert sorted(row for page in pages for row in page) == sorted(library.listing.rows(Scope(words)))


def test_what_is_listed_is_what_the_catalogue_counts(library: Index) -> None:
    listing, counts = library.listing, library.catalog.counts()
    papers, both = (listing.rows(Scope(references=one)) for one in (False, True))
    assert (len(papers), len(both)) == (counts["papers"] + counts["digests"], sum(counts.values()) - counts["passages"])
    assert sum(one.passages for one in listing.papers(both)) == counts["passages"]
    assert listing.year_span(papers) == library.catalog.year_span()
    for facet in ("study_types", "species", "cancer", "cargo"):
        found = [one for one in listing.counts(papers, facet) if one[0] != "cancer in general"]
        assert found == library.catalog.facet_counts(facet)


def test_words_filters_and_papers_narrow_together(library: Index) -> None:
    listing = library.listing
    filters = Filters.of({"since": 2020, "until": 2024, "cancer": ["colorectal"], "study_types": "animal"})
    rows = listing.rows(Scope("metasta", filters))
    papers = [one.paper for one in listing.papers(rows)]
    assert len(papers) > 3
    for paper in papers:
        assert 2020 <= (paper.year or 0) <= 2024
        assert "colorectal cancer" in paper.facets.cancer
        assert "animal" in paper.study_types
        assert "metasta" in paper.title.lower()
    named = tuple(paper.id.removeprefix("digest:") for paper in papers[:2])
    assert len(listing.rows(Scope("metasta", filters, (*named, "pmid:0", "'")))) == 2
    assert len(listing.rows(Scope("metasta", filters, ()))) == 0
    cargo = Counter(value for paper in papers for value in paper.facets.cargo)
    assert dict(listing.counts(rows, "cargo")) == cargo
    stated = listing.stated(rows, "cargo")
    assert {row: set(stated.get(row, ())) for row in rows} == {
        row: set(paper.facets.cargo) for row, paper in zip(rows, papers, strict=True)
    }


def test_retracted_papers_are_told(listing: Listing) -> None:
    rows = listing.rows(Scope())
    assert [one.paper.pmid for one in listing.papers(row for row in rows if row in listing.retracted())] == ["14"]


def test_a_digest_and_its_paper_are_one_study_by_either_name(place: Path, tmp_path: Path) -> None:
    place = shutil.copytree(place, tmp_path / "index")
    before = open_index(place).listing
    assert ids(before, Scope(papers=("pmid:15",))) == ids(before, Scope(papers=("digest:pmid:15",))) == ["15"]
    (tmp_path / "b.jsonl").write_text('{"pmid": "15", "title": "Itself", "abstract": "Exosomes shrank."}', "utf-8")
    add([tmp_path / "b.jsonl"], index=place)
    after = open_index(place).listing
    assert len(after.rows(Scope())) == len(RECORDS)
    (only,) = after.papers(after.rows(Scope(papers=("digest:pmid:15",))))
    assert (only.paper.title, only.paper.facets.cargo) == ("Itself", ("miR-999",))


def test_a_paper_known_by_its_record_alone_is_no_second_study_beside_its_digest(place: Path, tmp_path: Path) -> None:
    place = shutil.copytree(place, tmp_path / "index")
    (tmp_path / "b.jsonl").write_text('{"pmid": "15", "title": "Exosomes of NK cells"}', "utf-8")
    add([tmp_path / "b.jsonl"], index=place)
    (only,) = open_index(place).listing.papers(open_index(place).listing.rows(Scope("PMID:15")))
    assert only.paper.is_digest
