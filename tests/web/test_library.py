"""What a reader sees of the library, and does with it, in a real browser."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

SEVERAL = "Which miRNAs in exosomes of cancer cells polarise macrophages to M2?"
INK = "one => getComputedStyle(one).fill"
TEXT = "getComputedStyle(document.querySelector('#page')).color"


def opened(page: Page, tab: str | None = None) -> Locator:
    """The library, or one way to see it, once it is there."""
    if not page.locator("#library").is_visible():
        page.get_by_role("button", name="Library", exact=True).click()
    if tab:
        page.get_by_role("tab", name=tab).click()
    settled(page)
    return page.locator("#view")


def settled(page: Page) -> None:
    expect(page.locator("#view")).to_have_attribute("aria-busy", "false")


def total(page: Page) -> int:
    """How many papers fit, as the page says."""
    settled(page)
    return int(re.match(r"([\d,]+) of", page.locator("#view .said").inner_text())[1].replace(",", ""))


def test_the_library_is_searched_narrowed_sorted_and_opened(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    view = opened(page)
    expect(page.locator("#holdings")).to_contain_text(re.compile("^1 paper · 346 .*passages · built .* · embedder "))
    whole = total(page)
    titles = view.locator("button.title")
    expect(titles).to_have_count(50)
    page.get_by_role("searchbox", name="Search the library").press_sequentially("mir-934 colorectal")
    expect(view.locator(".said")).not_to_have_text(f"{whole} of {whole}")
    assert 0 < total(page) < 20
    assert all("miR-934" in one for one in titles.all_inner_texts())

    page.get_by_role("searchbox", name="Search the library").fill("")
    expect(titles).to_have_count(50)
    page.locator("#looking summary").click()
    page.locator("#looking").get_by_label("Species").select_option("mouse")
    expect(page.locator("#looking .chosen").first).to_contain_text("Species: mouse")
    page.keyboard.press("Escape")
    assert 0 < total(page) < whole
    assert all("mouse" in one for one in view.locator("td[data-label=Species]").all_inner_texts())

    page.get_by_role("button", name="Year", exact=True).click()
    expect(view.locator("th[aria-sort=ascending]")).to_have_text("Year")
    page.get_by_role("button", name="Year", exact=True).click()
    expect(view.locator("th[aria-sort=descending]")).to_have_text("Year")
    settled(page)
    years = [int(one) for one in view.locator("td[data-label=Year]").all_inner_texts() if one]
    assert years == sorted(years, reverse=True)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(view.locator(".pager")).to_contain_text("51–")

    titles.first.click()
    details = view.locator(".details:visible")
    expect(details.locator("dt").first).to_be_visible()
    assert details.get_by_role("button", name="Remove").count() == 0
    details.get_by_role("button", name="Read what is stored").click()
    expect(page.locator("#dialog .stored .text").first).to_be_visible()
    page.keyboard.press("Escape")
    page.go_back()
    expect(page.get_by_role("textbox", name="Question")).to_be_visible()
    assert (seen.dialogs, seen.errors, seen.complaints) == ([], [], [])


def test_the_timeline_shows_what_its_table_says_and_leads_to_the_papers(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    view = opened(page)
    page.get_by_role("tab", name="Papers").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Timeline")).to_be_focused()
    points = page.locator("#picture-timeline .point")
    expect(points.first).to_be_visible()
    rows = view.locator(".behind tbody tr")
    assert points.count() == rows.count() > 20
    papers = {
        (row.locator("td").nth(0).text_content(), row.locator("td").nth(1).text_content()): row.locator("td").nth(2)
        for row in rows.all()
    }
    counts = {key: int(cell.text_content()) for key, cell in papers.items()}
    for scheme in ("light", "dark"):
        if scheme == "dark":
            page.get_by_role("button", name="Dark").click()
            settled(page)
        tick = page.locator("#picture-timeline .ytick text").first
        expect(tick).to_be_visible()
        assert tick.evaluate(INK) == page.evaluate(TEXT), scheme
    points.first.click(force=True)
    expect(page.get_by_role("tab", name="Papers")).to_have_attribute("aria-selected", "true")
    chips = " ".join(page.locator("#looking .chosen li").all_inner_texts())
    year, kind = re.search(r"from (\d+)", chips)[1], re.search(r"Evidence type: ([\w -]+)", chips)[1].strip()
    assert total(page) == counts[year, kind]
    assert (seen.errors, seen.complaints) == ([], [])


def test_the_map_can_be_asked_by_mouse_and_by_its_table(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    view = opened(page, "Who sends what")
    links = page.locator("#picture-map path.sankey-link")
    expect(links.first).to_be_visible()
    assert links.count() > 10
    view.locator(".behind summary").click()
    rows = view.locator(".behind tbody tr")
    assert rows.count() > 10
    question = rows.first.get_by_role("button").inner_text()
    rows.first.get_by_role("button").click()
    expect(page.locator("#chat .question").last).to_have_text(question)
    expect(page.locator("#chat [data-state=done]")).to_have_count(1)
    assert page.locator("#chat .answer a.chip").count() > 0
    chips = page.locator("#chat .asked .chosen li").all_inner_texts()
    assert any(one.startswith("Source: ") for one in chips)
    assert not any("_" in one for one in chips)

    opened(page)
    expect(links.first).to_be_visible()
    links.first.click(force=True)
    expect(page.locator("#chat .question")).to_have_count(2)
    expect(page.locator("#chat [data-state=done]")).to_have_count(2)
    assert page.locator("#chat .exchange").last.locator(".answer a.chip").count() > 0
    assert (seen.errors, seen.complaints) == ([], [])


def test_what_an_answer_rests_on_is_a_table_a_picture_and_a_file(shipped_app, visit, tmp_path: Path) -> None:
    page = (seen := visit(shipped_app)).page
    assert not page.get_by_role("button", name="At a glance").is_visible()
    seen.ask(SEVERAL)
    page.get_by_role("button", name="At a glance").click()
    settled(page)
    expect(page.locator("#looking")).to_contain_text(f"Papers behind: {SEVERAL}")
    rows = page.locator("#view .rows tbody tr")
    quotes = page.locator("#view q")
    expect(quotes.first).to_be_visible()
    marked = {mark.text_content() for mark in page.locator("#sources mark").all()}
    shown = quotes.all_text_contents()
    assert set(shown) == marked
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    saved.value.save_as(tmp_path / "evidence.csv")
    table = list(csv.DictReader((tmp_path / "evidence.csv").open(encoding="utf-8")))
    assert [row["quote"] for row in table] == shown
    assert len(table) == rows.count()

    page.get_by_role("button", name="Paper", exact=True).click()
    expect(page.locator("#view th[aria-sort=ascending]")).to_have_text("Paper")
    settled(page)
    titles = page.locator("#view .rows td[data-label=Paper] .title").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)
    quote = quotes.first.text_content()
    page.get_by_role("button", name="Show the quote in").first.click()
    expect(page.locator("#dialog .stored mark").first).to_be_visible()
    assert "".join(page.locator("#dialog .stored mark").all_text_contents()) == quote
    page.keyboard.press("Escape")

    opened(page, "Timeline")
    expect(page.locator("#picture-timeline .point").first).to_be_visible()
    opened(page, "Papers")
    behind = total(page)
    assert behind == len({row["title"] for row in table})
    page.get_by_role("button", name="Show the whole library").click()
    expect(page.locator("#view .said")).not_to_have_text(re.compile(f"^{behind} of"))
    assert (seen.errors, seen.complaints) == ([], [])


@pytest.mark.parametrize("tab", ["Papers", "Timeline", "Who sends what", "Evidence table"])
def test_a_search_that_finds_nothing_says_so(app, visit, tab: str) -> None:
    page = (seen := visit(app)).page
    view = opened(page, tab)
    page.get_by_role("searchbox", name="Search the library").fill("<b>zyzzyva</b> %_' 外泌体")
    expect(view.locator(".rows, .picture")).to_have_count(0)
    settled(page)
    expect(view.locator(".said")).not_to_be_empty()
    assert (seen.dialogs, seen.errors, seen.complaints) == ([], [], [])
