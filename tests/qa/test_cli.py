"""python -m qa: the answer as text or as one JSON document."""

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from index import Filters
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
        "Also searched for: tumor",
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


def test_every_filter_is_an_option_and_is_obeyed(shipped: Path) -> None:
    options = qa("--help").stdout
    for field in fields(Filters):
        name = "study-type" if field.name == "study_types" else field.name.replace("_", "-")
        assert f"--{name}" in options
    given = ["--macrophage-effect", "towards M1", "--since", "2020", "--study-type", "animal", "--study-type", "review"]
    document = json.loads(qa("What turns macrophages towards M1?", *given, "--json", "--index", shipped).stdout)
    assert document["filters"] == {
        "macrophage_effect": ["towards M1"],
        "since": 2020,
        "study_types": ["animal", "review"],
    }
    papers = [citation["paper"] for citation in document["citations"]]
    assert papers
    assert all("towards M1" in paper["facets"]["macrophage_effect"] and paper["year"] >= 2020 for paper in papers)


def test_a_no_is_a_good_run(shipped: Path) -> None:
    ran = qa("What is the capital of France?", "--index", shipped)
    assert ran.returncode == 0
    assert "No sentence found in this library answers the question." in ran.stdout
    assert "Nearest papers, which do not answer this:" in ran.stdout


def test_errors_are_one_line(tmp_path: Path, shipped: Path) -> None:
    wrong = [
        (["", "--index", shipped], 1),
        (["x", "--index", tmp_path], 1),
        (["x", "--study-type", "trail", "--index", shipped], 1),
        (["x", "--since", "soon"], 2),
        (["x", "--form"], 2),
    ]
    for arguments, status in wrong:
        ran = qa(*arguments)
        assert (ran.returncode, ran.stdout) == (status, "")
        assert ran.stderr.startswith("error: ")
        assert ran.stderr.count("\n") == 1
