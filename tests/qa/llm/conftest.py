"""Servers that speak the chat-completions protocol, well or badly, and the weights of a small real model."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request. Its ``server`` keeps what was asked, and has the replies that are left."""

    protocol_version = "HTTP/1.1"
    server: "ChatServer"

    def do_POST(self) -> None:
        self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(self)
        reply = self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]
        try:
            reply(self)
        except OSError:
            self.server.left.set()

    def do_GET(self) -> None:
        self.server.seen.append(self.path)
        status, told = self.server.about.get(self.path, (404, {}))
        self.whole(status, json.dumps(told), "application/json")

    def whole(self, status: int, body: str, kind: str = "application/json", **headers: str) -> None:
        """Answer at once."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body.encode())), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body.encode())

    def begin(self, kind: str = "text/event-stream") -> None:
        """Answer piece by piece, until the connection is closed."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()

    def send(self, data: bytes) -> None:
        """Send a piece, in a packet of its own."""
        self.wfile.write(data)
        self.wfile.flush()

    def say(self, *texts: str, field: str = "content") -> None:
        """Send a step of an answer for each text."""
        for text in texts:
            self.send(b"data: " + json.dumps({"choices": [{"delta": {field: text}}]}).encode() + b"\n\n")

    def done(self) -> None:
        """Say that the answer is complete."""
        self.send(b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')

    def wait(self) -> None:
        """Say nothing until the reader has gone."""
        with suppress(OSError):
            while self.connection.recv(100):
                pass
        raise OSError

    def log_message(self, *_: Any) -> None:
        """Say nothing of it."""


class ChatServer(ThreadingHTTPServer):
    """A server whose replies are given, the last one for all requests that follow.

    asked: the requests so far. seen: the paths that were read. about: path to status and document. left: whether a
    reader has gone before the end.
    """

    daemon_threads = True
    request_queue_size = 128
    """Who waits to be let in. With the 5 of the library, Linux resets some of many that come at once."""

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = list(replies)
        self.asked = list[Handler]()
        self.seen = list[str]()
        self.about = dict[str, tuple[int, Any]]()
        self.left = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that has gone is none."""


@pytest.fixture
def serve() -> Iterator[Callable[..., ChatServer]]:
    """Starts a server that gives these replies."""
    servers = list[ChatServer]()

    def start(*replies: Reply) -> ChatServer:
        server = ChatServer(*replies)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def weights() -> Path:
    """A small instruction-tuned model as a GGUF file, which ``TEST_LLM`` names."""
    path = os.environ.get("TEST_LLM")
    if not path:
        if os.environ.get("CI") == "true":
            pytest.fail("TEST_LLM names no GGUF file")
        pytest.skip("TEST_LLM names no GGUF file")
    return Path(path).absolute()
