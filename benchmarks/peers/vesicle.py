"""Vesicle, measured as its peers are: `index.build` from a file of JSON Lines, `qa.retrieve`."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers.measure import main
from benchmarks.peers.peer import K, Peer

if TYPE_CHECKING:
    from index import Index


class Vesicle(Peer):
    """One record a text, ``{"pmid", "text"}``; a text becomes one passage or several."""

    packages = ()
    _index: "Index"
    _root: Path

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self._work = tempfile.TemporaryDirectory()

    def load(self) -> None:
        import qa  # noqa: F401
        from index.models import load_embedder

        load_embedder()

    def build(self, ids: list[str], texts: list[str]) -> None:
        from index import build, open_index

        source, self._root = Path(self._work.name) / "records.jsonl", Path(self._work.name) / "index"
        with source.open("w", encoding="utf-8") as out:
            for one, text in zip(ids, texts, strict=True):
                out.write(json.dumps({"pmid": one, "text": text}) + "\n")
        build([source], index=self._root)
        self._index = open_index(self._root)

    def search(self, question: str) -> list[str]:
        return self._papers(question, K)

    def more(self, question: str) -> list[str]:
        return self._papers(question, 2 * K)

    def save(self, folder: Path) -> None:
        shutil.copytree(self._root, folder, dirs_exist_ok=True)

    def open(self, folder: Path) -> None:
        from index import open_index

        self._index = open_index(folder)

    def _papers(self, question: str, k: int) -> list[str]:
        from qa import retrieve

        return [passage.paper.pmid or "" for passage in retrieve(question, k, index=self._index)]


if __name__ == "__main__":
    main("vesicle", Vesicle)
