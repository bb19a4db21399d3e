"""Files and folders: the format is told by content, and nothing stops the rest."""

import os
from pathlib import Path

import pytest

from index.errors import SourceError
from index.records import Paper
from index.sources import files, read

ARTICLE = "<article><body><p>Words of an article.</p></body></article>"
RECORD = '{"title": "A record"}'


def found(path: Path) -> list[str]:
    """Titles of the papers; for an error the name of the file it speaks of, in brackets."""
    names = []
    for item in read(path):
        if isinstance(item, Paper):
            names.append(item.title)
        else:
            assert "\n" not in str(item)
            names.append(f"[{Path(str(item).split(': ')[0]).name}]")
    return names


@pytest.mark.parametrize("name", ["paper.xml", "paper.nxml", "paper.txt", "paper"])
def test_the_content_tells_the_format_not_the_name(tmp_path, name):
    path = tmp_path / name
    path.write_text("\ufeff" + ARTICLE, encoding="utf-8")
    assert found(path) == ["Words of an article."]
    path.write_text(RECORD, encoding="utf-8")
    assert found(path) == ["A record"]


def test_an_article_in_utf_16_is_read(tmp_path):
    path = tmp_path / "paper.xml"
    path.write_text('<?xml version="1.0" encoding="UTF-16"?>' + ARTICLE, encoding="utf-16")
    assert found(path) == ["Words of an article."]


def test_a_folder_is_read_in_order_and_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a.xml").write_text(ARTICLE[:40])
    (tmp_path / "b" / "inner.jsonl").write_text(RECORD)
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7\0\0")
    (tmp_path / "d.xml").write_text(ARTICLE)
    (tmp_path / ".hidden.xml").write_text(ARTICLE)
    assert found(tmp_path) == ["[a.xml:1]", "A record", "[c.pdf]", "Words of an article."]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"),
        (b" \n\t\n", "white space"),
        (b"\0" * 100, "not text"),
        (b"Dear colleague,", "format"),
        (b"<!DOCTYPE html><html><article>News</article></html>", "a web page that is no article"),
        (b"<rss><item/></rss>", "<rss>"),
        (b'[["A"]]', "JSON Lines"),
        (b'{\n  "title": "A"\n}', "JSON Lines"),
    ],
)
def test_a_file_that_is_not_a_paper_is_one_error_with_its_mend(tmp_path, content, cause):
    path = tmp_path / "file"
    path.write_bytes(content)
    (error,) = read(path)
    assert isinstance(error, SourceError)
    with pytest.raises(SourceError, match=cause):
        raise error


def test_a_missing_path_is_one_error(tmp_path):
    (error,) = read(tmp_path / "none.jsonl")
    assert str(error) == f"{tmp_path}/none.jsonl: no such file or folder; check the path"


def test_what_a_browser_saves_with_a_page_is_left_out(tmp_path):
    for name in ("A page.html", "A page_files/style.css", "A page_files/more/x.js", "other_files/a.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(ARTICLE)
    assert [path.name for path in files(tmp_path)] == ["A page.html", "a.xml"]


def test_links_out_of_the_folder_are_not_followed_and_links_inside_are_read_once(tmp_path):
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret.jsonl").write_text('{"title": "Secret"}')
    (folder / "a.jsonl").write_text(RECORD)
    (folder / "b.jsonl").symlink_to(folder / "a.jsonl")
    (folder / "c.jsonl").symlink_to(outside / "secret.jsonl")
    (folder / "d").symlink_to(outside)
    (folder / "e").symlink_to(folder)
    (folder / "f.jsonl").symlink_to(folder / "gone.jsonl")
    (folder / "g.jsonl").symlink_to(folder / "g.jsonl")
    assert found(folder) == ["A record", "[c.jsonl]", "[d]", "[f.jsonl]", "[g.jsonl]"]


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert found(tmp_path) == ["[pipe.jsonl]"]


def test_an_unreadable_file_is_one_error(tmp_path, monkeypatch):
    path = tmp_path / "locked.jsonl"
    path.write_text(RECORD)

    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root reads every file, whatever its mode
    assert found(path) == ["[locked.jsonl]"]


def test_a_name_that_is_not_text_is_still_one_printable_line(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\n\xff.xml"))
    path.write_text("nothing")
    (error,) = read(path)
    assert str(error).isprintable()
