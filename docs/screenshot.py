"""Take the pictures in the README, of a running app: ``python docs/screenshot.py [URL]``."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

QUESTION = "How does exosomal miR-934 polarize macrophages in colorectal cancer?"
SEVERAL = "Which miRNAs in exosomes of cancer cells polarise macrophages to M2?"
FOLDER = Path(__file__).parent


def main(url: str = "http://127.0.0.1:7860/") -> None:
    """Ask at ``url``, and write what is seen to ``docs``: the chat, in the dark and on a phone, and the library."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = opened(browser, url, 1400, 900, "light")
        ask(page, QUESTION)
        page.locator("#chat a.chip").first.click()
        expect(page.locator("#sources mark.active").first).to_be_in_viewport()
        taken(page, "chat")

        page = opened(browser, url, 1400, 900, "dark")
        page.locator("#filters summary").click()
        page.locator("#filters").get_by_label("Cancer").select_option("colorectal cancer")
        page.locator("#filters").get_by_label("From year").fill("2019")
        page.keyboard.press("Tab")
        ask(page, SEVERAL)
        taken(page, "chat-dark")

        page = opened(browser, url, 390, 844, "light")
        ask(page, QUESTION)
        taken(page, "chat-phone")

        page = opened(browser, url, 1400, 1000, "dark")
        page.get_by_role("button", name="Library", exact=True).click()
        page.get_by_role("tab", name="Who sends what").click()
        expect(page.locator("#picture-map .sankey-link").first).to_be_visible()
        taken(page, "library-map")

        page = opened(browser, url, 1400, 1000, "light")
        ask(page, SEVERAL)
        page.get_by_role("button", name="At a glance").click()
        expect(page.locator("#view q").first).to_be_visible()
        taken(page, "library-evidence")
        browser.close()


def opened(browser: Browser, url: str, width: int, height: int, scheme: str) -> Page:
    """The page, in a window of its own."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page.goto(url)
    return page


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer and for what is suggested after it."""
    page.get_by_role("textbox", name="Question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#chat .suggestion").first).to_be_attached(timeout=30_000)


def taken(page: Page, name: str) -> None:
    """Write the picture."""
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main(*sys.argv[1:])
