"""Building on a Ray cluster: the same index as here, whoever dies meanwhile."""

import json
import signal
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from index import build, open_index, verify
from index.corpus import REVIEW
from tests.index.engine.clusters import Program, catalogue, least_cosine, program

pytest.importorskip("ray", reason="requirements-scale.txt is not installed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="several nodes on one machine take Linux")

Here = tuple[Path, dict[str, Any]]
REPLACED = 1
"""Texts that are embedded for nothing: of the paper in two files, the one that the other's replaces."""
AGREE = 0.98
"""Least cosine of two vectors of one text: numbers of 8 bits depend on what else is in a batch."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Its address, and the process ids of the two nodes that work."""
    with program("a_cluster", str(tmp_path_factory.mktemp("ray"))) as running:
        yield running.said()


@pytest.fixture(scope="module")
def driver(cluster: dict[str, Any]) -> Iterator[Program]:
    """What builds on the cluster."""
    with program("a_driver", cluster["address"]) as running:
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
    for name, some in {"a": records[:90], "b": [*records[90:], twice, digest, {"year": 2020}]}.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in some), "utf-8")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    return [REVIEW, folder, folder / "missing.xml"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, sources: list[Path]) -> Here:
    """The index that a build without a cluster makes of the sources, and its report."""
    place = tmp_path_factory.mktemp("here") / "index"
    return place, as_told(build(sources, index=place))


def as_told(report: object) -> dict[str, Any]:
    """A report as a driver prints it."""
    return json.loads(json.dumps(asdict(report), default=str))


def assert_same(place: Path, report: dict[str, Any], here: Here) -> None:
    assert report == here[1] | {"generation": report["generation"]}
    assert len(report["failed"]) == 3  # the PDF and the record in the folder, and the file that is missing
    assert catalogue(place) == catalogue(here[0])
    assert least_cosine(place, here[0]) > AGREE
    assert verify(place) == []
    assert not list(place.glob(".checkpoint*"))


def test_a_build_that_is_killed_goes_on_where_it_was_and_the_old_index_answers_meanwhile(
    tmp_path: Path, driver: Program, sources: list[Path], here: Here
) -> None:
    place = tmp_path / "index"
    build([REVIEW], index=place)
    job = {"place": place, "sources": sources}
    with program("a_driver", "") as other:  # on workers that it starts for itself
        other.give(**job, engine="ray", kill="driver")
        assert other.process.wait(90) == -signal.SIGKILL
    assert open_index(place).folder.name == "g-000001"
    with sqlite3.connect(place / ".checkpoint.sqlite") as db:
        (kept,) = db.execute("SELECT count(*) FROM known WHERE length(value) = 4 * 384").fetchone()
    assert kept >= 30
    # And one of the workers that go on dies while it embeds.
    resumed = driver.asked(**job, engine="ray", kill="worker")
    assert resumed["killed"]
    assert kept + resumed["came"] == here[1]["embedded"] + REPLACED
    assert_same(place, resumed["report"], here)


def test_a_node_that_is_killed_loses_nothing_and_doubles_nothing(
    tmp_path: Path, cluster: dict[str, Any], driver: Program, sources: list[Path], here: Here
) -> None:
    place = tmp_path / "index"
    done = driver.asked(place=place, sources=sources, engine="ray", kill=str(cluster["nodes"][0]))
    assert done["killed"]
    assert done["came"] == here[1]["embedded"] + REPLACED
    assert_same(place, done["report"], here)
