"""Papers that readers send: what becomes of each file, whatever else goes on."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import qa.server.intake
import qa.server.uploads
from index import add, open_index, remove, verify
from index.errors import VesicleError
from index.generations import current, writing
from index.pipeline import add_kept
from qa.server.intake import Intake
from qa.server.received import Received
from qa.server.uploads import Refused, Taken, safe_name
from tests.index.sources.pdfs import LEFT, TOP, Sheets

Open = Callable[[], Intake]


def pdf(about: str) -> bytes:
    sheets = Sheets(title=f"Vesicles of {about} cells in tumors")
    sheets.line(LEFT, TOP, f"Vesicles of {about} cells in tumors", font="Times-Bold", size=18)
    sheets.line(LEFT, TOP - 24, f"doi:10.1000/{about}")
    sheets.line(LEFT, TOP - 80, "Results", font="Times-Bold", size=13)
    sheets.line(LEFT, TOP - 100, f"Exosomes of {about} cells carry miR-155 into macrophages of the tumor.")
    return sheets.made()


def lines(*numbers: int) -> bytes:
    """JSON Lines of papers; 0 stands for a line that is none."""
    records = ({"pmid": str(n), "title": f"Paper {n}", "abstract": f"Exosomes of kind {n} are small."} for n in numbers)
    return b"".join(json.dumps(one).encode() + b"\n" if one["pmid"] != "0" else b"{nothing\n" for one in records)


def send(intake: Intake, name: str, content: bytes, user: str | None = None) -> Received:
    name = safe_name(name)
    with intake.place(name), intake.uploads.receive(name, len(content)) as half:
        half.write(content)
        half.finish()
        return intake.accept(half, user)


def state(intake: Intake, file: Received) -> Received:
    (found,) = intake.statuses([file.id])
    return found


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def over(intake: Intake, *files: Received) -> list[Received]:
    until(lambda: all(state(intake, file).is_over for file in files))
    return [state(intake, file) for file in files]


def kept(intake: Intake) -> list[str]:
    """What the uploads are called, without their digests."""
    return [path.name[17:] for path in intake.uploads.files()]


def ids(place: Path) -> list[str]:
    return open_index(place).catalog.ids()


@pytest.fixture
def fresh(place: Path) -> Iterator[Open]:
    """Opens the intake of the index, after whatever came before it: one at a time, as processes have it."""
    opened = list[Intake]()

    def begin() -> Intake:
        for before in opened:
            before.close()
        opened.append(Intake(place))
        return opened[-1]

    yield begin
    opened[-1].close()


@pytest.fixture
def intake(fresh: Open) -> Intake:
    return fresh()


def test_two_papers_of_one_name_by_two_readers_are_added_in_one_run_and_found_at_once(
    intake: Intake, place: Path
) -> None:
    files = [send(intake, "paper.pdf", pdf(about), user) for about, user in (("kettle", "marie"), ("tea", "irène"))]
    assert [(file.state, file.said) for file in files] == [("waiting", "Waits for its turn")] * 2
    intake.start()
    one, other = over(intake, *files)
    assert (one.state, one.said, one.added, one.problems) == ("done", "1 paper added", 1, ())
    assert one.papers == (("doi:10.1000/kettle", "Vesicles of kettle cells in tumors"),)
    assert other.papers == (("doi:10.1000/tea", "Vesicles of tea cells in tumors"),)
    assert current(place) == "g-000002"
    for about in ("kettle", "tea"):
        assert open_index(place).search(f"What do {about} cells carry?", 1)[0].paper.doi == f"10.1000/{about}"
    assert kept(intake) == ["paper.pdf", "paper.pdf"]
    sources = open_index(place).manifest.recipe.sources
    assert [Path(source).name for source in sources] == ["water.jsonl", "uploads"], "what builds it again names both"
    assert verify(place) == []


def test_of_a_batch_what_is_good_is_added_and_what_is_not_is_named(intake: Intake, place: Path) -> None:
    sent = {
        "good.jsonl": lines(2, 3),
        "mixed.jsonl": lines(4, 0) + b'{"pmid": "1", "title": "Kettles"}\n',
        "white.ris": b"  \n ",
        "broken.pdf": pdf("kettle")[:300],
        "again.jsonl": b'{"pmid": "1", "title": "Water", "abstract": "Macrophages drink water."}\n',
    }
    files = [send(intake, name, content) for name, content in sent.items()]
    intake.start()
    good, mixed, white, broken, again = over(intake, *files)
    assert (good.said, good.papers) == ("2 papers added", (("pmid:2", "Paper 2"), ("pmid:3", "Paper 3")))
    assert (mixed.state, mixed.added, mixed.said) == ("done", 1, "1 paper added, 1 already there, 2 documents left out")
    assert mixed.problems[0].startswith("mixed.jsonl:2: ")
    assert "“Water” is kept and “Kettles” left out" in mixed.problems[1]
    assert (white.state, white.said) == ("failed", "white.ris: nothing but white space; remove it, or fetch it again")
    assert (broken.state, broken.papers) == ("failed", ())
    assert broken.said.startswith("broken.pdf: ")
    assert (again.state, again.said, again.papers) == ("done", "Already there", (("pmid:1", "Water"),))
    assert str(place.parent) not in json.dumps([file.shown() for file in intake.statuses(one.id for one in files)])
    assert sorted(kept(intake)) == ["again.jsonl", "good.jsonl", "mixed.jsonl"], "files of no use are deleted"
    assert ids(place) == ["pmid:1", "pmid:2", "pmid:3", "pmid:4"]


def test_one_file_that_is_sent_twice_is_one_file(intake: Intake, place: Path) -> None:
    twice = [send(intake, "a.jsonl", lines(2)), send(intake, "b.jsonl", lines(2))]
    intake.start()
    assert [file.said for file in over(intake, *twice)] == ["1 paper added"] * 2
    (again,) = over(intake, send(intake, "a.jsonl", lines(2)))
    assert (again.said, again.added, again.unchanged) == ("Already there", 0, 1)
    assert (kept(intake), current(place)) == (["a.jsonl"], "g-000002")


def test_what_a_file_is_says_its_content_but_its_ending_is_kept(intake: Intake) -> None:
    ris = b"TY  - JOUR\nTI  - Steam\nAB  - Macrophages breathe steam.\nER  - \n"
    files = [send(intake, "steam.txt", ris), send(intake, "steam.ris", ris)]
    intake.start()
    assert [file.state for file in over(intake, *files)] == ["done", "done"]
    assert kept(intake) == ["steam.ris", "steam.txt"]


def test_a_file_waits_for_another_writer_and_says_so(intake: Intake, place: Path) -> None:
    with writing(place):
        file = send(intake, "a.jsonl", lines(2))
        intake.start()
        until(lambda: state(intake, file).said == "Waits for another program that is writing the index")
        assert state(intake, file).state == "waiting"
        assert ids(place) == ["pmid:1"]
    assert over(intake, file)[0].said == "1 paper added"


def test_a_writer_that_never_ends_is_not_waited_for_without_end(
    intake: Intake, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.server.intake, "BUSY_SECONDS", 0)
    with writing(place):
        file = send(intake, "a.jsonl", lines(2))
        intake.start()
        (ended,) = over(intake, file)
        assert (ended.state, ended.said) == ("failed", "a.jsonl: another program is writing the index; try again later")
        with pytest.raises(VesicleError, match="another program is writing the index; try again later"):
            intake.remove(["pmid:1"]).result(60)
    assert kept(intake) == []


def test_what_was_received_before_the_process_was_killed_is_added_at_the_next_start(fresh: Open, place: Path) -> None:
    killed = fresh()
    send(killed, "a.jsonl", lines(2))
    (killed.uploads.folder / ".receiving-x").write_bytes(b"half of it")
    intake = fresh()
    assert [path.name for path in intake.uploads.folder.glob(".receiving-*")] == []
    intake.start()
    until(lambda: ids(place) == ["pmid:1", "pmid:2"])
    again = fresh()
    again.start()
    assert over(again, send(again, "b.jsonl", lines(3)))
    assert current(place) == "g-000003", "what is in the index is not read again"


def test_told_to_stop_it_begins_nothing_more_and_loses_nothing(fresh: Open, place: Path) -> None:
    intake = fresh()
    with writing(place):
        intake.start()
        files = [send(intake, "a.jsonl", lines(2))]
        until(lambda: intake.is_working)
        files.append(send(intake, "b.jsonl", lines(3)))
        removal = intake.remove(["pmid:1"])
        intake.stop()
        with pytest.raises(VesicleError, match="Vesicle is being stopped; try again in a moment"):
            removal.result(60)
        with pytest.raises(VesicleError, match="Vesicle is being stopped"):
            intake.remove(["pmid:1"])
        files.append(send(intake, "c.jsonl", lines(4)))
        until(lambda: not intake.is_working)
    assert [state(intake, file).state for file in files] == ["waiting"] * 3
    fresh().start()
    until(lambda: ids(place) == ["pmid:1", "pmid:2", "pmid:3", "pmid:4"])


def test_one_file_that_breaks_a_run_does_not_keep_the_others_out(
    intake: Intake, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(files: list[Path], *arguments: object, **named: object) -> object:
        if any("poison" in path.name for path in files):
            raise ZeroDivisionError(place)
        return add_kept(files, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(qa.server.intake, "add_kept", fragile)
    files = [send(intake, name, lines(n)) for n, name in enumerate(("a.jsonl", "poison.jsonl", "b.jsonl"), 2)]
    intake.start()
    assert [file.state for file in over(intake, *files)] == ["done", "failed", "done"]
    assert state(intake, files[1]).said == "poison.jsonl: cannot be added (ZeroDivisionError); leave it out"
    assert ids(place) == ["pmid:1", "pmid:2", "pmid:4"]
    assert sorted(kept(intake)) == ["a.jsonl", "b.jsonl"]


def test_a_paper_that_is_removed_is_so_on_the_disk_too_and_stays_removed(fresh: Open, place: Path) -> None:
    ours = place.parent / "ours.jsonl"
    ours.write_bytes(lines(2))
    add([ours], index=place)
    intake = fresh()
    intake.start()
    sent = {
        "alone.jsonl": lines(3),
        "two.jsonl": lines(4, 5),
        "also.jsonl": lines(2) + b"\n",
        "part.jsonl": lines(6, 0),
    }
    over(intake, *[send(intake, name, content) for name, content in sent.items()])
    done = intake.remove(["pmid:2", "pmid:3", "pmid:4", "pmid:6", "pmid:9"]).result(60)
    assert done.removed == ("pmid:2", "pmid:3", "pmid:4", "pmid:6")
    assert done.problems == ("pmid:9: is not in the library",)
    assert ids(place) == ["pmid:1", "pmid:5"]
    assert (kept(intake), ours.exists()) == (["two.jsonl"], True)
    remove(["pmid:5"], index=place)
    again = fresh()
    again.start()
    assert over(again, send(again, "b.jsonl", lines(7)))[0].added == 1
    assert (ids(place), kept(again)) == (["pmid:1", "pmid:7"], ["b.jsonl"])
    assert verify(place) == []


def test_removals_and_files_keep_their_order(intake: Intake, place: Path) -> None:
    first = send(intake, "a.jsonl", lines(2, 3))
    removal = intake.remove(["pmid:2", "pmid:3"])
    again = send(intake, "a.jsonl", lines(2, 3))
    intake.start()
    assert removal.result(60).removed == ("pmid:2", "pmid:3")
    assert [file.added for file in over(intake, first, again)] == [2, 2]
    assert (ids(place), kept(intake)) == (["pmid:1", "pmid:2", "pmid:3"], ["a.jsonl"])


def test_an_index_that_was_moved_keeps_its_uploads(fresh: Open, place: Path) -> None:
    intake = fresh()
    intake.start()
    over(intake, send(intake, "a.jsonl", lines(2)))
    intake.close()
    moved = Intake(place.rename(place.parent / "moved"))
    try:
        moved.start()
        assert over(moved, send(moved, "b.jsonl", lines(3)))[0].added == 1
        assert sorted(kept(moved)) == ["a.jsonl", "b.jsonl"]
    finally:
        moved.close()
    Intake(moved.uploads.folder.parent).close()
    assert sorted(kept(moved)) == ["a.jsonl", "b.jsonl"]
    moved.uploads.folder.parent.rename(place)


def test_no_more_files_wait_than_may(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.server.intake, "MOST_WAITING", 2)
    first = send(intake, "a.jsonl", lines(2))
    with intake.place("b.jsonl"), pytest.raises(Refused, match=r"c\.jsonl: many files wait .*; send it again in a mom"):
        send(intake, "c.jsonl", lines(4))
    second = send(intake, "b.jsonl", lines(3))
    with pytest.raises(Refused):
        send(intake, "c.jsonl", lines(4))
    intake.start()
    over(intake, first, second)
    assert over(intake, send(intake, "c.jsonl", lines(4)))[0].state == "done"


def test_a_full_folder_takes_nothing_until_there_is_room(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(lines(2))
    monkeypatch.setattr(qa.server.uploads, "LARGEST_FOLDER", 2 * size)
    first = send(intake, "a.jsonl", lines(2))
    with intake.uploads.receive("b.jsonl", size), pytest.raises(Refused, match=r"c\.jsonl: there is no more room"):
        send(intake, "c.jsonl", lines(4))
    second = send(intake, "b.jsonl", lines(3))
    with pytest.raises(Refused):
        send(intake, "c.jsonl", lines(4))
    intake.start()
    over(intake, first, second)
    intake.remove(["pmid:2"]).result(60)
    assert over(intake, send(intake, "c.jsonl", lines(4)))[0].state == "done"


def test_one_process_at_a_time_takes_files(intake: Intake, place: Path) -> None:
    with pytest.raises(Taken, match=r"another process takes files for this index; try again"):
        Intake(place)
