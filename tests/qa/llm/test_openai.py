"""A server is spoken to as it wants, and whatever it does, there is text or one line about why there is none."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import pytest

from index.errors import VesicleError
from qa.llm import ModelFailed, open_model
from qa.llm.events import LONGEST_LINE
from qa.llm.openai import MOST_CHARACTERS, ChatModel
from qa.llm.patience import Limits

Serve = Callable[..., Any]

KEY = "sk-not-to-be-seen"
PROMPT = "Which microRNA, asks Mrs. Confidential?"
MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": PROMPT}]
QUICK = Limits(connect=2, first=0.4, between=0.4, retry=0.05, longest_retry=0.2)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def model_at(url: str, limits: Limits = QUICK, name: str = "qwen") -> ChatModel:
    return ChatModel.from_spec(f"{name}@{url}", limits=limits)


def written(server: Any, most_tokens: int = 100, seconds: float = 20, **more: Any) -> str:
    return "".join(model_at(server.url).write(MESSAGES, most_tokens=most_tokens, seconds=seconds, **more))


def failure(server: Any, seconds: float = 20) -> ModelFailed:
    """How it fails, in one line in which neither the key nor the prompt is."""
    with pytest.raises(ModelFailed) as caught:
        written(server, seconds=seconds)
    said = str(caught.value)
    assert said.startswith("qwen: ")
    assert "; " in said
    assert "\n" not in said
    assert KEY not in said
    assert "Confidential" not in said
    return caught.value


def good(handler: Any) -> None:
    handler.begin()
    handler.say("M2", " macrophages")
    handler.done()


def status(code: int, said: str = "", **headers: str) -> Callable[[Any], None]:
    return lambda handler: handler.whole(code, said, **headers)


def sends(*data: bytes, kind: str = "text/event-stream") -> Callable[[Any], None]:
    def reply(handler: Any) -> None:
        handler.begin(kind)
        for one in data:
            handler.send(one)

    return reply


def test_pieces_come_while_the_server_still_writes(serve: Serve) -> None:
    go_on = threading.Event()

    def reply(handler: Any) -> None:
        handler.begin()
        handler.say("M2")
        go_on.wait(10)
        handler.say(" it is")
        handler.done()

    pieces = model_at(serve(reply).url, Limits()).write(MESSAGES, most_tokens=10, seconds=20)
    assert next(pieces) == "M2"
    go_on.set()
    assert list(pieces) == [" it is"]


def test_what_is_asked_is_the_protocol_with_nothing_left_to_chance(serve: Serve) -> None:
    server = serve(good)
    written(server, most_tokens=77)
    (request,) = server.asked
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.asked == {
        "model": "qwen", "messages": MESSAGES, "temperature": 0, "seed": 0, "max_tokens": 77, "stream": True,
    }  # fmt: skip
    assert server.seen == []


def test_without_a_key_none_is_sent(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    server = serve(good)
    written(server)
    assert server.asked[0].headers["Authorization"] is None


def test_neither_a_proxy_nor_netrc_is_used(serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    proxy, server = serve(status(500)), serve(good)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.server_port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.server_port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert written(server) == "M2 macrophages"
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"


def test_a_server_that_is_not_there_is_tried_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = list[float]()
    connect = socket.create_connection

    def counted(*arguments: Any, **options: Any) -> socket.socket:
        tries.append(time.monotonic())
        return connect(*arguments, **options)

    monkeypatch.setattr(socket, "create_connection", counted)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(
        ModelFailed, match=r"^qwen: its server cannot be reached \(.*refused.*\); start its server"
    ) as e:
        list(model_at(url).write(MESSAGES, most_tokens=5, seconds=5))
    assert e.value.kind == "unreachable"
    assert len(tries) == 2
    assert tries[1] - tries[0] >= QUICK.retry


def test_a_name_that_nobody_knows_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ModelFailed, match="Name or service not known") as caught:
        list(model_at("http://llm.invalid/v1").write(MESSAGES, most_tokens=5, seconds=5))
    assert caught.value.kind == "unreachable"


def test_a_server_that_takes_a_connection_and_no_more_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent_server:
        model = model_at(f"https://127.0.0.1:{silent_server.getsockname()[1]}/v1", Limits(connect=0.3))
        with pytest.raises(ModelFailed, match="nothing answers at its address") as caught:
            list(model.write(MESSAGES, most_tokens=5, seconds=20))
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize(
    ("code", "said", "kind", "mend"),
    [
        (401, f'{{"error": {{"message": "wrong key {KEY}"}}}}', "refused", "OPENAI_API_KEY"),
        (403, "", "refused", "OPENAI_API_KEY"),
        (404, '{"error": {"message": "model \'qwen\' not found"}}', "refused", "correct the model"),
        (400, f"cannot parse: {PROMPT}", "refused", "correct the model"),
        (400, '{"error": {"message": "exceeds the available context size (4096)"}}', "too_long", "shorter question"),
        (413, "", "too_long", "shorter question"),
        (422, '{"error": "`inputs` tokens + `max_new_tokens` must be <= 4096"}', "too_long", "shorter question"),
        (422, '{"error": "unknown field", "error_type": "validation"}', "refused", "correct the model"),
        (429, "slow down", "busy", "in a moment"),
        (500, PROMPT, "broken", "ask again"),
        (503, "loading", "broken", "ask again"),
    ],
)
def test_each_refusal_is_told_with_its_mend(serve: Serve, code: int, said: str, kind: str, mend: str) -> None:
    told = failure(serve(status(code, said)))
    assert told.kind == kind
    assert mend in str(told).partition("; ")[2]


@pytest.mark.parametrize("code", [429, 503])
def test_a_server_that_is_busy_once_gets_one_more_try(serve: Serve, code: int) -> None:
    assert written(serve(status(code), good)) == "M2 macrophages"
    server = serve(status(code), status(code), good)
    failure(server)
    assert len(server.asked) == 2


@pytest.mark.parametrize(("asked", "least", "most"), [("0", 0, 0.15), ("60", 0.2, 1), ("soon", 0.05, 0.19)])
def test_retry_after_is_honoured_but_not_for_long(serve: Serve, asked: str, least: float, most: float) -> None:
    times = list[float]()

    def busy(handler: Any) -> None:
        times.append(time.monotonic())
        handler.whole(429, "", Retry_After=asked)

    failure(serve(busy))
    assert least <= times[1] - times[0] < most


def test_a_model_that_knows_no_max_tokens_is_asked_in_its_own_words(serve: Serve) -> None:
    said = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    server = serve(status(400, f'{{"error": {{"message": "{said}", "code": "unsupported_parameter"}}}}'), good)
    model = model_at(server.url)
    for _ in range(2):
        assert "".join(model.write(MESSAGES, most_tokens=77, seconds=20)) == "M2 macrophages"
    first, *others = [request.asked for request in server.asked]
    assert (first["max_tokens"], first["temperature"]) == (77, 0)
    theirs = {"model": "qwen", "messages": MESSAGES, "seed": 0, "max_completion_tokens": 77, "stream": True}
    assert others == [theirs, theirs], "the second question is not asked in vain"
    assert "temperature" not in model.settings
    assert "knows no max_tokens" in str(failure(serve(status(400, said))))


@pytest.mark.parametrize("code", [400, 401, 404, 500])
def test_other_refusals_are_not_tried_again(serve: Serve, code: int) -> None:
    server = serve(status(code), good)
    failure(server)
    assert len(server.asked) == 1


def silent(handler: Any) -> None:
    handler.wait()


def silent_after_one(handler: Any) -> None:
    handler.begin()
    handler.say("M2")
    handler.wait()


def alive_without_a_word(handler: Any) -> None:
    handler.begin()
    while True:
        handler.send(b": still here\n\n")
        time.sleep(0.05)


def slow_headers(handler: Any) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000:
        handler.send(bytes([letter]))
        time.sleep(0.05)


@pytest.mark.parametrize("reply", [silent, silent_after_one, alive_without_a_word, slow_headers])
def test_silence_ends_in_time(serve: Serve, reply: Callable[[Any], None]) -> None:
    server = serve(reply)
    model = model_at(server.url, Limits(connect=0.2, first=0.3, between=0.3))
    got, started = list[str](), time.monotonic()
    with pytest.raises(ModelFailed) as caught:
        got.extend(model.write(MESSAGES, most_tokens=5, seconds=30))
    assert caught.value.kind == "late"
    assert 0.25 < time.monotonic() - started < 3
    assert server.left.wait(5)


def endless(handler: Any) -> None:
    handler.begin()
    while True:
        handler.say("on and on ")


def one_line_without_end(handler: Any) -> None:
    handler.begin()
    while True:
        handler.send(b"x" * (LONGEST_LINE // 10))


def test_the_whole_ends_in_time_though_text_keeps_coming(serve: Serve) -> None:
    def slowly(handler: Any) -> None:
        handler.begin()
        while True:
            handler.say("on ")
            time.sleep(0.02)

    started = time.monotonic()
    assert failure(serve(slowly), seconds=0.5).kind == "late"
    assert 0.4 < time.monotonic() - started < 3


def test_time_that_the_reader_takes_between_pieces_is_not_the_servers(serve: Serve) -> None:
    def reply(handler: Any) -> None:
        handler.begin()
        handler.say("M2", " cells")
        handler.done()

    pieces = model_at(serve(reply).url).write(MESSAGES, most_tokens=5, seconds=30)
    got = [next(pieces)]
    time.sleep(2 * QUICK.between)
    assert [*got, *pieces] == ["M2", " cells"]


def test_a_server_that_writes_without_end_is_ended(serve: Serve) -> None:
    server = serve(endless)
    text = written(server, most_tokens=10)
    assert 10 * MOST_CHARACTERS <= len(text) < 10 * MOST_CHARACTERS + 20
    assert server.left.wait(5)


def test_a_server_that_thinks_without_end_is_ended(serve: Serve) -> None:
    def reply(handler: Any) -> None:
        handler.begin()
        while True:
            handler.say("hm ", field="reasoning_content")

    assert failure(serve(reply)).kind == "empty"


def test_closing_stops_the_server(serve: Serve) -> None:
    server = serve(endless)
    pieces = model_at(server.url).write(MESSAGES, most_tokens=10**9, seconds=60)
    assert list(islice(pieces, 3)) == ["on and on "] * 3
    assert not server.left.is_set()
    pieces.close()
    assert server.left.wait(5)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(sends(b'data: {"choices":[{"delta":{"content":"M2"}}]}\n\n'), id="cut between two events"),
        pytest.param(sends(b'data: {"choices":[{"delta":{"content":"M2"}}]}\n\ndata: {"cho'), id="cut in an event"),
        pytest.param(sends(b"data: this is no JSON\n\n"), id="no JSON"),
        pytest.param(sends(b"data: [1, 2]\n\n"), id="JSON of another kind"),
        pytest.param(sends(b'data: {"choices":[{"delta":{"content":5}}]}\n\n'), id="text that is none"),
        pytest.param(sends(b'data: {"choices":[{"delta":{"content":"\xff"}}]}\n\n'), id="no UTF-8"),
        pytest.param(sends(b"data: " + b"[" * 100_000 + b"\n\n"), id="too deep"),
        pytest.param(one_line_without_end, id="a line without end"),
        pytest.param(sends(b"<html>Hello</html>", kind="text/html; charset=utf-8"), id="a web page"),
        pytest.param(sends(b'{"choices":[{"message":{"content":"M2"}}]}', kind="application/json"), id="no stream"),
        pytest.param(sends(b""), id="nothing"),
        pytest.param(lambda handler: handler.send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), id="no HTTP"),
        pytest.param(lambda handler: handler.connection.shutdown(socket.SHUT_RDWR), id="hung up on"),
    ],
)
def test_what_is_not_the_protocol_is_broken(serve: Serve, reply: Callable[[Any], None]) -> None:
    assert failure(serve(reply)).kind == "broken"


def test_a_chunked_answer_that_is_cut_is_broken_after_what_came(serve: Serve) -> None:
    def reply(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        event = b'data: {"choices":[{"delta":{"content":"M2"}}]}\n\n'
        handler.send(b"%x\r\n%s\r\n40\r\nhalf" % (len(event), event))
        handler.close_connection = True

    pieces = model_at(serve(reply).url).write(MESSAGES, most_tokens=5, seconds=5)
    assert next(pieces) == "M2"
    with pytest.raises(ModelFailed) as caught:
        next(pieces)
    assert caught.value.kind == "broken"


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (b'{"error":{"code":400,"message":"maximum context length is 4096 tokens"}}', "too_long"),
        (b'{"error":{"message":"the context is full"}}', "too_long"),
        (b'{"error":{"code":429,"message":"later"}}', "busy"),
        (b'{"error":"`inputs` tokens + `max_new_tokens` must be <= 4096","error_type":"validation"}', "too_long"),
        (b'{"error":{"message":"The number of tokens to keep is greater than the context length"}}', "too_long"),
        (b'{"error":"out of memory"}', "broken"),
    ],
)
def test_a_fault_that_is_told_in_the_middle_is_understood(serve: Serve, event: bytes, kind: str) -> None:
    assert failure(serve(sends(b'data: {"choices":[]}\n\n', b"data: " + event + b"\n\n"))).kind == kind


def test_an_answer_without_a_word_is_told(serve: Serve) -> None:
    def reply(handler: Any) -> None:
        handler.begin()
        handler.say("", "\n ")
        handler.done()

    assert failure(serve(reply)).kind == "empty"


def test_crlf_comments_and_characters_cut_in_two_are_read_as_they_are_meant(serve: Serve) -> None:
    events = (
        ': hello\r\n\r\nevent: message\r\nid: 1\r\ndata: {"choices":[{"delta":{"role":"assistant","content":null}}]}'
        '\r\n\r\ndata:{"choices":[{"delta":{"content":"miR‑155 → TNF‑α "}}]}\r\n\r\n: \r\n\r\n'
        'data: {"choices":[{"delta":{"content":"\\ud83e\\uddeb\\ud83d"}}]}\r\n\r\n'
        'data: {"choices":[{"delta":{"content":"."},"finish_reason":"stop"}]}\r\n\r\ndata: [DONE]\r\n\r\n'
    ).encode()
    assert written(serve(sends(*(bytes([one]) for one in events)))) == "miR‑155 → TNF‑α 🧫�."


@pytest.mark.parametrize("ending", [b"data: [DONE]", b'data: {"choices":[{"finish_reason":"length"}]}\n\n'])
def test_an_answer_is_complete_with_either_ending(serve: Serve, ending: bytes) -> None:
    assert written(serve(sends(b'data: {"choices":[{"delta":{"content":"M2"}}]}\n\n', ending))) == "M2"


def test_what_a_model_writes_to_itself_is_not_given_out(serve: Serve) -> None:
    def reply(handler: Any) -> None:
        handler.begin()
        handler.say("let me see", field="reasoning_content")
        handler.say("\n<th", "ink>", "hm, <b>", "</", "think>", "\n\n", "M2 ", "<think> stays")
        handler.done()

    assert written(serve(reply)) == "M2 <think> stays"


def test_nothing_is_sent_where_a_redirect_points(serve: Serve) -> None:
    elsewhere = serve(good)
    server = serve(status(307, "", Location=f"{elsewhere.url}/chat/completions"))
    told = failure(server)
    assert told.kind == "broken"
    assert str(elsewhere.server_port) not in str(told)
    assert elsewhere.asked == []


def test_nothing_of_the_key_or_the_prompt_is_logged(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    written(serve(good))
    failure(serve(status(500, PROMPT)))
    assert caplog.records
    assert KEY not in caplog.text
    assert "Confidential" not in caplog.text


def test_text_that_no_encoding_can_write_is_sent_all_the_same(serve: Serve) -> None:
    server = serve(good)
    list(model_at(server.url).write([{"role": "user", "content": "half \ud83e"}], most_tokens=5, seconds=5))
    assert server.asked[0].asked["messages"] == [{"role": "user", "content": "half \ud83e"}]


PROPS = {"default_generation_settings": {"n_ctx": 8192}}
MODELS = {"data": [{"id": "other", "max_model_len": 1}, {"id": "qwen", "max_model_len": 32768}]}


@pytest.mark.parametrize(
    ("about", "context", "grammar"),
    [
        ({"/props": (200, PROPS), "/v1/models": (200, MODELS)}, 8192, True),
        ({"/v1/models": (200, MODELS)}, 32768, False),
        ({"/v1/models": (200, {"data": [{"id": "qwen", "meta": {"n_ctx": 2048}}]})}, 2048, False),
        ({"/v1/models": (200, {"data": [{"id": "qwen"}]})}, 4096, False),
        ({"/props": (200, ["odd"]), "/v1/models": (200, {"data": "odd"})}, 4096, False),
        ({"/props": (401, PROPS)}, 4096, False),
        ({}, 4096, False),
    ],
)
def test_what_a_server_tells_of_itself_is_believed(
    serve: Serve, about: dict[str, Any], context: int, grammar: bool
) -> None:
    server = serve(good)
    server.about = about
    model = model_at(server.url)
    assert "grammar" not in model.settings
    assert model.context == context
    assert model.settings == {"back_end": "openai", "temperature": 0, "seed": 0, "grammar": grammar}
    asked = len(server.seen)
    assert (model.context, len(server.seen)) == (context, asked)
    list(model.write(MESSAGES, most_tokens=5, seconds=5, grammar="root ::= [a-z]+"))
    assert server.asked[0].asked.get("grammar") == ("root ::= [a-z]+" if grammar else None)


def test_a_server_that_is_not_up_yet_is_asked_again(serve: Serve) -> None:
    server = serve(good)
    server.about = {"/props": (503, {})}
    model = model_at(server.url)
    assert (model.context, "grammar" in model.settings) == (4096, False)
    server.about = {"/props": (200, PROPS)}
    assert model.context == 8192
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert model_at(f"http://127.0.0.1:{free.getsockname()[1]}/v1").context == 4096


def test_many_questions_at_once_each_get_their_own_answer(serve: Serve) -> None:
    def echo(handler: Any) -> None:
        handler.begin()
        handler.say(handler.asked["messages"][0]["content"])
        handler.done()

    model = model_at(serve(echo).url, Limits())

    def ask(number: int) -> str:
        return "".join(
            model.write([{"role": "user", "content": f"q{number}"}], most_tokens=5, seconds=20)
        )  # fmt: skip

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(ask, range(64))) == [f"q{number}" for number in range(64)]


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("openai:qwen2.5:1.5b@http://127.0.0.1:11434/v1", "qwen2.5:1.5b"),
        ("openai:org/model@main@https://llm.example/v1/", "org/model@main"),
        ("openai:a@http-b@HTTPS://llm.example/v1", "a@http-b"),
        ("openai:/srv/models/qwen.gguf@http://[::1]:8080", "qwen"),
        (r"openai:C:\models\qwen.GGUF@http://127.0.0.1:8080", "qwen"),
        ("openai:/srv/models/qwen@http://127.0.0.1:8000/v1", "qwen"),
    ],
)
def test_a_model_is_named_as_an_answer_may_name_it(spec: str, name: str) -> None:
    model = open_model(spec)
    assert model is not None
    assert model.name == name


@pytest.mark.parametrize(
    "spec",
    [
        "", "none:x", "openai", "openai:", "openai:qwen", "openai:@http://127.0.0.1/v1", "openai:qwen@ftp://host/v1",
        "openai:qwen@http://", "openai:qwen@http:///v1", "openai:qwen@http://host:99999/v1",
        "openai:qwen@http://me:hunter2@host/v1", "openai:qwen@https://hunter2@host/v1",
        "openai:qwen@https://host/v1?key=hunter2", "openai:qwen@https://host/v1#hunter2",
        "openai:qwen@http://me:hunter2@http://host/v1", "openai:qw\nen@http://host/v1", "openai:q\0@http://host/v1",
        "hunter2", "llama:hunter2", "gguf:", "transformers:",
    ],
)  # fmt: skip
def test_a_setting_that_names_no_model_is_told_in_one_line_that_repeats_no_password(spec: str) -> None:
    with pytest.raises(VesicleError, match=r"^VESICLE_LLM: [^\n]+; [^\n]+$") as caught:
        open_model(spec)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_cannot_be_sent_is_told_without_it(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(VesicleError, match=r"^OPENAI_API_KEY: [^\n]+; [^\n]+$") as caught:
        open_model("openai:qwen@http://127.0.0.1/v1")
    assert key not in str(caught.value)


def test_a_key_may_end_in_the_line_break_of_its_file(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f"{KEY}\n")
    server = serve(good)
    written(server)
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
