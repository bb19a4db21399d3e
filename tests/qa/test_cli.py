"""python -m qa: the answer as text or as one JSON document."""

import json
import subprocess
import sys
from pathlib import Path

from qa import ask

ROOT = Path(__file__).parents[2]


def qa(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "qa", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_text(review: Path) -> None:
    ran = qa("Why do most cancer patients die?", "--index", review)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "The main reason why cancer patients die is because of widespread metastases. [1]",
        "",
        "Sources:",
        "[1] The Potential Use of Exosomes in Anti-Cancer Effect Induced by Polarized Macrophages. Pharmaceutics."
        " 2023. https://doi.org/10.3390/pharmaceutics15031024",
    ]


def test_json_is_the_document_of_ask(shipped: Path) -> None:
    question = "Why are exosomes promising drug carriers?"
    document = json.loads(qa(question, "--json", "--index", shipped).stdout)
    expected = ask(question, index=shipped).to_dict()
    del document["timings_ms"], expected["timings_ms"]
    assert document == expected
    assert json.loads(qa(question, "--format", "json", "--index", shipped).stdout)["schema"] == 1


def test_a_no_is_a_good_run(shipped: Path) -> None:
    ran = qa("What is the capital of France?", "--index", shipped)
    assert ran.returncode == 0
    assert "No sentence found in this library answers the question." in ran.stdout
    assert "Nearest papers, which do not answer this:" in ran.stdout


def test_errors_are_one_line(tmp_path: Path, shipped: Path) -> None:
    for arguments, status in ((["", "--index", shipped], 1), (["x", "--index", tmp_path], 1), (["x", "--form"], 2)):
        ran = qa(*arguments)
        assert (ran.returncode, ran.stdout) == (status, "")
        assert ran.stderr.startswith("error: ")
        assert ran.stderr.count("\n") == 1
