"""A fetch that stops, wherever it does, goes on with the same command, and ends with the same files."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from index.errors import VesicleError
from index.fetch.folder import JOURNAL
from index.fetch.run import Report
from tests.index.fetch.literature import Handler, Literature, breaks_off, contents, papers, shown

ROOT = Path(__file__).parents[3]
Get = Callable[..., Report]
SOURCES = pytest.mark.parametrize(("source", "limit"), [("europepmc", 130), ("pubmed", 450)])


def prepare(server: Literature, source: str) -> None:
    """A hundred and more papers, of which some have no full text, or no record."""
    server.papers = papers(150 if source == "europepmc" else 450)
    if source == "europepmc":
        server.papers = [one for one in server.papers if not one.pmcid or int(one.pmid) < 16 or int(one.pmid) > 145]
    server.unknown = {"7", "207"}


@pytest.fixture
def whole(server: Literature, get: Get, tmp_path: Path) -> Callable[[str, int], dict[str, bytes]]:
    """What a fetch without a stop leaves."""

    def run(source: str, limit: int) -> dict[str, bytes]:
        prepare(server, source)
        get(source, limit, out=tmp_path / "whole")
        server.asked.clear()
        return contents(tmp_path / "whole")

    return run


@SOURCES
def test_a_network_that_is_lost_at_any_request(
    server: Literature, get: Get, tmp_path: Path, whole: Callable[..., dict[str, bytes]], source: str, limit: int
) -> None:
    expected = whole(source, limit)

    def attempt() -> str:
        server.faults["any"] = [None, breaks_off, breaks_off, breaks_off]
        try:
            get(source, limit, tries=1)
        except VesicleError as error:
            return str(error)
        return ""

    lost = 0
    while said := attempt():
        assert "what came is kept, and the same command goes on" in said
        lost += 1
    assert lost >= 3
    get(source, limit)
    answers = {name: content for name, content in contents(tmp_path / "papers").items() if name != JOURNAL}
    assert answers == {name: content for name, content in expected.items() if name != JOURNAL}


@SOURCES
def test_any_part_of_the_journal_is_enough(
    server: Literature, get: Get, tmp_path: Path, whole: Callable[..., dict[str, bytes]], source: str, limit: int
) -> None:
    """As when the machine stopped after a file was there, and before the journal told of it."""
    expected = whole(source, limit)
    get(source, limit)
    once = Counter(asked.step for asked in server.asked)
    folder, journal = tmp_path / "papers", expected[JOURNAL]
    ends = [place + 1 for place, byte in enumerate(journal) if byte == ord("\n")]
    for end in [*ends[:4], *ends[4::9], ends[-1]]:
        for torn in (0, 5):
            (folder / JOURNAL).write_bytes(journal[: end + torn])
            (folder / ".PMC9.xml.part").write_bytes(b"<article>")
            server.asked.clear()
            kept = {name.removesuffix(".xml") for name in shown(folder)}
            get(source, limit)
            assert contents(folder) == expected
            again = Counter(asked.step for asked in server.asked)
            assert again <= once
            assert kept.isdisjoint(again)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@SOURCES
def test_a_process_that_is_killed_again_and_again(
    server: Literature,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    whole: Callable[..., dict[str, bytes]],
    source: str,
    limit: int,
) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "key")
    expected = whole(source, limit)
    child: subprocess.Popen[bytes]

    def kills(handler: Handler) -> None:
        """In the midst of an answer."""
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b"<article>")
        child.kill()
        handler.drop()

    killed = 0
    for answered in (0, 1, 2, 7, None):
        server.faults["any"] = [] if answered is None else [*[None] * answered, kills]
        child = subprocess.Popen(command(source, limit, tmp_path / "papers"), cwd=ROOT, stdout=subprocess.DEVNULL)
        if child.wait(60) == -signal.SIGKILL:
            killed += 1
    assert killed >= 3
    assert contents(tmp_path / "papers") == expected
    steps = Counter(asked.step for asked in server.asked if asked.step.startswith("PMC"))
    assert sum(steps.values()) <= len(steps) + killed


def command(source: str, limit: int, out: Path) -> list[str]:
    """The command line of a fetch."""
    return [
        sys.executable,
        "-m",
        "index",
        "fetch",
        "exosomes",
        "--from",
        source,
        "--limit",
        str(limit),
        "--out",
        str(out),
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_a_fetch_that_is_interrupted_says_stopped(server: Literature, tmp_path: Path) -> None:
    prepare(server, "europepmc")
    begun = threading.Event()

    def waits(handler: Handler) -> None:
        begun.set()
        handler.connection.recv(1)
        handler.drop()

    server.faults["any"] = [None, waits]
    # Shells have what they run in the background ignore SIGINT, and so would the child.
    child = subprocess.Popen(
        command("europepmc", 130, tmp_path / "papers"),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert begun.wait(30)
    child.send_signal(signal.SIGINT)
    assert (child.communicate(timeout=30)[1], child.returncode) == ("error: stopped\n", 130)
    assert shown(tmp_path / "papers") == ["europepmc-00001.jsonl"]


@SOURCES
def test_a_fetch_that_is_complete_asks_for_nothing(server: Literature, get: Get, source: str, limit: int) -> None:
    prepare(server, source)
    first = get(source, limit)
    server.asked.clear()
    again = get(source, limit)
    assert (again.requests, server.asked) == (0, [])
    assert again.tally == first.tally


def test_what_failed_is_asked_for_again(server: Literature, get: Get) -> None:
    server.papers = papers(12)
    server.faults["PMC6"] = [breaks_off] * 5
    assert len(get("europepmc").tally.failed) == 1
    server.asked.clear()
    report = get("europepmc")
    assert (server.steps(), report.tally.failed, report.tally.full_texts) == (["PMC6"], (), 4)


@pytest.mark.parametrize(
    "other",
    [{"source": "pubmed"}, {"limit": 20}, {"query": "kettles"}],
)
def test_a_folder_holds_one_fetch(server: Literature, get: Get, tmp_path: Path, other: dict[str, object]) -> None:
    server.papers = papers(12)
    get("europepmc", limit=10)
    before = contents(tmp_path / "papers")
    message = r"papers: holds a fetch of “exosomes” from europepmc, --limit 10; choose another folder with --out"
    with pytest.raises(VesicleError, match=message):
        get(**({"source": "europepmc", "limit": 10, "query": "exosomes"} | other))
    assert contents(tmp_path / "papers") == before


def test_a_folder_of_other_files_is_not_touched(server: Literature, get: Get, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "PMC3.xml").write_text("mine")
    with pytest.raises(VesicleError, match="papers: holds files that no fetch has put there; choose another folder"):
        get("europepmc")
    assert (tmp_path / "papers" / "PMC3.xml").read_text() == "mine"
    assert server.asked == []


@pytest.mark.parametrize("damage", [b"{\n", b"[]\n", b"\xff\n"])
def test_a_damaged_journal_is_named(server: Literature, get: Get, tmp_path: Path, damage: bytes) -> None:
    server.papers = papers(12)
    get("europepmc")
    with (tmp_path / "papers" / JOURNAL).open("ab") as journal:
        journal.write(damage)
    with pytest.raises(VesicleError, match=r"\.fetch\.jsonl: is damaged; choose another folder with --out"):
        get("europepmc")


def test_two_fetches_into_one_folder_do_not_meet(server: Literature, get: Get, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    with FileLock(tmp_path / "papers" / ".fetch.lock"):
        ran = subprocess.run(command("europepmc", 5, tmp_path / "papers"), cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (1, "")
    message = (
        f"error: {tmp_path}/papers: another fetch into it is at work; wait for it, or choose another folder with --out"
    )
    assert ran.stderr.strip() == message
    assert server.asked == []


def test_a_folder_that_cannot_be_made_is_one_clear_line(server: Literature, get: Get, tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("a file")
    with pytest.raises(VesicleError, match=r"papers: cannot be written \(.*\); choose another folder with --out"):
        get("europepmc")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 56 kilobytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=56k", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting a small disk takes root on Linux")
@SOURCES
def test_a_disk_that_is_full(
    server: Literature, get: Get, small_disk: Path, whole: Callable[..., dict[str, bytes]], source: str, limit: int
) -> None:
    expected = whole(source, limit)
    with pytest.raises(
        VesicleError, match=r"disk: cannot be written \(No space .*\); make room, then the same command"
    ):
        get(source, limit, out=small_disk)
    assert all(expected[name] == content for name, content in contents(small_disk).items() if name != JOURNAL)
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    get(source, limit, out=small_disk)
    assert contents(small_disk) == expected
