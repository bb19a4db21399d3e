"""Building on a Ray cluster: the same index as here, whoever dies meanwhile."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from index import build, open_index, verify
from index.corpus import REVIEW
from index.errors import VesicleError
from tests.index.conftest import Milvus
from tests.index.engine.clusters import ROOT, Program, catalogue, least_cosine, program

pytest.importorskip("ray", reason="requirements-scale.txt is not installed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="several nodes on one machine take Linux")

Here = tuple[Path, dict[str, Any]]
LIMITS = {"VESICLE_MAX_RECORD_MB": "0.2"}
"""Which the nodes of the cluster know of by the build only."""
REPLACED = 1
"""Texts that are embedded for nothing: of the paper in two files, the one that the other's replaces."""
AGREE = 0.98
"""Least cosine of two vectors of one text: numbers of 8 bits depend on what else is in a batch."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[dict[str, Any]]:
    """Its address, and the process ids of the two nodes that work."""
    # A short path: Ray puts sockets there, whose names may have a hundred letters.
    with (
        tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder,
        program("a_cluster", folder) as running,
    ):
        yield running.said()


@pytest.fixture(scope="module")
def driver(cluster: dict[str, Any]) -> Iterator[Program]:
    """What builds on the cluster."""
    with program("a_driver", cluster["address"], **LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A full text with its references, abstracts, one of them in two files, a digest, and what cannot be read."""
    folder = tmp_path_factory.mktemp("papers")
    records: list[dict[str, object]] = [
        {"pmid": str(n), "title": f"Study {n}", "abstract": f"Exosomes of kind {n} were given to {n} mice. They grew."}
        for n in range(1, 101)
    ]
    twice = {"pmid": "7", "doi": "10.1000/7", "title": "Study 7", "text": "Macrophages of seven mice were counted."}
    digest = {"pmid": "200", "title": "Study 200", "digest": ["Exosomes calmed macrophages."], "cancer": ["glioma"]}
    large = {"title": "Large", "abstract": "They are large. " * 20_000}
    for name, some in {"a": records[:90], "b": [*records[90:], twice, digest, {"year": 2020}, large]}.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in some), "utf-8")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    return [REVIEW, folder, folder / "missing.xml"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, sources: list[Path]) -> Here:
    """The index that a build without a cluster makes of the sources, and its report."""
    place = tmp_path_factory.mktemp("here") / "index"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in LIMITS.items():
            patch.setenv(name, value)
        return place, as_told(build(sources, index=place))


def as_told(report: object) -> dict[str, Any]:
    """A report as a driver prints it."""
    return json.loads(json.dumps(asdict(report), default=str))


def assert_same(place: Path, report: dict[str, Any], here: Here) -> None:
    assert report == here[1] | {"generation": report["generation"]}
    assert len(report["failed"]) == 4  # a PDF and two records in the folder, and a file that is missing
    assert catalogue(place) == catalogue(here[0])
    assert least_cosine(place, here[0]) > AGREE
    assert verify(place) == []
    assert not list(place.glob(".checkpoint*"))


def test_a_build_that_is_killed_goes_on_where_it_was_and_the_old_index_answers_meanwhile(
    tmp_path: Path, cluster: dict[str, Any], driver: Program, sources: list[Path], here: Here
) -> None:
    place = tmp_path / "index"
    build([REVIEW], index=place)
    job = {"place": place, "sources": sources, "engine": "ray", "nodes": cluster["nodes"]}
    with program("a_driver", cluster["address"], **LIMITS) as other:
        other.give(**job, kill="driver")
        assert other.process.wait(90) == -signal.SIGKILL
    assert open_index(place).folder.name == "g-000001"
    with sqlite3.connect(place / ".checkpoint.sqlite") as db:
        (kept,) = db.execute("SELECT count(*) FROM known WHERE length(value) = 4 * 384").fetchone()
    assert kept >= 30
    # And one of the workers that go on dies while it embeds.
    resumed = driver.asked(**job, kill="worker")
    assert resumed["killed"]
    assert kept + resumed["came"] == here[1]["embedded"] + REPLACED
    assert_same(place, resumed["report"], here)


def test_a_node_that_is_killed_loses_nothing_and_doubles_nothing(
    tmp_path: Path, cluster: dict[str, Any], driver: Program, sources: list[Path], here: Here, milvus: Milvus
) -> None:
    place = tmp_path / "index"
    nodes = cluster["nodes"]
    done = driver.asked(place=place, sources=sources, engine="ray", store=milvus.store, kill="node", nodes=nodes)
    assert done["killed"]
    assert done["came"] == here[1]["embedded"] + REPLACED
    assert_same(place, done["report"], here)


def test_a_task_whose_worker_is_killed_is_run_again_and_no_more_wait_than_may(tmp_path: Path, driver: Program) -> None:
    ran = driver.asked(marker=tmp_path / "marker")
    assert (tmp_path / "marker").exists()
    assert ran["results"] == [0, 1, 4, 9, 16, 25]
    assert ran["most"] <= 2
    assert ran["failed"] == ["VesicleError", "a batch: refused; try another"]


def test_the_command_starts_its_own_workers_and_prints_one_document(tmp_path: Path) -> None:
    paper = {"pmid": "1", "title": "Exosomes", "abstract": "They calm macrophages."}
    (tmp_path / "papers.jsonl").write_text(json.dumps(paper), "utf-8")
    command = [sys.executable, "-m", "index", "build", str(tmp_path / "papers.jsonl"), "--engine", "ray", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=90)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["papers"] == 1
    assert open_index(tmp_path / ".vesicle" / "index").search("macrophages", 1)[0].text == "They calm macrophages."


@pytest.mark.parametrize("engine", ["spark", "local:here", "ray:", "ray:there", "ray:10.0.0.1:0", "ray:10.0.0.1:99999"])
def test_an_engine_that_there_is_not_is_refused_before_anything_is_done(tmp_path: Path, engine: str) -> None:
    with pytest.raises(VesicleError, match=r"is no engine; give|no address of a Ray cluster; write ray:HOST:PORT"):
        build([REVIEW], index=tmp_path / "index", engine=engine)
    assert not (tmp_path / "index").exists()


def test_a_cluster_that_cannot_be_reached_is_one_line_and_leaves_the_index(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "index", "build", "--engine", "ray:127.0.0.1:1", "--index", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == (
        "error: ray:127.0.0.1:1: cannot be reached (Connection refused); check the address, or leave it out for workers"
        " on this machine\n"
    )
    assert not (tmp_path / "CURRENT").exists()


def test_without_ray_the_line_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "ray"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ray", None)  # as Python has it that a module is not there
    with pytest.raises(VesicleError, match=r"ray: is not installed; run: .* -r requirements-scale.txt"):
        build([REVIEW], index=tmp_path / "index", engine="ray")
