"""What ships: the review, exactly as its page has it, and the references the page lists."""

from index.complete import complete
from index.corpus import REVIEW
from index.records import Paper
from index.sources import read


def shipped() -> list[Paper]:
    papers = list(read(REVIEW))
    assert all(isinstance(paper, Paper) for paper in papers)
    return [complete(paper) for paper in papers]


def test_the_review_is_the_first_paper():
    review = shipped()[0]
    assert review.id == "doi:10.3390/pharmaceutics15031024"
    assert review.title == "The Potential Use of Exosomes in Anti-Cancer Effect Induced by Polarized Macrophages"
    assert review.authors == ("Abe, Chizumi", "Bhaswant, Maharshi", "Miyazawa, Teruo", "Miyazawa, Taiki")
    assert (review.journal, review.year, review.kind, review.licence) == ("Pharmaceutics", 2023, "review", "CC BY 4.0")


def test_its_abstract_and_information_are_the_whole_of_it():
    abstract, information = shipped()[0].sections
    assert abstract.heading == "Abstract"
    assert abstract.text.startswith("The rapid development of aberrant cells outgrowing their normal bounds,")
    assert "to other organs—a process known as metastasis—is one" in abstract.text
    assert abstract.text.endswith(
        "develop an ‘indirect’, more natural, and harmless cancer treatment through regulating macrophage polarization."
    )
    assert len(abstract.text) == 1415
    lines = information.text.split("\n")
    assert "Authors: Chizumi Abe, Maharshi Bhaswant, Teruo Miyazawa, Taiki Miyazawa" in lines
    assert "Number of references: 118" in lines
    assert [line for line in lines if line.startswith("Affiliation: New Industry Creation Hatchery Center (NICHe),")]


def test_the_five_references_of_the_page_follow():
    review, *references = shipped()
    assert [(paper.authors[0], paper.journal, paper.year) for paper in references] == [
        ("Ferlay, J.", None, 2020),
        ("Yadav", "AAPS PharmSciTech", 2021),
        ("Rosenblum", "Nat. Commun.", 2018),
        ("Dai", "ACS Nano", 2018),
        ("Vargason", "Nat. Biomed. Eng.", 2021),
    ]
    assert all(paper.is_reference and paper.cited_by == (review.id,) for paper in references)
    assert "Publisher: International Agency for Research on Cancer" in references[0].sections[-1].text


def test_nothing_of_the_site_it_was_saved_from_is_left():
    everything = REVIEW.read_text(encoding="utf-8")
    assert not any("\u4e00" <= character <= "\u9fff" for character in everything)
    assert "Copyright" not in everything
    assert "Cited by" not in everything
