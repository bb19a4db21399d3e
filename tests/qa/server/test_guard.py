"""What every request passes, without a server: requests are given to the guard as ASGI gives them."""

import asyncio
import base64
import json
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bcrypt
import pytest

from qa.server.guard import HEADERS, LARGEST_BODY, LARGEST_UPLOAD, Guard
from qa.server.passwords import Passwords

UPLOADS = ("/vesicle/papers", "/vesicle/papers/", "/vesicle//papers", "/Vesicle/papers")
REMOVE = "/vesicle/papers/remove"
HIDDEN = (
    "/monitoring",
    "/monitoring/summary",
    "/login",
    "/login/",
    "/logout",
    "/gradio_api/vibe-code",
    "/gradio_api/vibe-edit/",
    "/gradio_api/vibe-starter-queries",
    "/gradio_api/undo-vibe-edit",
    "/gradio_api/proxy=https://x.hf.space/",
    "/gradio_api/profiling/traces",
    "/gradio_api/runs",
    "/gradio_api/run-history/connect",
    "/gradio_api/deep_link",
    "/gradio_api/dev/reload",
    "/gradio_api/token",
    "/gradio_api/startup-events",
    "/gradio_api/custom_component/a/client/b/c.js",
    "/gradio_api/stream/e1",
    "/gradio_api/upload",
    "/gradio_api/upload/",
    "/gradio_api//upload",
    "/gradio_api/upload_progress",
    "/gradio_api/process_recording",
    "/gradio_api/file=https://elsewhere.example/x",
    "/gradio_api/file/http://elsewhere.example/x",
)
MEANT = (
    "/",
    "/config",
    "/theme.css",
    "/assets/index.js",
    "/static/img/logo.svg",
    "/vesicle/main.js",
    "/gradio_api/info",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/call/ask",
    "/gradio_api/run/ask",
    "/gradio_api/cancel",
    "/gradio_api/reset",
    "/gradio_api/heartbeat/s1",
    "/gradio_api/component_server",
    "/gradio_api/mcp/",
    "/gradio_api/file=answer.ris",
)


@dataclass
class Seen:
    """What the app behind the guard was given, and how often."""

    scopes: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    status: int = 200

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.scopes[-1]["headers"]}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        body, more = b"", scope["type"] == "http"
        while more:
            message = await receive()
            body += message["body"]
            more = message.get("more_body", False)
        self.bodies.append(body)
        if scope["type"] == "http":
            start = {"type": "http.response.start", "status": self.status, "headers": [(b"x-frame-options", b"a")]}
            await send(start)
            await send({"type": "http.response.body", "body": b"the page"})


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: str


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"}


async def send(
    guard: Guard, path: str, method: str = "GET", headers: dict[str, str] | None = None, body: Iterable[bytes] = (b"",)
) -> Response:
    raw = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "scheme": "http", "headers": raw, "query_string": b"q=si"}
    parts, sent = list(body), list[Any]()

    async def receive() -> Any:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def take(message: Any) -> None:
        sent.append(message)

    await guard(scope, receive, take)
    shown = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Response(sent[0]["status"], shown, b"".join(one["body"] for one in sent[1:]).decode())


def get(guard: Guard, path: str, **more: Any) -> Response:
    return asyncio.run(send(guard, path, **more))


def post(guard: Guard, path: str, **more: Any) -> Response:
    return asyncio.run(send(guard, path, "POST", **more))


def guarded(seen: Seen, **options: Any) -> Guard:
    return Guard(seen, **{"passwords": None, "uploads": False, "stopping": lambda: False, **options})


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def passwords(tmp_path: Path) -> Passwords:
    lines = [f"{name}:{bcrypt.hashpw(word.encode(), bcrypt.gensalt(4)).decode()}\n" for name, word in USERS.items()]
    (tmp_path / "users").write_text("".join(lines), "utf-8")
    return Passwords.read(tmp_path / "users")


USERS = {"marie": "radium:226", "irène": "neutrons ñ"}


@pytest.mark.parametrize("path", [*MEANT, *HIDDEN, *UPLOADS, REMOVE, "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
def test_without_a_password_nothing_is_reached(seen: Seen, passwords: Passwords, path: str, method: str) -> None:
    guard = guarded(seen, passwords=passwords, uploads=True)
    response = get(guard, path, method=method)
    assert response.status == 401
    assert response.headers["www-authenticate"] == 'Basic realm="Vesicle", charset="UTF-8"'
    assert response.body == "This page asks for a name and a password.\n"
    assert seen.scopes == []


@pytest.mark.parametrize(
    "headers",
    [
        basic("marie", "radium"),
        basic("marie", ""),
        basic("", ""),
        basic("pierre", "radium:226"),
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic /w=="},
        {"Authorization": f"Basic {base64.b64encode(b'marie').decode()}"},
        {"Authorization": basic("marie", "radium:226")["Authorization"].replace("Basic", "Bearer")},
        {"X-Vesicle-User": "marie"},
    ],
)
def test_wrong_or_broken_credentials_are_refused(seen: Seen, passwords: Passwords, headers: dict[str, str]) -> None:
    assert get(guarded(seen, passwords=passwords), "/", headers=headers).status == 401
    assert seen.scopes == []


@pytest.mark.parametrize(("name", "password"), USERS.items())
def test_with_the_password_the_page_is_reached_and_knows_who_asks(
    seen: Seen, passwords: Passwords, name: str, password: str
) -> None:
    headers = {**basic(name, password), "X-Vesicle-User": "root"}
    assert get(guarded(seen, passwords=passwords), "/", headers=headers).body == "the page"
    assert seen.headers["x-vesicle-user"] == {"marie": "marie", "irène": "ir%C3%A8ne"}[name]
    assert seen.scopes[-1]["state"]["user"] == name


def test_who_claims_to_be_a_user_where_there_are_none_is_not_believed(seen: Seen) -> None:
    get(guarded(seen), "/", headers={"X-Vesicle-User": "root"})
    assert "x-vesicle-user" not in seen.headers


def test_no_more_than_two_passwords_are_checked_at_once_and_many_guesses_are_told_to_wait(
    seen: Seen, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def slow(name: str, password: str) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1
        return False

    monkeypatch.setattr(passwords, "check", slow)

    async def flood() -> list[int]:
        guard = guarded(seen, passwords=passwords)
        sent = [send(guard, "/", headers=basic("marie", f"guess {n}")) for n in range(100)]
        return [response.status for response in await asyncio.gather(*sent)]

    statuses = asyncio.run(flood())
    assert most == 2
    assert set(statuses) == {401, 503}


def test_health_is_told_without_a_password_and_not_logged(
    seen: Seen, passwords: Passwords, caplog: pytest.LogCaptureFixture
) -> None:
    guard = guarded(seen, passwords=passwords)
    response = get(guard, "/health")
    assert (response.status, json.loads(response.body)) == (200, {"status": "ok"})
    assert get(guard, "/health", method="HEAD").body == ""
    assert get(guard, "/health", method="POST").status == 401
    stopping = get(guarded(seen, passwords=passwords, stopping=lambda: True), "/health")
    assert (stopping.status, json.loads(stopping.body)) == (503, {"status": "stopping"})
    empty = get(guarded(seen, passwords=passwords, has_index=lambda: False), "/health")
    assert (empty.status, json.loads(empty.body)) == (503, {"status": "no index"})
    assert [record for record in caplog.records if getattr(record, "vesicle_fields", {}).get("status") != 401] == []


@pytest.mark.parametrize("path", HIDDEN)
def test_what_gradio_has_besides_is_not_there(seen: Seen, path: str) -> None:
    assert get(guarded(seen), path).status == 404
    assert post(guarded(seen, uploads=True), path).status == 404
    assert seen.scopes == []


@pytest.mark.parametrize("path", MEANT)
def test_what_the_page_needs_is_there(seen: Seen, path: str) -> None:
    assert get(guarded(seen), path).status == 200
    assert post(guarded(seen), path).status == 200
    assert len(seen.scopes) == 2


@pytest.mark.parametrize("path", [*UPLOADS, REMOVE])
def test_the_library_is_changed_by_nobody_unless_that_is_allowed(seen: Seen, path: str) -> None:
    for response in (post(guarded(seen), path, body=[b"x"]), get(guarded(seen), path)):
        assert response.status == 403
        assert "--allow-upload" in response.body
        assert response.body.count("\n") == 1
    assert seen.scopes == []
    assert post(guarded(seen, uploads=True), path, headers={"Content-Length": "1"}, body=[b"x"]).status == 200


@pytest.mark.parametrize("path", UPLOADS)
def test_a_file_is_told_with_its_length_and_no_larger_than_it_may_be(seen: Seen, path: str) -> None:
    large, size = [b"x" * LARGEST_BODY, b"x"], {"Content-Length": str(LARGEST_BODY + 1)}
    assert post(guarded(seen, uploads=True), path, headers=size, body=large).status == 200
    assert len(seen.bodies[-1]) == LARGEST_BODY + 1
    assert post(guarded(seen, uploads=True), path, body=large).status == 411
    size = {"Content-Length": str(LARGEST_UPLOAD + 1)}
    assert post(guarded(seen, uploads=True), path, headers=size, body=large).status == 413
    size = {"Content-Length": str(LARGEST_BODY + 1)}
    assert post(guarded(seen, uploads=True), REMOVE, headers=size, body=large).status == 413


@pytest.mark.parametrize("uploads", [True, False])
def test_a_form_with_files_is_taken_nowhere(seen: Seen, uploads: bool) -> None:
    headers = {"Content-Type": "Multipart/form-data; boundary=b", "Content-Length": "1"}
    for path in ("/gradio_api/component_server", "/gradio_api/queue/join", "/"):
        assert post(guarded(seen, uploads=uploads), path, headers=headers, body=[b"x"]).status == 403
    assert post(guarded(seen, uploads=uploads), UPLOADS[0], headers=headers, body=[b"x"]).status == 403
    assert seen.scopes == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://public.example"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://elsewhere.example", "Host": "here.example:7860"}, 403),
        ({"Origin": "null", "Host": "here.example:7860"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://here.example:7860", "Host": "here.example:7860"}, 200),
        ({"Origin": "http://here.example", "Host": "inner:7860", "X-Forwarded-Host": "here.example, inner"}, 200),
        ({}, 200),
    ],
)
def test_a_page_elsewhere_cannot_send_anything_in_the_name_of_a_reader(
    seen: Seen, headers: dict[str, str], status: int
) -> None:
    assert post(guarded(seen), "/gradio_api/queue/join", headers=headers).status == status
    assert get(guarded(seen), "/", headers=headers).status == 200


def test_a_long_body_is_refused_whether_it_tells_its_length_or_not(seen: Seen) -> None:
    join = "/gradio_api/queue/join"
    told = post(guarded(seen), join, headers={"Content-Length": str(LARGEST_BODY + 1)}, body=[])
    counted = post(guarded(seen), join, body=[b"x" * LARGEST_BODY, b"x", b"never read"])
    assert (told.status, counted.status) == (413, 413)
    assert seen.scopes == []
    assert post(guarded(seen), join, body=[b"a" * (LARGEST_BODY - 2), b"b", b"c"]).status == 200
    assert len(seen.bodies[-1]) == LARGEST_BODY
    assert seen.bodies[-1].endswith(b"abc")


def test_who_leaves_while_sending_is_not_answered(seen: Seen) -> None:
    async def leave() -> list[Any]:
        sent = list[Any]()

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        async def take(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/gradio_api/queue/join", "headers": []}
        await guarded(seen)(scope, receive, take)
        return sent

    assert asyncio.run(leave()) == []
    assert seen.scopes == []


def test_while_stopping_no_question_is_taken_and_those_that_were_are_answered(seen: Seen) -> None:
    guard = guarded(seen, stopping=lambda: True)
    for path in ("/gradio_api/queue/join", "/gradio_api/queue/join/", "/gradio_api/call/ask", "/gradio_api/mcp/"):
        response = post(guard, path)
        assert response.status == 503
        assert response.headers["retry-after"] == "5"
    assert seen.scopes == []
    assert get(guard, "/gradio_api/queue/data").status == 200
    assert post(guard, "/gradio_api/component_server").status == 200
    assert post(guard, "/gradio_api/cancel").status == 200


@pytest.mark.parametrize("given", ["abc-1.2_3", "x" * 64])
def test_a_request_keeps_the_id_it_came_with(seen: Seen, given: str) -> None:
    response = get(guarded(seen), "/", headers={"X-Request-ID": given})
    assert (response.headers["x-request-id"], seen.headers["x-request-id"]) == (given, given)


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", 'a"b', "ä"])
def test_an_id_that_is_none_is_replaced(seen: Seen, given: str) -> None:
    one, other = (get(guarded(seen), "/", headers={"X-Request-ID": given}) for _ in range(2))
    assert len(one.headers["x-request-id"]) == 12
    assert seen.headers["x-request-id"] == other.headers["x-request-id"] != one.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/", "/health", "/login"])
def test_every_response_has_the_headers_that_protect_the_reader(seen: Seen, path: str) -> None:
    response = get(guarded(seen), path)
    for name, value in HEADERS.items():
        assert response.headers[name.lower()] == value


def test_a_refusal_is_logged_without_the_query(seen: Seen, caplog: pytest.LogCaptureFixture) -> None:
    post(guarded(seen), "/vesicle/papers", headers={"X-Request-ID": "r1"})
    (record,) = caplog.records
    fields = vars(record)["vesicle_fields"]
    assert record.message == "refused"
    assert fields.pop("ms") >= 0
    assert fields == {"request": "r1", "status": 403, "method": "POST", "path": "/vesicle/papers"}


def test_questions_and_failures_are_logged_and_pages_are_not(seen: Seen, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "vesicle")
    get(guarded(seen), "/")
    post(guarded(seen), "/gradio_api/queue/join")
    seen.status = 500
    get(guarded(seen), "/config")
    found = [(one.message, one.levelname, vars(one)["vesicle_fields"]["path"]) for one in caplog.records]
    assert found == [("request", "INFO", "/gradio_api/queue/join"), ("request", "ERROR", "/config")]


@pytest.mark.parametrize("root", ["/x", "/x/y", "https://public.example/x"])
def test_behind_a_proxy_the_path_is_understood_whether_it_was_taken_away_or_not(seen: Seen, root: str) -> None:
    prefix = "/x/y" if root == "/x/y" else "/x"
    for path in ("/config", f"{prefix}/config"):
        get(guarded(seen, root=root), path, headers={"Host": "inner"})
        assert (seen.scopes[-1]["path"], seen.scopes[-1]["root_path"]) == (f"{prefix}/config", prefix)
    get(guarded(seen, root=root), f"{prefix}er")
    assert seen.scopes[-1]["path"] == f"{prefix}{prefix}er"
    for path in (f"{prefix}/login", f"{prefix}/monitoring"):
        assert get(guarded(seen, root=root), path).status == 404
    assert post(guarded(seen, root=root), f"{prefix}/vesicle/papers").status == 403
    assert get(guarded(seen, root=root), f"{prefix}/health").body == '{"status": "ok"}\n'


def test_a_whole_address_stands_for_the_one_that_the_proxy_was_asked_for(seen: Seen) -> None:
    headers = {"Host": "inner:7860", "X-Forwarded-Host": "spoofed.example", "X-Forwarded-Proto": "http"}
    get(guarded(seen, root="https://public.example/x"), "/", headers=headers)
    assert (seen.headers["host"], seen.scopes[-1]["scheme"]) == ("public.example", "https")
    assert not {"x-forwarded-host", "x-forwarded-proto"} & set(seen.headers)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:80", "[::1]:7860", None])
def test_an_app_for_this_machine_alone_answers_to_its_names(seen: Seen, host: str | None) -> None:
    assert get(guarded(seen, only_here=True), "/", headers={"Host": host} if host else {}).status == 200


@pytest.mark.parametrize("host", ["elsewhere.example:7860", "localhost.elsewhere.example", "10.0.0.7", "[", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_and_to_no_other_that_a_page_elsewhere_has_made_mean_this_machine(seen: Seen, host: str, method: str) -> None:
    """As by DNS rebinding, where the browser takes the app for a part of that page."""
    told = asyncio.run(send(guarded(seen, only_here=True), "/gradio_api/mcp/", method, headers={"Host": host}))
    assert (told.status, told.body.count("\n")) == (421, 1)
    assert "--root-path" in told.body
    assert seen.scopes == []
    assert get(guarded(seen), "/", headers={"Host": host}).status == 200, "where others reach it, it has any name"


@pytest.mark.parametrize("can_say_why", [True, False])
def test_a_websocket_is_denied_like_the_rest(seen: Seen, passwords: Passwords, can_say_why: bool) -> None:
    async def connect(headers: list[tuple[bytes, bytes]]) -> list[Any]:
        sent = list[Any]()

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def take(message: Any) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": "/gradio_api/queue/join", "headers": headers}
        if can_say_why:
            scope["extensions"] = {"websocket.http.response": {}}
        await guarded(seen, passwords=passwords)(scope, receive, take)
        return sent

    first, *_ = asyncio.run(connect([]))
    assert (first.get("status") == 401) if can_say_why else (first["type"] == "websocket.close")
    assert seen.scopes == []
    value = basic("marie", "radium:226")["Authorization"].encode()
    asyncio.run(connect([(b"authorization", value), (b"sec-fetch-site", b"cross-site")]))
    assert seen.scopes == []
    asyncio.run(connect([(b"authorization", value)]))
    assert len(seen.scopes) == 1


def test_work_counts_until_it_is_done_but_not_what_lasts_as_long_as_a_page() -> None:
    async def work() -> None:
        held = asyncio.Event()

        async def slow(scope: Any, receive: Any, send: Any) -> None:
            await held.wait()

        async def start(path: str) -> Any:
            scope = {"type": "http", "method": "GET", "path": path, "headers": []}
            one = asyncio.create_task(guard(scope, None, None))  # type: ignore[arg-type]
            await asyncio.sleep(0)
            return one

        guard = Guard(slow, passwords=None, uploads=False, stopping=lambda: False)
        tasks = [await start("/gradio_api/heartbeat/s1"), await start("/gradio_api/upload_progress")]
        assert guard.unfinished == 0
        tasks += [await start("/gradio_api/queue/data"), await start("/gradio_api/call/ask/e1")]
        assert guard.unfinished == 2
        tasks[-1].cancel()
        held.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert guard.unfinished == 0

    asyncio.run(work())


def test_the_life_of_the_server_is_no_request() -> None:
    passed = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope)

    scope = {"type": "lifespan"}
    asyncio.run(Guard(app, passwords=None, uploads=False, stopping=lambda: True)(scope, None, None))  # type: ignore[arg-type]
    assert passed == [scope]
