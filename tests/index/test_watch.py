"""A watched folder: the index holds what its files say, and nothing is lost because they cannot be reached."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index.watch
from index import build, open_index, verify
from index.errors import VesicleError
from index.generations import writing
from index.run import Report
from index.watch import Watcher

ROOT = Path(__file__).parents[2]


def write(path: Path, *numbers: int, said: str = "Exosomes calm macrophages.") -> Path:
    """A file that holds these papers."""
    records = [{"pmid": str(number), "title": f"Paper {number}", "abstract": said} for number in numbers]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A watched folder, beside an index that holds paper 1 from elsewhere."""
    (tmp_path / "papers").mkdir()
    build([write(tmp_path / "elsewhere.jsonl", 1)], index=tmp_path / "index")
    return tmp_path / "papers"


@pytest.fixture
def watcher(folder: Path) -> Watcher:
    return Watcher(folder, folder.parent / "index")


def settled(watcher: Watcher) -> list[Report]:
    """What is done until the folder has been the same for two looks."""
    return [*watcher.steps(), *watcher.steps()]


def held(watcher: Watcher) -> list[int]:
    return [int(paper.removeprefix("pmid:")) for paper in open_index(watcher.index).catalog.ids()]


def test_what_is_new_is_added_what_changed_is_updated_and_what_is_gone_is_removed(watcher: Watcher) -> None:
    one, other = write(watcher.folder / "a.jsonl", 2, 3), write(watcher.folder / "b.jsonl", 4)
    (report,) = settled(watcher)
    assert (report.added, held(watcher)) == (3, [1, 2, 3, 4])
    assert settled(watcher) == []
    write(one, 3, 5, said="Exosomes rouse macrophages.")
    other.unlink()
    (report,) = settled(watcher)
    assert (report.added, report.updated, report.removed, held(watcher)) == (1, 1, 2, [1, 3, 5])
    assert open_index(watcher.index).search("macrophages", 5)[0].text == "Exosomes rouse macrophages."
    assert verify(watcher.index) == []


def test_a_file_that_is_still_being_written_waits(watcher: Watcher) -> None:
    path = write(watcher.folder / "a.jsonl", 2)
    assert list(watcher.steps()) == []
    write(path, 2, 3)
    assert list(watcher.steps()) == []
    assert [report.added for report in watcher.steps()] == [2]


def test_a_renamed_file_costs_nothing_and_its_papers_keep_their_rows(watcher: Watcher) -> None:
    path = write(watcher.folder / "a.jsonl", 2)
    settled(watcher)
    rows = open_index(watcher.index).catalog.row_numbers(["pmid:2"]).tolist()
    (watcher.folder / "sub").mkdir()
    path.rename(watcher.folder / "sub/b.jsonl")
    (report,) = settled(watcher)
    assert (report.embedded, report.removed, held(watcher)) == (0, 0, [1, 2])
    assert open_index(watcher.index).catalog.row_numbers(["pmid:2"]).tolist() == rows
    assert settled(watcher) == []


def test_a_paper_stays_while_any_file_has_it(watcher: Watcher) -> None:
    one, other = write(watcher.folder / "a.jsonl", 1, 2), write(watcher.folder / "b.jsonl", 2)
    settled(watcher)
    one.unlink()
    settled(watcher)
    assert held(watcher) == [1, 2]
    write(watcher.folder / "c.jsonl", 3)
    other.unlink()
    settled(watcher)
    assert held(watcher) == [1, 3]


def test_a_damaged_file_is_named_once_and_what_it_said_before_stays(watcher: Watcher) -> None:
    path = write(watcher.folder / "a.jsonl", 2, 3)
    settled(watcher)
    path.write_text('{"pmid": "2", "title": "Paper 2", "abstract": "Changed."}\n{"pmid": "3", "ti', "utf-8")
    (report,) = settled(watcher)
    assert [failure.split(": ")[0] for failure in report.failed] == [f"{path}:2"]
    assert held(watcher) == [1, 2, 3]
    assert settled(watcher) == []
    write(path, 2)
    settled(watcher)
    assert held(watcher) == [1, 2]


def test_what_was_read_before_is_not_read_again_by_the_next_watcher(watcher: Watcher) -> None:
    write(watcher.folder / "a.jsonl", 2)
    settled(watcher)
    gone = write(watcher.folder / "b.jsonl", 3)
    settled(watcher)
    generation = open_index(watcher.index).folder
    later = Watcher(watcher.folder, watcher.index)
    assert settled(later) == []
    assert open_index(watcher.index).folder == generation
    gone.unlink()
    settled(Watcher(watcher.folder, watcher.index))
    assert held(watcher) == [1, 2]


def test_a_paper_that_was_removed_by_hand_stays_away_while_its_file_is_as_it_was(watcher: Watcher) -> None:
    write(watcher.folder / "a.jsonl", 2, 3)
    settled(watcher)
    index.remove(["pmid:2"], index=watcher.index)
    assert settled(Watcher(watcher.folder, watcher.index)) == []
    assert held(watcher) == [1, 3]


@pytest.mark.parametrize("what", ["gone", "empty"])
def test_a_drive_that_is_gone_takes_no_paper_with_it(watcher: Watcher, what: str) -> None:
    write(watcher.folder / "a.jsonl", 2)
    settled(watcher)
    away = watcher.folder.parent / "away"
    watcher.folder.rename(away)
    if what == "empty":
        watcher.folder.mkdir()
    with pytest.raises(VesicleError, match="is there" if what == "gone" else "nothing was removed"):
        settled(watcher)
    assert held(watcher) == [1, 2]
    shutil.rmtree(watcher.folder, ignore_errors=True)
    away.rename(watcher.folder)
    assert settled(watcher) == []


def test_a_file_that_cannot_be_reached_is_not_taken_for_gone(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    (watcher.folder / "sub").mkdir()
    path = write(watcher.folder / "sub/a.jsonl", 2)
    write(watcher.folder / "b.jsonl", 3)
    settled(watcher)
    real = os.stat, os.lstat

    def refusing(which: Callable[..., object]) -> Callable[..., object]:
        def stat(name: object, **options: object) -> object:
            if str(name).startswith(str(path.parent)):
                raise PermissionError(13, "Permission denied", str(name))
            return which(name, **options)

        return stat

    monkeypatch.setattr(os, "stat", refusing(real[0]))
    monkeypatch.setattr(os, "lstat", refusing(real[1]))
    assert settled(watcher) == []
    assert "Permission denied" in watcher.problems[0]
    monkeypatch.undo()
    assert (settled(watcher), held(watcher)) == ([], [1, 2, 3])


def test_many_files_come_some_at_a_time_and_what_is_gone_goes_last(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.watch, "MOST_AT_ONCE", 2)
    for number in range(2, 7):
        write(watcher.folder / f"{number}.jsonl", number)
    assert [report.added for report in settled(watcher)] == [2, 2, 1]
    for number in range(2, 7):
        (watcher.folder / f"{number}.jsonl").rename(watcher.folder / f"new-{number}.jsonl")
    assert [(report.added, report.removed, report.embedded) for report in settled(watcher)] == [(0, 0, 0)] * 3
    assert held(watcher) == [1, 2, 3, 4, 5, 6]


NAMES = st.sampled_from(["a.jsonl", "b.jsonl", "c.jsonl"])
MOVES = st.lists(st.tuples(NAMES, st.none() | st.lists(st.integers(2, 5), min_size=1, unique=True)), max_size=5)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_after_any_changes_the_index_holds_what_the_files_say(folder: Path, moves: list[tuple[str, list[int]]]) -> None:
    write(folder / "stays.jsonl", 9)
    watcher = Watcher(folder, folder.parent / "index")
    for left in {*folder.iterdir()} - {folder / "stays.jsonl"}:
        left.unlink()
    says: dict[str, list[int]] = {}
    for at, (name, numbers) in enumerate(moves):
        if numbers is None:
            (folder / name).unlink(missing_ok=True)
            says.pop(name, None)
        else:
            write(folder / name, *numbers, said=f"Exosomes were seen {at} times.")
            says[name] = numbers
        settled(watcher)
    settled(watcher)
    assert held(watcher) == sorted({1, 9, *(number for numbers in says.values() for number in numbers)})


def lines(watching: subprocess.Popen[str]) -> Iterator[str]:
    assert watching.stdout
    yield from watching.stdout


def command(folder: Path, *more: str) -> list[str]:
    place = ["--index", str(folder.parent / "index")]
    return [sys.executable, "-m", "index", "watch", str(folder), *place, *more]


def test_the_command_watches_beside_other_writers_until_it_is_told_to_end(folder: Path) -> None:
    watching = subprocess.Popen(
        command(folder, "--every", "0.2"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert watching.stderr
    try:
        said = lines(watching)
        write(folder / "a.jsonl", 2)
        assert next(said) == "added 1, updated 0, removed 0, failed 0\n"
        reader = open_index(folder.parent / "index")
        assert "pmid:2" in reader.catalog.ids()
        with writing(folder.parent / "index"):
            write(folder / "a.jsonl", 2, 3)
            assert "another process is writing this index" in watching.stderr.readline()
        assert next(said) == "added 1, updated 0, removed 0, failed 0\n"
        (folder / "a.jsonl").rename(folder / ".hidden")
        write(folder / "b.jsonl", 4)
        assert next(said) == "added 1, updated 0, removed 2, failed 0\n"
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(20) == 0
        assert list(said) == []
    finally:
        watching.kill()
        watching.wait()
    assert verify(folder.parent / "index") == []


def test_once_brings_the_index_up_to_date_and_ends(folder: Path) -> None:
    def run(*more: str) -> tuple[int, str, str]:
        done = subprocess.run(command(folder, "--once", *more), cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    write(folder / "a.jsonl", 2)
    assert run() == (0, "added 1, updated 0, removed 0, failed 0\n", "")
    assert run() == (0, "nothing new\n", "")
    (folder / "b.jsonl").write_text("")
    status, said, _ = run("--json")
    assert (status, [name.split(": ")[1] for name in json.loads(said)["failed"]]) == (
        1,
        ["empty; remove it, or fetch it again"],
    )
    shutil.rmtree(folder)
    assert run()[0] == 1
    assert "is no folder; give one" in run()[2]
