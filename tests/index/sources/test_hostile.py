"""Hostile input: what is read of it, the one line that says why not, and that the good file beside it is read."""

import gzip
import io
import json
import os
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SourceError
from index.records import Paper
from index.sources import Limits, read

SMALL = Limits(record=20_000, file=1_000_000, seconds=60)
USUAL = Limits(record=16_000_000, file=4_096_000_000, seconds=60)


def article(inside: str = "", title: str = "T", before: str = "") -> bytes:
    return (
        f"{before}<article><front><article-meta><title-group><article-title>{title}</article-title></title-group>"
        f"{inside}</article-meta></front><body><p>Words.</p></body></article>"
    ).encode()


def pubmed(inside: str = "", title: str = "T") -> bytes:
    return (
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>{title}</ArticleTitle>"
        f"{inside}</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ).encode()


GOOD = {
    "a.jats": article(),
    "a.pubmed": pubmed(),
    "a.nbib": b"PMID- 7\nTI  - T\nAU  - Doe J\n\n",
    "a.ris": b"TY  - JOUR\nTI  - T\nAU  - Doe, J\nER  - \n",
    "a.bib": b"@article{key,\n  title = {T},\n  author = {Doe, J}\n}\n",
    "a.csl": b'[{"type": "article-journal", "title": "T", "author": [{"family": "Doe"}]}]',
    "a.jsonl": b'{"title": "T", "authors": ["Doe, J"]}\n',
    "a.html": b"<!DOCTYPE html><html><body><h1>T</h1><h2>Methods</h2><p>Words.</p></body></html>",
    "a.md": b"# T\n\nWords.\n",
    "a.page": b"T\n\nWords that are an abstract, all eight of them.\n\nReference1 articles.\n\nCited by 1 articles\n",
}
"""One paper of title T in each format; its name does not tell which."""


def gzipped(content: bytes, name: str = "") -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


LAUGHS = "<!DOCTYPE article [<!ENTITY a 'HAHAHAHAHA'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
OUTSIDE = "<!DOCTYPE article [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
ELEMENTS = "<!DOCTYPE article [<!ENTITY x '<article><sec/></article><a'>]>"
BUILT = "<!DOCTYPE article [<!ENTITY % y \"<!ENTITY x '&#38;#60;article><a'>\"> %y;]>"
LONG = b"x " * 150_000
DEEP = 4_000

# fmt: off
# name of the file, what is in it, how many papers are read, what the refusal says ("": there is none)
TABLE: dict[str, tuple[str, bytes, int | None, str]] = {
    "nothing": ("a.ris", b"", 0, "empty"),
    "white space": ("a.md", b" \n\t\r\n" * 1000, 0, "nothing but white space"),
    "NUL bytes": ("a.txt", b"\0" * 1000, 0, "not text"),
    "NUL bytes in text": ("a.txt", b"Words\0and words.", 0, "not text"),
    "NUL bytes in a page": ("a", GOOD["a.html"].replace(b"Words", b"W\0rds"), 1, ""),
    "NUL bytes by the name of records": ("a.jsonl", b"\0" * 1000, 0, "not text"),
    "cut off: JATS": ("a", article()[:120], 0, "damaged XML"),
    "cut off: PubMed XML": ("a", pubmed()[:90], 0, "damaged XML"),
    "cut off: MEDLINE": ("a", b"PMID- 7\nTI", 0, "neither a title nor an abstract"),
    "cut off: RIS": ("a", GOOD["a.ris"] + b"TY  - JOUR\nTI", 1, "cut off"),
    "cut off: BibTeX": ("a.bib", GOOD["a.bib"] + b"@article{k, title = {U", 1, "cut off"),
    "cut off: CSL JSON": ("a", GOOD["a.csl"][:-1] + b', {"title": "U', 1, "cut off"),
    "cut off: JSON Lines": ("a.jsonl", GOOD["a.jsonl"] + b'{"title": "U', 1, ":2: not JSON"),
    "cut off: page": ("a", GOOD["a.page"].replace(b"Words that", b""), 0, "without an abstract"),
    "cut off: HTML": ("a", GOOD["a.html"][:-20], 1, ""),
    "cut off: gzip": ("a.gz", gzipped(GOOD["a.ris"])[:-12], 0, "damaged gzip data"),
    "damaged gzip": ("a.gz", gzipped(GOOD["a.ris"] * 9)[:30] + b"\xff" * 40, 0, "damaged gzip data"),
    "Latin-1: JATS": ("a", article(title="caf\xe9").decode().encode("latin-1"), 0, "damaged XML"),
    "Latin-1: MEDLINE": ("a", GOOD["a.nbib"].replace(b"T\n", b"caf\xe9\n"), 0, "not UTF-8"),
    "Latin-1: RIS": ("a", GOOD["a.ris"] + GOOD["a.ris"].replace(b"T\n", b"caf\xe9\n"), 1, "not UTF-8"),
    "Latin-1: BibTeX": ("a", GOOD["a.bib"].replace(b"{T}", b"{caf\xe9}"), 0, "not UTF-8"),
    "Latin-1: CSL JSON": ("a", GOOD["a.csl"].replace(b'"T"', b'"caf\xe9"'), 0, "not UTF-8"),
    "Latin-1: JSON Lines": ("a", GOOD["a.jsonl"] + b'{"title": "caf\xe9"}', 1, "not UTF-8"),
    "Latin-1: HTML": ("a", GOOD["a.html"].replace(b"Words", b"caf\xe9"), 1, ""),
    "Latin-1: text": ("a.txt", b"caf\xe9s are open.", 0, "not UTF-8"),
    "a billion laughs": ("a", article("<abstract><p>&i;</p></abstract>", before=LAUGHS + "]>"), 0, "damaged XML"),
    "an entity of elements": ("a", article("<abstract><p>&x;</p></abstract>", before=ELEMENTS), 0, "hold elements"),
    "an entity of elements, hidden": (
        "a", article("<abstract><p>&x;</p></abstract>", before=ELEMENTS.replace("<a", "&#x003C;a")), 0, "hold elements"
    ),
    "an entity of elements, built": (
        "a", article("<abstract><p>&x;</p></abstract>", before=BUILT), 0, "hold elements"
    ),
    "an entity of elements, behind a comment": (
        "a", article(before="<!DOCTYPE a [<!ENTITY x '<!--'><!ENTITY y '<a'><!ENTITY z '-->'>]>"), 0, "hold elements"
    ),
    "UTF-7, which hides them": ("a", article(before="<?xml version='1.0' encoding='utf-7'?>"), 0, "UTF-7"),
    "a billion laughs: HTML": (
        "a", LAUGHS.replace("article", "html").encode() + b"]><body><h2>Methods</h2><p>T&i;", 1, ""
    ),
    "an entity of its own": ("a", article("<abstract><p>&a;</p></abstract>", before=LAUGHS + "]>"), 1, ""),
    "a file of this machine": ("a", article("<abstract><p>&x;</p></abstract>", before=OUTSIDE), 1, ""),
    "a gzip bomb of zeros": ("a.jsonl.gz", gzipped(bytes(30_000_000)), 0, "not text"),
    "a gzip bomb of blank lines": ("a.gz", gzipped(GOOD["a.jsonl"] + b"\n" * 30_000_000), 1, "more than 1 MB of text"),
    "a gzip bomb of records": ("a.gz", gzipped(GOOD["a.ris"] * 100_000), None, "more than 1 MB of text"),
    "a gzip file named ../../x": ("a.gz", gzipped(GOOD["a.ris"], "../../../tmp/evil.ris"), 1, ""),
    "one long line: JATS": ("a", article(f"<abstract><p>{'x ' * 15_000}</p></abstract>" * 9), 0, "more than 0.02 MB"),
    "one long line: PubMed XML": ("a", pubmed(title="x " * 150_000), 0, "more than 0.02 MB"),
    "one long line: MEDLINE": ("a", b"PMID- 7\nTI  - " + LONG + b"\n\n" + GOOD["a.nbib"], 1, "more than 0.02 MB"),
    "one long line: RIS": ("a", b"TY  - A\nTI  - " + LONG + b"\nER  - \n" + GOOD["a.ris"], 1, "more than 0.02 MB"),
    "one long line: BibTeX": ("a", b"@misc{k, title={" + LONG + b"}}\n" + GOOD["a.bib"], 1, "more than 0.02 MB"),
    "one long line: CSL JSON": ("a", b'[{"type": "book", "title": "' + LONG + b'"}]', 0, "more than 0.02 MB"),
    "one long line: JSON Lines": ("a", GOOD["a.jsonl"] + b'{"title": "' + LONG + b'"}', 1, ":2: a line of more than"),
    "one long line: HTML": ("a", GOOD["a.html"] + LONG, 0, "a document of more than 0.02 MB"),
    "one long line: text": ("a.txt", LONG, 0, "a document of more than 0.02 MB"),
    "deep nesting: JATS": ("a", article("<sec>" * DEEP + "</sec>" * DEEP), 0, "damaged XML"),
    "deep nesting: HTML": ("a", b"<body>" + b"<div>" * 2_000, 0, "nested too deep"),
    "deep nesting: JSON Lines": ("a.jsonl", b"[" * DEEP + b"\n" + GOOD["a.jsonl"], 1, "not JSON"),
    "deep nesting: in a field": ("a", b'{"title": ' + b"[" * DEEP + b"]" * DEEP + b"}\n", 0, "not JSON"),
    "deep nesting: CSL JSON": ("a", b'[{"title": ' + b"[" * DEEP + b"]" * DEEP + b"}]", 0, "nested too deep"),
    "deep nesting: quotes": ("a.md", b"> " * 5_000 + b"Words.", 1, ""),
    "one id twice": ("a.jsonl", b'{"pmid": 7, "title": "T"}\n{"pmid": 7, "title": "U"}\n', 2, ""),
}
# fmt: on


MANY = 30_000
PEOPLE = [f"Doe, {number}" for number in range(MANY)]
AUTHORS = {
    "JATS": article("".join(f"<contrib-group><contrib><collab>{a}</collab></contrib></contrib-group>" for a in PEOPLE)),
    "PubMed XML": pubmed(
        f"<AuthorList>{''.join(f'<Author><LastName>{a}</LastName></Author>' for a in PEOPLE)}</AuthorList>"
    ),
    "MEDLINE": ("PMID- 7\nTI  - T\n" + "".join(f"FAU - {a}\n" for a in PEOPLE)).encode(),
    "RIS": ("TY  - JOUR\nTI  - T\n" + "".join(f"AU  - {a}\n" for a in PEOPLE) + "ER  - \n").encode(),
    "BibTeX": b"@misc{k, title={T}, author={" + " and ".join(PEOPLE).encode() + b"}}\n",
    "CSL JSON": json.dumps([{"type": "book", "title": "T", "author": [{"family": a} for a in PEOPLE]}]).encode(),
    "JSON Lines": json.dumps({"title": "T", "authors": PEOPLE}).encode(),
    "HTML": (
        "<head><meta name=citation_title content=T>"
        + "".join(f'<meta name="citation_author" content="{a}">' for a in PEOPLE)
        + "<body><h2>Methods</h2><p>Words."
    ).encode(),
    "front matter": f"---\ntitle: T\nauthors: {json.dumps(PEOPLE)}\n---\nWords.".encode(),
}


def outcome(found: list[Paper | SourceError]) -> tuple[int, list[str]]:
    errors = [str(item) for item in found if isinstance(item, SourceError)]
    assert all(error.isprintable() for error in errors)
    return len(found) - len(errors), errors


def beside_good_ones(folder: Path, limits: Limits) -> list[Paper | SourceError]:
    """What is read of a folder between two good files, which are read in any case."""
    (folder / "0.jsonl").write_text('{"title": "Before"}')
    (folder / "z.jsonl").write_text('{"title": "After"}')
    before, *found, after = read(folder, limits)
    assert (before.title, after.title) == ("Before", "After")
    return found


@pytest.mark.parametrize("name", GOOD)
def test_the_good_ones_are_read(tmp_path, name):
    (tmp_path / name).write_bytes(GOOD[name])
    assert [paper.title for paper in beside_good_ones(tmp_path, SMALL)] == ["T"]


@pytest.mark.parametrize("case", TABLE)
def test_each_hostile_file_gets_one_line_and_the_others_are_read(tmp_path, case):
    name, content, papers, refusal = TABLE[case]
    (tmp_path / name).write_bytes(content)
    count, errors = outcome(beside_good_ones(tmp_path, SMALL))
    assert papers is None or count == papers
    assert [refusal in error for error in errors] == ([True] if refusal else []), errors


@pytest.mark.parametrize("form", AUTHORS)
def test_more_authors_than_a_paper_has_are_one_line(tmp_path, form):
    (tmp_path / "a.md").write_bytes(AUTHORS[form])
    count, (error,) = outcome(beside_good_ones(tmp_path, USUAL))
    assert count == 0
    assert "30,000 authors, more than 20,000; correct the record" in error


def test_nothing_of_an_entity_is_expanded_or_fetched(tmp_path):
    for case in ("an entity of its own", "a file of this machine"):
        (tmp_path / "a.xml").write_bytes(TABLE[case][1])
        (paper,) = read(tmp_path / "a.xml")
        assert "HA" not in repr(paper)
        assert "root:" not in repr(paper)


@pytest.mark.parametrize("name", ["a.jats", "a.ris", "a.nbib", "a.bib", "a.csl", "a.jsonl", "a.html", "a.md", "a.page"])
@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_byte_order_mark_tells_the_encoding_and_utf_16_without_one_is_refused(tmp_path, name, coding):
    (tmp_path / name).write_bytes(GOOD[name].decode().encode(coding))
    found = beside_good_ones(tmp_path, SMALL)
    if coding == "utf-16-le":
        assert "UTF-16 without a byte order mark; save the file as UTF-8" in str(found[0])
    else:
        assert [paper.title for paper in found] == ["T"]


def a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.ris")


def a_socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket has at most 108 bytes
    try:
        socket.socket(socket.AF_UNIX).bind("a.ris")
    finally:
        os.chdir(here)


def a_device(folder: Path) -> None:
    (folder / "a.ris").symlink_to("/dev/zero")


def a_link_out(folder: Path) -> None:
    (folder / "a.ris").symlink_to("/etc/passwd")


def a_folder_linked_from_outside(folder: Path) -> None:
    (folder / "a").symlink_to("/etc")


def a_link_to_nowhere(folder: Path) -> None:
    (folder / "a.ris").symlink_to(folder / "none")


def a_link_to_itself(folder: Path) -> None:
    (folder / "a.ris").symlink_to(folder / "a.ris")


def a_link_round(folder: Path) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "a").symlink_to(folder)


def a_hidden_file(folder: Path) -> None:
    (folder / ".a.ris").write_text("not read")


def an_odd_name(folder: Path) -> None:
    (folder / "a\n\x1b[31m'\"..\\..%2f\u202e.xml").write_text("<svg/>")


def a_name_that_is_not_text(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.xml")).write_text("<svg/>")


FILES: dict[Callable[[Path], None], str] = {
    a_pipe: "neither a file nor a folder",
    a_socket: "neither a file nor a folder",
    a_device: "a link that leads out of the folder",
    a_link_out: "a link that leads out of the folder",
    a_folder_linked_from_outside: "a link that leads out of the folder",
    a_link_to_nowhere: "a link that leads nowhere",
    a_link_to_itself: "a link that leads nowhere",
    a_link_round: "",
    a_hidden_file: "",
    an_odd_name: "XML of an unknown kind, <svg>",
    a_name_that_is_not_text: "XML of an unknown kind, <svg>",
}


@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__)
def test_what_is_no_plain_file_gets_one_line_and_is_never_opened(tmp_path, make):
    make(tmp_path)
    refusal = FILES[make]
    (tmp_path / "0.jsonl").write_text('{"title": "Before"}')
    count, errors = outcome(list(read(tmp_path)))
    assert count == 1
    assert [refusal in error for error in errors] == ([True] if refusal else [])


def test_folders_deeper_than_python_calls_are_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(3000):
        Path("d").mkdir()
        os.chdir("d")
    (error,) = read(tmp_path)
    for _ in range(3000):  # pytest itself cannot remove them
        os.chdir("..")
        Path("d").rmdir()
    assert "File name too long" in str(error)


def test_a_pipe_and_a_device_are_refused_when_they_are_named_too(tmp_path):
    a_pipe(tmp_path)
    for path in (tmp_path / "a.ris", Path("/dev/zero"), Path("/dev/tty")):
        (error,) = read(path)
        assert "neither a file nor a folder" in str(error) or "cannot be read" in str(error)


def test_very_many_tiny_records_end_with_the_time_that_a_file_has(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"title": "T"}\n' * 300_000)
    count, (error,) = outcome(list(read(tmp_path, Limits(1000, 10**8, 0.2))))
    assert 0 < count < 300_000
    assert "not read within 0.2 seconds; split it, or raise VESICLE_MAX_FILE_SECONDS" in error


def test_a_line_of_100_mb_is_passed_over(tmp_path):
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(b'{"title": "')
        file.writelines([b"x" * 1_000_000] * 100)
        file.write(b'"}\n{"title": "T"}\n')
    started = time.perf_counter()
    error, paper = beside_good_ones(tmp_path, USUAL)
    assert "a.jsonl:1: a line of more than 16 MB; split it, or raise VESICLE_MAX_RECORD_MB" in str(error)
    assert paper.title == "T"
    assert time.perf_counter() - started < 20


SUFFIXES = [".xml", ".html", ".nxml", ".nbib", ".ris", ".bib", ".json", ".jsonl", ".txt", ".md", ".gz", ".txt.gz", ""]
SIGNATURES = [
    *(content[:end] for content in GOOD.values() for end in (12, 40, len(content) - 8)),
    *(b"<?xml version='1.0'?>", b"<!DOCTYPE article [", b"---\ntitle: ", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08"),
    *(b"<OAI-PMH>", b"<pmc-articleset>", b'{"items": [', b"PK\x03\x04", b"%PDF-"),
]
PIECES = st.sampled_from(
    r"""
    \n \x20 T { } [ ] " , : = @a{k, # * _ ` | <p> </p> <h2> </div> <script> <sup>
    <sec> &a; \x5cu \x5c 1.\x20 -\x20 References\n title
    \u202e \0 \xe9 TY\x20\x20-\x20 ER\x20\x20-\x20 AU\x20\x20-\x20 PMID-\x201 TI\x20\x20-\x20
    """.split()
).map(lambda piece: piece.encode().decode("unicode_escape"))
BYTES = st.binary(max_size=400) | st.lists(PIECES, max_size=60).map(lambda pieces: "".join(pieces).encode())


@settings(max_examples=250, deadline=None)
@given(
    suffix=st.sampled_from(SUFFIXES), signature=st.sampled_from([b"", *SIGNATURES]), rest=BYTES, packed=st.booleans()
)
def test_any_bytes_give_papers_and_one_line_refusals_and_never_raise(suffix, signature, rest, packed):
    content = signature + rest
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(gzip.compress(content) if packed else content)
        found = list(read(path, SMALL))
    assert found
    for item in found:
        if isinstance(item, Paper):
            assert item.title
            assert all(section.text for section in item.sections)
        else:
            assert isinstance(item, SourceError)
            assert str(item).isprintable()
            assert "cannot be read (" not in str(item)
