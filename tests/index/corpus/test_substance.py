"""A digest against its abstract: what is not said there, and what is copied."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.corpus import STUDIES
from index.corpus.check import faults_against, read_lines
from index.corpus.substance import SHARED_RUN, shared_run, substance_faults

ROOT = Path(__file__).parents[3]
ONTOPIC = ROOT.parent / "shared" / "data" / "ontopic.jsonl"

ABSTRACT = (
    "Tumour-associated macrophages (TAMs) release exosomes. In 12 patients with gastric cancer, microRNA-21-5p and"
    " HSP70 were raised 2.5-fold (p < 0.05); in mice, SIRP-alpha blockade slowed growth via PI3K/AKT. Three of the four"
    " arms received cisplatin."
)
DIGEST: dict[str, Any] = {
    "pmid": "1",
    "digest": [
        "Exosomes of tumor-associated macrophages (TAMs) held 2.5-fold more miR-21-5p and HSP70 in twelve patients.",
        "Blocking SIRPα slowed gastric tumors of mice through PI3K/AKT signaling.",
        "Cisplatin was given in 3 of 4 arms of work on TAM exosomes.",
    ],
    "cargo": ["miR-21-5p", "Hsp70"],
    "target": ["SIRPα"],
    "vesicle_source": ["tumor-associated macrophages"],
    "cancer": ["gastric cancer"],
    "study_types": ["animal", "human observational"],
    "species": ["human", "mouse"],
}


def told(**change: Any) -> str:
    return "\n".join(substance_faults(DIGEST | change, "Macrophages", ABSTRACT))


def test_other_spellings_of_what_the_abstract_says_are_no_fault():
    assert told() == ""


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("TAM exosomes were raised 25-fold.", "the number 25 is not"),
        ("TAM exosomes were raised 2.6-fold.", "the number 2.6 is not"),
        ("Thirteen and fifty patients gave exosomes.", "the number 50 is not"),
        ("TAM exosomes carry miR-21-3p.", "the name “miR-21-3p” is not"),
        ("TAM exosomes carry miR-210.", "the name “miR-210” is not"),
        ("TAM exosomes carry HSP90.", "the name “HSP90” is not"),
        ("TAM exosomes act through STAT3/AKT.", "the name “STAT3” is not"),
        ("TAM exosomes are rich in syntenin.", "the name “syntenin” is not"),
        ("TAM exosomes reversed resistance to gefitinib.", "the name “gefitinib” is not"),
        ("TAM exosomes rich in HSP90-positive cargo grew.", "the name “HSP90” is not"),
        ("Microglia exosomes (mEVs) were seen.", "the name “mEVs” is not"),
    ],
)
def test_a_number_or_a_name_that_the_abstract_lacks_is_told(sentence: str, fault: str):
    assert fault in told(digest=[sentence])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"cargo": ["miR-155"]}, "cargo: “miR-155” is not"),
        ({"target": ["STAT3"]}, "target: “STAT3” is not"),
        ({"cancer": ["melanoma"]}, "cancer: nothing in the abstract states “melanoma”"),
        ({"recipient": ["T cells"]}, "recipient: nothing in the abstract states “T cells”"),
        ({"species": ["rat"]}, "species: nothing in the abstract states “rat”"),
    ],
)
def test_a_facet_that_the_abstract_does_not_state_is_told(change: dict[str, Any], fault: str):
    assert fault in told(**change)


def test_a_design_and_a_species_need_words_that_state_them():
    without = "\n".join(substance_faults(DIGEST, "Macrophages", ABSTRACT.replace("mice", "them")))
    assert without.splitlines() == [
        "study_types: nothing in the abstract states “animal”",
        "species: nothing in the abstract states “mouse”",
    ]


def test_copying_is_told_whatever_the_case_and_the_punctuation():
    copied = "In mice (SIRP-α blockade) slowed growth via PI3K AKT, as patients showed."
    assert "10 words in a row as in the abstract" in told(digest=[copied])


def test_a_sentence_with_some_words_exchanged_is_told_as_a_copy():
    changed = "In them, SIRP-alpha inhibition slowed tumor growth by PI3K and AKT."
    assert "nearly a sentence of the abstract" not in told(digest=[changed])
    changed = "In mice, SIRP-alpha inhibition slowed growth through PI3K/AKT."
    assert "nearly a sentence of the abstract" in told(digest=[changed])


WORDS = st.lists(st.sampled_from("exosomes carry small molecules to cells of the liver and lung".split()), max_size=30)


@given(WORDS, WORDS)
def test_the_shared_run_is_the_longest_that_there_is(mine: list[str], theirs: list[str]):
    runs = [
        mine[start:stop]
        for start in range(len(mine))
        for stop in range(start + SHARED_RUN, len(mine) + 1)
        if any(theirs[at : at + stop - start] == mine[start:stop] for at in range(len(theirs)))
    ]
    found = shared_run(" ".join(mine), " ".join(theirs))
    assert len(found) == max(map(len, runs), default=0)
    assert not found or found in runs


def check(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "index.corpus", "check", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_tells_faults_and_its_status_counts(tmp_path: Path):
    ran = check()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith(" digests, 0 faults\n")

    digest = DIGEST | {"title": "Macrophages"}
    (tmp_path / "digests.jsonl").write_text(json.dumps(digest), "utf-8")
    rows = [{"pmid": "1", "title": "Macrophages", "abstract": text} for text in ("Cut of", ABSTRACT)]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert check(tmp_path / "digests.jsonl", "--against", tmp_path / "rows.jsonl").returncode == 0
    (tmp_path / "rows.jsonl").write_text(json.dumps(rows[0]), "utf-8")
    ran = check(tmp_path / "digests.jsonl", "--against", tmp_path / "rows.jsonl", "--json")
    assert ran.returncode == 1
    assert "line 1: pmid:1: the number 12 is not in the abstract" in json.loads(ran.stdout)["faults"]
    (tmp_path / "rows.jsonl").write_text('{"pmid": "2"}', "utf-8")
    assert (
        "its abstract is not in the file"
        in check(tmp_path / "digests.jsonl", "--against", tmp_path / "rows.jsonl").stdout
    )


def test_a_file_that_is_none_is_one_line(tmp_path: Path):
    (tmp_path / "broken.jsonl").write_text("{}\nno json\n", "utf-8")
    for path, cause in ((tmp_path / "none.jsonl", "cannot be read"), (tmp_path / "broken.jsonl", ":2: not JSON")):
        ran = check(path)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert cause in ran.stderr
        assert ran.stderr.count("\n") == 1


if ONTOPIC.exists():

    def test_the_shipped_studies_say_what_their_abstracts_say():
        assert list(faults_against(read_lines(STUDIES), read_lines(ONTOPIC))) == []
