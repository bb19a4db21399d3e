"""Models of the hub: downloaded because they were asked for, and not again."""

import json
from pathlib import Path

import pytest

from index.errors import EmbedderUnavailable, RerankerUnavailable
from index.models import find_model

COMMIT = "0" * 40


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's cache, with the network allowed by its settings, on a machine that blocks it."""
    import huggingface_hub.constants as hub

    monkeypatch.setattr(hub, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(hub, "HF_HUB_OFFLINE", False)
    return tmp_path


def downloaded(hub: Path, *listed: str) -> Path:
    """Put a model of one file in the cache, as a download of the files that the hub lists leaves it."""
    repository = hub / "models--group--model"
    snapshot = repository / "snapshots" / COMMIT
    for folder in (snapshot, repository / "refs", repository / "trees"):
        folder.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}")
    (repository / "refs" / "main").write_text(COMMIT)
    files = {name: {"size": 2, "blob_id": "1" * 40} for name in listed}
    (repository / "trees" / f"{COMMIT}.json").write_text(json.dumps({"format_version": 1, "files": files}))
    return snapshot


def test_a_model_that_is_all_here_is_found_without_the_network(hub: Path) -> None:
    snapshot = downloaded(hub, "config.json", "onnx/model.onnx")
    assert find_model("group/model") == snapshot


def test_a_model_of_which_a_part_is_here_is_not_taken_for_it(hub: Path) -> None:
    downloaded(hub, "config.json", "model.safetensors")
    with pytest.raises(EmbedderUnavailable, match="group/model: neither a folder here nor a model that could be downl"):
        find_model("group/model")


def test_the_error_is_of_the_kind_that_the_caller_wants(hub: Path) -> None:
    with pytest.raises(RerankerUnavailable, match="check the name or the network"):
        find_model("group/model", RerankerUnavailable)
