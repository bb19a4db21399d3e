"""Milvus: what is particular to a store that is another program, on another machine, and may not be there."""

import base64
import pickle
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from milvus_lite.adapter.grpc.servicer import MilvusServicer
from milvus_lite.analyzer.standard import StandardAnalyzer
from milvus_lite.db import MilvusLite
from pymilvus import DataType
from pymilvus.grpc_gen import milvus_pb2_grpc

from index import Filters, Index, add, build, open_index, remove, verify
from index.among import Among
from index.engine.work import Here
from index.errors import EmbedderMismatch, IndexDamaged, VesicleError
from index.lexical import Lexical, write_lexical
from index.manifest import read_manifest
from index.records import Paper, Passage, Section
from index.store import store_named
from index.store.milvus import MilvusDraft
from index.store.milvus import server as talking
from index.store.milvus.counts import Counts
from index.store.milvus.expression import expression
from index.store.milvus.place import Place
from index.store.milvus.scoring import scored, tokens_of
from index.store.milvus.spelling import TITLE, joined, spelled
from index.store.milvus.statistics import STATISTICS, Statistics, StatisticsDraft
from tests.index.conftest import Milvus
from tests.index.store.library import paper, write
from tests.index.store.test_contract import dois, kept_in, named_by

ROOT = Path(__file__).parents[3]


@given(st.lists(st.text(min_size=1), min_size=1, unique=True))
def test_no_analyser_splits_changes_or_confuses_our_tokens(tokens: list[str]):
    words = [spelled(token) for token in tokens]
    assert len({*words, TITLE}) == len(words) + 1
    assert StandardAnalyzer().tokenize(joined(tokens, tokens[:1])) == [*words, TITLE, words[0]]


WORDS = ("vesicle", "macrophage", "mir21", "pdl1", "tumor", "β", "mouse")


@settings(max_examples=25)
@given(st.lists(st.tuples(*[st.lists(st.sampled_from(WORDS), min_size=1, max_size=9)] * 2), min_size=1, max_size=9))
def test_passages_score_as_by_the_lexical_index(tmp_path_factory: pytest.TempPathFactory, library: list[tuple]):
    folder = tmp_path_factory.mktemp("lexical")
    passages = {}
    for row, (text, title) in enumerate(library):
        sections = (Section("Abstract", " ".join(text)), Section("Article information", ""))
        of = Paper(id=f"pmid:{row}", title=" ".join(title), sections=sections)
        passages[row] = Passage(of.id, of, 0, "Abstract", 0, 1, ((0, 1),), " ".join(text))
    write_lexical(folder, passages.items())
    lexical, counts = Lexical(folder), Counts()
    words = {row: joined(*counts.add_text(one.text, one.paper.title)) for row, one in passages.items()}
    draft = StatisticsDraft(folder / STATISTICS)
    draft.count(counts)
    draft.close()
    statistics = Statistics(folder / STATISTICS)
    worth = lexical.worth(" ".join(WORDS[:3]), [(("mir21",), [("pdl1", "tumor"), ("mous",)])])
    fields = statistics.fields(tokens_of(worth))
    assert scored(worth, words, fields["text"], fields["title"]) == pytest.approx(lexical.search(worth, 99), rel=1e-4)


def test_nothing_in_a_filter_can_be_read_as_an_expression():
    odd = '"] or row > 0 or array_contains_any(facets, ["'
    among = Among(Filters(since=2000, until=2010, cargo=(odd,)), (odd,), lambda: pytest.fail("rows were asked for"))
    assert re.fullmatch(r"[a-z_ ()\[\],<>=0-9]*", expression(among, lambda facet, values: [*values, odd]))


@pytest.mark.parametrize(
    ("store", "why"),
    [
        ("milvus:http://root:secret@h:1", "put a token into MILVUS_TOKEN"),
        ("milvus:https://h/db?token=secret", "put a token into MILVUS_TOKEN"),
        ("milvus:library.txt", "names no Milvus"),
        ("milvus:", "names no Milvus"),
        ("milvus:ftp://h", "is no address"),
        ("milvus:http://h:99999", "is no address"),
        ("milvus:http://h/a/b", "is no address"),
        ("postgres:x", "is no store"),
    ],
)
def test_what_is_no_store_is_refused(store: str, why: str):
    with pytest.raises(VesicleError, match=why) as refused:
        store_named(store)
    assert "secret" not in str(refused.value)


def test_a_reader_stays_in_its_generation_while_the_next_is_made(tmp_path: Path, milvus: Milvus):
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *map(paper, range(4)))], index=place, store=milvus.store)
    reader = open_index(place)
    before = [(one.text, one.score) for one in reader.search("gemcitabine vesicles", 20)]
    seen = []

    def look(step: str, done: int, total: int) -> None:
        if (step, done) == ("publishing", 1):
            seen.append([(one.text, one.score) for one in reader.search("gemcitabine vesicles", 20)])

    changed = [paper(0, abstract="Gemcitabine and vesicles."), paper(1), paper(2), *map(paper, range(4, 30))]
    add([write(tmp_path / "a.jsonl", *changed)], index=place, progress=look)
    assert seen == [before]
    assert len(dois(place, "vesicles")) == 30


def test_an_update_leaves_the_statistics_that_a_build_makes(tmp_path: Path, milvus: Milvus):
    place, anew = tmp_path / "index", tmp_path / "anew"
    build([write(tmp_path / "a.jsonl", *map(paper, range(5)))], index=place, store=milvus.store)
    source = write(tmp_path / "a.jsonl", paper(0, abstract="Water did nothing."), *map(paper, range(3, 8)))
    for _ in range(2):
        add([source], index=place)
    build([write(tmp_path / "b.jsonl", *map(paper, range(1, 3))), source], index=anew, store=milvus.store)
    assert statistics_of(place) == statistics_of(anew)


def statistics_of(index: Path) -> list[list[tuple]]:
    db = sqlite3.connect(open_index(index).folder / STATISTICS)
    queries = (
        "SELECT * FROM tokens WHERE text + title + record > 0",
        "SELECT * FROM long_words WHERE passages > 0",
        "SELECT * FROM totals",
    )
    found = [db.execute(query).fetchall() for query in queries]
    db.close()
    return found


def test_what_a_killed_writer_did_not_remove_is_left_out_and_removed_by_the_next(
    tmp_path: Path, milvus: Milvus, monkeypatch: pytest.MonkeyPatch
):
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *map(paper, range(40)))], index=place, store=milvus.store)
    with monkeypatch.context() as killed:
        killed.setattr(MilvusDraft, "settled", lambda draft: None)
        add([write(tmp_path / "a.jsonl", paper(0, year=2060))], index=place)
        remove([f"doi:10.1000/{number}" for number in range(1, 38)], index=place)
    for words in ("vesicles", "cisplatin in study 1", "paclitaxel"):
        found = open_index(place).search(words, 3)
        assert {one.paper.doi for one in found} == {"10.1000/0", "10.1000/38", "10.1000/39"}
    assert dois(place, "vesicles", since=2041) == ["0"]
    assert verify(place) == []
    add([write(tmp_path / "b.jsonl", paper(50))], index=place)
    assert all(len(milvus.client.query(name, filter="row > 0")) == 4 for name in named_by(place))
    assert sorted(dois(place, "vesicles", since=2041)) == ["0", "50"]


class FarAway(Executor):
    """Does as one whose workers are other processes: all that goes there and comes back is pickled."""

    def submit(self, work, /, *given):
        done = Future()
        call, *arguments = pickle.loads(pickle.dumps((work, *given)))  # noqa: S301 - our own
        done.set_result(pickle.loads(pickle.dumps(call(*arguments))))  # noqa: S301 - our own
        return done


def test_batches_can_be_written_by_other_processes(tmp_path: Path, milvus: Milvus, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Here, "workers", FarAway())
    build([write(tmp_path / "a.jsonl", *map(paper, range(4)))], index=tmp_path / "index", store=milvus.store)
    assert verify(tmp_path / "index") == []
    assert dois(tmp_path / "index", "cisplatin", 1) == ["1"]


def test_collections_are_dropped_that_no_generation_names(tmp_path: Path, milvus: Milvus):
    place, other = tmp_path / "index", tmp_path / "other"
    source = write(tmp_path / "a.jsonl", paper(0))
    for index in (place, other, place, place):
        build([source], index=index, store=milvus.store)
        assert kept_in(milvus, index) == named_by(index)
    theirs = kept_in(milvus, other)
    for _ in range(2):
        build([source], index=place)
    assert not (place / "milvus.json").exists()
    assert kept_in(milvus, other) == theirs
    assert verify(other) == []


def test_a_milvus_that_is_lost_while_it_is_written_and_comes_back_is_waited_for(tmp_path: Path, milvus: Milvus):
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *map(paper, range(4)))], index=place, store=milvus.store)
    coming = threading.Thread(target=milvus.start)

    def lose(step: str, done: int, total: int) -> None:
        if step == "embedding" and not coming.ident:
            milvus.kill()
            coming.start()

    add([write(tmp_path / "b.jsonl", *map(paper, range(4, 9)))], index=place, progress=lose)
    coming.join()
    assert sorted(dois(place, "vesicles")) == [*"012345678"]
    assert verify(place) == []


def test_a_milvus_that_is_lost_for_good_is_told_and_the_index_stays_as_it_was(
    tmp_path: Path, milvus: Milvus, monkeypatch: pytest.MonkeyPatch
):
    place, more = tmp_path / "index", write(tmp_path / "b.jsonl", *map(paper, range(4, 9)))
    build([write(tmp_path / "a.jsonl", *map(paper, range(4)))], index=place, store=milvus.store)

    def lose(step: str, done: int, total: int) -> None:
        if step == "embedding":
            milvus.kill()

    told = "does not answer; start that Milvus or check the address"
    monkeypatch.setattr(talking, "_REST_SECONDS", 0.0)
    with monkeypatch.context() as hurried:
        hurried.setattr(talking, "WRITE_SECONDS", 1.0)
        hurried.setattr(talking, "READ_SECONDS", 0.5)
        with pytest.raises(VesicleError, match=told):
            add([more], index=place, progress=lose)
        with pytest.raises(VesicleError, match=told):
            open_index(place).search("vesicles")
    milvus.start()
    assert sorted(dois(place, "vesicles")) == [*"0123"]
    assert verify(place) == []
    add([more], index=place)
    assert sorted(dois(place, "vesicles")) == [*"012345678"]


def test_a_question_waits_for_a_milvus_that_comes_back(tmp_path: Path, milvus: Milvus, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(talking, "READ_SECONDS", 60.0)
    build([write(tmp_path / "a.jsonl", *map(paper, range(4)))], index=tmp_path / "index", store=milvus.store)
    index = open_index(tmp_path / "index")
    assert len(index.search("vesicles")) == 4
    milvus.kill()
    coming = threading.Timer(0.3, milvus.start)
    coming.start()
    assert len(index.search("macrophages")) == 4
    coming.join()


def test_another_embedders_collection_is_refused_and_one_that_is_gone(tmp_path: Path, milvus: Milvus):
    place, client = tmp_path / "index", milvus.client
    build([write(tmp_path / "a.jsonl", paper(0))], index=place, store=milvus.store)
    texts = next(name for name in named_by(place) if name.endswith("_texts"))
    mend = f"python -m index build --index {place} --store {milvus.store} {tmp_path}/a.jsonl"
    told = client.describe_collection(texts)["properties"]["vesicle.embedder"]

    def refused(error: type[VesicleError]) -> str:
        with pytest.raises(error) as raised:
            opened_anew(place).search("vesicles")
        assert mend in str(raised.value)
        return str(raised.value)

    client.alter_collection_properties(texts, {"vesicle.embedder": "f00f00f00f"})
    assert "was made with embedder f00f00f0, the index with sentence-transformers" in refused(EmbedderMismatch)
    client.drop_collection(texts)
    assert f"collection {texts} is gone" in refused(IndexDamaged)
    assert [line for line in verify(place) if "is gone" in line]
    schema = client.create_schema()
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=8)
    client.create_collection(texts, schema=schema, properties={"vesicle.embedder": told})
    assert "has vectors of 8 dimensions, the index was built with sentence-transformers" in refused(EmbedderMismatch)


def opened_anew(index: Path) -> Index:
    folder = open_index(index).folder
    return Index(folder, read_manifest(folder))


def test_a_file_serves_one_process_and_says_so_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    build([write(tmp_path / "a.jsonl", *map(paper, range(4)))], index=tmp_path / "index", store="milvus:library.db")
    assert open_index(tmp_path / "index").manifest.store == f"milvus:{tmp_path}/library.db"
    assert dois(tmp_path / "index", "gemcitabine", 1) == ["0"]
    asked = [sys.executable, "-m", "index", "search", "gemcitabine", "--index", str(tmp_path / "index")]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"error: milvus:\S+: cannot be opened .*only one process.*milvus-lite server.*\n", done.stderr)


class Doorkeeper(grpc.ServerInterceptor):
    """Lets in who shows the token, as a Milvus with authorisation does."""

    def intercept_service(self, go_on, call):
        shown = dict(call.invocation_metadata).get("authorization", "")
        if shown == base64.b64encode(b"user:right").decode():
            return go_on(call)

        def refuse(_, context):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check username and password")

        return grpc.unary_unary_rpc_method_handler(refuse)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[str]:
    """A Milvus that wants a token."""
    db = MilvusLite(str(tmp_path / "guarded"))
    serving = grpc.server(ThreadPoolExecutor(4), interceptors=[Doorkeeper()])
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(MilvusServicer(db), serving)
    port = serving.add_insecure_port("127.0.0.1:0")
    serving.start()
    yield f"milvus:http://127.0.0.1:{port}"
    serving.stop(None).wait()
    db.close()


def test_a_wrong_token_is_named_as_such_and_the_right_one_is_written_nowhere(
    tmp_path: Path, guarded: str, monkeypatch: pytest.MonkeyPatch
):
    place, source = tmp_path / "index", write(tmp_path / "a.jsonl", paper(0))
    for shown, cause in (("", "wants a token"), ("user:wrong", "refuses the token in MILVUS_TOKEN")):
        monkeypatch.setenv("MILVUS_TOKEN", shown)
        talking.server.cache_clear()
        with pytest.raises(VesicleError, match=cause) as refused:
            build([source], index=place, store=guarded)
        assert "wrong" not in str(refused.value)
    monkeypatch.setenv("MILVUS_TOKEN", "user:right")
    talking.server.cache_clear()
    build([source], index=place, store=guarded)
    assert dois(place, "gemcitabine", 1) == ["0"]
    written = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
    assert not any(b"user:right" in one or base64.b64encode(b"user:right") in one for one in written)


def test_that_pymilvus_is_missing_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(VesicleError, match=r"pip install -r requirements-scale\.txt"):
        talking.Server(Place("http://127.0.0.1:1")).read("list_collections")
