"""Two apps on one index behind a real nginx, with the configuration that docs/serving has."""

import http.client
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from benchmarks.nginx import NGINX, balanced
from index import build
from tests.web.conftest import App, free_port

SLOW = Path(__file__).with_name("slow_app.py")
QUESTION = "What do macrophages drink?"
READERS = [uuid.uuid4().hex for _ in range(16)]
"""Their cookies. That all of them fall to one of two processes happens once in 30,000 times."""
JSON = {"Content-Type": "application/json"}


@dataclass
class Group:
    """Two apps, where nginx shows them as one, and the file that keeps them from answering while it is there."""

    apps: list[App]
    url: str
    gate: Path

    def answered(self) -> list[int]:
        """How many questions each app has answered."""
        return [[line["event"] for line in lines(app)].count("answered") for app in self.apps]

    def app_of(self, reader: str) -> App:
        """The app that answers a reader."""
        before = self.answered()
        assert asked(self.url, reader)
        return next(app for app, now, then in zip(self.apps, self.answered(), before, strict=True) if now > then)


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory, start_app: Any) -> Iterator[Group]:
    """Two apps on an index of one paper. Without nginx the tests are skipped, but not in CI."""
    if shutil.which(NGINX) is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no nginx for the tests of several processes")
        pytest.skip("no nginx for the tests of several processes: install nginx-light")
    folder, port = tmp_path_factory.mktemp("group"), free_port()
    record = {"pmid": "1", "title": "Water", "abstract": "Macrophages drink water, and nothing else."}
    (folder / "water.jsonl").write_text(json.dumps(record))
    build([folder / "water.jsonl"], index=folder / "index")
    options = ["--allow-upload", "--root-path", f"http://127.0.0.1:{port}"]
    with pytest.MonkeyPatch.context() as patch, ExitStack() as ends, ThreadPoolExecutor(2) as threads:
        patch.setenv("TEST_GATE", str(folder / "gate"))
        begun = threads.map(lambda _: ends.enter_context(start_app(folder / "index", *options, script=SLOW)), range(2))
        apps = list(begun)
        url = ends.enter_context(balanced([urlsplit(app.url).port for app in apps], folder, port))
        yield Group(apps, url, folder / "gate")


def lines(app: App) -> list[dict[str, Any]]:
    return [json.loads(line) for line in app.stderr.read_text().splitlines()]


def fetch(url: str, method: str, path: str, reader: str = "", body: str = "", **headers: str) -> tuple[int, Any, bytes]:
    """Status, headers and body. reader: whose browser asks."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        cookie = {"Cookie": f"vesicle={reader}"} if reader else {}
        connection.request(method, path, body or None, {**JSON, **cookie, **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def asked(url: str, reader: str = "", question: str = QUESTION) -> str:
    """The answer to a question, as programs get it."""
    body = json.dumps({"question": question})
    event = json.loads(fetch(url, "POST", "/gradio_api/call/v2/ask", reader, body)[2])["event_id"]
    stream = fetch(url, "GET", f"/gradio_api/call/ask/{event}", reader)[2].decode()
    answer: str = json.loads(stream.partition("event: complete\ndata: ")[2].partition("\n")[0])[0]["answer"]
    return answer


def until(holds: Any) -> None:
    """Wait for something that comes about elsewhere."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_readers_are_spread_over_the_processes_and_each_stays_with_one(group: Group) -> None:
    first = {reader: group.app_of(reader) for reader in READERS}
    assert {id(app) for app in first.values()} == {id(app) for app in group.apps}
    assert {reader: group.app_of(reader) for reader in READERS} == first


def test_a_browser_gets_a_cookie_once_and_a_program_needs_none(group: Group) -> None:
    given = fetch(group.url, "GET", "/health")[1]["Set-Cookie"]
    assert "HttpOnly" in given
    assert given.startswith("vesicle=")
    assert fetch(group.url, "GET", "/health", READERS[0])[1]["Set-Cookie"] is None
    before = group.answered()
    assert [asked(group.url) for _ in range(3)] == [asked(group.apps[0].url)] * 3
    now = group.answered()
    assert {now[0] - before[0], now[1] - before[1]} in ({1, 3}, {4, 0}), "all three by the same process"


def test_an_answer_that_is_asked_for_at_the_wrong_process_is_found_and_comes_as_it_is_made(group: Group) -> None:
    here = next(reader for reader in READERS if group.app_of(reader) is group.apps[0])
    there = next(reader for reader in READERS if group.app_of(reader) is group.apps[1])
    calls = json.loads(fetch(group.url, "GET", "/config")[2])["dependencies"]
    ask = next(call["id"] for call in calls if call["api_name"] == "ask")
    join = json.dumps({"data": [QUESTION, 10, None, None], "fn_index": ask, "session_hash": "s1"})
    group.gate.touch()
    assert fetch(group.url, "POST", "/gradio_api/queue/join", here, join)[0] == 200
    assert fetch(group.apps[1].url, "GET", "/gradio_api/queue/data?session_hash=s1")[0] == 404
    connection = http.client.HTTPConnection(urlsplit(group.url).netloc, timeout=30)
    connection.request("GET", "/gradio_api/queue/data?session_hash=s1", headers={"Cookie": f"vesicle={there}"})
    stream = connection.getresponse()
    assert b'"process_starts"' in b"".join(stream.readline() for _ in range(4)), "nothing waits until all is there"
    group.gate.unlink()
    assert b"drink water" in stream.read()
    connection.close()


def test_one_process_takes_papers_and_what_it_adds_is_seen_by_all(group: Group) -> None:
    assert [[line["event"] for line in lines(app)].count("standing_by") for app in group.apps].count(1) == 1
    sent = json.dumps({"pmid": "2", "title": "Tea", "abstract": "Dendritic cells drink tea, and nothing else."})
    statuses = [fetch(app.url, "POST", "/vesicle/papers?name=tea.jsonl", body=sent)[0] for app in group.apps]
    assert sorted(statuses) == [202, 503]
    status, _, body = fetch(group.url, "POST", "/vesicle/papers?name=tea.jsonl", body=sent)
    assert status == 202
    state = f"/vesicle/papers?id={json.loads(body)['id']}"
    until(lambda: json.loads(fetch(group.url, "GET", state)[2])["files"][0]["state"] == "done")
    assert [asked(app.url, question="What do dendritic cells drink?") for app in group.apps] == [
        "Dendritic cells drink tea, and nothing else. [1]"
    ] * 2


def test_a_process_whose_index_is_gone_says_that_it_is_not_ready(group: Group) -> None:
    pointer = group.gate.parent / "index" / "CURRENT"
    away = pointer.rename(pointer.with_suffix(".away"))
    try:
        status, _, body = fetch(group.apps[0].url, "GET", "/health")
    finally:
        away.rename(pointer)
    assert (status, json.loads(body)) == (503, {"status": "no index"})
    assert fetch(group.apps[0].url, "GET", "/health")[0] == 200


def test_a_process_that_is_killed_takes_no_question_with_it_and_another_takes_the_papers(
    group: Group, visit: Any
) -> None:
    taker = next(app for app in group.apps if "standing_by" not in [line["event"] for line in lines(app)])
    other = next(app for app in group.apps if app is not taker)
    reader = next(reader for reader in READERS if group.app_of(reader) is taker)
    seen = visit(replace(taker, url=group.url))
    seen.page.context.add_cookies([{"name": "vesicle", "value": reader, "url": group.url}])
    group.gate.with_suffix(".begun").unlink()
    group.gate.touch()
    seen.ask(QUESTION)
    until(group.gate.with_suffix(".begun").exists)
    taker.process.kill()
    group.gate.unlink()
    assert [asked(group.url, one) for one in READERS] == [asked(other.url)] * len(READERS)
    expect(seen.page.locator("#chat .answer:not(.pending)")).to_contain_text("drink water")
    until(lambda: "taking_papers" in [line["event"] for line in lines(other)])
    sent = json.dumps({"pmid": "3", "title": "Milk", "abstract": "Mast cells drink milk, and nothing else."})
    assert fetch(group.url, "POST", "/vesicle/papers?name=milk.jsonl", body=sent)[0] == 202
