"""A page saved as text: what is the paper's is kept, what is the site's is not."""

from pathlib import Path

import pytest

from index.corpus import REVIEW
from index.errors import SourceError
from index.records import Paper
from index.sources import read

PAGE = """Vesicles of Invented Cells Carry Nothing but Water


Doe Jane1,van der Berg Jan1,2ORCID,Li Wei2ORCID*


1. Institute of Inventions, Example University, 1 Example Street, Sampletown 12345, Examplia

2. Department of Made-up Medicine, Sample Hospital, Sampletown 12346, Examplia


Background: Invented cells release vesicles that no one has seen. Methods: We looked for them (n = 12).

Results: The vesicles carried water; p<0.05. They were 5 μm wide. Nothing else was found in any of the samples.


订阅此论文施引文献,注册后可以免费订阅5篇论文的施引文献。


Pharmaceutical Science,Oncology

Reference1,207 articles.

1. Roe, R., Poe, P., and Moe, M.-A. (2019). Atlas of Water: Wet, Dry, Sample Press. Available online:

2. Water in Cells; a Review;Roe;J. Inv. Cells,2020

3. Untitled Waters;;Water,2018

4. Doe, J. (2021). Water Moves in Vesicles. J. Inv. Cells, 7.

5. 订阅此论文施引文献,注册后可以免费订阅5篇论文的施引文献

6. What is neither shape

Cited by 3 articles. 订阅此论文施引文献,注册后可以免费订阅5篇论文的施引文献,订阅后可以查看论文全部施引文献

7. A Line Below;Site;Its own,2024




Copyright © 2019-2024 北京同舟云网络信息技术有限公司
京公网安备11010802033243号  京ICP备18003416号-3
"""
SEED = Path(__file__).parents[3].parent / "shared" / "seed" / "review-page.txt"
SITE = ["订阅", "施引文献", "ICP", "Copyright", "Cited by", "Available online", "Pharmaceutical Science", "Reference1"]


@pytest.fixture
def reading(tmp_path: Path):
    def run(text: str, name: str = "page.html.saved") -> list[Paper | SourceError]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return list(read(tmp_path / name))

    return run


def test_the_paper_is_read_whatever_the_file_is_called(reading):
    for name in ["page", "page.txt", "page.md", "page.csv"]:
        paper = reading(PAGE, name)[0]
        assert paper.title == "Vesicles of Invented Cells Carry Nothing but Water"
    assert paper.authors == ("Doe Jane", "van der Berg Jan", "Li Wei")
    assert dict(paper.details) == {
        "Affiliations": "Institute of Inventions, Example University, 1 Example Street, Sampletown 12345, Examplia; "
        "Department of Made-up Medicine, Sample Hospital, Sampletown 12346, Examplia",
        "Number of references": "1207",
    }


def test_the_abstract_is_all_of_its_paragraphs_and_nothing_else(reading):
    (section,) = reading(PAGE)[0].sections
    assert section.heading == "Abstract"
    assert [line.split(":")[0] for line in section.text.split("\n")] == ["Background", "Results"]
    assert section.text.endswith("any of the samples.")


def test_both_shapes_of_reference_are_taken_apart_and_other_lines_are_none(reading):
    paper, *references = reading(PAGE)
    assert [(found.title, found.authors, found.journal, found.year) for found in references] == [
        ("Atlas of Water: Wet, Dry", ("Roe, R.", "Poe, P.", "Moe, M.-A."), None, 2019),
        ("Water in Cells; a Review", ("Roe",), "J. Inv. Cells", 2020),
        ("Untitled Waters", (), "Water", 2018),
        ("Water Moves in Vesicles", ("Doe, J.",), "J. Inv. Cells", 2021),
    ]
    assert dict(references[0].details) == {"Publisher": "Sample Press"}
    assert all(found.kind == "reference" and found.cited_by == (paper.id,) for found in references)


def test_nothing_of_the_site_is_in_any_field(reading):
    everything = repr(reading(PAGE))
    assert not [words for words in SITE if words in everything]


def test_lines_of_the_site_in_other_places_are_still_none_of_the_paper(reading):
    moved = PAGE.replace("Doe Jane1,", "订阅此论文施引文献\n\nDoe Jane1,", 1).replace(
        "2. Department", "京ICP备18003416号-3\n\n2. Department"
    )
    assert not [words for words in SITE if words in repr(reading(moved))]


def test_a_page_without_authors_and_affiliations_is_read(reading):
    title, *rest = PAGE.split("\n\n\n")
    paper = reading("\n\n\n".join([title, *rest[2:]]))[0]
    assert (paper.title, paper.authors) == ("Vesicles of Invented Cells Carry Nothing but Water", ())


def test_a_page_without_an_abstract_is_refused(reading):
    (error,) = reading("\n\n\n".join(PAGE.split("\n\n\n")[:3] + PAGE.split("\n\n\n")[4:]))
    assert "a saved page without an abstract; save the whole page" in str(error)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(reading):
    assert reading("\ufeff" + PAGE.replace("\n", "\r\n")) == reading(PAGE)


if SEED.exists():

    def test_the_review_s_page_agrees_with_what_ships():
        page, *listed = read(SEED)
        review, *references = read(REVIEW)
        assert (page.title, page.sections) == (review.title, review.sections)
        assert [author.split()[0] for author in page.authors] == [name.split(",")[0] for name in review.authors]
        for label in ("Affiliations", "Number of references"):
            assert dict(page.details)[label] == dict(review.details)[label]
        assert list(map(_told, listed)) == list(map(_told, references))
        assert not [words for words in SITE if words in repr([page, *listed])]


def _told(reference: Paper) -> tuple[object, ...]:
    families = [author.split(",")[0] for author in reference.authors]
    return reference.title, families, reference.journal, reference.year, reference.details
