"""A disk that is full, at whatever step, is one clear line and loses nothing."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import add, build, open_index, verify
from index.errors import VesicleError

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounting a small disk takes root on Linux"
)


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of so many kilobytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={request.param}k", "tmpfs", str(disk)], check=True)
    yield disk
    gc.collect()
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def papers(path: Path, number: int) -> Path:
    records = (
        {"pmid": str(n + 1), "title": f"Paper {n}", "abstract": f"Exosomes of kind {n} are small. " * 20}
        for n in range(number)
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


@pytest.mark.parametrize("small_disk", [500, 700, 800, 900, 1000], indirect=True)
def test_an_add_that_runs_out_of_room_leaves_the_index_as_it_was(tmp_path: Path, small_disk: Path) -> None:
    place = small_disk / "index"
    build([papers(tmp_path / "few.jsonl", 5)], index=place)
    with pytest.raises(VesicleError, match=r"index: the index could not be written \(.*\); what was there is in force"):
        add([papers(tmp_path / "many.jsonl", 200)], index=place)
    assert sorted(path.name for path in place.iterdir()) == ["CURRENT", "g-000001", "writer.lock"]
    assert verify(place) == []
    assert open_index(place).search("exosomes of kind 3", 1)[0].paper.id == "pmid:4"


@pytest.mark.parametrize("small_disk", [40, 80, 100], indirect=True)
def test_a_build_that_runs_out_of_room_leaves_no_half_of_an_index(tmp_path: Path, small_disk: Path) -> None:
    with pytest.raises(VesicleError, match="could not be written"):
        build([papers(tmp_path / "few.jsonl", 5)], index=small_disk / "index")
    assert not (small_disk / "index" / "CURRENT").exists()
    assert not list((small_disk / "index").glob("g-*"))
