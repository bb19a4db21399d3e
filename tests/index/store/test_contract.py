"""What every store does: the same commands, and nearly the same answers."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index import Filters, add, build, open_index, remove, verify
from index.store import store_named
from index.store.milvus.owned import read_collections
from tests.index.conftest import Milvus
from tests.index.store.library import THINGS, paper, write

ROOT = Path(__file__).parents[3]


def dois(index: Path, words: str, k: int = 50, **filters: object) -> list[str]:
    found = open_index(index).search(words, k, Filters.of(filters))
    return list(dict.fromkeys((passage.paper.doi or "").removeprefix("10.1000/") for passage in found))


def test_papers_are_added_changed_and_removed(tmp_path: Path, store: str):
    place, source = tmp_path / "index", write(tmp_path / "a.jsonl", *map(paper, range(6)))
    build([source], index=place, store=store)
    assert dois(place, "gemcitabine", 1) == ["0"]
    add([write(tmp_path / "b.jsonl", paper(6), paper(0, abstract="Water did nothing."))], index=place)
    assert open_index(place).manifest.store == store_named(store)
    assert dois(place, "curcumin", 1) == ["6"]
    assert open_index(place).search("water", 1)[0].text == "Water did nothing."
    assert sorted(dois(place, "vesicles")) == [*"0123456"]
    assert remove(["doi:10.1000/1"], index=place).removed == 1
    assert sorted(dois(place, "vesicles")) == [*"023456"]
    lexical = open_index(place).lexical
    assert (lexical.frequency("curcumin"), lexical.words_from("curcu")) == (2, {"curcumin": 2})
    assert lexical.has_similar_word("curcumim", 1)
    assert verify(place) == []


def test_searches_are_narrowed_by_what_papers_are_filed_under(tmp_path: Path, store: str):
    place = tmp_path / "index"
    records = [paper(n) for n in range(6)]
    records[1]["publication_types"] = ["Review"]
    del records[2]["year"]
    build([write(tmp_path / "a.jsonl", *records)], index=place, store=store)
    assert sorted(dois(place, "vesicles", since=2003)) == ["3", "4", "5"]
    assert sorted(dois(place, "vesicles", until=2003)) == ["0", "1", "3"]
    assert dois(place, "vesicles", kind="review") == ["1"]
    assert dois(place, "vesicles", kind="review", since=2003) == []
    assert dois(place, "vesicles", cargo='"] or row > 0 or array_contains_any(facets, ["') == []
    index = open_index(place)
    chosen = [one.paper.id for one in index.search("gemcitabine", 1)]
    assert {one.paper.id for one in index.search("vesicles", 50, papers=chosen)} == set(chosen)
    assert [one.paper.id for one in index.search_records(["gemcitabin"], 3)] == chosen
    assert index.search_records(["gemcitabin"], 3, Filters(since=2001)) == []


def test_a_paper_with_the_same_text_is_found_by_its_new_year(tmp_path: Path, store: str):
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *map(paper, range(3)))], index=place, store=store)
    report = add([write(tmp_path / "a.jsonl", paper(0, year=2030), paper(1), paper(2))], index=place)
    assert report.embedded == 0
    assert dois(place, "vesicles", since=2020) == ["0"]
    assert verify(place) == []


def test_both_stores_find_nearly_the_same(tmp_path: Path, milvus: Milvus):
    source = write(tmp_path / "a.jsonl", *map(paper, range(40)))
    for store, name in (("faiss", "a"), (milvus.store, "b")):
        build([source], index=tmp_path / name, store=store)
    one, other = open_index(tmp_path / "a"), open_index(tmp_path / "b")
    for thing in THINGS:
        question = f"Does {thing} slow tumors in mice?"
        assert one.lexical.worth(question) == other.lexical.worth(question)
        best, found = ([passage.paper.doi for passage in index.search(question)] for index in (one, other))
        assert len({*best} & {*found}) >= 9
        scores = one.lexical.search(one.lexical.worth(question), 10)
        assert other.lexical.search(other.lexical.worth(question), 10) == pytest.approx(scores, rel=0.01)


def named_by(index: Path) -> set[str]:
    """The collections that the generations of an index name."""
    return {name for folder in index.glob("g-*") for name in read_collections(folder)[1:]}


def kept_in(milvus: Milvus, index: Path) -> set[str]:
    """The collections in Milvus that are an index's by their names."""
    (own,) = json.loads((index / "milvus.json").read_text())
    return {name for name in milvus.client.list_collections() if name.startswith(own["prefix"])}


KILLED = """
import os, signal, sys
from index import add, build
def progress(step, done, total):
    if step == sys.argv[3] and done == total:
        os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[4] == "add":
    add([sys.argv[1]], index=sys.argv[2], progress=progress)
else:
    build([sys.argv[1]], index=sys.argv[2], store=sys.argv[5], progress=progress)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize(("work", "step"), [("add", "publishing"), ("build", "indexing words")])
def test_a_killed_writer_leaves_the_old_index_answering(tmp_path: Path, milvus: Milvus, work: str, step: str):
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *map(paper, range(4)))], index=place, store=milvus.store)
    new = write(tmp_path / "a.jsonl", paper(0), paper(1, abstract="Water did nothing."), *map(paper, range(2, 30)))
    asked = [sys.executable, "-c", KILLED, str(new), str(place), step, work, milvus.store]
    assert subprocess.run(asked, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert verify(place) == []
    assert sorted(dois(place, "vesicles")) == [*"0123"]
    assert dois(place, "water", 1) != dois(place, "cisplatin", 1) == ["1"]
    add([new], index=place)
    assert verify(place) == []
    assert len(dois(place, "vesicles")) == 30
    assert kept_in(milvus, place) == named_by(place)
    assert all(milvus.client.query(name, filter="born > 2") == [] for name in named_by(place))
