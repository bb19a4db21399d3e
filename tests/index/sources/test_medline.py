"""MEDLINE as PubMed saves it: every field, what became of a paper, and damage."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.records import Link, Notice, Paper, Section
from index.sources.medline import read
from index.sources.stream import Limits, Stream
from index.text import one_line
from tests.index.sources.checks import papers_and_errors_only

FULL = """
PMID- 90000001
OWN - NLM
STAT- MEDLINE
DCOM- 20210601
LR  - 20220310
IS  - 0000-0001 (Electronic)
VI  - 12
IP  - 3
DP  - 2021 May 3
TI  - Vesicles of <i>foamy</i> macrophages carry miR-000 to tumour cells in
      a model.
PG  - 101-110
LID - e101 [pii]
LID - 10.1000/FOO.101 [doi]
AB  - BACKGROUND: Little is known (p<0.05). METHODS: We isolated vesicles by
      ultracentrifugation. RESULTS: They carried miR-000. CONCLUSIONS: They do.
CI  - Copyright (c) 2021 Nobody. All rights reserved.
FAU - Abel, Dora X
AU  - Abel DX
AUID- ORCID: 0000-0000-0000-0000
AD  - Department of Foo, University of Bar, Baz. Electronic address: d.abel@example.org.
FAU - Müller, Jörg
AU  - Müller J
AD  - Department of Foo, University of Bar, Baz.
CN  - Vesicle Consortium
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
DEP - 20210503
PL  - England
TA  - J Foo
JT  - Journal of foo
JID - 0000001
MH  - Animals
MH  - *Exosomes/genetics/metabolism
MH  - Macrophages/*immunology
PMC - PMC9000001
OTO - NOTNLM
OT  - *exosome
OT  - tumour microenvironment
COIS- None.
EDAT- 2021/05/04 06:00
AID - 10.1000/FOO.101 [doi]
PST - epublish
SO  - J Foo. 2021 May 3;12(3):101-110. doi: 10.1000/FOO.101.
"""


def found(data: str | bytes, limits: Limits | None = None) -> list[Paper | SourceError]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "papers.nbib")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        try:
            with Stream(path, limits) as stream:
                return list(read(stream))
        except SourceError as error:
            return [error]


def record(*lines: str) -> str:
    return "\n".join(["PMID- 90000002", "TI  - Title.", *lines, ""])


def test_every_field_is_taken_over():
    (paper,) = found(FULL)
    assert paper.id == "pmid:90000001"
    assert paper.title == "Vesicles of foamy macrophages carry miR-000 to tumour cells in a model."
    assert paper.authors == ("Abel, Dora X", "Müller, Jörg", "Vesicle Consortium")
    assert (paper.journal, paper.year) == ("Journal of foo", 2021)
    assert (paper.doi, paper.pmid, paper.pmcid) == ("10.1000/foo.101", "90000001", "PMC9000001")
    assert paper.publication_types == ("journal article", "randomized controlled trial")
    assert paper.mesh == ("Animals", "Exosomes", "Macrophages")
    assert dict(paper.details) == {
        "Affiliations": "Department of Foo, University of Bar, Baz",
        "Volume": "12",
        "Issue": "3",
        "Pages": "101-110",
        "Keywords": "exosome; tumour microenvironment",
    }
    assert paper.sections == (
        Section("Abstract: Background", "Little is known (p<0.05)."),
        Section("Abstract: Methods", "We isolated vesicles by ultracentrifugation."),
        Section("Abstract: Results", "They carried miR-000."),
        Section("Abstract: Conclusions", "They do."),
    )


@pytest.mark.parametrize(
    "abstract",
    [
        "METHODS: One part alone.",
        "We had METHODS: one and two. RESULTS: both.",
        "METHODS: One. METHODS: Two. RESULTS: Both.",
        "AIM of this was: to look.",
    ],
)
def test_labels_that_leave_a_doubt_stay_in_one_abstract(abstract):
    (paper,) = found(record(f"AB  - {abstract}"))
    assert paper.sections == (Section("Abstract", abstract),)


@pytest.mark.parametrize(
    ("line", "notices", "links"),
    [
        ("RIN - J Foo. 2022 Mar 3;13(1):7. doi: 10.1000/foo.7. PMID: 90000007", [("retracted", "2022-03-03")], []),
        ("RIN - J Foo (Baz). 2022 Mar-Apr;13:7. PMID: 90000007", [("retracted", "2022")], []),
        ("ECI - J Foo. 2022 Apr;13(1):8. PMID: 90000008", [("concern", "2022-04")], []),
        ("EIN - J Foo. 2022;13(1):9", [("corrected", "2022")], []),
        ("CRI - Doe J. In: J Foo. 2023 Jan 1;14(1):1. PMID: 90000009", [("corrected", "2023-01-01")], []),
        ("ROF - J Foo. 2021 May 3;12(3):101-110. PMID: 90000001", [], [("retracts", "pmid:90000001")]),
        ("ECF - J Foo. 2021;12(3):101. doi: 10.1000/FOO.101", [], [("questions", "doi:10.1000/foo.101")]),
        ("EFR - J Foo. 2021;12(3):101. doi: 10.1000/foo.101. PMID: 90000001", [], [("corrects", "pmid:90000001")]),
        ("CRF - J Foo. 2021;12(3):101. PMID: 90000001", [], [("corrects", "pmid:90000001")]),
        ("RPI - J Bar. 2022;1(1):1. PMID: 90000010", [], []),
        ("CIN - J Bar. 2022;1(1):1. PMID: 90000010", [], []),
        ("UOF - bioRxiv. 2020 Jul 1:2020.07.01.000000. PMID: 90000011", [], [("has preprint", "pmid:90000011")]),
        ("UOF - Cochrane Database Syst Rev. 2012;(3):CD000. PMID: 90000012", [], []),
        ("UIN - J Foo. 2021;12(3):101. PMID: 90000001", [], []),
        ("PT  - Preprint\nUIN - J Foo. 2021;12(3). PMID: 90000001", [], [("preprint of", "pmid:90000001")]),
    ],
)
def test_what_became_of_a_paper_and_what_it_is_to_another(line, notices, links):
    (paper,) = found(record(line))
    assert paper.notices == tuple(Notice(status, date, "PubMed") for status, date in notices)
    assert paper.links == tuple(Link(*link) for link in links)


def test_a_retraction_is_told_once_and_by_who_knows_best():
    (paper,) = found(record("PT  - Retracted Publication"))
    assert paper.notices == (Notice("retracted", None, "publication type"),)
    (paper,) = found(record("PT  - Retracted Publication", "RIN - J Foo. 2022 Mar 3;13:7. PMID: 90000007"))
    assert paper.notices == (Notice("retracted", "2022-03-03", "PubMed"),)
    (paper,) = found("PMID- 90000003\nTI  - RETRACTED: Vesicles.\n")
    assert paper.notices == (Notice("retracted", None, "title"),)
    (paper,) = found("PMID- 90000003\nTI  - RETRACTED: Vesicles.\nROF - J Foo. 2021;1:1. PMID: 90000001\n")
    assert paper.notices == ()


def test_a_chapter_is_found_in_its_book_and_a_book_by_its_own_title():
    chapter, book = found(
        "PMID- 90000004\nTI  - Vesicles\nBTI - Handbook of Foo\nPB  - Bar Press\nDP  - 2020\n"
        "FED - Doe, Jane\nAU  - Abel D\n"
        "\nPMID- 90000005\nBTI - Handbook of Bar\n"
    )
    assert (chapter.title, chapter.journal, chapter.authors) == ("Vesicles", None, ("Abel D",))
    assert dict(chapter.details) == {"Published in": "Handbook of Foo", "Publisher": "Bar Press"}
    assert (book.title, book.details) == ("Handbook of Bar", ())


def test_records_may_follow_without_a_blank_line_and_blank_lines_may_be_many():
    assert [paper.pmid for paper in found("\n\nPMID- 1\nTI  - A\nPMID- 2\r\nTI  - B\r\n\r\n\n\nPMID- 3\nTI  - C")] == [
        "1",
        "2",
        "3",
    ]


@pytest.mark.parametrize(
    ("bad", "cause"),
    [
        (b"PMID- 2\nDP  - 2020\n", "record 2 has neither a title nor an abstract"),
        (b"PMID- 2\nTI  - caf\xe9\n", "not UTF-8"),
        (b"PMID- 2\nTI  - " + b"x" * 3000 + b"\n", "a line of more than 0.002 MB"),
        (b"PMID- 2\nTI  - " + b"x\n      " * 500 + b"\n", "a record of more than 0.002 MB"),
    ],
)
def test_a_bad_record_is_named_and_the_others_are_read(bad, cause):
    first, error, last = found(
        b"PMID- 1\nTI  - A\n\n" + bad + b"\nPMID- 3\nTI  - C\n", Limits(record=2000, file=10**6, seconds=60)
    )
    assert (first.pmid, last.pmid) == ("1", "3")
    assert f"papers.nbib:{5 if 'a line' in cause else 4}: {cause}" in str(error)
    assert "; " in str(error)


def test_a_file_without_a_record_is_an_error():
    assert "no MEDLINE record" in str(found("Dear colleague,\n")[0])


@given(st.binary(max_size=300))
def test_any_bytes_give_papers_and_errors_only(data):
    papers_and_errors_only(found(data))
    papers_and_errors_only(found(b"PMID- 1\nTI  - " + data))


@given(st.integers(0, len(FULL.encode())), st.integers(0, len(FULL.encode()) - 1), st.integers(0, 255))
def test_a_file_cut_or_damaged_anywhere_gives_papers_and_errors_only(cut, at, byte):
    data = bytearray(FULL.encode())
    papers_and_errors_only(found(bytes(data[:cut])))
    data[at] = byte
    papers_and_errors_only(found(bytes(data)))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(one_line)
NAME = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12).filter(one_line)


@given(WORDS, WORDS, st.lists(st.tuples(NAME, NAME), max_size=4), st.integers(1700, 2099), st.integers(1, 10**8))
def test_what_is_written_is_read_back(title, abstract, authors, year, number):
    lines = [f"PMID- {number}", "TI  - " + title.replace(" ", "\n      "), f"AB  - {abstract} end", f"DP  - {year} Jan"]
    lines += [f"FAU - {family}, {given_name}" for family, given_name in authors]
    (paper,) = found("\n".join([*lines, f"LID - 10.1000/x{number} [doi]", ""]))
    assert (paper.title, paper.year, paper.doi) == (one_line(title), year, f"10.1000/x{number}")
    assert paper.sections[0].text == one_line(f"{abstract} end").replace("\n", " ")
    assert paper.authors == tuple(dict.fromkeys(one_line(f"{family}, {given_name}") for family, given_name in authors))
