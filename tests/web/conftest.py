"""The real app as a child process, and a real browser that looks at it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from index import build
from qa.server.passwords import add_user
from tests.web.login import NAME, PASSWORD

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 180
expect.set_options(timeout=45_000)  # a busy machine is slow, and a page that is right never waits for it


@dataclass
class App:
    """A running app: where it is, its process, and the file that its standard error goes to."""

    url: str
    process: subprocess.Popen[bytes]
    stderr: Path


@dataclass
class Visit:
    """A page of the app in a browser session of its own, and what happened on it that nobody asked for."""

    page: Page
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type a question and press Enter."""
        self.page.get_by_role("textbox", name="Question").fill(question)
        self.page.keyboard.press("Enter")


StartApp = Callable[..., AbstractContextManager[App]]


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    index: Path, folder: Path, *arguments: str, script: Path = ROOT / "app.py", port: int | None = None
) -> Iterator[App]:
    """The app, answering, until the end of the block. script: what starts it in its place. port: a free one if None."""
    port, stderr = port or free_port(), folder / "stderr.txt"
    command = [sys.executable, str(script), "--port", str(port), "--index", str(index), *arguments]
    url = f"http://127.0.0.1:{port}/"
    with stderr.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, cwd=folder, env=os.environ)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(f"{url}health"):
            assert process.poll() is None, f"the app ended: {stderr.read_text()}"
            assert time.monotonic() < deadline, f"the app does not answer: {stderr.read_text()}"
            time.sleep(0.1)
        yield App(url, process, stderr)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def start_app(tmp_path_factory: pytest.TempPathFactory) -> StartApp:
    """Starts an app on an index: ``with start_app(index, "--allow-upload") as app``."""
    return lambda index, *arguments, **how: running(index, tmp_path_factory.mktemp("app"), *arguments, **how)


@pytest.fixture(scope="session")
def app(review: Path, start_app: StartApp) -> Iterator[App]:
    """One app on the review, for all tests but those of what else ships."""
    with start_app(review) as one:
        yield one


@pytest.fixture(scope="session")
def shipped_app(shipped: Path, start_app: StartApp) -> Iterator[App]:
    """One app on all that ships."""
    with start_app(shipped) as one:
        yield one


@pytest.fixture(scope="session")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A password file with one user, `tests.web.login`."""
    path = tmp_path_factory.mktemp("users") / "users"
    add_user(path, NAME, PASSWORD)
    return path


@pytest.fixture(scope="session")
def guarded(review: Path, start_app: StartApp, users: Path) -> Iterator[App]:
    """One app on the review that asks for a password."""
    with start_app(review, "--auth-file", str(users)) as one:
        yield one


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of one paper, to which readers add."""
    folder = tmp_path_factory.mktemp("adding")
    (folder / "a.jsonl").write_text(json.dumps({"title": "Water", "abstract": "Macrophages drink water."}))
    build([folder / "a.jsonl"], index=folder / "index")
    return folder / "index"


@pytest.fixture(scope="session")
def open_library(place: Path, start_app: StartApp) -> Iterator[App]:
    """One app whose readers may add papers, and remove them."""
    with start_app(place, "--allow-upload") as one:
        yield one


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Without one the tests are skipped, but not where CI says that it must be there."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        why = f"no browser for the tests of the web page: install one of {', '.join(BROWSERS)}"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens an app in a new browser session: ``visit(app).page``. Its other arguments are those of the session."""
    contexts = []

    def open_page(app: App, **how: Any) -> Visit:
        context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce", **how)
        contexts.append(context)
        visit = Visit(context.new_page())

        def requested(request: Request) -> None:
            visit.requests.append(request.url)

        context.on("request", requested)
        visit.page.on("dialog", lambda dialog: (visit.dialogs.append(dialog.message), dialog.dismiss()))
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on("console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None)
        visit.page.goto(app.url)
        visit.page.get_by_role("textbox", name="Question").wait_for()
        return visit

    yield open_page
    for context in contexts:
        context.close()
