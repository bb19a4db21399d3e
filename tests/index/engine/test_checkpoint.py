"""The checkpoint of a build: what comes twice is kept once, and nothing is used for what it was not made by."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engine.checkpoint import Came, Checkpoint, SentFile, discard

FILES = ("a", "b")
CAME = st.builds(Came, st.sampled_from(FILES), st.integers(0, 5), st.just("{}"), st.just(()))


def sent(path: Path, text: str) -> SentFile:
    path.write_text(text, "utf-8")
    return SentFile.at(path)


@settings(max_examples=25)  # each writes files
@given(blocks=st.lists(st.lists(CAME, max_size=4), max_size=8), cut=st.integers(0, 8))
def test_blocks_in_any_order_and_any_number_of_times_are_kept_once_over_any_restart(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[list[Came]], cut: int
) -> None:
    root = tmp_path_factory.mktemp("root")
    for some in (blocks[:cut], blocks[cut:]):
        with Checkpoint(root, "x") as checkpoint:
            for block in some:
                checkpoint.keep([replace(came, record=f"{came.file}{came.place}") for came in block])
    with Checkpoint(root, "x") as checkpoint:
        for file in FILES:
            places = sorted({came.place for block in blocks for came in block if came.file == file})
            assert list(checkpoint.records(file)) == [f"{file}{place}" for place in places]
            asked = SentFile(Path(file), file, 1)
            (missing,) = checkpoint.missing([asked, asked])
            assert [place for first, end in missing.there for place in range(first, end)] == places
            checkpoint.keep([], [(file, len(places))])
            assert checkpoint.is_whole(file)
            assert not list(checkpoint.missing([asked]))


def test_a_file_of_which_records_are_still_to_come_is_not_whole_though_it_was_read_to_its_end(tmp_path: Path) -> None:
    with Checkpoint(tmp_path, "x") as checkpoint:
        checkpoint.keep([Came("a", 1, "second")], [("a", 2)])
        assert not checkpoint.is_whole("a")
        checkpoint.keep([Came("a", 0, "first")])
        assert checkpoint.is_whole("a")
        assert list(checkpoint.records("a")) == ["first", "second"]


def test_what_was_made_by_another_embedder_is_not_gone_on_from(tmp_path: Path) -> None:
    for made_by, known in (("x", None), ("x", b"value"), ("y", None), ("x", None)):
        with Checkpoint(tmp_path, made_by) as checkpoint:
            assert checkpoint.known(b"key") == known
            checkpoint.keep([Came("a", 0, "{}", [(b"key", b"value")])])


def test_a_file_that_has_changed_is_another_file(tmp_path: Path) -> None:
    before = sent(tmp_path / "a.jsonl", "one")
    with Checkpoint(tmp_path, "x") as checkpoint:
        checkpoint.keep([Came(before.key, 0, "{}")], [(before.key, 1)])
        assert not list(checkpoint.missing([before]))
        os.utime(before.path, ns=(0, 1))
        touched = SentFile.at(before.path)
        assert list(checkpoint.missing([touched])) == [touched]


def test_a_damaged_checkpoint_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / ".checkpoint.sqlite").write_bytes(b"no database" * 100)
    with Checkpoint(tmp_path, "x") as checkpoint:
        assert checkpoint.known(b"key") is None
    discard(tmp_path)
    assert not list(tmp_path.iterdir())
