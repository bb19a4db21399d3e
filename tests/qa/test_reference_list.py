"""Lists of references, in the style that ships and in others."""

import warnings
from pathlib import Path

import citeproc
import pytest

from index.errors import VesicleError
from index.records import Paper
from qa.export.papers import Cited
from qa.export.reference_list import VANCOUVER, reference_list


def own_style(place: Path, layout: str, attributes: str = "") -> Path:
    path = place / "own.csl"
    bibliography = f"<bibliography {attributes}><layout>{layout}</layout></bibliography>"
    path.write_text(f'<style xmlns="http://purl.org/net/xbiblio/csl">{bibliography}</style>', "utf-8")
    return path


def test_the_style_that_ships_is_valid_csl() -> None:
    with warnings.catch_warnings(action="error"):
        citeproc.CitationStylesStyle(str(VANCOUVER), validate=True)


def test_vancouver_is_as_the_national_library_of_medicine_has_it() -> None:
    authors = ("Abe, Jean-Pierre", "van der Berg, CZ", "West, Cornel, Jnr", "王, 明", "Tumor Atlas Network")
    details = (("Volume", "15"), ("Issue", "3"), ("Pages", "101-110"))
    many = tuple(f"Name{letter}, {letter}" for letter in "ABCDEFG")
    book = (("Published in", "Vesicles"), ("Publisher", "Wiley"), ("Pages", "7-9"))
    papers = [
        Paper("1", "Is miR-21 in M2?", authors, "Cell", 2023, doi="10.1/x", pmid="7", details=details),
        Paper("2", "Many.", many, url="http://x.org/y"),
        Paper("3", "Early", kind="preprint", journal="bioRxiv", year=2024),
        Paper("4", "Part", year=2020, publication_types=("book chapter",), details=book),
    ]
    assert reference_list([Cited(paper.id, paper) for paper in papers]) == [
        "1. Abe JP, van der Berg CZ, West C Jnr, 王 明, Tumor Atlas Network. Is miR-21 in M2? Cell. 2023;15(3):101-10."
        " doi: 10.1/x. PMID: 7.",
        "2. NameA A, NameB B, NameC C, NameD D, NameE E, NameF F, et al. Many. Available from: http://x.org/y",
        "3. Early [preprint]. bioRxiv. 2024.",
        "4. Part. In: Vesicles. Wiley. 2020:7-9.",
    ]


def test_a_style_that_sets_numbers_apart_has_a_space_behind_them(tmp_path: Path) -> None:
    layout = '<text variable="citation-number" prefix="[" suffix="]"/><text variable="title"/>'
    style = own_style(tmp_path, layout, 'second-field-align="flush"')
    cited = [Cited("so", Paper("1", "So")), Cited("thus", Paper("2", "Thus"))]
    assert reference_list(cited, style) == ["[1] So", "[2] Thus"]
    assert reference_list(cited, style, numbered=False) == ["So", "Thus"]


def test_no_style_changes_the_letters_of_a_gene(tmp_path: Path) -> None:
    style = own_style(tmp_path, '<text variable="title" text-case="sentence"/>')
    cited = [Cited("key", Paper("1", "Exosomal (miR-934) Of M2 And T Cells Lowers TNF-α"))]
    assert reference_list(cited, style) == ["Exosomal (miR-934) of M2 and T cells lowers TNF-α"]


STYLE = '<style xmlns="http://purl.org/net/xbiblio/csl">{}</style>'
PARENT = '<info><link href="http://x/nature" rel="independent-parent"/></info>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        ("not XML", "Start tag expected"),
        ("<style/>", "its layout cannot be followed"),
        (STYLE.format("<citation/>"), "no layout of references"),
        (STYLE.format(PARENT), "only another name of http://x/nature"),
        (STYLE.format('<bibliography><layout><text macro="none"/></layout></bibliography>'), "its layout cannot"),
    ],
)
def test_a_style_that_is_none_is_one_clear_line(content: str | None, message: str, tmp_path: Path) -> None:
    if content:
        (tmp_path / "own.csl").write_text(content, "utf-8")
    with pytest.raises(VesicleError, match=message) as raised:
        reference_list([Cited("key", Paper("1", "So"))], tmp_path / "own.csl")
    assert "own.csl: " in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_style_that_is_none_is_told_even_where_nothing_is_cited(tmp_path: Path) -> None:
    assert reference_list([]) == []
    with pytest.raises(VesicleError, match="cannot be read"):
        reference_list([], tmp_path / "none.csl")
