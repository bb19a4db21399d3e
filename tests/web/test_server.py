"""The real app as whoever runs it has it: with passwords, limits, a proxy before it, a log, and an end."""

import base64
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from index import build, open_index
from qa.server.passwords import add_user
from tests.web.login import LOGIN, NAME, PASSWORD
from tests.web.proxy import shown_under

ROOT = Path(__file__).parents[2]
CARRIERS = "Why are exosomes promising drug carriers?"
ANSWER = "promising as a drug carrier"
JOIN = "/gradio_api/queue/join"
GUARDED = [
    ("GET", "/"),
    ("GET", "/config"),
    ("GET", "/theme.css"),
    ("GET", "/vesicle/main.js"),
    ("GET", "/nowhere"),
    ("GET", "/monitoring"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/queue/data?session_hash=s1"),
    ("GET", "/gradio_api/heartbeat/s1"),
    ("GET", "/gradio_api/file=app.py"),
    ("POST", JOIN),
    ("POST", "/gradio_api/call/ask"),
    ("POST", "/gradio_api/mcp/"),
    ("POST", "/gradio_api/upload"),
    ("GET", "/vesicle/papers?id=1"),
    ("POST", "/vesicle/papers?name=a.ris"),
    ("POST", "/vesicle/papers/remove"),
    ("POST", "/login"),
]


def send(app: Any, method: str, path: str, headers: dict[str, str] | None = None, body: str = "") -> tuple[int, Any]:
    """Status and headers of what is answered; the rest of a response that has no end is not waited for."""
    connection = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=30)
    try:
        connection.request(method, path, body or None, {"Content-Type": "application/json", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.headers
    finally:
        connection.close()


def answers(page: Page) -> Any:
    return page.locator("#chat .answer:not(.pending)")


def lines(app: Any) -> list[dict[str, Any]]:
    """The log so far."""
    return [json.loads(line) for line in app.stderr.read_text().splitlines()]


def ended(*arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
    """The app, which ends by itself."""
    command = [sys.executable, str(ROOT / "app.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **how)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nothing_is_reached_without_the_password(guarded: Any, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": LOGIN["Authorization"][:-4] + "AAA="}):
        status, shown = send(guarded, method, path, headers, "{}" if method == "POST" else "")
        assert status == 401
        assert shown["WWW-Authenticate"] == 'Basic realm="Vesicle", charset="UTF-8"'
    assert send(guarded, method, path, LOGIN, "{}" if method == "POST" else "")[0] != 401


@pytest.mark.parametrize("login", [("admin", "admin"), ("marie", ""), ("", ""), ("admin", ""), ("gradio", "gradio")])
def test_there_is_no_other_login(guarded: Any, login: tuple[str, str]) -> None:
    value = base64.b64encode(":".join(login).encode()).decode()
    assert send(guarded, "GET", "/", {"Authorization": f"Basic {value}"})[0] == 401


def test_with_the_password_a_reader_gets_an_answer(guarded: Any, visit: Any) -> None:
    seen = visit(guarded, http_credentials={"username": NAME, "password": PASSWORD})
    seen.ask(CARRIERS)
    expect(answers(seen.page)).to_contain_text(ANSWER)
    assert seen.errors == []


def test_who_is_taken_out_of_the_file_is_out_while_the_app_runs(guarded: Any, users: Path) -> None:
    before = users.read_text()
    add_user(users, "pierre", "piezo-1880")
    login = {"Authorization": f"Basic {base64.b64encode(b'pierre:piezo-1880').decode()}"}
    assert send(guarded, "GET", "/config", login)[0] == 200
    users.write_text(before)
    assert send(guarded, "GET", "/config", login)[0] == 401
    assert send(guarded, "GET", "/config", LOGIN)[0] == 200


def test_the_page_takes_nothing_from_elsewhere_and_no_policy_stops_it(app: Any, visit: Any) -> None:
    seen = visit(app)
    seen.ask(CARRIERS)
    expect(answers(seen.page)).to_contain_text(ANSWER)
    assert seen.complaints == []
    assert {urlsplit(url).netloc for url in seen.requests if url.startswith("http")} == {urlsplit(app.url).netloc}
    blocked = "() => new Promise((done) => {"
    blocked += "addEventListener('securitypolicyviolation', (found) => done(found.effectiveDirective));"
    blocked += "new Image().src = 'https://elsewhere.example/x.png'; })"
    assert seen.page.evaluate(blocked) == "img-src"


def test_nothing_is_uploaded_unless_that_is_allowed(app: Any, tmp_path: Path, start_app: Any) -> None:
    form = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nwords\r\n--b--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    gradios = ("/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/upload?upload_id=u1")
    (tmp_path / "a.jsonl").write_text('{"title": "Water", "abstract": "Macrophages drink water."}\n')
    build([tmp_path / "a.jsonl"], index=tmp_path / "index")
    with start_app(tmp_path / "index", "--allow-upload") as allowing:
        for one in (app, allowing):
            assert [send(one, "POST", path, kind, form)[0] for path in gradios] == [404, 404, 404]
        sent = '{"title": "Tea", "abstract": "Macrophages drink tea."}\n'
        assert send(app, "POST", "/vesicle/papers?name=tea.jsonl", body=sent)[0] == 403
        assert send(allowing, "POST", "/vesicle/papers?name=tea.jsonl", body=sent)[0] == 202
        until(lambda: "added" in [line["event"] for line in lines(allowing)])
    assert open_index(tmp_path / "index").search("tea", 1)[0].text == "Macrophages drink tea."


def test_a_page_elsewhere_cannot_ask_in_the_name_of_a_reader(app: Any) -> None:
    assert send(app, "POST", JOIN, {"Sec-Fetch-Site": "cross-site"}, "{}")[0] == 403
    assert send(app, "POST", JOIN, {"Sec-Fetch-Site": "same-origin"}, "{}")[0] not in {401, 403}


def test_what_is_too_long_is_refused(app: Any) -> None:
    assert send(app, "POST", JOIN, {"Content-Length": "1000001"})[0] == 413


@pytest.mark.parametrize("path", ["/monitoring", "/gradio_api/vibe-code", "/gradio_api/runs", "/gradio_api/deep_link"])
def test_what_gradio_has_besides_is_not_there(app: Any, path: str) -> None:
    assert send(app, "GET", path)[0] == 404


def test_a_newer_version_of_the_page_is_not_mixed_with_an_older_one(app: Any) -> None:
    status, headers = send(app, "GET", "/vesicle/main.js")
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    assert send(app, "GET", "/vesicle/main.js", {"If-None-Match": headers["ETag"]})[0] == 304


def test_a_request_keeps_its_id(app: Any) -> None:
    assert send(app, "GET", "/config", {"X-Request-ID": "r-1"})[1]["X-Request-ID"] == "r-1"


def test_the_log_is_json_with_ids_and_times_and_without_what_was_asked(
    review: Path, start_app: Any, visit: Any
) -> None:
    with start_app(review) as app:
        seen = visit(app)
        seen.ask("What is the capital of Zanzibar?")
        expect(answers(seen.page)).to_contain_text("No answer in this library")
        send(app, "POST", "/vesicle/papers?name=zanzibar", {"X-Request-ID": "r-2"})
        deadline = time.monotonic() + 10  # what is logged comes after what is shown
        while not any(line["event"] == "answered" for line in lines(app)) and time.monotonic() < deadline:
            time.sleep(0.05)
        found = lines(app)
    asked = [line for line in found if line["event"] == "request" and line["path"] == JOIN]
    told = [line for line in found if line["event"] == "answered"]
    assert [line["request"] for line in told] == [line["request"] for line in asked]
    assert asked[0]["ms"] > 0
    assert told[0]["took_ms"] > 0
    refused = next(line for line in found if line["event"] == "refused")
    assert (refused["request"], refused["status"], refused["path"]) == ("r-2", 403, "/vesicle/papers")
    assert "zanzibar" not in app.stderr.read_text().lower()


@pytest.mark.parametrize("strips", [True, False])
def test_under_a_path_of_a_proxy_the_page_works_and_nothing_lies_outside_of_it(
    review: Path, start_app: Any, visit: Any, strips: bool
) -> None:
    with (
        start_app(review, "--root-path", "/lab/vesicle") as app,
        shown_under("/lab/vesicle", app.url, strips=strips) as url,
    ):
        seen = visit(replace(app, url=url))
        seen.ask(CARRIERS)
        expect(answers(seen.page)).to_contain_text(ANSWER)
        assert [one for one in seen.requests if one.startswith("http") and not one.startswith(url)] == []
        assert any(one.startswith(f"{url}vesicle/") for one in seen.requests)
        status, shown = send(replace(app, url=url), "GET", "/lab/vesicle/gradio_api/info")
        assert (status, shown["Content-Type"]) == (200, "application/json")
        assert send(replace(app, url=url), "GET", "/lab/vesicle/gradio_api/mcp/")[0] == 405
        assert send(replace(app, url=url), "POST", "/lab/vesicle/gradio_api/call/v2/ask", body="{}")[0] == 400
        assert send(app, "GET", "/lab/vesicle")[1]["Location"].endswith("/lab/vesicle/")
        assert send(app, "POST", "/lab/vesicle/vesicle/papers")[0] == 403


def test_a_proxy_that_hides_the_address_is_made_up_for_by_giving_it(review: Path, start_app: Any, visit: Any) -> None:
    port = free_port()
    with (
        start_app(review, "--root-path", f"http://127.0.0.1:{port}/x") as app,
        shown_under("/x", app.url, strips=True, keeps_host=False, port=port) as url,
    ):
        seen = visit(replace(app, url=url))
        seen.ask(CARRIERS)
        expect(answers(seen.page)).to_contain_text(ANSWER)
        assert [one for one in seen.requests if one.startswith("http") and not one.startswith(url)] == []


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """While this file is there, an app started by ``slow_app.py`` answers nothing."""
    gate = tmp_path / "gate"
    gate.touch()
    monkeypatch.setenv("TEST_GATE", str(gate))
    return gate


def test_told_to_stop_the_app_finishes_the_answer_and_takes_no_new_question(
    review: Path, start_app: Any, visit: Any, gate: Path
) -> None:
    with start_app(review, script=Path(__file__).with_name("slow_app.py")) as app:
        seen = visit(app)
        seen.ask(CARRIERS)
        until(gate.with_suffix(".begun").exists)
        app.process.send_signal(signal.SIGTERM)
        until(lambda: send(app, "GET", "/health")[0] == 503)
        status, headers = send(app, "POST", JOIN, body="{}")
        assert (status, headers["Retry-After"]) == (503, "5")
        assert app.process.poll() is None
        gate.unlink()
        expect(answers(seen.page)).to_contain_text(ANSWER)
        expect(seen.page.locator("#chat a.chip").first).to_be_visible()
        assert app.process.wait(20) == 0
        events = [line["event"] for line in lines(app)]
        assert {"cut_short", "message"}.isdisjoint(events)
        assert events[-1] == "stopped"


def test_told_to_stop_twice_the_app_ends_at_once(review: Path, start_app: Any, visit: Any, gate: Path) -> None:
    with start_app(review, script=Path(__file__).with_name("slow_app.py")) as app:
        visit(app).ask(CARRIERS)
        until(gate.with_suffix(".begun").exists)
        app.process.send_signal(signal.SIGTERM)
        until(lambda: send(app, "GET", "/health")[0] == 503)
        app.process.send_signal(signal.SIGTERM)
        assert app.process.wait(2) != 0


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_an_open_page_does_not_keep_the_app_from_ending(
    review: Path, start_app: Any, visit: Any, told: signal.Signals
) -> None:
    with start_app(review) as app:
        seen = visit(app)
        seen.ask(CARRIERS)
        expect(answers(seen.page)).to_contain_text(ANSWER)
        beating = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=30)
        beating.request("GET", "/gradio_api/heartbeat/s1")
        assert beating.getresponse().readline() == b"data: ALIVE\n"
        started = time.monotonic()
        app.process.send_signal(told)
        assert app.process.wait(20) == 0
        assert time.monotonic() - started < 5
        beating.close()
        assert [line for line in lines(app) if line["level"] not in {"info"}] == []


def test_a_user_is_added_from_the_command_line(tmp_path: Path) -> None:
    users = tmp_path / "users"
    added = ended("--auth-file", str(users), "--add-user", "irène", input="neutrons are next\n")
    assert (added.returncode, added.stdout, added.stderr) == (0, "", "")
    assert re.fullmatch(r"irène:\$2b\$12\$\S{53}\n", users.read_text("utf-8"))
    short = ended("--auth-file", str(users), "--add-user", "irène", input="short\n")
    assert (short.returncode, short.stdout) == (1, "")
    assert re.fullmatch(r"error: a password has at least 8 characters .*\n", short.stderr)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, r"users: No such file or directory; make it with: .*--add-user NAME"),
        ("", r"users: it holds no user; make it with: .*"),
        ("marie:radium-226\n", r"users:1: what follows the name is no bcrypt hash; make it with: .*--add-user marie"),
    ],
)
def test_a_password_file_that_is_none_is_one_line_and_status_1(tmp_path: Path, text: str | None, told: str) -> None:
    users = tmp_path / "users"
    if text is not None:
        users.write_text(text)
    refused = ended("--auth-file", str(users), "--index", str(tmp_path / "none"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert re.fullmatch(rf"error: .*{told}\n", refused.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--add-user", "marie"],
        ["--root-path", "a b"],
        ["--root-path", "/x/../y"],
        ["--root-path", "javascript:alert(1)"],
        ["--port", "x"],
    ],
)
def test_an_argument_that_is_none_is_said_so(arguments: list[str]) -> None:
    refused = ended(*arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[-1].startswith("app.py: error: ")
    assert arguments[0] in refused.stderr.splitlines()[-1]


@pytest.mark.parametrize("spec", ["gpt", "gguf:nothing.gguf", "openai:small@ftp://127.0.0.1"])
def test_a_model_that_is_none_is_one_line_and_status_1(tmp_path: Path, spec: str) -> None:
    refused = ended("--llm", spec, "--index", str(tmp_path / "none"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert re.fullmatch(r"error: [^\n]+\n", refused.stderr)
    assert not (tmp_path / "none").exists(), "it is said before an index is built"


def test_whoever_lets_everybody_in_is_warned(tmp_path: Path) -> None:
    """It ends because what should be the index is a file."""
    (tmp_path / "none").touch()
    warned = ended("--host", "0.0.0.0", "--port", str(free_port()), "--index", str(tmp_path / "none"))  # noqa: S104
    first, *_, last = warned.stderr.splitlines()
    assert first == "warning: 0.0.0.0: whoever reaches this can ask; give --auth-file FILE to ask for a password"
    assert last.startswith("error: ")
    may = ended("--host", "0.0.0.0", "--allow-upload", "--port", str(free_port()), "--index", str(tmp_path / "none"))  # noqa: S104
    assert "0.0.0.0: whoever reaches this can change the library; give --auth-file" in may.stderr


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Any) -> None:
    """Wait for something that comes about elsewhere."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
