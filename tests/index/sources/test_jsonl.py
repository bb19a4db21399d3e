"""JSON Lines: every field, and every way to get a line wrong."""

import json
from pathlib import Path

import pytest

from index.errors import SourceError
from index.information import with_information
from index.records import Notice, Paper, Section
from index.sources import read

FULL = {
    "pmid": 38433165,
    "doi": "https://doi.org/10.1007/S12035",
    "pmcid": "PMC77",
    "title": "M2 exosomes\nprotect",
    "abstract": "They do.",
    "text": "At length.",
    "sections": [{"heading": "Results", "text": "p<0.05"}, {"text": "No heading."}],
    "authors": ["Abe, Chizumi", "M Bhaswant"],
    "journal": "Mol Neurobiol",
    "year": "2024 Oct",
    "publication_types": ["Journal Article", "Systematic Review", "Research Support, N.I.H., Extramural"],
    "mesh": ["Cells, Cultured"],
    "url": "https://example.org/paper",
    "licence": "CC BY 4.0",
    "source": "not a field of ours",
}


@pytest.fixture
def reading(tmp_path: Path):
    def run(*lines: object) -> list[Paper | SourceError]:
        path = tmp_path / "papers.jsonl"
        path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        return list(read(path))

    return run


def test_every_field_is_taken_over(reading):
    (paper,) = reading(FULL)
    assert (paper.id, paper.doi, paper.title) == ("pmid:38433165", "10.1007/s12035", "M2 exosomes protect")
    assert (paper.pmcid, paper.mesh) == ("PMC77", ("Cells, Cultured",))
    assert paper.authors == ("Abe, Chizumi", "M Bhaswant")
    assert (paper.year, paper.kind, paper.study_types) == (2024, "article", ())
    assert paper.publication_types == ("journal article", "systematic review", "research support, n.i.h., extramural")
    assert (paper.journal, paper.url, paper.licence) == ("Mol Neurobiol", "https://example.org/paper", "CC BY 4.0")
    assert paper.sections == (
        Section("Abstract", "They do."),
        Section("Text", "At length."),
        Section("Results", "p<0.05"),
        Section("Text", "No heading."),
    )
    assert with_information(paper).sections[-1].text.split("\n")[:3] == [
        "Title: M2 exosomes protect",
        "Authors: Chizumi Abe, M Bhaswant",
        "Journal: Mol Neurobiol",
    ]


def test_what_is_not_known_stays_empty(reading):
    (paper,) = reading(
        {"title": "Only a title", "year": "in press", "doi": None, "pmid": "PMC7", "url": "javascript:x"}
    )
    assert paper.id.startswith("sha:")
    assert (paper.year, paper.doi, paper.pmid, paper.url, paper.authors) == (None, None, None, None, ())
    assert paper.sections == ()
    assert [section.text for section in with_information(paper).sections] == ["Title: Only a title\nKind: article"]


def test_one_author_may_be_a_plain_string(reading):
    assert reading({"title": "T", "authors": "Yadav"})[0].authors == ("Yadav",)
    assert reading({"title": "T", "authors": "Abe, C; Dai, Q"})[0].authors == ("Abe, C", "Dai, Q")


def test_a_record_without_a_title_is_shown_by_its_first_words(reading):
    (paper,) = reading({"text": "one two three four five six seven eight nine ten eleven twelve thirteen"})
    assert paper.title == "one two three four five six seven eight nine ten eleven twelve …"


def test_publication_types_are_kept_as_they_are_in_lower_case_and_each_once(reading):
    (paper,) = reading({"title": "T", "publication_types": ["Review", "Meta-Analysis", "review"]})
    assert paper.publication_types == ("review", "meta-analysis")


def test_a_retracted_publication_is_marked_and_its_notice_is_not(reading):
    paper, notice = reading(
        {"title": "T", "publication_types": ["Retracted Publication"]},
        {"title": "Retraction Note", "publication_types": ["Retraction Notice"]},
    )
    assert paper.retraction == Notice("retracted", None, "publication type")
    assert notice.retraction is None


@pytest.mark.parametrize(
    "line",
    [
        b"{not json",
        b"[1, 2]",
        b'"text"',
        b"\0\0\0",
        b'{"title": "caf\xe9"}',
        b"[" * 100_000,
        b'{"title": 7}',
        b'{"title": "T", "year": true}',
        b'{"title": "T", "authors": [1]}',
        b'{"title": "T", "authors": "Smith J, Jones K"}',
        b'{"title": "T", "sections": "all"}',
        b'{"title": "T", "sections": ["one"]}',
        b'{"title": "T", "sections": [{"text": 3}]}',
        b'{"title": " ", "abstract": null}',
        b"{}",
    ],
)
def test_a_bad_line_in_the_middle_is_named_and_the_others_are_read(reading, line):
    first, error, last = reading({"title": "Before"}, line, {"title": "After"})
    assert (first.title, last.title) == ("Before", "After")
    assert isinstance(error, SourceError)
    assert "papers.jsonl:2: " in str(error)
    assert "; " in str(error)
    assert "\n" not in str(error)


def test_control_characters_and_lone_surrogates_do_not_reach_the_text(reading):
    (paper,) = reading(b'{"title": "a\\u0000b \\ud83d c", "abstract": "x\\udfffy"}')
    everything = paper.title + "".join(section.text for section in paper.sections)
    assert "\0" not in everything
    assert everything.encode("utf-8").decode("utf-8") == everything


def test_a_byte_order_mark_and_blank_lines_do_no_harm(reading):
    assert [paper.title for paper in reading(b'\xef\xbb\xbf{"title": "One"}\r', b"  ", b'{"title": "Two"}')] == [
        "One",
        "Two",
    ]
