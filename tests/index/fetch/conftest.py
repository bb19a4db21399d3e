"""Both services, and fetching from them on a clock that makes nobody wait."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.fetch.client import Pace
from index.fetch.folder import Request
from index.fetch.run import Report, fetch
from tests.index.fetch.literature import Clock, Literature


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Literature]:
    """Both services, which the settings name, without an API key."""
    literature = Literature(Clock())
    threading.Thread(target=literature.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv("VESICLE_EUROPEPMC_URL", f"{literature.url}/rest")
    monkeypatch.setenv("VESICLE_PUBMED_URL", f"{literature.url}/eutils")
    monkeypatch.setenv("VESICLE_EMAIL", "jane@example.org")
    monkeypatch.delenv("NCBI_API_KEY", raising=False)
    yield literature
    literature.shutdown()
    literature.server_close()


@pytest.fixture
def get(server: Literature, tmp_path: Path) -> Callable[..., Report]:
    """Fetches into ``tmp_path/"papers"``, on a clock that makes nobody wait."""

    def run(source: str, limit: int = 1000, query: str = "exosomes", out: Path | None = None, **pace: Any) -> Report:
        hurry = {"clock": lambda: server.clock.now, "sleep": server.clock.sleep, "read": 20.0} | pace
        return fetch(Request(source, query, limit), out or tmp_path / "papers", pace=Pace(**hurry))

    return run
