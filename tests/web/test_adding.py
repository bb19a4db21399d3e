"""Papers that readers add and remove in the page, in a real browser."""

from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from index import open_index
from tests.index.sources.pdfs import LEFT, TOP, Sheets

QUESTION = "What do exosomes of kettle cells carry into macrophages?"
ANSWER = "Exosomes of kettle cells carry miR-155 into macrophages of the tumor."
HOSTILE = "Teapots <img src=x onerror=alert(1)> & <script>alert(2)</script> of macrophages"


def ris(title: str, abstract: str, number: int) -> bytes:
    return f"TY  - JOUR\nTI  - {title}\nAB  - {abstract}\nPY  - 2024\nAN  - {number}\nER  - \n".encode()


def pdf() -> bytes:
    sheets = Sheets(title="Vesicles of kettle cells in tumors")
    sheets.line(LEFT, TOP, "Vesicles of kettle cells in tumors", font="Times-Bold", size=18)
    sheets.line(LEFT, TOP - 24, "doi:10.1000/kettle")
    sheets.line(LEFT, TOP - 80, "Results", font="Times-Bold", size=13)
    sheets.line(LEFT, TOP - 100, ANSWER)
    return sheets.made()


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def adding(page: Page) -> Page:
    page.get_by_role("button", name="Library", exact=True).click()
    page.get_by_role("button", name="Add papers").click()
    return page


def line(page: Page, name: str) -> Locator:
    return page.locator("#uploads .files > li").filter(has=page.locator(".name", has_text=name))


def kept(place: Path) -> list[str]:
    """The files that are kept of what readers sent, by the names that they gave them."""
    return sorted(one.name.partition("-")[2] for one in (place / "uploads").glob("[!.]*"))


def test_a_reader_adds_papers_asks_about_them_and_removes_one(open_library, place: Path, visit) -> None:
    page = adding((seen := visit(open_library)).page)
    seen.page.locator("#files").set_input_files(
        [
            payload("kettle.pdf", pdf()),
            payload("broken.pdf", b"%PDF-1.7\nbroken"),
            payload("pots.ris", ris(HOSTILE, "Pots boil.", 1)),
        ]
    )
    for name in ("kettle.pdf", "pots.ris"):
        expect(line(page, name)).to_have_attribute("data-state", "done", timeout=60_000)
        expect(line(page, name).locator(".state")).to_have_text("1 paper added")
    expect(line(page, "kettle.pdf")).to_contain_text("Vesicles of kettle cells in tumors")
    expect(line(page, "broken.pdf")).to_have_attribute("data-state", "failed", timeout=60_000)
    expect(line(page, "broken.pdf")).to_contain_text("broken.pdf: ")
    assert str(place) not in page.locator("#uploads").inner_text()
    expect(page.locator("#view .title", has_text="kettle")).to_have_count(1)
    expect(page.locator("#view")).to_contain_text(HOSTILE)
    expect(page.locator("#colophon")).to_contain_text(f"{open_index(place).manifest.counts['papers']} papers")

    page.get_by_role("button", name="Back to the conversation").click()
    seen.ask(QUESTION)
    expect(page.locator("#sources mark").first).to_have_text(ANSWER)

    assert {"kettle.pdf", "pots.ris"} <= set(before := kept(place))
    page.get_by_role("button", name="Library", exact=True).click()
    for answer in ("Keep it", "Remove it"):
        if not page.locator(".details:visible").count():
            page.locator("#view .title", has_text="kettle").click()
        page.get_by_role("button", name="Remove …").click()
        expect(page.locator("#dialog")).to_contain_text("Vesicles of kettle cells in tumors")
        page.get_by_role("button", name=answer).click()
        expect(page.locator("#dialog")).not_to_be_visible()
        expect(page.locator("#view .title", has_text="kettle")).to_have_count(1 if answer == "Keep it" else 0)
    assert kept(place) == [one for one in before if one != "kettle.pdf"]
    page.get_by_role("button", name="Back to the conversation").click()
    seen.ask(QUESTION)
    expect(page.locator("#chat .answer")).to_have_count(2)
    expect(page.locator("#chat .answer").last).to_contain_text("No answer in this library")
    assert (seen.dialogs, seen.errors) == ([], [])


def test_two_readers_add_at_once_and_each_is_told_of_their_own(open_library, place: Path, visit) -> None:
    pages = [adding(visit(open_library).page) for _ in range(2)]
    for who, page in enumerate(pages):
        page.locator("#files").set_input_files(
            [
                payload("paper.ris", ris(f"Cups of reader {who}, part {part}", f"Cup {who}{part}.", 10 * who + part))
                for part in range(3)
            ]
        )
    for who, page in enumerate(pages):
        expect(page.locator("#uploads [data-state=done]")).to_have_count(3, timeout=60_000)
        told = page.locator("#uploads .files").inner_text()
        assert all(f"reader {who}, part {part}" in told for part in range(3))
        assert f"reader {1 - who}" not in told
    titles = {open_index(place).catalog.paper(one).title for one in open_index(place).catalog.ids()}
    assert {f"Cups of reader {who}, part {part}" for who in range(2) for part in range(3)} <= titles


def test_a_file_that_does_not_arrive_can_be_sent_again_and_one_too_large_is_not_sent(
    open_library, visit, tmp_path: Path
) -> None:
    page = adding((seen := visit(open_library)).page)
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(200_000_000)
    page.locator("#files").set_input_files(tmp_path / "huge.pdf")
    expect(line(page, "huge.pdf")).to_contain_text("has 200 MB, at most 64 can be sent")
    page.route("**/vesicle/papers?name=*", lambda route: route.abort("connectionreset"))
    page.locator("#files").set_input_files([payload("../../etc/jug.ris", ris("Jugs", "Jugs hold water.", 77))])
    expect(page.locator("#uploads .files > li").first).to_contain_text("did not arrive, the connection broke")
    page.unroute("**/vesicle/papers?name=*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#uploads .files > li").first).to_contain_text("1 paper added", timeout=60_000)
    assert not [one for one in seen.requests if "huge" in one]
    assert (seen.dialogs, seen.errors) == ([], [])


def test_a_file_that_is_received_while_the_page_asks_about_another_is_told_of_too(open_library, visit) -> None:
    page = adding((seen := visit(open_library)).page)
    held = list[Route]()
    page.route("**/vesicle/papers?id=*", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/vesicle/papers?id=*"):
        page.locator("#files").set_input_files([payload("mug.ris", ris("Mugs", "Mugs hold tea.", 78))])
    page.locator("#files").set_input_files([payload("saucer.ris", ris("Saucers", "Saucers hold mugs.", 79))])
    expect(line(page, "saucer.ris")).to_contain_text("Received")
    held[0].continue_()
    for name in ("mug.ris", "saucer.ris"):
        expect(line(page, name)).to_contain_text("1 paper added", timeout=60_000)
    assert seen.errors == []


def test_where_nothing_may_be_added_nothing_offers_it(app, visit) -> None:
    page = (seen := visit(app)).page
    page.get_by_role("button", name="Library", exact=True).click()
    page.locator("#view button.title").first.click()
    expect(page.locator(".details:visible")).to_be_visible()
    for name in ("Add papers", "Remove"):
        assert page.get_by_role("button", name=name).count() == 0
    sent = page.evaluate(
        "fetch('/vesicle/papers?name=a.ris', { method: 'POST', body: 'TY  - JOUR' }).then((r) => r.status)"
    )
    assert sent == 403
    assert seen.errors == []
