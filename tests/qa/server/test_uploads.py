"""Sending papers over HTTP, to the guard and the intake behind a real server."""

import base64
import http.client
import json
import logging
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from fastapi import FastAPI
from hypothesis import example, given
from hypothesis import strategies as st

import qa.server.intake
import qa.server.papers
from qa.server.guard import LARGEST_UPLOAD, Guard
from qa.server.intake import Intake
from qa.server.listen import bind
from qa.server.papers import add_routes
from qa.server.passwords import Passwords, add_user
from qa.server.uploads import safe_name

PAPER = b'{"pmid": "2", "title": "Tea", "abstract": "Macrophages drink tea."}\n'


@dataclass(frozen=True)
class Served:
    """A server. intake: not begun, so that what is sent waits."""

    port: int
    intake: Intake

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
        """Status and content of an answer, as JSON where it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            said = answer.read().decode()
            return answer.status, json.loads(said) if answer.getheader("content-type") == "application/json" else said
        finally:
            connection.close()

    def send(self, name: str, body: bytes = PAPER, **headers: str) -> tuple[int, Any]:
        return self.ask("POST", f"/vesicle/papers?name={quote(name)}", body, **headers)

    def begin(self, length: str, *more: str) -> socket.socket:
        """A connection on which a file has begun to be sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        lines = ("POST /vesicle/papers?name=a.jsonl HTTP/1.1", "Host: here", *([length] if length else []), *more)
        connection.sendall("\r\n".join((*lines, "", "")).encode())
        return connection

    def left(self) -> list[str]:
        """Whatever is in the folder but its lock."""
        return sorted(path.name for path in self.intake.uploads.folder.iterdir() if path.name != ".lock")


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def serve(place: Path) -> Iterator[Callable[..., Served]]:
    """Starts a server on the small index. Its arguments are those of the guard."""
    ends = list[Callable[[], None]]()

    def start(**options: Any) -> Served:
        intake, app = Intake(place), FastAPI()
        add_routes(app, lambda: intake)
        guard = Guard(app, **{"passwords": None, "uploads": True, "stopping": lambda: False, **options})
        sockets = bind("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(guard, ws="none", log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=(sockets,))
        thread.start()

        def end() -> None:
            server.should_exit = True
            thread.join()
            intake.close()

        ends.append(end)
        until(lambda: server.started)
        return Served(sockets[0].getsockname()[1], intake)

    yield start
    for end in ends:
        end()


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    return serve()


def heard(connection: socket.socket) -> bytes:
    """The first line of an answer, and no more of it."""
    with connection, connection.makefile("rb") as lines:
        return lines.readline()


def test_a_file_is_taken_told_of_and_removed(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "vesicle")
    status, file = served.send("My tea.JSONL.txt")
    assert (status, file["name"], file["state"]) == (202, "My tea.JSONL.txt", "waiting")
    asked = f"/vesicle/papers?id={file['id']}&id=nothing"
    assert served.ask("GET", asked)[1]["files"][0]["state"] == "waiting"
    served.intake.start()
    until(lambda: served.ask("GET", asked)[1]["files"][0]["state"] == "done")
    assert served.ask("GET", asked) == (
        200,
        {
            "files": [
                {
                    "id": file["id"],
                    "name": "My tea.JSONL.txt",
                    "state": "done",
                    "said": "1 paper added",
                    "step": "",
                    "done": 0,
                    "total": 0,
                    "papers": [{"id": "pmid:2", "title": "Tea"}],
                    "added": 1,
                    "updated": 0,
                    "unchanged": 0,
                    "problems": [],
                }
            ]
        },
    )
    (kept,) = served.left()
    assert kept.endswith("-My tea.JSONL.txt")
    body = json.dumps({"papers": ["pmid:2", "pmid:3"]}).encode()
    assert served.ask("POST", "/vesicle/papers/remove", body) == (
        200,
        {"removed": ["pmid:2"], "problems": ["pmid:3: is not in the library"]},
    )
    assert served.left() == []
    told = {one.message: vars(one)["vesicle_fields"] for one in caplog.records if one.message != "request"}
    assert {name: told["received"][name] for name in ("bytes", "ending", "user")} == {
        "bytes": len(PAPER),
        "ending": ".txt",
        "user": None,
    }
    assert (told["added"]["files"], told["added"]["papers"], told["removed"]["papers"]) == (1, 1, 1)
    assert "tea" not in repr(told).lower()


@given(
    st.one_of(
        st.text(max_size=300),
        st.builds(
            lambda parts, ending: "".join(parts) + ending,
            st.lists(st.sampled_from(["..", "/", "\\", "C:", "\0", "\n", ".", " ", "é", "\u202e", "CON", "x" * 300])),
            st.sampled_from([".pdf", ".RIS", ".xml.gz", ".exe", ""]),
        ),
    )
)
@example("../../etc/passwd")
@example("..\\..\\boot.ini.pdf")
@example("%2e%2e%2fpasswd.pdf")
@example("C:\\x\\con.pdf")
@example("/etc/.ssh/.hidden.pdf")
@example("a" * 10_000 + ".pdf")
@example("ü" * 10_000 + ".xml.gz")
@example("x.pdf\0.txt")
@example("cell\u202efdp.pdf ")
@example(".pdf")
@example("")
def test_whatever_a_file_is_called_it_lands_in_the_folder_under_a_short_name_or_is_refused(
    named: Served, name: str
) -> None:
    outside = sorted(path.name for path in named.intake.uploads.folder.parent.iterdir())
    status, said = named.send(name)
    if status == 202:
        (kept,) = named.intake.uploads.files()
        assert kept.name == f"{kept.name[:16]}-{said['name']}"
        assert len(kept.name.encode()) < 130
        assert not set(said["name"]) & set('/\\:<>"|?*')
        assert said["name"].isprintable()
        assert not said["name"].startswith(".")
        kept.unlink()
    else:
        assert status in {400, 415}
        assert 0 < len(said["problem"]) < 300
        assert said["problem"].isprintable()
    assert named.left() == []
    assert sorted(path.name for path in named.intake.uploads.folder.parent.iterdir()) == outside


@pytest.fixture
def named(served: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A server that takes any number of files."""
    monkeypatch.setattr(qa.server.intake, "MOST_WAITING", 10_000)
    return served


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("paper.pdf", "paper.pdf"),
        ("../../etc/passwd.xml", "passwd.xml"),
        ("C:\\Users\\me\\Zelle (1).ris", "Zelle (1).ris"),
        ("论文.pdf", "论文.pdf"),
        (".hidden.bib", "hidden.bib"),
        ("a\tb\x00c.NXML.gz", "a bc.NXML.gz"),
        ("what? <now>.json", "what_ _now_.json"),
        ("n" * 10_000 + ".pdf", "n" * 96 + ".pdf"),
        ("é" * 10_000 + ".pdf", "é" * 48 + ".pdf"),
    ],
)
def test_a_name_stays_recognisable(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_an_upload_that_is_cut_off_leaves_nothing(served: Served) -> None:
    connection = served.begin("Content-Length: 1000000")
    connection.sendall(b"x" * 400_000)
    until(served.left)
    connection.close()
    until(lambda: served.left() == [])
    assert served.ask("GET", "/vesicle/papers")[1] == {"files": []}
    with served.intake.place("a.jsonl"):
        pass


def test_an_upload_that_takes_too_long_leaves_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.server.papers, "RECEIVING_SECONDS", 0.2)
    connection = served.begin("Content-Length: 1000")
    assert b" 408 " in heard(connection)
    assert served.left() == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(served: Served) -> None:
    assert b" 413 " in heard(served.begin("Content-Length: 200000000"))
    assert b" 411 " in heard(served.begin("", "Transfer-Encoding: chunked"))
    assert b" 413 " in heard(served.begin(f"Content-Length: {LARGEST_UPLOAD + 1}"))
    assert served.left() == []


def test_more_than_was_said_is_not_kept(served: Served) -> None:
    connection = served.begin("Content-Length: 10", "Transfer-Encoding: chunked")
    chunk = b"%x\r\n%s\r\n" % (300_000, b"x" * 300_000)
    try:
        for _ in range(100):
            connection.sendall(chunk)
    except ConnectionError:
        pass  # it is not even heard to the end
    connection.close()
    until(lambda: served.left() == [])
    connection = served.begin("Content-Length: 10")
    connection.sendall(PAPER)  # of which all but ten bytes are no part of this request
    assert b" 202 " in heard(connection)
    (kept,) = served.intake.uploads.files()
    assert kept.read_bytes() == PAPER[:10]


@pytest.mark.parametrize(
    ("name", "body", "status", "problem"),
    [
        ("a.exe", PAPER, 415, "a.exe: is of no kind that is read here; send one of .bib .bibtex "),
        ("", PAPER, 415, "a file: is of no kind that is read here; "),
        ("....pdf", PAPER, 415, "pdf: is of no kind that is read here; "),
        ("a.pdf", b"", 400, "a.pdf: is empty; send another file"),
    ],
)
def test_why_a_file_is_not_taken_is_one_line(served: Served, name: str, body: bytes, status: int, problem: str) -> None:
    got, said = served.send(name, body)
    assert got == status
    assert said["problem"].startswith(problem)
    assert "\n" not in said["problem"]


def test_what_names_no_papers_removes_none(served: Served) -> None:
    named = ("[]", "{}", '{"papers": []}', '{"papers": "pmid:1"}', '{"papers": [1]}', '{"papers": [""]}', "[" * 100_000)
    for body in (*named, "", '{"papers": ["\\ud800"]}', json.dumps({"papers": ["pmid:1"] * 101})):
        status, said = served.ask("POST", "/vesicle/papers/remove", body.encode())
        assert (status, said) == (400, {"problem": "no papers to remove; name 1 to 100 by their ids"})


def test_nobody_from_elsewhere_and_nobody_without_the_password_changes_the_library(
    serve: Callable[..., Served], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "vesicle")
    add_user(tmp_path / "users", "marie", "radium:226")
    served = serve(passwords=Passwords.read(tmp_path / "users"))
    login = {"Authorization": f"Basic {base64.b64encode(b'marie:radium:226').decode()}"}
    remove = ("POST", "/vesicle/papers/remove", b'{"papers": ["pmid:1"]}')
    for headers, status in (({}, 401), ({**login, "Sec_Fetch_Site": "cross-site"}, 403)):
        assert served.send("a.jsonl", **headers)[0] == status
        assert served.ask(*remove, **headers)[0] == status
    assert served.left() == []
    assert served.send("a.jsonl", **login)[0] == 202
    received = next(vars(one)["vesicle_fields"] for one in caplog.records if one.message == "received")
    assert received["user"] == "marie"


def test_without_leave_nothing_is_taken(serve: Callable[..., Served]) -> None:
    served = serve(uploads=False)
    for status, said in (served.send("a.jsonl"), served.ask("GET", "/vesicle/papers?id=1")):
        assert (status, "--allow-upload" in said) == (403, True)
    assert served.left() == []


def test_the_largest_file_takes_little_memory(served: Served) -> None:
    piece = b"x" * 1_000_000
    connection = served.begin(f"Content-Length: {LARGEST_UPLOAD}")
    tracemalloc.start()
    for _ in range(LARGEST_UPLOAD // len(piece)):
        connection.sendall(piece)
    assert b" 202 " in heard(connection)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    assert [path.stat().st_size for path in served.intake.uploads.files()] == [LARGEST_UPLOAD]
