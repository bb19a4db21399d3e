"""RIS as Zotero, EndNote, Mendeley, Web of Science and Scopus write it, and damage."""

import tempfile
from pathlib import Path

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.records import Notice, Paper, Section
from index.sources.ris import read
from index.sources.stream import Limits, Stream
from index.text import one_line
from tests.index.sources.checks import papers_and_errors_only

ZOTERO = """TY  - JOUR
TI  - Vesicles of <i>foamy</i> macrophages
AU  - Abel, Dora X.
AU  - Müller, Jörg
AU  - Vesicle Consortium
A2  - Editor, Eve
T2  - Journal of Foo
AB  - Little is known. We looked (p<0.05).
DA  - 2021/05/03/
PY  - 2021
DO  - 10.1000/FOO.101
DP  - PubMed
VL  - 12
IS  - 3
SP  - 101
EP  - 110
J2  - J Foo
LA  - eng
SN  - 0000-0001
UR  - https://example.org/foo/101
Y2  - 2021/06/01/10:00:00
L1  - https://example.org/foo/101.pdf
N1  - <p>Comment in: J Bar. PMID: 1</p>
N1  - PMID: 90000001
PMCID: PMC9000001
KW  - exosome
KW  - macrophage
ER  -

"""
ENDNOTE = """TY  - JOUR
AD  - Department of Foo, University of Bar.
Department of Baz.
AN  - 90000002
AU  - Abel, D. X.
C2  - PMC9000002
DA  - May 3
DO  - 10.1000/foo.102
DP  - NLM
ET  - 2021/05/04
KW  - *Exosomes/metabolism
Humans
N1  - 0000-0001
Abel, D X
Retraction in: J Foo. 2022;13:7. doi: 10.1000/foo.7. PMID: 90000007
PY  - 2021
SP  - 8711
ST  - Vesicles
T2  - J Foo
TI  - Vesicles of macrophages
ID  - 42
ER  -
"""
SCOPUS = """TY  - JOUR
TI  - Vesicles of cells
T2  - Journal of Foo
VL  - 9
C7  - 1234
PY  - 2020
DO  - 10.1000/foo.103
AU  - Abel, D.
AD  - Department of Foo; Department of Bar
UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-1
AB  - Words.
KW  - Exosome; Macrophage
PB  - Foo Press
C2  - 90000003
LA  - English
M3  - Review
DB  - Scopus
N1  - Export Date: 1 June 2021; Cited By: 12
ER  -
"""
MENDELEY = """TY  - JOUR
T1  - Vesicles and cells
A1  - Abel, Dora
A1  - Muller, Jorg
Y1  - 2019/03//
N2  - Words again.
JF  - Journal of Foo
VL  - 7
IS  - 2
SP  - 5
EP  - 9
UR  - https://doi.org/10.1000/foo.104
ER  -
"""


def found(data: str | bytes, limits: Limits | None = None) -> list[Paper | SourceError]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "papers.ris")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        try:
            with Stream(path, limits) as stream:
                return list(read(stream))
        except SourceError as error:
            return [error]


def record(*lines: str, kind: str = "JOUR") -> str:
    return "\n".join([f"TY  - {kind}", "TI  - Title", *lines, "ER  - ", ""])


def test_zotero():
    (paper,) = found(ZOTERO)
    assert (paper.id, paper.title) == ("pmid:90000001", "Vesicles of foamy macrophages")
    assert paper.authors == ("Abel, Dora X.", "Müller, Jörg", "Vesicle Consortium")
    assert (paper.journal, paper.year, paper.doi) == ("Journal of Foo", 2021, "10.1000/foo.101")
    assert (paper.pmcid, paper.url) == ("PMC9000001", "https://example.org/foo/101")
    assert paper.publication_types == ("journal article",)
    assert paper.sections == (Section("Abstract", "Little is known. We looked (p<0.05)."),)
    assert dict(paper.details) == {
        "Volume": "12",
        "Issue": "3",
        "Pages": "101-110",
        "Keywords": "exosome; macrophage",
    }


def test_endnote_whose_lines_go_on_and_whose_notes_name_other_papers():
    (paper,) = found(ENDNOTE)
    assert (paper.pmid, paper.pmcid, paper.doi, paper.year) == ("90000002", "PMC9000002", "10.1000/foo.102", 2021)
    assert dict(paper.details) == {
        "Affiliations": "Department of Foo, University of Bar.; Department of Baz.",
        "Pages": "8711",
        "Keywords": "Exosomes/metabolism; Humans",
    }


def test_scopus_web_of_science_and_mendeley():
    scopus, mendeley = found(SCOPUS + MENDELEY)
    assert (scopus.pmid, scopus.publication_types) == ("90000003", ("journal article", "review"))
    assert dict(scopus.details)["Article number"] == "1234"
    assert dict(scopus.details)["Keywords"] == "Exosome; Macrophage"
    assert (mendeley.title, mendeley.authors) == ("Vesicles and cells", ("Abel, Dora", "Muller, Jorg"))
    assert (mendeley.doi, mendeley.year, mendeley.journal) == ("10.1000/foo.104", 2019, "Journal of Foo")
    assert mendeley.sections == (Section("Abstract", "Words again."),)
    (paper,) = found(record("AN  - WOS:000000000000001", "M3  - Article", "DA  - MAY 3", "PY  - 2021"))
    assert (paper.pmid, paper.year, paper.publication_types) == (None, 2021, ("journal article",))


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        (["AN  - 90000009", "DB  - Ovid MEDLINE(R)"], "90000009"),
        (["AN  - 90000009", "DB  - Embase"], None),
        (["AN  - 90000009"], None),
        (["M2  - PMID: 90000009"], "90000009"),
        (["C3  - PUBMED 90000009"], "90000009"),
        (["UR  - https://pubmed.ncbi.nlm.nih.gov/90000009/"], "90000009"),
        (["N1  - Erratum in: J Foo. 2022. PMID: 90000009"], None),
        (["C2  - 90000009"], None),
    ],
)
def test_a_pmid_is_taken_where_it_is_sure_to_be_the_papers_own(lines, pmid):
    assert found(record(*lines))[0].pmid == pmid


@pytest.mark.parametrize(
    ("lines", "doi"),
    [
        (["M3  - doi: 10.1000/foo.1"], "10.1000/foo.1"),
        (["L3  - 10.1000/foo.1"], "10.1000/foo.1"),
        (["N1  - DOI: 10.1000/foo.1"], "10.1000/foo.1"),
        (["N1  - Retraction in: J Foo. doi: 10.1000/foo.1"], None),
        (["UR  - https://example.org/doi/10.1000/foo.1/full"], None),
    ],
)
def test_a_doi_is_taken_where_it_is_sure_to_be_the_papers_own(lines, doi):
    assert found(record(*lines))[0].doi == doi


def test_types_of_reference_and_what_a_part_is_published_in():
    (chapter,) = found(record("T2  - Handbook of Foo", "PB  - Bar Press", kind="CHAP"))
    assert (chapter.journal, chapter.publication_types) == (None, ("book chapter",))
    assert dict(chapter.details) == {"Published in": "Handbook of Foo", "Publisher": "Bar Press"}
    (preprint,) = found(record("PB  - bioRxiv", kind="UNPB"))
    assert preprint.publication_types == ("preprint",)
    (retracted,) = found("TY  - JOUR\nTI  - RETRACTED ARTICLE: Vesicles\nER  - \n")
    assert retracted.notices == (Notice("retracted", None, "title"),)


def test_one_space_before_the_hyphen_and_text_before_the_first_record_do_no_harm():
    (paper,) = found("Provider: Foo\nDatabase: Bar\n\nTY - JOUR\nTI - Title\nPY - 2020\nER -\n")
    assert (paper.title, paper.year) == ("Title", 2020)


@pytest.mark.parametrize(
    ("bad", "cause"),
    [
        (b"TY  - JOUR\nPY  - 2020\nER  - \n", "a record with neither a title nor an abstract"),
        (b"TY  - JOUR\nTI  - caf\xe9\nER  - \n", "not UTF-8"),
        (b"AU  - Abel, D\nTI  - No type\nER  - \n", "a record without a line TY"),
        (b"TY  - JOUR\nAB  - \n" + b"x\n" * 2000 + b"ER  - \n", "a record of more than 0.002 MB"),
    ],
)
def test_a_bad_record_is_named_and_the_others_are_read(bad, cause):
    good = b"TY  - JOUR\nTI  - Good\nER  - \n"
    first, error, last = found(good + bad + good, Limits(record=2000, file=10**6, seconds=60))
    assert (first.title, last.title) == ("Good", "Good")
    assert f"papers.ris:4: {cause}" in str(error)
    assert "; " in str(error)


def test_a_record_that_the_next_one_ends_is_read_and_one_that_is_cut_off_is_refused():
    first, second, error = found("TY  - JOUR\nTI  - A\n" + record() + "TY  - JOUR\nTI  - Cu")
    assert (first.title, second.title) == ("A", "Title")
    assert "papers.ris:6: a record without a line ER at its end, cut off" in str(error)


def test_a_file_without_a_record_is_an_error():
    assert "no RIS record" in str(found("Dear colleague,\n")[0])


@given(st.binary(max_size=300))
def test_any_bytes_give_papers_and_errors_only(data):
    papers_and_errors_only(found(data))
    papers_and_errors_only(found(b"TY  - JOUR\n" + data + b"\nER  - "))


WHOLE = (ZOTERO + ENDNOTE + SCOPUS).encode()


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_file_cut_or_damaged_anywhere_gives_papers_and_errors_only(cut, at, byte):
    data = bytearray(WHOLE)
    papers_and_errors_only(found(bytes(data[:cut])))
    data[at] = byte
    papers_and_errors_only(found(bytes(data)))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(one_line)
NAME = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12).filter(one_line)


@given(WORDS, WORDS, st.lists(st.tuples(NAME, NAME), max_size=4), st.integers(1700, 2099), st.integers(1, 10**8))
def test_what_is_written_is_read_back(title, abstract, authors, year, number):
    names = [f"{family}, {given_name}" for family, given_name in authors]
    record = {
        "type_of_reference": "JOUR",
        "title": title,
        "abstract": f"{abstract} end",
        "authors": names,
        "year": str(year),
        "doi": f"10.1000/x{number}",
    }
    first, second = found(rispy.dumps([record, record]))
    assert first == second
    assert (first.title, first.year, first.doi) == (one_line(title), year, f"10.1000/x{number}")
    assert one_line(first.sections[0].text) == one_line(f"{abstract} end")
    assert first.authors == tuple(dict.fromkeys(map(one_line, names)))
