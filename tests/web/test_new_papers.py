"""Papers that come while the app runs: a PDF in a watched folder, and the table that retracts it."""

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from index import build
from index.pipeline import mark
from tests.index.sources.pdfs import LEFT, TOP, Sheets

ROOT = Path(__file__).parents[2]
QUESTION = "What do exosomes of kettle cells carry into macrophages?"
ANSWER = "Exosomes of kettle cells carry miR-155 into macrophages of the tumor."


def paper() -> bytes:
    """A PDF whose second page answers."""
    sheets = Sheets(title="Vesicles of kettle cells in tumors")
    sheets.line(LEFT, TOP, "Vesicles of kettle cells in tumors", font="Times-Bold", size=18)
    sheets.line(LEFT, TOP - 24, "doi:10.1000/kettle")
    for page, (heading, text) in enumerate([("Introduction", "Cells drink water all day long."), ("Results", ANSWER)]):
        if page:
            sheets.page()
        sheets.line(LEFT, TOP - 80, heading, font="Times-Bold", size=13)
        sheets.line(LEFT, TOP - 100, text)
    return sheets.made()


def test_a_pdf_in_a_watched_folder_answers_with_its_page_until_it_is_retracted(tmp_path, start_app, visit) -> None:
    folder, place = tmp_path / "papers", tmp_path / "index"
    folder.mkdir()
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "Water", "abstract": "Macrophages drink water."}))
    build([tmp_path / "a.jsonl"], index=place)
    command = [sys.executable, "-m", "index", "watch", str(folder), "--every", "0.3", "--index", str(place)]
    with start_app(place) as app, subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as watching:
        try:
            page = (seen := visit(app)).page
            seen.ask(QUESTION)
            expect(page.locator("#chat .answer")).to_contain_text("No answer in this library")
            (folder / "kettle.pdf").write_bytes(paper())
            assert watching.stdout
            assert watching.stdout.readline() == "added 1, updated 0, removed 0, failed 0\n"
            seen.ask(QUESTION)
            expect(page.locator("#sources mark").first).to_have_text(ANSWER)
            expect(page.locator("#sources figcaption").first).to_contain_text("Results · page 2 · the paper’s words")
            page.get_by_role("button", name="Show in the paper").first.click()
            expect(page.locator("#dialog .stored mark")).to_have_text(ANSWER)
            pages = page.locator("#dialog .stored .page")
            assert [one.get_attribute("data-page") for one in pages.all()] == ["1", "2"]
            page.keyboard.press("Escape")
        finally:
            watching.terminate()
        table = tmp_path / "retractions.csv"
        table.write_text(
            "OriginalPaperDOI,OriginalPaperPubMedID,RetractionDate,RetractionNature\n"
            "10.1000/KETTLE,0,5/12/2025 0:00,Retraction\n"
        )
        assert mark(table, index=place).marks["retracted"] == 1
        seen.ask(QUESTION)
        expect(page.locator("#chat .answer")).to_have_count(3)
        expect(page.locator("#chat .answer").last).to_contain_text("has been retracted")
        expect(page.locator("#sources")).to_contain_text("retracted 2025-05-12")
        expect(page.locator("#sources mark:visible")).to_have_count(0)
        assert (seen.dialogs, seen.errors) == ([], [])
