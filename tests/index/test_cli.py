"""python -m index: one JSON document on stdout, one line of error on stderr, an honest exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.corpus import REVIEW, STUDIES

ROOT = Path(__file__).parents[2]


def index(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "index", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_build_status_search_and_verify(tmp_path: Path) -> None:
    place = tmp_path / "index"
    built = index("build", "--index", place, "--json")
    assert (built.returncode, built.stderr) == (0, "")
    studies = len(STUDIES.read_text("utf-8").splitlines())
    report = json.loads(built.stdout)
    counts = {"papers": 1, "references": 5, "digests": studies, "passages": report["passages"]}
    done = {"added": 1 + studies, "updated": 0, "unchanged": 0, "removed": 0, "embedded": report["embedded"]}
    assert report == {"generation": "g-000001", **done, **counts, "failed": []}
    assert report["passages"] == report["embedded"] + report["papers"] + report["references"] + report["digests"]

    status = json.loads(index("status", "--index", place, "--json").stdout)
    assert status.items() >= {**counts, "newest_year": 2026, "format": 5}.items()
    assert status["embedder"]["weights_sha256"].startswith("53aa5117")

    found = json.loads(index("search", "drug carriers", "-k", "2", "--index", place, "--json").stdout)["passages"]
    assert len(found) == 2
    assert "drug carrier" in found[0]["text"]
    assert found[0]["score"] >= found[1]["score"]

    assert json.loads(index("verify", "--index", place, "--json").stdout) == {"sound": True, "faults": []}


def test_a_build_with_a_failure_says_so_and_exits_1(tmp_path: Path) -> None:
    good = tmp_path / "good.jsonl"
    good.write_text('{"title": "Exosomes", "abstract": "They are small."}\nnot json\n')
    built = index("build", good, "--index", tmp_path / "index")
    assert built.returncode == 1
    first, second = built.stdout.splitlines()
    assert first == "built g-000001: 1 paper, 0 references, 0 digests, 2 passages, failed 1:"
    assert "good.jsonl:2: not JSON;" in second


def test_verify_of_a_damaged_index_exits_1(tmp_path: Path) -> None:
    index("build", REVIEW, "--index", tmp_path)
    (tmp_path / "g-000001" / "catalog.sqlite").unlink()
    checked = index("verify", "--index", tmp_path)
    assert checked.returncode == 1
    assert "catalog.sqlite: is missing; build again with: python -m index build" in checked.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["status", "--index", "nowhere"], 1, "nowhere: there is no index here; build one with:"),
        (["search", " "], 1, "nothing to search for"),
        (["build", "--index", "README.md"], 1, "README.md: cannot be written"),
        (["search"], 2, "Missing argument 'words'"),
        (["build", "--colour"], 2, "No such option"),
        (["search", "x", "-k", "0"], 2, "Invalid value for '-k'"),
        (["destroy"], 2, "No such command 'destroy'"),
    ],
)
def test_an_error_is_one_line_on_stderr(arguments: list[str], status: int, message: str) -> None:
    ran = index(*arguments)
    assert (ran.returncode, ran.stdout) == (status, "")
    assert ran.stderr.startswith("error: ")
    assert ran.stderr.count("\n") == 1
    assert message in ran.stderr


def test_every_command_has_help_with_an_example() -> None:
    for command in ("build", "add", "remove", "status", "verify", "search", "fetch", "export"):
        assert f"python -m index {command}" in index(command, "--help").stdout
