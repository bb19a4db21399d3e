"""A small index of one's own for each test, without building one each time."""

import json
import shutil
from pathlib import Path

import pytest

from index import build


@pytest.fixture(scope="session")
def one_paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of one paper, ``pmid:1``, from a file beside it."""
    folder = tmp_path_factory.mktemp("one")
    record = {"pmid": "1", "title": "Water", "abstract": "Macrophages drink water."}
    (folder / "water.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    build([folder / "water.jsonl"], index=folder / "index")
    return folder / "index"


@pytest.fixture
def place(one_paper: Path, tmp_path: Path) -> Path:
    """A copy of that index, to be changed."""
    return Path(shutil.copytree(one_paper, tmp_path / "index"))
