"""PDFs that cannot be read, or mean harm: what is said of each, that it is soon, and that the next file is read."""

import gzip
import os
import re
import signal
import tempfile
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from index.errors import SourceError
from index.records import Paper
from index.sources import Limits, read
from index.sources.pdf import process
from tests.index.sources.checks import papers_and_errors_only
from tests.index.sources.pdfs import LEFT, TOP, Sheets, article, sentences

USUAL = Limits(record=16_000_000, file=100_000_000, seconds=60)
ARTICLE = article()


NAMES = ["a.pdf", "a", "a.txt", "a.md", "a.xml", "a.jsonl", "a.bib", "a.PDF.gz"]


@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_is_told_by_content_under_any_name(tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(ARTICLE) if name.endswith(".gz") else ARTICLE)
    assert next(iter(read(tmp_path / name))).origin == "pdf"


def outcome(folder: Path, content: bytes, limits: Limits = USUAL) -> tuple[list[Paper], list[str]]:
    """Papers and refusals of a file; a good file behind it is read in any case."""
    (folder / "a.pdf").write_bytes(content)
    (folder / "b.pdf").write_bytes(ARTICLE)
    found = list(read(folder / "a.pdf", limits))
    papers_and_errors_only(found)
    assert next(iter(read(folder / "b.pdf", USUAL))).doi == "10.1000/made.up"
    errors = [str(one).removeprefix(f"{folder}/a.pdf: ") for one in found if isinstance(one, SourceError)]
    return [one for one in found if isinstance(one, Paper) and not one.is_reference], errors


def blank(pages: int) -> bytes:
    """Pages with nothing on them, written by hand since there may be very many."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    parts = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>"]
    parts += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"] * pages
    return written([part.encode() for part in parts])


def written(objects: list[bytes]) -> bytes:
    """A PDF of these objects; the first one is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def one_page_of(content: bytes, packed: bool = True) -> bytes:
    """A page with this content stream."""
    data = zlib.compress(content, 9) if packed else content
    kind = b"/Filter/FlateDecode" if packed else b""
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), kind, data),
            b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
        ]
    )


def pictures(pages: int, cover: str = "", stamp: str = "") -> bytes:
    sheets = Sheets()
    for page in range(pages):
        sheets.picture(50, 50, 400, 600)
        sheets.line(LEFT, 30, stamp)
        if cover and page == 0:
            sheets.flow(LEFT, TOP, cover)
        sheets.page()
    return sheets.made()


def in_wrong_letters() -> bytes:
    """Text whose font shows other letters than it says, each three further on in the alphabet."""
    table = {letter: chr(ord("a") + (ord(letter) - ord("a") + 3) % 26) for letter in "abcdefghijklmnopqrstuvwxyz"}
    sheets = Sheets()
    sheets.flow(LEFT, TOP, sentences(12).translate(str.maketrans(table)))
    return sheets.made()


def in_no_letters() -> bytes:
    """Text whose font says of each letter that it is one of private use."""
    words = sentences(12).encode("ascii")
    content = b"BT /F 10 Tf 50 700 Td " + b" ".join(
        b"(%s) Tj 0 -12 Td" % words[at : at + 60] for at in range(0, len(words), 60)
    )
    made = one_page_of(content + b" ET", packed=False)
    ranges = b"1 beginbfrange\n<20><7e><e020>\nendbfrange"
    space = b"1 begincodespacerange\n<00><ff>\nendcodespacerange\n"
    cmap = b"/CIDInit /ProcSet findresource begin 1 dict begin begincmap\n" + space + ranges + b"\nendcmap end end"
    found = re.findall(rb"\d+ 0 obj(.*?)\nendobj", made, re.S)
    found[4] = found[4][:-2] + b"/ToUnicode 6 0 R>>"
    return written([*found, b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap)])


PORTFOLIO = Sheets()
PORTFOLIO.line(LEFT, TOP, "For the best experience, open this PDF portfolio in Acrobat X or Adobe Reader X, or later.")
REFUSED = {
    "locked": (article(encrypt=StandardEncryption("secret")), "a PDF that needs a password; save it without one"),
    "scanned": (pictures(6), "a PDF without a text layer: pictures of pages; run OCR (for example OCRmyPDF) first"),
    "scanned, with a cover page": (pictures(9, sentences(6)), "pictures of pages; run OCR"),
    "scanned and stamped": (
        pictures(6, "", "Downloaded from https://example.org by a guest on 5 May 2021"),
        "pictures of",
    ),
    "blank": (blank(3), "without a text layer"),
    "a portfolio": (PORTFOLIO.made(), "a PDF form or portfolio without text of its own; save its parts as PDFs"),
    "wrong letters": (
        in_wrong_letters(),
        "fonts do not say which letters they show; run OCR (for example OCRmyPDF --f",
    ),
    "no letters": (in_no_letters(), "fonts do not say which letters they show; run OCR"),
    "nothing but a mark": (b"%PDF-1.7\n", "a damaged PDF; fetch the file again"),
    "no pages": (written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]), "damaged"),
    "pages that are pages of themselves": (
        written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"]),
        "a",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_named_as_such(tmp_path, case):
    content, refusal = REFUSED[case]
    papers, errors = outcome(tmp_path, content)
    assert papers == []
    assert len(errors) == 1
    assert refusal in errors[0]


def test_a_file_that_only_its_owner_may_change_is_read(tmp_path):
    locked = article(encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0, canCopy=0))
    assert b"/Encrypt" in locked
    papers, errors = outcome(tmp_path, locked)
    assert (papers[0].doi, errors) == ("10.1000/made.up", [])


def test_one_scanned_page_does_not_cost_the_paper(tmp_path):
    sheets = Sheets()
    for page in range(4):
        sheets.picture(50, 50, 400, 600)
        if page:
            sheets.flow(LEFT, TOP, sentences(10, f"page {'abcd'[page]}"))
        sheets.page()
    (paper,), errors = outcome(tmp_path, sheets.made())
    assert (len(paper.sections), errors) == (1, [])
    assert paper.sections[0].page_at(0) == 2


def test_a_file_of_5000_pages_is_refused_by_their_number_at_once(tmp_path):
    started = time.perf_counter()
    papers, (error,) = outcome(tmp_path, blank(5000))
    assert (papers, error) == ([], "a PDF of 5,000 pages, more than 2,000; split it by papers")
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("twentieth", range(20))
def test_a_file_that_is_cut_off_is_refused_or_read_and_named(tmp_path, twentieth):
    papers, errors = outcome(tmp_path, ARTICLE[: max(9, len(ARTICLE) * twentieth // 20)])
    assert len(errors) == 1
    if papers:
        assert errors[0] == "a PDF that is cut off at its end; fetch the file again, or the article's XML"
    else:
        assert re.match(r"a damaged PDF;|a PDF without a text layer", errors[0])


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(ARTICLE) - 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_whatever_bytes_are_changed_there_are_papers_or_one_line_refusals(changes):
    content = bytearray(ARTICLE)
    for place, value in changes:
        content[place] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(content)
        found = list(read(path, USUAL))
    assert found
    papers_and_errors_only(found)
    assert not any("cannot be read (" in str(one) for one in found if isinstance(one, SourceError))


def test_a_page_that_unpacks_to_very_much_ends_within_the_time_of_a_file(tmp_path):
    bomb = one_page_of(b"BT /F 10 Tf 50 700 Td " + b"(words and words) Tj " * 10_000_000 + b"ET")
    assert len(bomb) < 1_000_000
    started = time.perf_counter()
    papers, errors = outcome(tmp_path, bomb, Limits(16_000_000, 100_000_000, 3))
    assert (papers, len(errors)) == ([], 1)
    assert "not read within 3 seconds" in errors[0] or "cannot be parsed" in errors[0] or "left out" in errors[0]
    assert time.perf_counter() - started < 30


def test_memory_is_bounded_and_what_asks_for_more_is_one_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "_COMMAND", (*process._COMMAND, "--memory", "40"))
    process.end_all()
    bomb = one_page_of(b"BT /F 10 Tf 50 700 Td " + b"(words and words) Tj " * 3_000_000 + b"ET")
    (tmp_path / "a.pdf").write_bytes(bomb)
    (error,) = read(tmp_path / "a.pdf", USUAL)
    process.end_all()
    assert "a PDF that cannot be parsed, damaged or made to do harm; fetch the file again" in str(error)


def test_a_document_of_more_text_than_a_record_may_have_is_refused(tmp_path):
    papers, errors = outcome(tmp_path, ARTICLE, Limits(1_000, 100_000_000, 60))
    assert (papers, errors) == ([], ["a document of more than 0.001 MB; split it, or raise VESICLE_MAX_RECORD_MB"])


def test_a_file_larger_than_a_file_may_be_is_refused(tmp_path):
    (tmp_path / "a.pdf").write_bytes(ARTICLE + b" " * 2_000_000)
    (error,) = read(tmp_path / "a.pdf", Limits(1_000_000, 1_000_000, 60))
    assert "more than 1 MB" in str(error)


def test_a_process_that_is_killed_in_the_midst_is_one_refusal_and_the_next_file_is_read(tmp_path):
    (tmp_path / "a.pdf").write_bytes(article(pages=150))
    (tmp_path / "b.pdf").write_bytes(ARTICLE)
    process.end_all()
    worker = process.Worker()
    process._idle.append(worker)
    os.kill(worker.pid, signal.SIGSTOP)  # so that the file is surely in its midst when the process is killed
    found: list = []
    reading = threading.Thread(target=lambda: found.extend(read(tmp_path / "a.pdf")))
    reading.start()
    while process._idle:
        time.sleep(0.001)
    os.kill(worker.pid, signal.SIGKILL)
    reading.join(30)
    assert [str(one) for one in found] == [
        f"{tmp_path}/a.pdf: a PDF that cannot be parsed, damaged or made to do harm; fetch the file again, or the"
        " article's XML"
    ]
    assert next(iter(read(tmp_path / "b.pdf"))).doi == "10.1000/made.up"


def test_a_process_that_hangs_is_ended_when_the_time_of_the_file_is_spent(tmp_path):
    (tmp_path / "a.pdf").write_bytes(ARTICLE)
    process.end_all()
    worker = process.Worker()
    process._idle.append(worker)
    os.kill(worker.pid, signal.SIGSTOP)
    started = time.perf_counter()
    (error,) = read(tmp_path / "a.pdf", Limits(1_000_000, 1_000_000, 0.5))
    assert "not read within 0.5 seconds; split it, or raise VESICLE_MAX_FILE_SECONDS" in str(error)
    assert time.perf_counter() - started < 10
    with pytest.raises(ProcessLookupError):
        os.kill(worker.pid, 0)


def test_a_process_ends_when_what_started_it_does():
    worker = process.Worker()
    worker._process.stdin.close()
    assert worker._process.wait(30) == 0
    worker._process.stdout.close()


def test_many_threads_read_at_once_each_its_own_file(tmp_path):
    names = [f"{n}.pdf" for n in range(12)]
    for number, name in enumerate(names):
        sheets = Sheets()
        sheets.flow(LEFT, TOP, sentences(6, f"{'abcdefghijkl'[number]} made"))
        (tmp_path / name).write_bytes(b"%PDF-damaged" if number % 4 == 3 else sheets.made())
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda name: next(iter(read(tmp_path / name))), names))
    for number, one in enumerate(found):
        if number % 4 == 3:
            assert "a damaged PDF" in str(one)
        else:
            assert one.sections[0].text == sentences(6, f"{'abcdefghijkl'[number]} made")


def test_processes_are_used_again_and_replaced_when_they_are_worn(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "MOST_FILES", 3)
    process.end_all()
    (tmp_path / "a.pdf").write_bytes(ARTICLE)
    used = []
    for _ in range(4):
        list(read(tmp_path / "a.pdf"))
        used.append(process._idle[0].pid if process._idle else None)
    assert used[0] == used[1]
    assert used[2] is None
    assert used[3] not in {None, used[0]}
