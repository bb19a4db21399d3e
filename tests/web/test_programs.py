"""The real app as other programs use it: by HTTP as curl sends it, by gradio_client, and by MCP."""

import asyncio
import http.client
import json
import re
import shlex
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession, McpError
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

from tests.web.login import LOGIN

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
CALLS = ["ask", "retrieve", "paper", "status"]
WHY = "Why do most cancer patients die?"
QUOTE = "The main reason why cancer patients die is because of widespread metastases."
WRONG = [
    ("ask", {"question": " "}, "the question is empty; ask something, such as: What are M1 and M2 macrophages?"),
    ("ask", {"question": WHY, "k": 0}, "k: is not a number of passages; send a whole number from 1 to 100"),
    ("retrieve", {"question": WHY, "filters": {"since": "x"}}, "since: 'x' is not a year; give a number such as 2020"),
    ("paper", {"id": "10.1000/x"}, "10.1000/x: is not in this library; look for its id with retrieve"),
]
UNKNOWN = [
    ("ask", {}, "ask: missing a required argument: 'question'; its parameters are question, k, filters, history"),
    ("status", {"of": 1}, "status: got an unexpected keyword argument 'of'; its parameters are none"),
]


@asynccontextmanager
async def session(
    app: Any, headers: dict[str, str] | None = None, patience: float = 60
) -> AsyncIterator[ClientSession]:
    """An MCP client that has said hello."""
    async with (
        httpx.AsyncClient(headers=headers, timeout=patience) as client,
        streamable_http_client(f"{app.url}gradio_api/mcp/", http_client=client) as (read, write, _),
        ClientSession(read, write) as one,
    ):
        await one.initialize()
        yield one


def by_mcp(app: Any, work: Callable[[ClientSession], Coroutine[Any, Any, Any]], **how: Any) -> Any:
    async def done() -> Any:
        async with session(app, **how) as one:
            return await work(one)

    return apart(done())


def apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: in this one runs the loop of the browser of other tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def result(told: CallToolResult) -> Any:
    """The document of a result, which is there both for programs and for models that read."""
    (text,) = told.content
    assert not told.isError
    assert json.loads(text.text) == told.structuredContent  # type: ignore[union-attr]
    return told.structuredContent


def sent(app: Any, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
    """Status and body of what is answered."""
    connection = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=60)
    try:
        text = body if isinstance(body, str) else json.dumps(body)
        connection.request(method, path, text if body is not None else None, {**KIND, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


KIND = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


def by_rest(app: Any, name: str, given: Any, **headers: str) -> tuple[str, Any]:
    """What REST gives for a call: the event, and its data."""
    status, answer = sent(app, "POST", f"/gradio_api/call/v2/{name}", given, **headers)
    assert status == 200, answer
    status, answer = sent(app, "GET", f"/gradio_api/call/{name}/{json.loads(answer)['event_id']}", **headers)
    event, data = re.fullmatch(r"(?:.*\n\n)?event: (\w+)\ndata: ([^\n]*)\n\n", answer, re.S).groups()  # type: ignore[union-attr]
    return event, json.loads(data)


def lasting(document: dict[str, Any]) -> dict[str, Any]:
    """A document without what differs from one time to the next."""
    return {name: value for name, value in document.items() if name != "timings_ms"}


def test_programs_find_these_four_calls_and_nothing_else_of_the_page(app: Any) -> None:
    for info in ("info", "info?all_endpoints=true"):
        told = json.loads(sent(app, "GET", f"/gradio_api/{info}")[1])
        assert list(told["named_endpoints"]) == [f"/{name}" for name in CALLS]
        assert told["unnamed_endpoints"] == {}
    described = json.loads(sent(app, "GET", "/gradio_api/openapi.json")[1])
    paths = [(f"/gradio_api/call/v2/{name}", f"/gradio_api/call/{name}/{{event_id}}") for name in CALLS]
    assert [*described["paths"]] == [path for both in paths for path in both]
    for path in ("mcp/schema", "mcp/sse", "mcp/messages/"):
        assert sent(app, "GET", f"/gradio_api/{path}")[0] == 404
    assert sent(app, "POST", "/gradio_api/call/reply", {"data": []})[0] == 400

    async def offered(one: ClientSession) -> Any:
        with pytest.raises(McpError, match="Method not found"):
            await one.list_resources()
        with pytest.raises(McpError, match="Method not found"):
            await one.list_prompts()
        return (await one.list_tools()).tools

    assert [tool.name for tool in by_mcp(app, offered)] == CALLS


def test_an_agent_reads_what_each_tool_takes_and_gives(app: Any) -> None:
    async def offered(one: ClientSession) -> Any:
        return {tool.name: tool for tool in (await one.list_tools()).tools}

    tools = by_mcp(app, offered)
    taken = {name: tool.inputSchema for name, tool in tools.items()}
    assert {name: list(schema["properties"]) for name, schema in taken.items()} == {
        "ask": ["question", "k", "filters", "history"],
        "retrieve": ["question", "k", "filters"],
        "paper": ["id"],
        "status": [],
    }
    assert {name: schema.get("required") for name, schema in taken.items()} == {
        "ask": ["question"], "retrieve": ["question"], "paper": ["id"], "status": None,
    }  # fmt: skip
    assert all(schema["additionalProperties"] is False for schema in taken.values())
    assert taken["ask"]["properties"]["k"] == {
        "default": 10, "description": "Most passages to read.", "maximum": 100, "minimum": 1, "type": "integer",
    }  # fmt: skip
    filters = taken["ask"]["$defs"]["FiltersDocument"]["properties"]
    assert filters["since"] == {"description": "Only papers of this year or later.", "type": "integer"}
    assert filters["effect"]["items"] == {"enum": ["promotes", "suppresses", "marks", "delivers"], "type": "string"}
    for tool in tools.values():
        assert tool.annotations.readOnlyHint
        assert len(tool.description) > 80
        schema = tool.outputSchema
        documents = [schema, *schema.get("$defs", {}).values()]
        assert all(one["type"] == "object" and one["properties"] for one in documents)


def test_by_mcp_an_answer_comes_with_quotes_that_can_be_checked(shipped_app: Any) -> None:
    async def checked(one: ClientSession) -> Any:
        answer = result(await one.call_tool("ask", {"question": WHY}))
        for citation in answer["citations"]:
            paper = result(await one.call_tool("paper", {"id": citation["paper"]["id"]}))
            ordinal = int(citation["passage_id"].rpartition("#")[2].partition(":")[0])
            assert paper["sections"][ordinal]["text"][citation["start"] : citation["end"]] == citation["quote"]
        none = result(await one.call_tool("ask", {"question": "What is the capital of France?"}))
        assert (none["abstained"], none["citations"]) == (True, [])
        found = result(await one.call_tool("retrieve", {"question": WHY, "k": 1, "filters": {"since": 2023}}))
        return answer, found, result(await one.call_tool("status", {}))

    answer, found, status = by_mcp(shipped_app, checked)
    assert answer["citations"][0]["quote"] == QUOTE
    assert [one["paper"]["year"] >= 2023 for one in found["passages"]] == [True]
    assert (status["papers"], status["schema"]) == (1, 1)


def test_by_gradio_client_the_same_documents_come(shipped_app: Any) -> None:
    client = Client(shipped_app.url, verbose=False, analytics_enabled=False)
    answer = client.predict(WHY, api_name="/ask")
    assert answer["citations"][0]["quote"] == QUOTE
    found = client.predict(question=WHY, k=2, filters={"kind": ["digest"]}, api_name="/retrieve")
    paper = client.predict(answer["citations"][0]["paper"]["doi"], api_name="/paper")
    status = client.predict(api_name="/status")

    async def same(one: ClientSession) -> None:
        by_name = {"question": WHY, "k": 2, "filters": {"kind": ["digest"]}}
        assert lasting(result(await one.call_tool("ask", {"question": WHY}))) == lasting(answer)
        assert result(await one.call_tool("retrieve", by_name)) == found
        assert result(await one.call_tool("paper", {"id": paper["id"]})) == paper
        assert result(await one.call_tool("status")) == status

    by_mcp(shipped_app, same)
    assert by_rest(shipped_app, "ask", {"question": WHY})[1][0]["answer"] == answer["answer"]


@pytest.mark.parametrize(("name", "given", "said"), WRONG)
def test_a_wrong_call_is_told_in_one_line(app: Any, name: str, given: dict[str, Any], said: str) -> None:
    async def wrong(one: ClientSession) -> Any:
        return await one.call_tool(name, given)

    told = by_mcp(app, wrong)
    assert (told.isError, [one.text for one in told.content]) == (True, [said])
    event, data = by_rest(app, name, given)
    assert (event, data["error"]) == ("error", said)
    client = Client(app.url, verbose=False, analytics_enabled=False)
    with pytest.raises(AppError) as raised:
        client.predict(**given, api_name=f"/{name}")
    assert str(raised.value) == said


@pytest.mark.parametrize(("name", "given", "said"), UNKNOWN)
def test_so_is_one_with_other_parameters(app: Any, name: str, given: dict[str, Any], said: str) -> None:
    async def wrong(one: ClientSession) -> Any:
        return await one.call_tool(name, given)

    assert [one.text for one in by_mcp(app, wrong).content] == [said]
    assert sent(app, "POST", f"/gradio_api/call/v2/{name}", given) == (400, f'{{"error":{json.dumps(said)}}}')


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '"ask"', "{", '{"data": []}', '{"data": ["a", 10]}', '{"data": {}}']
)
def test_what_is_no_call_is_refused_and_not_logged(app: Any, body: str) -> None:
    before = app.stderr.read_text()
    status, told = sent(app, "POST", "/gradio_api/call/ask", body)
    assert status == 400
    assert "send an object" in json.loads(told)["error"]
    logged = [json.loads(line) for line in app.stderr.read_text().removeprefix(before).splitlines()]
    assert [line["event"] for line in logged] == ["request"]


def test_a_malformed_message_of_mcp_is_refused_and_its_words_are_not_logged(app: Any) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": "zanzibar"}}
    assert json.loads(sent(app, "POST", "/gradio_api/mcp/", message)[1])["error"]["code"] == -32602
    assert "zanzibar" not in app.stderr.read_text()
    assert sent(app, "POST", "/gradio_api/mcp/", "{" + " " * 1_000_000)[0] == 413
    assert sent(app, "GET", "/gradio_api/mcp/")[0] == 405, "there is nothing to listen to"


def test_without_the_password_programs_get_nothing_and_with_it_what_they_ask_for(guarded: Any) -> None:
    async def answer(one: ClientSession) -> Any:
        return result(await one.call_tool("ask", {"question": WHY}))["citations"][0]["quote"]

    assert by_mcp(guarded, answer, headers=LOGIN) == QUOTE
    with pytest.raises(BaseExceptionGroup) as refused:
        by_mcp(guarded, answer)
    assert refused.group_contains(httpx.HTTPStatusError, match="401")
    client = Client(guarded.url, verbose=False, analytics_enabled=False, headers=LOGIN)
    assert client.predict(WHY, api_name="/ask")["citations"][0]["quote"] == QUOTE
    assert by_rest(guarded, "ask", {"question": WHY}, **LOGIN)[1][0]["citations"][0]["quote"] == QUOTE
    for path in ("call/v2/ask", "call/ask", "queue/join", "mcp", "mcp/"):
        assert sent(guarded, "POST", f"/gradio_api/{path}", {"question": WHY})[0] == 401
    for path in ("info", "openapi.json", "call/ask/e1", "mcp/"):
        assert sent(guarded, "GET", f"/gradio_api/{path}")[0] == 401


def test_a_page_elsewhere_can_use_none_of_it(app: Any) -> None:
    for path in ("call/v2/status", "mcp/"):
        assert sent(app, "POST", f"/gradio_api/{path}", {}, Origin="https://elsewhere.example")[0] == 403
        assert sent(app, "POST", f"/gradio_api/{path}", {}, Host="elsewhere.example:80")[0] == 421


def test_fifty_at_once_get_their_answers(app: Any) -> None:
    async def all_ask(one: ClientSession) -> list[Any]:
        tools = (one.call_tool("ask", {"question": WHY}) for _ in range(40))
        calls = (asyncio.to_thread(by_rest, app, "ask", {"question": WHY}) for _ in range(10))
        return await asyncio.gather(*tools, *calls)

    told = by_mcp(app, all_ask)
    answers = [*map(result, told[:40]), *(data[0] for _, data in told[40:])]
    assert [answer["citations"][0]["quote"] for answer in answers] == [QUOTE] * 50


def test_what_the_readme_shows_is_what_happens(shipped_app: Any) -> None:
    section = README.partition("## For programs")[2].partition("\n## ")[0]
    shown = dict(re.findall(r"^```(\w+)\n(.*?)^```", section, re.M | re.S))
    address = "http://127.0.0.1:7860/"
    assert section.count(address) == 5

    asking, event, fetching, *events = shown["console"].splitlines()
    curl, _, url, _, kind, _, body = shlex.split(asking.removeprefix("$ "))
    status, told = sent(shipped_app, "POST", urlsplit(url).path, body, **dict([kind.split(": ")]))
    assert (curl, status, json.loads(told).keys()) == ("curl", 200, json.loads(event).keys())
    *_, url = shlex.split(fetching)
    path = urlsplit(url).path.replace(json.loads(event)["event_id"], json.loads(told)["event_id"])
    assert sent(shipped_app, "GET", path)[1].startswith("\n".join(events).removesuffix("..."))

    names: dict[str, Any] = {}
    exec(shown["python"].replace(address, shipped_app.url), names)  # noqa: S102 - our own README
    citation = names["citation"]
    assert any(
        citation["quote"] == one["text"][citation["start"] : citation["end"]] for one in names["paper"]["sections"]
    )

    (server,) = json.loads(shown["json"])["mcpServers"].values()
    assert server == {"type": "http", "url": f"{address}gradio_api/mcp/"}
    rows = re.findall(r"^\| `(\w+)\((.*?)\)`", section, re.M)

    async def offered(one: ClientSession) -> Any:
        return [(tool.name, [*tool.inputSchema["properties"]]) for tool in (await one.list_tools()).tools]

    assert [(name, re.findall(r"(?:^|, )(\w+)", of)) for name, of in rows] == by_mcp(shipped_app, offered)


def test_told_to_stop_the_app_finishes_a_call_and_takes_no_new_one(
    review: Path, start_app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, begun = tmp_path / "gate", tmp_path / "gate.begun"
    gate.touch()
    monkeypatch.setenv("TEST_GATE", str(gate))

    async def stopped(app: Any) -> Any:
        async with session(app) as idle, session(app) as one:
            await idle.list_tools()
            await one.list_tools()  # by which the client checks what comes, and would else ask for when that has come
            asked = asyncio.create_task(one.call_tool("ask", {"question": WHY}))
            await until(begun.exists)
            begun.unlink()
            fetched = asyncio.create_task(asyncio.to_thread(by_rest, app, "ask", {"question": WHY}))
            await until(begun.exists)
            app.process.send_signal(signal.SIGTERM)
            await until(lambda: sent(app, "GET", "/health")[0] == 503)
            for path in ("call/v2/ask", "mcp/"):
                assert sent(app, "POST", f"/gradio_api/{path}", {"question": WHY})[0] == 503
            gate.unlink()
            quotes = result(await asked)["citations"][0]["quote"], (await fetched)[1][0]["citations"][0]["quote"]
            assert await asyncio.to_thread(app.process.wait, 20) == 0, "who is idle is not waited for"
            return quotes

    with start_app(review, script=Path(__file__).with_name("slow_app.py")) as app:
        assert apart(stopped(app)) == (QUOTE, QUOTE)
        logged = [json.loads(line) for line in app.stderr.read_text().splitlines()]
    told = [line for line in logged if line["event"] == "answered"]
    assert [(line["call"], line["citations"] > 0, line["took_ms"] > 0) for line in told] == [("ask", True, True)] * 2
    asked = [line["request"] for line in logged if line["event"] == "request" and line["status"] == 200]
    assert {line["request"] for line in told} <= {*asked}
    assert "cut_short" not in {line["event"] for line in logged}
    assert "cancer patients" not in app.stderr.read_text(), "what was asked is in no log"


async def until(holds: Callable[[], Any]) -> None:
    """Wait for something that comes about elsewhere."""
    deadline = time.monotonic() + 60
    while not await asyncio.to_thread(holds):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
