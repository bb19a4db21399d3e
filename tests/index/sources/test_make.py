"""What a record says, whatever its format: retractions told by titles, targets of notices, and no boilerplate."""

import pytest

from index.records import Link
from index.sources.make import make_paper
from index.study import study_types


@pytest.mark.parametrize(
    "title",
    [
        "RETRACTED: Exosomes",
        "Retracted: Exosomes",
        "[Retracted] Exosomes",
        "RETRACTED ARTICLE: Exosomes",
        "RETRACTED ARTICLE Exosomes",
        "RETRACTED—Exosomes",
        "WITHDRAWN: Exosomes",
        "REMOVED: Exosomes",
        "Exosomes (Retracted Publication)",
        "Exosomes (Retracted article. See vol. 12, pg. 3, 2020)",
    ],
)
def test_a_paper_whose_title_says_so_is_retracted_and_is_no_notice(title):
    paper = make_paper(title=title)
    assert paper.retraction
    assert study_types((), (), title, "") == ()


@pytest.mark.parametrize(
    "title",
    [
        "Retraction: Exosomes",
        "Retraction note to: Exosomes",
        "Statement of Retraction: Exosomes",
        "Retraction for Abe et al., Exosomes",
        "Notice of Retraction and Replacement",
    ],
)
def test_a_notice_is_not_itself_retracted_and_names_its_paper(title):
    said = "The editors have retracted this article (https://doi.org/10.1000/X-1) because of figure 2. doi: 10.1000/own"
    paper = make_paper(title=title, doi="10.1000/own", sections=[("Abstract", said)])
    assert paper.retraction is None
    assert study_types((), (), title, "") == ("retraction notice",)
    assert paper.links == (Link("retracts", "doi:10.1000/x-1"),)


@pytest.mark.parametrize(
    "title", ["Retracted nipples in women", "Withdrawal: nicotine", "Correction to normal of p53 loss"]
)
def test_words_of_retraction_and_correction_in_other_titles_mean_nothing(title):
    assert make_paper(title=title).notices == ()
    assert not {"retraction notice", "correction notice"} & set(study_types((), (), title, ""))


@pytest.mark.parametrize(
    "tail",
    [
        " © 2015 Elsevier Inc. All rights reserved. Copyright © 2015.",
        " Copyright © 2015 The Authors. [ABSTRACT FROM AUTHOR]",
        " (C) 2019 Elsevier Inc. All rights reserved.",
        "Competing Interest StatementThe authors have declared no competing interest.",
    ],
)
def test_copyright_and_interests_are_no_part_of_an_abstract(tail):
    paper = make_paper(
        title="T", sections=[("Abstract", f"Exosomes fell in 2015.{tail}"), ("Abstract: Funding", "A fund.")]
    )
    assert [section.text for section in paper.sections] == ["Exosomes fell in 2015."]


def test_a_title_is_made_of_the_first_words_however_long_they_are():
    assert make_paper(sections=[("Text", "x" * 1_000_000)]).title == "x" * 500 + " …"
