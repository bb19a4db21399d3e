"""Where the server listens, and how it ends when an answer does not."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import open_index, verify
from index.errors import VesicleError
from qa.server import listen
from qa.server.intake import Intake
from qa.server.listen import bind

ROOT = Path(__file__).parents[3]
STUCK = """
import sys, threading, time
import anyio
from qa.server.admission import Admission
from qa.server.guard import Guard
from qa.server.listen import bind
from qa.server.log import configure
from qa.server.serve import serve
from qa.server.web import Web

admission = Admission(1, 1)

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    with admission.place():
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        await anyio.to_thread.run_sync(time.sleep, 300)

configure(sys.stderr)
stopping = threading.Event()
guard = Guard(app, passwords=None, uploads=False, stopping=stopping.is_set)
sockets = bind("127.0.0.1", int(sys.argv[1]))
serve(Web(guard, admission, stopping), sockets, grace=0.5, listening=lambda: print("up", flush=True))
"""

ADDING = """
import os, signal, sys, threading, time
from pathlib import Path
from fastapi import FastAPI
from qa.server.admission import Admission
from qa.server.board import Run
from qa.server.guard import Guard
from qa.server.intake import Intake
from qa.server.listen import bind
from qa.server.log import configure
from qa.server.serve import serve
from qa.server.web import Web

grace = float(sys.argv[2])
stopping = threading.Event()
intake = Intake(Path(sys.argv[1]))
tell = Run.tell

def slow(run, step, done, total):
    tell(run, step, done, total)
    while step == "embedding" and not (grace and stopping.is_set()):
        time.sleep(0.01)

Run.tell = slow

def send(name, content):
    with intake.place(name), intake.uploads.receive(name, len(content)) as half:
        half.write(content)
        half.finish()
        return intake.accept(half).id

def stop_in_the_middle():
    many = "".join(f'{{"pmid": "{n}", "title": "No {n}", "abstract": "They are {n}."}}\\n' for n in range(2, 20))
    first = send("many.jsonl", many.encode())
    intake.start()
    while intake.statuses([first])[0].step != "embedding":
        time.sleep(0.001)
    send("late.jsonl", b'{"pmid": "20", "title": "Late", "abstract": "It came late."}')
    os.kill(os.getpid(), signal.SIGTERM)

configure(sys.stderr)
guard = Guard(FastAPI(), passwords=None, uploads=True, stopping=stopping.is_set)
web = Web(guard, Admission(1, 1), stopping, intake)
begin = threading.Thread(target=stop_in_the_middle)
serve(web, bind("127.0.0.1", 0), grace=grace, listening=begin.start)
"""


def test_an_answer_that_does_not_end_is_left_after_the_grace() -> None:
    (held,) = bind("127.0.0.1", 0)
    port = held.getsockname()[1]
    held.close()
    command = [sys.executable, "-c", STUCK, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        with socket.create_connection(("127.0.0.1", port), timeout=20) as reader:
            reader.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            got = b""
            while b"begun" not in got:
                got += reader.recv(1000)
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert 0.4 < time.monotonic() - started < 6
    assert [json.loads(line)["event"] for line in said.splitlines()] == ["stopping", "cut_short"]


@pytest.mark.parametrize(
    ("grace", "events"), [("30", ["stopping", "added", "stopped"]), ("0", ["stopping", "cut_short"])]
)
def test_papers_that_are_being_added_are_finished_within_the_grace_and_none_is_lost(
    place: Path, grace: str, events: list[str]
) -> None:
    ended = subprocess.run([sys.executable, "-c", ADDING, place, grace], capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr
    assert [json.loads(line)["event"] for line in ended.stderr.splitlines()] == events
    assert len(open_index(place).catalog.ids()) == (19 if "added" in events else 1)
    again = Intake(place)
    again.start()
    deadline = time.monotonic() + 60
    while len(open_index(place).catalog.ids()) < 20:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    again.close()
    assert verify(place) == []


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(VesicleError, match=rf"^127\.0\.0\.1:{port}: [^\n]+; give another --host or --port$"):
            bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 64, ".."])
def test_a_host_that_is_none_of_this_machine_is_told_in_one_line(host: str) -> None:
    with pytest.raises(VesicleError, match=r"; give another --host or --port$") as refused:
        bind(host, 7860)
    assert str(refused.value).startswith(f"{host}:7860: ")
    assert "\n" not in str(refused.value)


def test_an_address_that_this_machine_lacks_is_left_out_if_there_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0)),
    ]
    monkeypatch.setattr(listen.socket, "getaddrinfo", lambda *_, **__: addresses)
    (one,) = bind("localhost", 0)
    with one:
        assert one.getsockname()[0] == "127.0.0.1"
