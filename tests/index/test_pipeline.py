"""Building: an index is replaced whole or not at all, and damage is found."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index import build, open_index, verify
from index.errors import IndexDamaged, IndexMissing, VesicleError
from index.manifest import writing

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


def test_an_unchanged_index_is_opened_once(shipped: Path) -> None:
    assert open_index(shipped) is open_index(shipped)


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
    assert not (place / "draft").exists()


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", {"title": "Exosomes", "abstract": "They are small."})
    with writing(tmp_path / "index"), pytest.raises(VesicleError, match="another process is writing this index"):
        build([source], index=tmp_path / "index")


@pytest.fixture
def copy(shipped: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped, tmp_path / "index"))


def test_a_sound_index_verifies(copy: Path) -> None:
    assert verify(copy) == []


def files_of(root: Path) -> list[Path]:
    return sorted(path for path in (root / "g-000001").rglob("*") if path.is_file() and path.name != "manifest.json")


def test_verify_finds_a_flipped_byte_in_any_file_and_opening_does_too(copy: Path) -> None:
    assert len(files_of(copy)) > 3
    for path in files_of(copy):
        whole = path.read_bytes()
        if not whole:
            continue
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        faults = verify(copy)
        assert len(faults) == 1
        assert str(path) in faults[0]
        assert "python -m index build --index" in faults[0]
        with pytest.raises(IndexDamaged, match="sha256 differs"):
            open_index(copy)
        path.write_bytes(whole)


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
    with pytest.raises(IndexDamaged, match=r"python -m index build '.*my papers\.jsonl' --index"):
        open_index(tmp_path / "index")


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="there is no index here; build one with: python -m index build --index"):
        open_index(tmp_path)


def test_an_index_holds_no_pickle(shipped: Path) -> None:
    assert all(b"pickle" not in path.read_bytes() for path in files_of(shipped))
