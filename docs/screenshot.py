"""Take the picture in the README, of a running app: ``python docs/screenshot.py [URL]``."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

QUESTION = "How does exosomal miR-934 polarize macrophages in colorectal cancer?"
PICTURE = Path(__file__).with_name("chat.png")


def main(url: str = "http://127.0.0.1:7860/") -> None:
    """Ask one question at ``url``, choose its first citation, and write what is then seen to ``docs/chat.png``."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(
            viewport={"width": 1400, "height": 900}, color_scheme="light", reduced_motion="reduce", locale="en-GB"
        )
        page.goto(url)
        page.get_by_role("textbox", name="Question").fill(QUESTION)
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator("#chat a.chip").first.click()
        expect(page.locator("#sources mark.active").first).to_be_in_viewport()
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE, animations="disabled")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
