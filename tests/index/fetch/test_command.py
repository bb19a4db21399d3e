"""python -m index fetch: what it prints, and what becomes of what it fetched."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import build, open_index
from index.errors import VesicleError
from index.fetch.run import Report
from index.settings import load_settings
from qa.retrieve import retrieve
from tests.index.fetch.literature import Literature, Made, papers

ROOT = Path(__file__).parents[3]


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "index", "fetch", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_fetch_says_what_came_and_what_to_do_with_it(server: Literature, tmp_path: Path) -> None:
    server.papers = [*papers(5), Made("6", abstract="")]
    asked = ["exosomes", "--from", "europepmc", "--out", tmp_path / "my papers"]
    ran = run(*asked)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "fetched 6 papers: 1 full text, 4 abstracts, 1 title only",
        f"add them with: python -m index add '{tmp_path}/my papers'",
    ]
    again = run(*asked)
    assert again.returncode == 0
    complete = f"{tmp_path}/my papers: was complete; for what is new since then, fetch into another folder"
    assert again.stdout.splitlines() == [complete, *ran.stdout.splitlines()]


def test_a_fetch_that_has_a_failure_says_so_and_exits_1(server: Literature, tmp_path: Path) -> None:
    server.papers = papers(5)
    server.unknown = {"4"}
    server.extra = {"warninglist": {"phrasesignored": ["of"]}}
    asked = ["exosomes", "--from", "pubmed", "--email", "joe@example.org", "--out", tmp_path / "papers"]
    ran = run(*asked)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.splitlines()[:3] == [
        "fetched 4 papers: 0 full texts, 4 abstracts, 0 titles only; 1 failed:",
        "  pmid:4: PubMed gives no record of it",
        "note: PubMed ignores the words “of”",
    ]
    assert {asked.fields["email"] for asked in server.asked} == {"joe@example.org"}
    told = run(*asked, "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout) == {
        "source": "pubmed",
        "query": "exosomes",
        "limit": 1000,
        "out": str(tmp_path / "papers"),
        "requests": 0,
        "papers": 4,
        "full_texts": 0,
        "abstracts": 4,
        "titles": 0,
        "notes": ["PubMed ignores the words “of”"],
        "failed": ["pmid:4: PubMed gives no record of it"],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([" ", "--from", "pubmed", "--out", "x"], "nothing to search for"),
        (["exosomes", "--out", "x"], "Missing option '--from'"),
        (["exosomes", "--from", "pubmed"], "Missing option '--out'"),
        (["exosomes", "--from", "google", "--out", "x"], "Invalid value for '--from'"),
        (["exosomes", "--from", "pubmed", "--out", "x", "--limit", "0"], "Invalid value for '--limit'"),
        (["exosomes", "--from", "pubmed", "--out", "x", "--email", "jane"], "--email is no e-mail address"),
    ],
)
def test_a_wrong_call_is_one_line(arguments: list[str], message: str) -> None:
    ran = run(*arguments)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert message in ran.stderr


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("EUROPEPMC_URL", "ftp://x", "is no http or https address"),
        ("EUROPEPMC_URL", "http://", "is no http or https address"),
        ("PUBMED_URL", "https://jane:key@x/eutils", "holds more than an address"),
        ("PUBMED_URL", "https://x/?a=b", "holds more than an address"),
        ("PUBMED_URL", "https://x:port/", ".*"),
        ("EMAIL", "jane", "is no e-mail address"),
        ("EMAIL", "", "is no e-mail address"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(VesicleError, match=f"VESICLE_{name}: {message}; correct or remove it"):
        load_settings({f"VESICLE_{name}": value}, tmp_path / "absent")


def test_what_is_fetched_answers_a_question_once_it_is_added(
    server: Literature, get: Callable[..., Report], tmp_path: Path
) -> None:
    """The record adds the licence, which the full text does not tell, to the full text; they are one paper."""
    kettle = Made("901", "Copper kettles of exosomes", "Copper kettles hold exosomes.", "PMC901", licence="cc by")
    teapot = Made("902", "Clay teapots", "<h4>Results</h4>Clay teapots keep exosomes <i>warm</i> for a year.")
    server.papers = [kettle, teapot]
    get("europepmc")
    server.papers = [Made("902", "Clay teapots", "Clay teapots keep exosomes warm for a year.")]
    get("pubmed", out=tmp_path / "more")
    index = tmp_path / "index"
    report = build([tmp_path / "papers", tmp_path / "more"], index=index)
    assert (report.added, report.failed) == (2, ())
    catalog = open_index(index).catalog
    assert catalog.paper("pmid:901").licence == "CC BY"
    assert [part.heading for part in catalog.paper("pmid:901").sections][:2] == ["Abstract", "Results"]
    best = retrieve("How long do clay teapots keep exosomes warm?", 1, index=index)[0]
    assert (best.paper.id, best.text) == ("pmid:902", "Clay teapots keep exosomes warm for a year.")
