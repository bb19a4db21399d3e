"""Nothing is reached but this machine, by the tests or by a library that reports home."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from index.settings import load_settings


@pytest.mark.filterwarnings("ignore:A test tried to use")
def test_only_loopback_can_be_reached() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass


def test_answering_leaves_nothing_in_the_home_of_the_user(shipped: Path, tmp_path: Path) -> None:
    """A library that reports home keeps an id there; ONNX Runtime does, unless told not to."""
    places = {"HOME": tmp_path, "USERPROFILE": tmp_path, "XDG_CACHE_HOME": tmp_path, "XDG_CONFIG_HOME": tmp_path}
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    environment["VESICLE_CACHE"] = str(load_settings().cache)
    subprocess.run(
        [sys.executable, "-m", "qa", "What are M1 and M2?", "--index", str(shipped)],
        cwd=Path(__file__).parents[1],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    assert list(tmp_path.rglob("*")) == []
