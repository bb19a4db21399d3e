"""Small libraries of made-up papers, each built with the real model in a fraction of a second."""

import json
from collections.abc import Callable, Mapping

import pytest

from index import Index, build, open_index


@pytest.fixture(scope="session")
def library_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Index]:
    """What builds a library of papers, each given as its abstract, or as the fields of its record.

    Where they are not given, the title says nothing ("Paper 1") and the PMID is the place, from 1.
    """

    def built(*papers: str | Mapping[str, object]) -> Index:
        place = tmp_path_factory.mktemp("library")
        lines = []
        for number, paper in enumerate(papers, 1):
            fields = {"abstract": paper} if isinstance(paper, str) else paper
            lines.append(json.dumps({"pmid": str(number), "title": f"Paper {number}", **fields}))
        (place / "papers.jsonl").write_text("\n".join(lines), "utf-8")
        build([place / "papers.jsonl"], index=place / "index")
        return open_index(place / "index")

    return built
