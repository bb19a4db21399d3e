"""What axe-core finds wrong with the page, for those who do not see it, or not well."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        why = "axe-core is not installed: npm install --prefix tests/web --no-package-lock"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    return AXE.read_text("utf-8")


def findings(page: Page, axe: str) -> list[str]:
    """Each serious finding as the rule and the elements that break it."""
    page.evaluate(axe)
    # A picture is an image with words for it; what it is drawn of is nobody's to read.
    result = page.evaluate("rules => axe.run({ exclude: ['.picture svg'] }, { runOnly: rules })", RULES)
    assert len(result["passes"]) > 10, "axe looked at the page"
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes']][:3]}"
        for one in result["violations"]
        if one["impact"] in SERIOUS
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (1400, "dark"), (360, "light"), (360, "dark")])
def test_axe_has_no_serious_finding(shipped_app, visit, axe: str, width: int, scheme: str) -> None:
    page = (seen := visit(shipped_app)).page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.reload()
    page.get_by_role("textbox", name="Question").wait_for()
    assert findings(page, axe) == []

    page.locator("#filters summary").click()
    page.locator("#filters").get_by_label("Species").select_option("mouse")
    assert findings(page, axe) == []

    seen.ask("Which miRNAs in exosomes of cancer cells polarise macrophages to M2?")
    seen.ask("What is the capital of France?")
    seen.ask("My mum has stage 3 bowel cancer. Should she stop the chemo?")
    expect(page.locator("#chat [data-state=done]")).to_have_count(3)
    expect(page.locator("#chat .suggestion").last).to_be_visible()
    page.locator("#chat a.chip").first.click()
    page.get_by_text("Export references").click()
    assert findings(page, axe) == []

    page.keyboard.press("Escape")
    page.locator("#sources button.show:visible").first.click()
    expect(page.locator("#dialog .stored mark").first).to_be_visible()
    assert findings(page, axe) == []

    page.keyboard.press("Escape")
    for name in ("About", "History"):
        page.get_by_role("button", name=name).click()
        expect(page.locator("#dialog")).to_be_visible()
        assert findings(page, axe) == []
        page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (360, "dark")])
def test_axe_has_no_serious_finding_in_the_library(
    shipped_app, open_library, visit, axe: str, width: int, scheme: str
) -> None:
    page = visit(shipped_app, color_scheme=scheme).page
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Library", exact=True).click()
    for tab in ("Papers", "Timeline", "Who sends what", "Evidence table"):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator("#view")).to_have_attribute("aria-busy", "false")
        if tab == "Papers":
            page.locator("#view button.title").first.click()
        if page.locator("#view .picture").count():
            expect(page.locator("#view .picture svg").first).to_be_visible()
        if tab == "Timeline":
            page.locator("#view .behind summary").click()
        assert findings(page, axe) == [], tab
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab

    page = visit(open_library, color_scheme=scheme).page
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Library", exact=True).click()
    page.get_by_role("button", name="Add papers").click()
    for name, content in (("teapot.ris", b"TY  - JOUR\nTI  - Teapots\nER  - \n"), ("teapot.pdf", b"%PDF-1.7")):
        page.locator("#files").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    expect(page.locator("#uploads [data-state=done]")).to_have_count(1)
    expect(page.locator("#uploads [data-state=failed]")).to_have_count(1)
    assert findings(page, axe) == []
    page.locator("#view button.title", has_text="Water").click()
    page.get_by_role("button", name="Remove …").click()
    expect(page.locator("#dialog")).to_be_visible()
    assert findings(page, axe) == []
