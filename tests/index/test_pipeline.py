"""Building: an index is replaced whole or not at all, and damage is found."""

import hashlib
import json
import os
import random
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index import add, build, open_index, remove, verify
from index.errors import EmbedderMismatch, IndexDamaged, IndexMissing, VesicleError
from index.generations import current, link_files, writing
from index.manifest import Generation, measure, read_manifest, seal
from index.store.faiss import FaissStore

ROOT = Path(__file__).parents[2]


def write(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def test_a_reader_sees_a_new_generation_on_its_next_question(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", {"title": "Macrophages", "abstract": "Vesicles calm macrophages."})
    build([source], index=tmp_path / "index")
    assert open_index(tmp_path / "index").search("vesicles", 1)[0].text == "Vesicles calm macrophages."
    write(source, {"title": "Macrophages", "abstract": "Vesicles rouse macrophages."})
    build([source], index=tmp_path / "index")
    assert open_index(tmp_path / "index").search("vesicles", 1)[0].text == "Vesicles rouse macrophages."


def test_an_index_removed_and_built_anew_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    for said in ("calm", "rouse"):
        source = write(tmp_path / "a.jsonl", {"title": "Macrophages", "abstract": f"Vesicles {said} macrophages."})
        build([source], index=tmp_path / "index")
        assert open_index(tmp_path / "index").folder.name == "g-000001"
        assert open_index(tmp_path / "index").search("vesicles", 1)[0].text == f"Vesicles {said} macrophages."
        shutil.rmtree(tmp_path / "index")


def test_an_unchanged_index_is_opened_once(review: Path) -> None:
    assert open_index(review) is open_index(review)


def test_only_the_last_two_generations_are_kept(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", {"title": "Exosomes", "abstract": "They are small."})
    for _ in range(3):
        build([source], index=tmp_path / "index")
    kept = sorted(path.name for path in (tmp_path / "index").iterdir())
    assert kept == ["CURRENT", "g-000002", "g-000003", "writer.lock"]
    assert verify(tmp_path / "index") == []


def test_one_bad_document_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    write(folder / "good.jsonl", {"title": "Good", "abstract": "Exosomes carry miR-21."}, {"year": 2020})
    (folder / "empty.xml").write_text("")
    (folder / "cut.xml").write_text("<article><front><article-meta><title-group><article-title>Cut")
    report = build([folder, tmp_path / "missing.xml"], index=tmp_path / "index")
    assert report.counts["papers"] == 1
    named = sorted(Path(failure.split(": ")[0]).name for failure in report.failed)
    assert named == ["cut.xml:1", "empty.xml", "good.jsonl:2", "missing.xml"]
    assert all("\n" not in failure and "; " in failure for failure in report.failed)


def test_a_report_tells_what_came_of_each_file(tmp_path: Path) -> None:
    one, other = {"pmid": "1", "title": "One", "abstract": "It is small."}, {"pmid": "2", "title": "Other"}
    build([write(tmp_path / "a.jsonl", one, other)], index=tmp_path / "index")
    more = write(tmp_path / "b.jsonl", one, other | {"abstract": "It is small too."}, {"pmid": "3", "title": "Third"})
    also = write(tmp_path / "c.jsonl", {"pmid": "3", "title": "Third", "year": 2020}, {"year": 2020})
    report = add([more, also], index=tmp_path / "index")
    first, second = report.files
    assert (first.path, first.papers) == (more, (("pmid:1", "One"), ("pmid:2", "Other"), ("pmid:3", "Third")))
    assert (first.added, first.updated, first.unchanged, first.failed) == (1, 1, 1, ())
    assert (second.papers, second.added, second.failed) == ((("pmid:3", "Third"),), 1, report.failed)
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1), "each paper is counted once"


def test_when_nothing_can_be_read_the_old_index_stays(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", {"title": "Exosomes", "abstract": "They are small."})
    build([source], index=tmp_path / "index")
    with pytest.raises(VesicleError, match=r"the index was left as it was: .*gone\.xml: no such file"):
        build([tmp_path / "gone.xml"], index=tmp_path / "index")
    assert open_index(tmp_path / "index").folder.name == "g-000001"


def test_a_reference_becomes_the_paper_when_that_arrives(tmp_path: Path) -> None:
    citing = tmp_path / "citing.xml"
    citing.write_text(
        """<article><front><article-meta><article-id pub-id-type="doi">10.1000/citing</article-id>
        <title-group><article-title>Citing</article-title></title-group></article-meta></front><back><ref-list>
        <ref><element-citation><article-title>Cited</article-title><source>J</source>
        <pub-id pub-id-type="doi">10.1000/cited</pub-id></element-citation></ref></ref-list></back></article>"""
    )
    cited = {"pmid": "7", "doi": "10.1000/CITED", "title": "Cited", "abstract": "Exosomes carry miR-21."}
    for sources in ([citing, write(tmp_path / "a.jsonl", cited)], [tmp_path / "a.jsonl", citing]):
        report = build(sources, index=tmp_path / "index")
        assert (report.counts["papers"], report.counts["references"]) == (2, 0)
        paper = open_index(tmp_path / "index").catalog.paper("pmid:7")
        assert paper is not None
        assert paper.cited_by == ("doi:10.1000/citing",)


KILLED = """
import os, signal, sys
from index import build
def progress(step, done, total):
    if step == sys.argv[3] and done == total:
        os.kill(os.getpid(), signal.SIGKILL)
build([sys.argv[1]], index=sys.argv[2], progress=progress)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("step", ["preparing the embedding model", "embedding", "indexing words", "publishing"])
def test_a_killed_build_leaves_the_old_index_answering(tmp_path: Path, step: str) -> None:
    old = write(tmp_path / "old.jsonl", {"title": "Old", "abstract": "Vesicles calm macrophages."})
    new = write(tmp_path / "new.jsonl", {"title": "New", "abstract": "Vesicles rouse macrophages."})
    place = tmp_path / "index"
    build([old], index=place)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(new), str(place), step], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert verify(place) == []
    assert open_index(place).search("vesicles", 1)[0].text == "Vesicles calm macrophages."
    build([new], index=place)
    assert open_index(place).search("vesicles", 1)[0].text == "Vesicles rouse macrophages."
    assert not list(place.glob("*.draft"))


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", {"title": "Exosomes", "abstract": "They are small."})
    with writing(tmp_path / "index"), pytest.raises(VesicleError, match="another process is writing this index"):
        build([source], index=tmp_path / "index")


@pytest.fixture
def copy(review: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(review, tmp_path / "index"))


def test_a_sound_index_verifies(copy: Path) -> None:
    assert verify(copy) == []


def files_of(root: Path) -> list[Path]:
    return [root / "CURRENT", *sorted(path for path in (root / "g-000001").rglob("*") if path.is_file())]


def test_verify_finds_a_flipped_byte_in_any_file_and_opening_does_too(copy: Path) -> None:
    dice = random.Random(0)
    assert len(files_of(copy)) > 5
    for path in files_of(copy):
        whole = path.read_bytes()
        every = len(whole) if path.name == "manifest.json" else 12
        for at in dice.sample(range(len(whole)), min(len(whole), every)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :])
            (fault,) = verify(copy)
            assert path.name in fault or path.name == "CURRENT"
            assert "build again with: python -m index build " in fault
            with pytest.raises(IndexDamaged):
                open_index(copy)
        path.write_bytes(whole)
    assert verify(copy) == []


def test_nothing_is_built_upon_a_damaged_file_whichever_it_is(copy: Path, tmp_path: Path) -> None:
    source = write(tmp_path / "new.jsonl", {"title": "Macrophages", "abstract": "Vesicles calm macrophages."})
    for path in files_of(copy)[1:]:
        whole = path.read_bytes()
        if not whole:
            continue
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(IndexDamaged, match=re.escape(path.name)):
            add([source], index=copy)
        path.write_bytes(whole)
    assert current(copy) == "g-000001"
    assert verify(copy) == []


def test_damage_to_a_file_that_is_linked_is_not_sealed_as_if_it_were_meant(copy: Path, tmp_path: Path) -> None:
    old = Generation(copy / "g-000001", read_manifest(copy / "g-000001"))
    link_files(old.folder, tmp_path / "draft", ["vectors.faiss"])
    (tmp_path / "draft" / "vectors.faiss").write_bytes(b"damaged since it was checked")
    (tmp_path / "draft" / "new").write_bytes(b"new")
    found = measure(tmp_path / "draft", old)
    assert found["vectors.faiss"] == old.manifest.files["vectors.faiss"]
    assert found["new"] == (3, hashlib.sha256(b"new").hexdigest())


def test_verify_finds_rows_without_vectors_counts_that_disagree_and_what_is_not_its_own(copy: Path) -> None:
    folder = copy / "g-000001"

    def reseal() -> None:
        known = read_manifest(folder)
        (folder / "manifest.json").write_bytes(seal(replace(known, files=measure_sealed(folder))))

    def measure_sealed(folder: Path) -> dict[str, tuple[int, str]]:
        return {name: found for name, found in measure(folder).items() if name != "manifest.json"}

    store = FaissStore.read(folder / "vectors.faiss")
    store.remove(store.rows()[:1])
    store.write(folder / "vectors.faiss")
    reseal()
    assert "1 times a passage without a vector; build again with:" in verify(copy)[0]
    database = sqlite3.connect(folder / "catalog.sqlite")
    database.execute("DELETE FROM passages WHERE row = (SELECT max(row) FROM passages)")
    database.commit()
    database.close()
    reseal()
    faults = "\n".join(verify(copy))
    assert "the manifest says" in faults
    assert "1 times a lexical entry without a passage" in faults
    (folder / "notes.txt").write_text("mine")
    assert f"{folder / 'notes.txt'}: is no part of the index; remove it" in verify(copy)


def test_verify_finds_a_missing_and_a_shortened_file(copy: Path) -> None:
    vectors = copy / "g-000001" / "vectors.faiss"
    os.truncate(vectors, 10)
    assert "has 10 bytes" in verify(copy)[0]
    vectors.unlink()
    assert "is missing" in verify(copy)[0]


@pytest.mark.parametrize(
    ("file", "text", "error", "message"),
    [
        ("CURRENT", "../../etc", IndexDamaged, "names no generation"),
        ("g-000001/manifest.json", "{}", IndexDamaged, "is damaged"),
        ("g-000001/manifest.json", '{"format": 99}', VesicleError, "format 99, made by a newer Vesicle; update"),
        ("g-000001/manifest.json", '{"format": 0}', VesicleError, "format 0, made by an older Vesicle"),
    ],
)
def test_a_damaged_or_foreign_index_is_one_clear_line(
    copy: Path, file: str, text: str, error: type[VesicleError], message: str
) -> None:
    (copy / file).write_text(text)
    with pytest.raises(error, match=message) as raised:
        open_index(copy)
    assert "python -m index build SOURCE ... --index" in str(raised.value)


def test_the_mend_builds_from_the_same_sources(tmp_path: Path) -> None:
    source = write(tmp_path / "my papers.jsonl", {"title": "Exosomes", "abstract": "They are small."})
    build([source], index=tmp_path / "index")
    (tmp_path / "index" / "g-000001" / "vectors.faiss").unlink()
    with pytest.raises(IndexDamaged, match=r"python -m index build --index \S+ '.*my papers\.jsonl'"):
        open_index(tmp_path / "index")


def papers_of(*pmids: int, said: str = "They are small.") -> list[dict[str, object]]:
    return [{"pmid": str(pmid), "title": f"Exosomes {pmid}", "abstract": f"{said} {pmid}."} for pmid in pmids]


def test_add_reports_what_is_new_changed_and_unchanged_and_embeds_only_new_text(tmp_path: Path) -> None:
    place, source = tmp_path / "index", tmp_path / "a.jsonl"
    build([write(source, *papers_of(1, 2, 3))], index=place)
    write(source, *papers_of(1, 2), *papers_of(3, said="They are smaller."), *papers_of(4, 5), {"year": 2020})
    report = add([source, tmp_path / "gone.jsonl"], index=place)
    assert (report.added, report.updated, report.unchanged, report.embedded) == (2, 1, 2, 3)
    assert [failure.split("; ")[0].split("/")[-1] for failure in report.failed] == [
        "a.jsonl:6: neither a title nor a text",
        "gone.jsonl: no such file or folder",
    ]
    assert open_index(place).search("smaller", 1)[0].paper.id == "pmid:3"
    assert verify(place) == []


def test_adding_what_is_there_publishes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", *papers_of(1, 2))
    build([source], index=tmp_path / "index")
    report = add([source], index=tmp_path / "index")
    assert (report.generation, report.unchanged, report.embedded) == ("g-000001", 2, 0)
    assert not (tmp_path / "index" / "g-000002").exists()


def test_updates_find_what_a_build_of_the_same_papers_finds(tmp_path: Path) -> None:
    final = [*papers_of(*range(1, 30)), *papers_of(30, 31, said="Macrophages take them up.")]
    build([write(tmp_path / "all.jsonl", *final)], index=tmp_path / "built")
    place = tmp_path / "updated"
    build([write(tmp_path / "b.jsonl", *papers_of(*range(3, 32)), *papers_of(99))], index=place)
    add([write(tmp_path / "b.jsonl", *final)], index=place)
    remove(["pmid:99"], index=place)
    assert verify(place) == []
    for question, answers in (("macrophages", 2), ("take up", 2), ("exosomes 17", 1)):
        built, updated = (open_index(one).search(question, answers) for one in (tmp_path / "built", place))
        assert {passage.id for passage in built} == {passage.id for passage in updated}
    built, updated = (open_index(one) for one in (tmp_path / "built", place))
    assert built.manifest.counts == updated.manifest.counts


def test_add_where_there_is_no_index_begins_with_what_ships(tmp_path: Path) -> None:
    report = add([write(tmp_path / "a.jsonl", *papers_of(1))], index=tmp_path / "index")
    assert (report.added - report.counts["digests"], report.counts["references"]) == (2, 5)
    assert report.counts["digests"] >= 200


def test_remove_names_what_is_not_there_and_removes_the_rest(tmp_path: Path) -> None:
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *papers_of(1, 2))], index=place)
    report = remove(["pmid:2", "pmid:3"], index=place)
    assert (report.removed, report.counts["papers"]) == (1, 1)
    assert report.failed == ("pmid:3: is not in the index; look its id up with: python -m index search",)
    with pytest.raises(IndexMissing):
        remove(["pmid:1"], index=tmp_path / "nowhere")


def test_a_sound_index_stays_when_an_add_fails(tmp_path: Path) -> None:
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *papers_of(1))], index=place)
    report = add([write(tmp_path / "b.jsonl", {"year": 1})], index=place)
    assert (report.generation, len(report.failed)) == ("g-000001", 1)
    (place / "g-000001" / "vectors.faiss").write_bytes(b"x")
    with pytest.raises(IndexDamaged, match="has 1 bytes"):
        add([tmp_path / "a.jsonl"], index=place)


def test_an_index_is_not_built_upon_with_another_embedder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *papers_of(1))], index=place)
    monkeypatch.setenv("VESICLE_EMBEDDER", "another/model")
    with pytest.raises(EmbedderMismatch, match=r"built with .*MiniLM.*, the settings ask for another/model; unset"):
        add([tmp_path / "a.jsonl"], index=place)


def test_the_mend_of_an_index_that_was_added_to_makes_it_again(tmp_path: Path) -> None:
    place = tmp_path / "my index"
    add([write(tmp_path / "a.jsonl", *papers_of(1, 2, 3))], index=place)
    remove(["1", "2"], index=place)
    add([write(tmp_path / "b.jsonl", *papers_of(2))], index=place)
    counts = open_index(place).manifest.counts
    (place / "g-000003" / "vectors.faiss").unlink()
    (fault,) = verify(place)
    path, mend = fault.split(" build again with: ")
    assert path == f"{place / 'g-000003' / 'vectors.faiss'}: is missing;"
    assert mend.endswith(f"python -m index remove --index '{place}' pmid:1")
    for command in mend.split("; "):
        arguments = shlex.split(command)[1:]
        assert subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode == 0
    assert verify(place) == []
    assert open_index(place).manifest.counts == counts


def test_a_folder_of_the_users_own_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "paper.tex").write_text("mine")
    build([write(tmp_path / "a.jsonl", *papers_of(1))], index=tmp_path)
    add([write(tmp_path / "a.jsonl", *papers_of(1, 2))], index=tmp_path)
    assert (tmp_path / "draft" / "paper.tex").read_text() == "mine"


def test_a_generation_that_was_never_put_in_force_is_removed_and_the_one_before_stays(tmp_path: Path) -> None:
    place, source = tmp_path / "index", tmp_path / "a.jsonl"
    build([write(source, *papers_of(1))], index=place)
    shutil.copytree(place / "g-000001", place / "g-000002")
    shutil.copytree(place / "g-000001", place / "g-000002.draft")
    add([write(source, *papers_of(1, 2))], index=place)
    assert sorted(path.name for path in place.glob("g-*")) == ["g-000001", "g-000003"]
    assert open_index(place).manifest.counts["papers"] == 2


def test_a_lost_current_is_damage_and_no_reason_to_begin_anew(tmp_path: Path) -> None:
    place = tmp_path / "index"
    build([write(tmp_path / "a.jsonl", *papers_of(1))], index=place)
    (place / "CURRENT").unlink()
    (fault,) = verify(place)
    for use in (lambda: open_index(place), lambda: add([tmp_path / "a.jsonl"], index=place)):
        with pytest.raises(IndexDamaged, match="CURRENT: is missing; put the newest generation in force with: echo"):
            use()
    mend = fault.split("in force with: ")[1].split("; or ")[0]
    subprocess.run(mend, shell=True, check=True)  # noqa: S602 - the command that the message gives
    assert verify(place) == []
    assert open_index(place).search("exosomes", 1)[0].paper.id == "pmid:1"


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting takes root on Linux")
def test_an_index_that_may_only_be_read_is_read(copy: Path, tmp_path: Path) -> None:
    for lock in (copy / "g-000001" / "lexical").glob("*.lock"):
        lock.unlink()
    place = tmp_path / "read-only"
    place.mkdir()
    subprocess.run(["mount", "--bind", str(copy), str(place)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
        assert verify(place) == []
        assert "drug carrier" in open_index(place).search("drug carriers", 1)[0].text
        with pytest.raises(VesicleError, match="cannot be written"):
            add([ROOT / "index" / "corpus" / "review.xml"], index=place)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="there is no index here; build one with: python -m index build --index"):
        open_index(tmp_path)


def test_an_index_holds_no_pickle(review: Path) -> None:
    assert all(b"pickle" not in path.read_bytes() for path in files_of(review))
