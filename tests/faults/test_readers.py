"""Readers, threads and processes, over many updates: each sees one generation whole, and newer ones as they come."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from benchmarks.kills import VERSIONED, versions_in, write_version
from index import add, build, open_index, verify

ROOT = Path(__file__).parents[2]
UPDATES = 20
READER = """
import json, sys
from pathlib import Path
from tests.faults.test_readers import read_on
place = Path(sys.argv[1])
print(json.dumps(read_on(place, lambda: not sys.stdin.closed and (place / "over").exists())))
"""


def read_on(place: Path, over) -> list[int]:
    """Versions seen, one a read, until it is over; -1 for what no generation holds."""
    seen = []
    while not over() or not seen:
        index = open_index(place)
        found = index.search("vesicles calm macrophages in mice", VERSIONED)
        versions = {int(passage.text.split("version ")[1].split()[0]) for passage in found}
        whole = index.catalog.counts() == index.manifest.counts and len(found) == VERSIONED
        seen.append(versions.pop() if whole and len(versions) == 1 else -1)
    return seen


def test_eight_readers_over_twenty_updates_never_see_a_mixed_state(tmp_path: Path) -> None:
    place, source = tmp_path / "index", tmp_path / "papers.jsonl"
    write_version(source, 0)
    build([source], index=place)
    finished = Event()
    command = [sys.executable, "-c", READER, str(place)]
    processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(read_on, place, finished.is_set) for _ in range(4)]
        for version in range(1, UPDATES + 1):
            write_version(source, version)
            report = add([source], index=place)
            assert (report.updated, report.embedded, report.failed) == (VERSIONED, VERSIONED, ())
        finished.set()
        (place / "over").touch()
        seen = [reader.result() for reader in readers]
    seen += [json.loads(process.communicate()[0]) for process in processes]
    for versions in seen:
        assert -1 not in versions
        assert versions == sorted(versions), "a reader went back to an older generation"
    assert len({version for versions in seen for version in versions}) > 5
    assert versions_in(place) == {UPDATES}
    (place / "over").unlink()
    assert verify(place) == []
