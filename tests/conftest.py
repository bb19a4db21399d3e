"""What all tests share: no network, no settings from outside, and one real index of what ships."""

import os
from pathlib import Path

import pytest

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
