"""A Milvus Lite server, and what is kept in it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.store.milvus.server import server


@dataclass
class Milvus:
    """A Milvus Lite server, of its own process, that can be killed and started again."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def store(self) -> str:
        return f"milvus:{self.uri}"

    @property
    def client(self) -> Any:
        from pymilvus import MilvusClient

        return MilvusClient(self.uri)

    def start(self) -> None:
        where = ["--data-dir", str(self.data), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "milvus_lite", "server", *where], stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as knock:
                if not knock.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.05)
        raise TimeoutError

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Milvus]:
    pytest.importorskip("milvus_lite", reason="requirements-scale.txt is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Milvus(tmp_path_factory.mktemp("milvus") / "data", port)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def milvus(milvus_server: Milvus) -> Milvus:
    """That server, running."""
    assert milvus_server.process
    if milvus_server.process.poll() is not None:
        milvus_server.start()
    server.cache_clear()
    return milvus_server


@pytest.fixture(params=["faiss", "milvus"])
def store(request: pytest.FixtureRequest) -> str:
    """Each store in turn, as ``--store`` names it."""
    return "faiss" if request.param == "faiss" else request.getfixturevalue("milvus").store
