"""Plain text and Markdown: one file is one paper, its lines are paragraphs, its references are papers."""

import time
from pathlib import Path

import pytest

from index.errors import SourceError
from index.records import Paper
from index.sources import Limits, read

MARKDOWN = """---
title: "Uptake of vesicles: a study"
authors:
  - Doe, Jane
  - name: Roe, Richard
year: 2021
journal: Journal of Inventions
doi: https://doi.org/10.1000/ABC
tags: [water, "cells"]
---
<!-- a note
to ourselves -->
# Uptake of vesicles: a study

## Abstract

**Vesicles** carry *miR-21* to
`macrophages`[^1]. See [the atlas](http://example.org/a_(b)) &amp; ![a figure](f.png).

## 2. Results
### 2.1 Uptake
Cells took up 10<sup>6</sup> vesicles (p<0.05), HLA-A*02:01,
gene_a_b and \\*.

- first item
  goes on
- second item

1. one
2. two

| Cell | Dose |
|------|------|
| M1   | 5 nM |

```python
x = 1
```

## Acknowledgements and funding
Secret thanks.
### To whom
More secret thanks.

## References
1. Roe R. Ligands. J Inv 2018. doi:10.1000/one.
2. Poe P. Delivery. J Inv 2021. PMID: 33213490

[^1]: Those of mice.
[link]: http://example.org
"""
TEXT = """Vesicles as carriers of water in the treatment
of dry tumours

DOI: 10.1000/xyz
PMID: 33213490 PMCID: PMC7
Authors: Jane Doe, Richard Roe and Wei Li
Year: 2019

ABSTRACT

Vesicles are small bags that are released by
cells. They carry micro-
RNA.

2. Methods
2.1. Cell culture

Cells were grown at 37 °C in 10 % water for
2021. The next day they were gone. A marker of
Results in cells was not found.

Cell    Dose    Effect
M1      5 nM    none
M2\t7 nM\tsome

RESULTS AND DISCUSSION:
- A great deal.
- And more of
  the same.

That of the cells
– which were few –
+ two is not.

Conflicts of Interest
None to tell.

References
[1] Roe, R.; Poe, P. Counting the Water in Cells and
    Elsewhere. J Inv 2018.
[2] Poe P. Delivery. doi: 10.1000/y
"""


@pytest.fixture
def reading(tmp_path: Path):
    def run(text: str | bytes, name: str = "paper.txt") -> list[Paper | SourceError]:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return list(read(path))

    return run


def sections(paper: Paper) -> dict[str, list[str]]:
    return {section.heading: section.text.split("\n") for section in paper.sections}


def test_front_matter_says_what_the_paper_is(reading):
    paper = reading(MARKDOWN, "paper.md")[0]
    assert (paper.id, paper.title) == ("doi:10.1000/abc", "Uptake of vesicles: a study")
    assert (paper.authors, paper.year, paper.journal) == (("Doe, Jane", "Roe, Richard"), 2021, "Journal of Inventions")


def test_markdown_becomes_the_text_that_it_stands_for_under_its_heading_path(reading):
    assert sections(reading(MARKDOWN, "paper.md")[0]) == {
        "Abstract": ["Vesicles carry miR-21 to macrophages. See the atlas & a figure."],
        "Results > Uptake": [
            "Cells took up 10^6 vesicles (p<0.05), HLA-A*02:01, gene_a_b and *.",
            "first item goes on",
            "second item",
            "one",
            "two",
            "Cell | Dose",
            "M1 | 5 nM",
            "x = 1",
        ],
        "Notes": ["Those of mice."],
    }


def test_plain_text_has_the_usual_sections_and_its_lines_are_joined(reading):
    paper = reading(TEXT)[0]
    assert (paper.id, paper.doi, paper.pmcid, paper.year) == ("pmid:33213490", "10.1000/xyz", "PMC7", 2019)
    assert paper.title == "Vesicles as carriers of water in the treatment of dry tumours"
    assert paper.authors == ("Jane Doe", "Richard Roe", "Wei Li")
    assert sections(paper) == {
        "Abstract": ["Vesicles are small bags that are released by cells. They carry micro- RNA."],
        "Methods > Cell culture": [
            "Cells were grown at 37 °C in 10 % water for 2021. The next day they were gone. A marker of Results in"
            " cells was not found.",
            "Cell | Dose | Effect",
            "M1 | 5 nM | none",
            "M2 | 7 nM | some",
        ],
        "Results and discussion": [
            "A great deal.",
            "And more of the same.",
            "That of the cells – which were few – + two is not.",
        ],
    }


@pytest.mark.parametrize(("text", "name"), [(MARKDOWN, "paper.md"), (TEXT, "paper.text")])
def test_what_is_no_evidence_is_nowhere(reading, text, name):
    everything = repr([paper.sections for paper in reading(text, name)])
    assert not [words for words in ("ecret thanks", "None to tell", "ourselves", "Delivery") if words in everything]


def test_the_lines_of_a_reference_list_are_papers_cited_by_this_one(reading):
    for text, name, expected in [
        (
            MARKDOWN,
            "paper.md",
            [
                ("doi:10.1000/one", "Roe R. Ligands. J Inv 2018. doi:10.1000/one."),
                ("pmid:33213490", "Poe P. Delivery. J Inv 2021. PMID: 33213490"),
            ],
        ),
        (
            TEXT,
            "paper.txt",
            [
                ("sha:", "Roe, R.; Poe, P. Counting the Water in Cells and Elsewhere. J Inv 2018."),
                ("doi:10.1000/y", "Poe P. Delivery. doi: 10.1000/y"),
            ],
        ),
        (
            "# T\n\nWords.\n\n# Bibliography\n\nA. One, 2020.\nB. Two, 2021.\n",
            "a.md",
            [("sha:", "A. One, 2020."), ("sha:", "B. Two, 2021.")],
        ),
    ]:
        paper, *references = reading(text, name)
        assert [
            (found.id[: len(start)], found.title) for found, (start, _) in zip(references, expected, strict=True)
        ] == expected
        assert all(found.kind == "reference" and found.cited_by == (paper.id,) for found in references)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The title #\n\nWords.", "The title"),
        ("Words first.\n\n# The title\n\nWords.", "Words first. Words."),
        ("The *title*\n=========\n\nWords.", "The title"),
        ("## The title\n\n## Methods\n\nWords.", "The title"),
        ("# Abstract\n\nWords of it.", "Words of it."),
        ("The title\nWords that follow at some length.", "The title"),
        ("The title?\n\nWords.", "The title?"),
        ("Words that are wrapped at some\nplace. And go on.", "Words that are wrapped at some place. And go on."),
        ("One sentence.\n\nAnother.", "One sentence. Another."),
        ("Title: The title\n\nWords.", "The title"),
        ("Abstract\nWords of it.", "Words of it."),
    ],
)
def test_the_title_is_the_heading_else_a_first_line_that_looks_like_one_else_the_first_words(reading, text, title):
    (paper,) = reading(text, "paper.md")
    assert paper.title == ("The title" if "# The title" in text else title)


@pytest.mark.parametrize("label", ["Abstract:", "ABSTRACT.", "**Abstract:**", "*Abstract* —"])
def test_an_abstract_may_begin_on_the_line_of_its_name(reading, label):
    (paper,) = reading(f"# T\n\nJane Doe\n\n{label} Words of it\nand more.\n", "paper.md")
    assert sections(paper) == {"Main text": ["Jane Doe"], "Abstract": ["Words of it and more."]}


def test_an_identifier_counts_at_the_top_only(reading):
    (paper,) = reading("A title\n\nMethods\n\nWords.\n\nDOI: 10.1000/another\n")
    assert (paper.doi, paper.pmid) == (None, None)
    assert sections(paper) == {"Methods": ["Words.", "DOI: 10.1000/another"]}


def test_a_label_without_a_value_that_it_can_have_is_text(reading):
    (paper,) = reading("A title\n\nDOI: to come\n\nWords.")
    assert sections(paper) == {"Main text": ["DOI: to come", "Words."]}


def test_stars_and_brackets_of_plain_text_stay(reading):
    (paper,) = reading("A title\n\nHere *this* [1] and <b>that</b> are as written.")
    assert sections(paper) == {"Main text": ["Here *this* [1] and <b>that</b> are as written."]}


def test_a_line_that_is_nothing_but_marks_is_none(reading):
    (paper,) = reading("The title\n<p>\n\nWords.\n<br>\nAnd more.\n\n<p>\n", "a.md")
    assert (paper.title, sections(paper)) == ("The title", {"Main text": ["Words. And more."]})


def test_front_matter_that_never_ends_is_text(reading):
    (paper,) = reading("---\nwhy: so\n\nWords.", "a.md")
    assert paper.title == "why: so"


@pytest.mark.parametrize(
    "heading",
    [
        "Sources of funding",
        "Grant support",
        "Declaration of competing interests",
        "Ethics approval",
        "Informed consent",
    ],
)
def test_a_section_of_no_evidence_is_left_out_with_and_without_marks(reading, heading):
    for before in ("## ", ""):
        (paper,) = reading(f"# T\n\n## Results\n\nSeen.\n\n{before}{heading}\n\nNone.\n", "a.md")
        assert sections(paper) == {"Results": ["Seen."]}


def test_where_the_data_are_is_read(reading):
    (paper,) = reading("# T\n\n## Data availability\n\nIn Dryad.\n", "a.md")
    assert sections(paper) == {"Data availability": ["In Dryad."]}


@pytest.mark.parametrize(
    "text", ["---\n", "# \n", "***\n---", "<!-- only this -->", "\\", "<p>", "## Funding\n\nMoney."]
)
def test_a_text_without_words_is_refused_or_as_short_as_it_is(reading, text):
    (found,) = reading(text, "paper.md")
    assert isinstance(found, SourceError) or found.title


@pytest.mark.parametrize(
    "piece",
    r"""
    # #\x20 #\x20a\n * **a\x20 _a\x20 `a\x20 ~~a [ ]( [a]( [a](b ![ [^ ][ <a\x20 <!-- &#1 | a\x20|\x20 1.\x20a\n 1.1
    -\x20a\n - ---\n a\n===\n ```\n > >\x20 [a]:\x20 \x5c \x20 \x20x \n \t a\t \x0c \r a word\x20 Word\n word\n a\n\n (
    """.split(),
)
@pytest.mark.parametrize("before", ["", "T\n\nReferences\n", "---\nauthors: ["])
def test_the_time_is_linear_whatever_is_repeated(reading, before, piece):
    """Were it quadratic, a hundred thousand characters would take minutes."""
    piece = piece.encode().decode("unicode_escape")
    text = before + piece * (100_000 // len(piece))
    started = time.perf_counter()
    for name in ["hostile.md", "hostile.txt"]:
        assert reading(text, name)
    assert time.perf_counter() - started < 10


def test_more_paragraphs_than_a_paper_has_are_refused(tmp_path):
    path = tmp_path / "many.md"
    path.write_text("# a\n\nb\n\n" * 60_000)
    (error,) = read(path, Limits(10**8, 10**8, 60))
    assert "more than 100,000 paragraphs in one paper; split it" in str(error)
