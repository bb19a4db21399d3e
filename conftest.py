"""What all tests share: no network, no settings from outside, and one real index of what ships."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.doctest import DoctestItem
from hypothesis import HealthCheck, settings

# Machines are of any speed; and a change is not to fail CI by an example that has nothing to do with it. There the
# examples are the same each time, and more of them find little more.
IN_CI = os.environ.get("CI") == "true"
settings.register_profile(
    "vesicle",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=IN_CI,
    max_examples=60 if IN_CI else 100,
)
settings.load_profile("vesicle")

# pytest-socket does not reach child processes; these do.
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", GRADIO_ANALYTICS_ENABLED="False")
for name in [name for name in os.environ if name.startswith("VESICLE_") and name != "VESICLE_CACHE"]:
    del os.environ[name]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of what ships, built once with the real model."""
    from index import build

    root = tmp_path_factory.mktemp("shipped") / "index"
    build(index=root)
    return root


@pytest.fixture(scope="session")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of the review alone, with its references, built once with the real model."""
    from index import build
    from index.corpus import REVIEW

    root = tmp_path_factory.mktemp("review") / "index"
    build([REVIEW], index=root)
    return root


@pytest.fixture(autouse=True)
def _examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, Any], tmp_path: Path) -> Iterator[None]:
    """Let the examples in docstrings run against what ships."""
    with pytest.MonkeyPatch.context() as patch:
        if isinstance(request.node, DoctestItem):
            doctest_namespace["tmp"] = tmp_path
            patch.setenv("VESICLE_INDEX", str(request.getfixturevalue("shipped")))
        yield


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name no test after bytes, which may hold the time: processes that share the tests out must call them the same."""
    return "bytes" if isinstance(val, bytes) else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        print("\nCI: tests were skipped, and none may be")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
