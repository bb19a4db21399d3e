"""The table of Retraction Watch: it marks the papers that are there and those to come, and nothing else."""

import csv
import gzip
import json
import random
import re
import shlex
import subprocess
import sys
import tracemalloc
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import add, build, open_index, remove, verify
from index.errors import IndexMissing, SourceError
from index.pipeline import mark
from index.records import Notice, Paper
from index.retractions import MOST_NAMED, Entry, LeftOut, date_of, read
from index.sources import Limits
from qa import ask
from qa.export import export
from qa.export.text import to_text

ROOT = Path(__file__).parents[2]
COLUMNS = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,"
    "Paywalled,Notes"
).split(",")
FINDING = "Exosomes of NK cells loaded with paclitaxel shrank breast tumours in mice."
QUESTION = "Do exosomes of NK cells loaded with paclitaxel shrink breast tumours?"
STUDY = {"pmid": "1", "doi": "10.1000/one", "title": "A study by Doe", "abstract": FINDING}
OTHER = {"pmid": "2", "title": "Another", "abstract": "Kettles are descaled with acid."}
DAY = "2021-05-12"
RETRACTED, CONCERN = Notice("retracted", DAY, "Retraction Watch"), Notice("concern", DAY, "Retraction Watch")


def row(
    doi: str = "unavailable", pmid: str = "0", nature: str = "Retraction", written: str = "5/12/2021 0:00", **more: str
) -> dict[str, str]:
    cells = dict.fromkeys(COLUMNS, "x") | {"OriginalPaperDOI": doi, "OriginalPaperPubMedID": pmid}
    return cells | {"RetractionNature": nature, "RetractionDate": written} | more


def table(path: Path, *rows: dict[str, str], columns: list[str] = COLUMNS, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def entries(path: Path, limits: Limits | None = None) -> tuple[list[Entry], LeftOut]:
    left_out = LeftOut(path)
    return list(read(path, left_out, limits)), left_out


def paper(place: Path, name: str = "pmid:1") -> Paper:
    found = open_index(place).catalog.paper(name)
    assert found is not None
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An index of a study and of another paper."""
    build([write(tmp_path / "papers.jsonl", STUDY, OTHER)], index=tmp_path / "index")
    return tmp_path / "index"


@pytest.mark.parametrize(
    ("doi", "pmid"),
    [
        ("10.1000/one", "0"),
        ("https://doi.org/10.1000/ONE", "0"),
        ("unavailable", "1"),
        (" doi:10.1000/One ", "Unavailable"),
        ("10.1000/unknown", "1"),
        ("10.1000/one\u00a0", ""),
    ],
)
def test_a_paper_is_found_by_its_doi_or_its_pmid_however_written(place: Path, tmp_path: Path, doi: str, pmid: str):
    done = mark(table(tmp_path / "rw.csv", row(doi, pmid)), index=place)
    assert (done.run.updated, done.run.embedded, done.run.failed) == (1, 0, ())
    assert (paper(place).retraction, paper(place, "pmid:2").notices) == (RETRACTED, ())
    assert "Retracted: 2021-05-12" in paper(place).sections[-1].text
    assert verify(place) == []


@pytest.mark.parametrize(
    ("nature", "status", "is_evidence"),
    [
        ("Retraction", "retracted", False),
        ("Expression of Concern", "concern", True),
        ("correction", "corrected", True),
        ("Reinstatement", "reinstated", True),
    ],
)
def test_only_a_retraction_takes_a_paper_out_of_the_evidence_and_each_is_shown_with_its_date(
    place: Path, tmp_path: Path, nature: str, status: str, is_evidence: bool
):
    assert not ask(QUESTION, index=place).abstained
    done = mark(table(tmp_path / "rw.csv", row(pmid="1", nature=nature)), index=place)
    others = dict.fromkeys(("retracted", "concern", "corrected", "reinstated", "references"), 0)
    assert done.marks == {"entries": 1, **others, status: 1}
    notice = Notice(status, DAY, "Retraction Watch")
    assert (paper(place).notices, paper(place).status) == ((notice,), status)
    answer = ask(QUESTION, index=place)
    assert answer.abstained is not is_evidence
    if is_evidence:
        (cited,) = {citation.paper.id: citation.to_dict()["paper"] for citation in answer.citations}.values()
        assert (cited["retraction"], cited["notices"]) == (None, [asdict(notice)])
        for shown in (to_text(answer), export(answer, "markdown").replace("\\", "")):
            assert "2021-05-12 (according to: Retraction Watch)" in shown


def test_a_reinstated_paper_is_evidence_again_on_the_next_question(place: Path, tmp_path: Path):
    gone = row(pmid="1")
    mark(table(tmp_path / "rw.csv", gone), index=place)
    answer = ask(QUESTION, index=place)
    assert answer.abstained
    assert "has been retracted" in answer.text
    mark(table(tmp_path / "rw.csv", gone, row("10.1000/one", nature="Reinstatement", written="6/1/2022")), index=place)
    assert ask(QUESTION, index=place).citations[0].paper.status == "reinstated"


@pytest.mark.parametrize(
    ("reinstated", "stands"),
    [("5/11/2021 0:00", True), ("5/12/2021 0:00", False), ("5/13/2021", False), ("", False), ("2021-06-01", False)],
)
def test_a_reinstatement_counts_when_it_comes_after_the_retraction(
    place: Path, tmp_path: Path, reinstated: str, stands: bool
):
    rows = [row(pmid="1", nature="Reinstatement", written=reinstated), row(pmid="1")]
    mark(table(tmp_path / "rw.csv", *rows), index=place)
    assert bool(paper(place).retraction) == stands
    assert len(paper(place).notices) == 2


def test_the_date_of_the_table_is_shown_for_what_the_record_tells_without_one(tmp_path: Path):
    place, types = tmp_path / "index", ["Journal Article", "Retracted Publication"]
    build([write(tmp_path / "a.jsonl", STUDY | {"publication_types": types})], index=place)
    assert paper(place).notices == (Notice("retracted", None, "publication type"),)
    mark(table(tmp_path / "rw.csv", row(pmid="1"), row(pmid="1", nature="Correction", written="1/2/2020")), index=place)
    assert paper(place).notices == (Notice("corrected", "2020-01-02", "Retraction Watch"), RETRACTED)
    assert paper(place).retraction == RETRACTED


def test_a_paper_that_comes_later_is_marked_as_it_comes(place: Path, tmp_path: Path):
    done = mark(table(tmp_path / "rw.csv", row("10.1000/late"), row(pmid="7", nature="Correction")), index=place)
    assert (done.run.generation, done.run.updated, done.marks["retracted"]) == ("g-000002", 0, 0)
    late = {"doi": "10.1000/LATE", "title": "A late study", "abstract": FINDING}
    add([write(tmp_path / "late.jsonl", late)], index=place)
    assert paper(place, "doi:10.1000/late").retraction == RETRACTED
    assert open_index(place).status()["retractions"] == {
        "entries": 2,
        **{"retracted": 1, "concern": 0, "corrected": 0, "reinstated": 0, "references": 0},
    }
    # What is learnt of a paper counts too: it is the one with that PMID.
    add([write(tmp_path / "pmid.jsonl", late | {"pmid": "7"})], index=place)
    assert [notice.status for notice in paper(place, "pmid:7").notices] == ["corrected", "retracted"]
    remove(["pmid:7"], index=place)
    add([tmp_path / "late.jsonl"], index=place)
    assert paper(place, "doi:10.1000/late").retraction == RETRACTED


def test_the_same_table_changes_nothing_and_a_newer_one_replaces_it(place: Path, tmp_path: Path):
    rows = [row(pmid="1"), row(pmid="2", nature="Expression of concern"), row("10.1000/elsewhere")]
    first = mark(table(tmp_path / "rw.csv", *rows), index=place)
    assert (first.run.generation, first.run.updated, first.marks["entries"]) == ("g-000002", 2, 3)
    again = mark(table(tmp_path / "again.csv", *reversed(rows), rows[0]), index=place)
    assert (again.run.generation, again.run.updated, again.marks) == ("g-000002", 0, first.marks)
    newer = mark(table(tmp_path / "rw.csv", *rows[1:]), index=place)
    assert (newer.run.generation, newer.run.updated, newer.marks["entries"]) == ("g-000003", 1, 2)
    assert (paper(place).notices, paper(place, "pmid:2").notices) == ((), (CONCERN,))
    elsewhere = mark(table(tmp_path / "rw.csv", rows[1]), index=place)
    assert (elsewhere.run.generation, elsewhere.run.updated, elsewhere.run.embedded) == ("g-000004", 0, 0)
    assert verify(place) == []


def test_references_and_digests_are_marked_and_told_apart_from_papers(tmp_path: Path):
    place = tmp_path / "index"
    digest = {"pmid": "7", "doi": "10.1000/seven", "title": "A study by Roe", "digest": [FINDING]}
    citing = tmp_path / "citing.xml"
    citing.write_text(
        """<article><front><article-meta><article-id pub-id-type="doi">10.1000/citing</article-id>
        <title-group><article-title>Citing</article-title></title-group></article-meta></front><back><ref-list>
        <ref><element-citation><article-title>Cited</article-title><source>J</source>
        <pub-id pub-id-type="doi">10.1000/cited</pub-id></element-citation></ref></ref-list></back></article>"""
    )
    build([write(tmp_path / "digests.jsonl", digest), citing], index=place)
    done = mark(table(tmp_path / "rw.csv", row("10.1000/cited"), row("10.1000/Seven")), index=place)
    assert (done.marks["retracted"], done.marks["references"]) == (1, 1)
    assert paper(place, "doi:10.1000/cited").retraction == RETRACTED
    assert paper(place, "digest:pmid:7").retraction == RETRACTED
    assert ask(QUESTION, index=place).abstained
    # Its paper comes, and takes the place of the digest.
    add([write(tmp_path / "seven.jsonl", {"pmid": "7", "title": "A study by Roe", "abstract": FINDING})], index=place)
    assert paper(place, "pmid:7").retraction == RETRACTED
    assert open_index(place).catalog.marks()["retracted"] == 1
    mark(table(tmp_path / "rw.csv", row("10.1000/none")), index=place)
    remove(["pmid:7"], index=place)
    assert paper(place, "digest:pmid:7").notices == ()
    assert not ask(QUESTION, index=place).abstained


def test_a_record_left_out_for_its_title_gives_its_paper_no_notice(place: Path, tmp_path: Path):
    wrong = {"pmid": "2", "doi": "10.1000/wrong", "title": "Kettles descaled"}
    add([write(tmp_path / "wrong.jsonl", wrong)], index=place)
    mark(table(tmp_path / "rw.csv", row("10.1000/wrong")), index=place)
    assert paper(place, "pmid:2").notices == ()


def test_damaged_rows_are_named_and_the_others_count(place: Path, tmp_path: Path):
    rows = [
        row(pmid="1", Notes="two\nlines, in quotes"),
        row(pmid="2", nature="Apology"),
        row(pmid="2", nature="Correction", written="31/12/2021 0:00"),
        row(),
        row("n/a", "unavailable"),
    ]
    path = table(tmp_path / "rw.csv", *rows)
    with path.open("a", newline="") as file:
        file.write("\n7,Unquoted, comma" + ",x" * 19 + "\n8,cut off")
    done = mark(path, index=place)
    assert [failure.split(f"{path}:")[1].split(";")[0] for failure in done.run.failed] == [
        '4: the RetractionNature "Apology" is not known',
        '5: the RetractionDate "31/12/2021 0:00" is none, so it is taken as 2021',
        "9: a row of 22 columns, not 20",
        "10: a row of 2 columns, not 20",
    ]
    assert (done.nameless, done.damaged) == (2, 4)
    assert paper(place).retraction == RETRACTED
    assert paper(place, "pmid:2").notices == (Notice("corrected", "2021", "Retraction Watch"),)


def test_many_damaged_rows_are_few_lines_and_a_number(tmp_path: Path):
    path = table(tmp_path / "rw.csv", *[row(pmid="1", nature="?")] * 50, row(pmid="1"))
    found, left_out = entries(path)
    assert found == [Entry("pmid:1", "", RETRACTED)]
    assert (left_out.damaged, len(left_out.failed)) == (50, MOST_NAMED + 1)
    assert left_out.failed[-1] == f"{path}: 30 more damaged rows; correct the row, or fetch the table again"


HEAD = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty, or no CSV"),
        (f"{HEAD}\n".encode(), "no row of it tells of a paper"),
        (f"{HEAD}\n1,cut".encode(), "no row of it tells of a paper"),
        (b"<!DOCTYPE html>\n<html><title>502 Bad Gateway</title></html>", "the column OriginalPaperDOI is missing"),
        (HEAD.replace("Nature", "Kind").encode(), "the column RetractionNature is missing"),
        (random.Random(0).randbytes(300_000), "is missing"),
        (b"x" * 300_000, "empty, or no CSV"),
        (gzip.compress(f"{HEAD}\n".encode() + b"x," * 90_000)[:-20], "damaged gzip data"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
def test_what_is_no_such_table_is_refused_in_one_line_and_nothing_changes(
    place: Path, tmp_path: Path, content: bytes | None, cause: str
):
    mark(table(tmp_path / "good.csv", row(pmid="1")), index=place)
    path = tmp_path / "rw.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError) as refused:
        mark(path, index=place)
    assert str(refused.value).startswith(f"{path}: ")
    assert cause in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (open_index(place).folder.name, paper(place).retraction) == ("g-000002", RETRACTED)
    assert not list(place.glob("*.draft"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_encodings_compression_and_the_order_of_columns_make_no_difference(
    tmp_path: Path, encoding: str, is_packed: bool
):
    rows = [row("10.1000/one", Author="Müller, Jürgen", Notes="ß\nsecond line"), row(pmid="2", written="2021-05-12")]
    columns = random.Random(encoding).sample(COLUMNS, len(COLUMNS))
    path = table(tmp_path / "rw.csv", *rows, columns=columns, encoding=encoding)
    if is_packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    found, left_out = entries(path)
    assert found == [Entry("", "doi:10.1000/one", RETRACTED), Entry("pmid:2", "", RETRACTED)]
    assert left_out.failed == []


def test_a_field_of_a_megabyte_an_open_quote_and_null_bytes_cost_their_own_row_only(tmp_path: Path):
    rows = [row(pmid="1", Notes="x" * 1_000_000), row(pmid="2", nature="Retrac\0tion"), row(pmid="3\0"), row(pmid="4")]
    path = table(tmp_path / "rw.csv", *rows)
    found, left_out = entries(path)
    assert [entry.pmid for entry in found] == ["pmid:4"]
    assert (left_out.damaged, left_out.nameless) == (2, 1)
    assert f"{path}:2: no CSV from here to line 2 (field larger than field limit" in left_out.failed[0]
    path.write_text(f'{HEAD}\n1,"an open quote\n' + table(tmp_path / "b.csv", *[row(pmid="5")] * 3000).read_text())
    found, left_out = entries(path)
    (lost,) = left_out.failed
    first, last = map(int, re.findall(r"rw.csv:(\d+): no CSV from here to line (\d+) ", lost)[0])
    assert (first, last + len(found)) == (2, 3003)


def test_a_line_of_100_megabytes_is_refused_and_never_held(tmp_path: Path):
    path = tmp_path / "rw.csv"
    with path.open("wb") as file:
        file.write(f"{HEAD}\n".encode())
        file.writelines(b"x" * 1_000_000 for _ in range(100))
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match=r"rw.csv:2: a line of more than 2 MB; split it"):
            entries(path, Limits(record=2_000_000, file=1_000_000_000, seconds=60))
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["", " 0:00", " 12:30:00 AM", "T00:00:00Z"]))
def test_a_date_is_read_month_first_or_as_iso(day: date, time: str):
    for written in (
        f"{day.month}/{day.day}/{day.year}{time}",
        f"{day.month:02}/{day.day:02}/{day.year}",
        f"{day}{time}",
    ):
        assert date_of(written) == (day.isoformat(), True)


MADE_UP = st.builds("{}{}{}{}{}".format, *[st.integers(0, 40), st.sampled_from("/-")] * 2, st.integers(1400, 2200))


@given(st.text() | MADE_UP)
def test_of_what_is_no_date_only_what_is_sure_is_kept(text: str):
    found, is_whole = date_of(text)
    if is_whole:
        assert not text or date.fromisoformat(found).year == int(text[-4:])
    else:
        assert found is None or (re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", found) and found[:4] in text)


NATURES = {
    "Retraction": "retracted",
    "Expression of concern": "concern",
    "Correction": "corrected",
    "Reinstatement": "reinstated",
}


@given(st.lists(st.tuples(st.sampled_from(list(NATURES)), st.booleans(), st.dates(date(1990, 1, 1))), max_size=8))
def test_every_row_is_an_entry_of_its_nature_and_date(tmp_path: Path, told: list[tuple[str, bool, date]]):
    told = [(nature, is_loud, min(day, date(2099, 1, 1))) for nature, is_loud, day in told]
    rows = [
        row(pmid="1", nature=f" {nature.upper() if is_loud else nature} ", written=f"{day.month}/{day.day}/{day.year}")
        for nature, is_loud, day in told
    ]
    found, left_out = entries(table(tmp_path / "rw.csv", row(pmid="9"), *rows))
    said = [Notice(NATURES[nature], day.isoformat(), "Retraction Watch") for nature, _, day in told]
    assert [entry.notice for entry in found[1:]] == said
    assert left_out.failed == []


def test_a_place_without_an_index_has_nothing_to_mark(tmp_path: Path):
    with pytest.raises(IndexMissing, match="build one with"):
        mark(table(tmp_path / "rw.csv", row(pmid="1")), index=tmp_path / "nowhere")


def index(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "index", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_command_says_what_is_marked_and_what_is_left_out_and_so_does_status(place: Path, tmp_path: Path):
    good = table(tmp_path / "my table.csv", row(pmid="1"), row(pmid="2", nature="Expression of concern"), row())
    ran = index("retractions", good, "--index", place)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == (
        "marked 2 papers: 1 retracted, 1 with an expression of concern; 2 entries kept for papers to come,"
        " 1 row without DOI and PMID left out, failed 0\n"
    )
    told = index("status", "--index", place).stdout
    assert "retractions  2 entries, which mark 2 papers: 1 retracted, 1 with an expression of concern\n" in told
    ran = index("retractions", table(tmp_path / "bad.csv", row(pmid="1"), row(nature="?")), "--index", place, "--json")
    report = json.loads(ran.stdout)
    assert (ran.returncode, report["retractions"]["retracted"], report["rows_damaged"]) == (1, 1, 1)
    assert [failure.split(":")[1] for failure in report["failed"]] == ["3"]
    ran = index("retractions", tmp_path / "papers.jsonl", "--index", place)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert "papers.jsonl: no table of Retraction Watch (the column OriginalPaperDOI is missing);" in ran.stderr


def test_the_mend_marks_the_papers_again(place: Path, tmp_path: Path):
    assert "retractions" not in open_index(place).status()
    mark(table(tmp_path / "my table.csv", row(pmid="1")), index=place)
    (place / "g-000002" / "vectors.faiss").unlink()
    (fault,) = verify(place)
    mend = fault.split(" build again with: ")[1]
    assert mend.endswith(f"python -m index retractions --index {place} '{tmp_path / 'my table.csv'}'")
    for command in mend.split("; "):
        assert index(*shlex.split(command)[3:]).returncode == 0
    assert paper(place).retraction == RETRACTED
