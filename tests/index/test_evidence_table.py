"""The evidence table: one row a study, safe to open in a spreadsheet."""

import csv
import io
import json
from pathlib import Path

import pytest

from index import add, build, open_index
from index.corpus import STUDIES
from index.evidence_table import COLUMNS, evidence_rows, write_csv

RECORDS = (
    {
        "pmid": "7",
        "title": '=HYPERLINK("http://example.org")',
        "year": 2020,
        "digest": ["Exosomes of NK cells, loaded with miR-999, shrank tumors.", "Mice lived longer."],
        "cargo": ["miR-999", "IL-2"],
        "study_types": ["animal"],
        "species": ["mouse"],
    },
    {"pmid": "8", "title": "A “title”, with a comma", "authors": ["Abe, C", "Dai, Q"], "abstract": "A\nB"},
    {"pmid": "9", "title": "Gone", "abstract": "C", "publication_types": ["Retracted Publication"]},
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in RECORDS), "utf-8")
    build([tmp_path / "a.jsonl"], index=tmp_path / "index")
    return tmp_path / "index"


def table(place: Path) -> list[dict[str, str]]:
    file = io.StringIO()
    write_csv(evidence_rows(open_index(place).catalog), file)
    return list(csv.DictReader(io.StringIO(file.getvalue())))


def test_a_row_says_all_that_is_known(place: Path):
    digest, paper, gone = table(place)
    assert tuple(digest) == COLUMNS
    assert {column: value for column, value in digest.items() if value} == {
        "id": "digest:pmid:7",
        "kind": "digest",
        "title": '\'=HYPERLINK("http://example.org")',
        "year": "2020",
        "pmid": "7",
        "study_types": "animal",
        "species": "mouse",
        "cargo": "miR-999; IL-2",
        "summary": "Exosomes of NK cells, loaded with miR-999, shrank tumors. Mice lived longer.",
    }
    assert (paper["title"], paper["authors"], paper["summary"]) == ("A “title”, with a comma", "Abe, C; Dai, Q", "")
    assert gone["notices"] == "retracted"


def test_a_study_has_one_row_whether_it_is_there_itself_or_as_a_digest(place: Path, tmp_path: Path):
    (tmp_path / "b.jsonl").write_text('{"pmid": "7", "title": "Itself", "abstract": "Exosomes shrank."}', "utf-8")
    add([tmp_path / "b.jsonl"], index=place)
    (row,) = (row for row in table(place) if row["pmid"] == "7")
    assert (row["id"], row["cargo"], row["summary"]) == ("pmid:7", "miR-999; IL-2", "")


def test_what_ships_is_a_row_a_study(shipped: Path):
    found = list(evidence_rows(open_index(shipped).catalog))
    assert len(found) == 1 + len(STUDIES.read_text("utf-8").splitlines())
    assert sum(bool(row["cargo"]) for row in found) > 100
