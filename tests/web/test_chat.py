"""What a reader sees and does in the web chat, in a real browser."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
import rispy
from playwright.sync_api import Locator, Page, expect

from index import build
from qa import ask
from qa.ui.calls import EXAMPLES

APP = Path(__file__).parents[2] / "app.py"
CARRIERS = "Why are exosomes promising drug carriers?"
POLARISED = "What are M1 and M2?"
MECHANISM = "How does exosomal miR-934 polarize macrophages in colorectal cancer?"
OFF_TOPIC = "What is the capital of France?"
SEVERAL = "Which miRNAs in exosomes of cancer cells polarise macrophages to M2?"
PERSONAL = "My mum has stage 3 bowel cancer. Should she stop the chemo?"
HOSTILE = (
    "<img src=x onerror=alert(1)> [x](javascript:alert(1)) p<0.05 *a* _b_ $x$ $$y$$ `c` {{value}} ${alert(2)}"
    " https://elsewhere.example <script>alert(3)</script>"
)

GROUND = "getComputedStyle(document.body).backgroundColor"
WATCH_STEPS = """() => {
  window.stepsSeen = [];
  const look = () => window.stepsSeen.push(document.querySelector("#chat .steps")?.textContent ?? "");
  new MutationObserver(look).observe(document.querySelector("#exchanges"), { childList: true, subtree: true });
}"""
WATCH_SHIFTS = """() => {
  window.shifts = 0;
  const add = (list) => list.getEntries().forEach((one) => { if (!one.hadRecentInput) window.shifts += one.value; });
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: false });
}"""


def answers(page: Page) -> Locator:
    return page.locator("#chat [data-state=done] .answer, #chat [data-state=failed] .answer")


def chips(page: Page) -> Locator:
    return page.locator("#chat a.chip")


def test_a_citation_leads_to_its_quote_marked_in_the_passage(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    expect(page.locator("#chat .question")).to_have_text(CARRIERS)
    expect(answers(page)).to_contain_text("Exosomes, an extracellular vesicle, are promising as a drug carrier")
    chips(page).first.click()
    mark = page.locator("#sources mark.active")
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_attribute("data-cite", "1")
    assert mark.text_content() == page.locator("#chat .sentence").first.text_content()
    expect(mark.locator("xpath=ancestor::blockquote")).to_contain_text("In addition, the tumor microenvironment")
    page.get_by_role("button", name="To the sentence with source 1").click()
    expect(chips(page).first).to_be_focused()
    expect(page.locator("#sources article.paper h3 a").first).to_have_attribute("href", re.compile("^https://"))
    expect(page.get_by_role("textbox", name="Question")).to_have_value("")
    assert seen.errors == []


def test_a_citation_works_from_the_keyboard(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    chip = page.get_by_role("link", name=re.compile("^Source 1, the paper’s words: "))
    chip.focus()
    expect(page.locator("#sources mark.hint")).to_have_attribute("data-cite", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#sources mark.active")).to_have_attribute("data-cite", "1")


def test_facts_about_a_paper_stand_on_lines_of_their_own(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask("How many references does the review have?")
    expect(page.locator("#chat p.record").last).to_contain_text("Number of references: 118")
    expect(page.locator("#sources figcaption").first).to_contain_text("article information")


def test_an_off_topic_question_gets_an_honest_no_without_citations(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    seen.ask(OFF_TOPIC)
    expect(page.locator("#chat .abstained")).to_contain_text("No answer in this library")
    expect(page.locator("#sources")).to_contain_text("Nearest papers, which do not answer this")
    expect(chips(page)).to_have_count(0)
    expect(page.locator("#sources mark")).to_have_count(0)
    expect(page.locator("#chat .suggestion").first).to_be_visible()
    expect(page.locator("#export-menu")).to_be_hidden()


def test_a_follow_up_is_understood_from_the_answer_before_it_and_says_how(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    expect(answers(page)).to_contain_text("promising as a drug carrier")
    seen.ask("And macrophages?")
    expect(answers(page)).to_have_count(2)
    understood = "Searched for: Why are exosomes promising drug carriers, with regard to macrophages?"
    expect(answers(page).last.locator("> :first-child")).to_have_text(understood)
    expect(answers(page).last.locator("a.chip").first).to_be_visible()
    seen.ask("Who wrote it?")
    expect(answers(page)).to_have_count(3)
    expect(page.locator("#chat p.record").last).to_contain_text("Chizumi Abe")


def test_several_things_are_a_list_in_which_they_stand_out(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    seen.ask(SEVERAL)
    items = page.locator("#chat .answer > ul:not(.notices) > li")
    expect(items.nth(1)).to_be_visible()
    expect(items.locator("strong").filter(has_text="miR-934").first).to_be_visible()
    for item in items.all():
        expect(item.locator("a.chip").first).to_be_visible()


def test_more_evidence_is_folded_and_its_citations_lead_to_their_quotes_and_back(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    seen.ask(SEVERAL)
    folded, chip = page.locator("#chat summary"), page.locator("#chat details a.chip").last
    expect(folded).to_have_text(re.compile(r"^More evidence \(\d+\)$"))
    expect(chip).to_be_hidden()
    folded.focus()
    page.keyboard.press("Enter")
    chip.click()
    mark = page.locator("#sources mark.active")
    expect(mark).to_be_in_viewport()
    assert mark.text_content() == page.locator("#chat details .sentence").last.text_content()
    folded.click()
    expect(chip).to_be_hidden()
    mark.click()
    expect(chip).to_be_visible()
    expect(chip).to_be_focused()
    assert seen.errors == []


def test_a_greeting_is_returned_without_verdict_or_sources(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask("hello")
    expect(answers(page)).to_contain_text("Hello.")
    expect(page.locator("#sources .none")).to_have_text("No paper is quoted in this answer.")
    expect(page.locator("#chat .verdict, #chat a.chip, #sources article")).to_have_count(0)


def test_a_personal_question_gets_no_advice_and_what_the_literature_says(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    seen.ask(PERSONAL)
    expect(page.locator("#chat .verdict")).to_have_text("Not medical advice")
    expect(answers(page).get_by_role("heading")).to_have_text("What the literature says")
    chips(page).first.click()
    expect(page.locator("#sources mark.active").first).to_be_in_viewport()


def test_an_example_asks(app, visit) -> None:
    page = visit(app).page
    page.get_by_role("button", name=re.compile(re.escape(CARRIERS))).click()
    expect(page.locator("#chat .question")).to_have_text(CARRIERS)
    expect(chips(page).first).to_be_visible()
    expect(page.locator("#chat .example").first).to_be_hidden()


def test_a_question_that_cannot_be_read_is_answered_politely_and_the_next_one_works(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask("?!")
    expect(page.locator("#chat .failed")).to_contain_text("The question is empty")
    seen.ask(CARRIERS)
    expect(chips(page).first).to_be_visible()


def test_markup_in_a_question_is_shown_as_typed_and_runs_nowhere(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(HOSTILE)
    expect(answers(page)).to_have_count(1)
    assert page.locator("#chat .question").text_content() == HOSTILE
    expect(page.locator("#chat .question *")).to_have_count(0)
    expect(page.locator("#sources .about")).to_contain_text(HOSTILE)
    expect(page.locator("#chat img, #sources img, #chat .katex, #sources script")).to_have_count(0)
    assert (seen.dialogs, seen.errors) == ([], [])


def test_markup_in_a_paper_is_shown_as_written_and_runs_nowhere(tmp_path: Path, start_app, visit) -> None:
    sentence = f"MicroRNAs: exosomes with miR-21 from macrophages slow tumours in mice {HOSTILE} significantly."
    record = {"title": f"Exosomes {HOSTILE}", "abstract": sentence, "journal": HOSTILE, "authors": [HOSTILE]}
    (tmp_path / "papers.jsonl").write_text(json.dumps({**record, "url": "javascript:alert(4)"}))
    build([tmp_path / "papers.jsonl"], index=tmp_path / "index")
    with start_app(tmp_path / "index") as app:
        page = (seen := visit(app)).page
        seen.ask("Which microRNA in exosomes from macrophages slows tumours in mice?")
        chips(page).first.click()
        mark = page.locator("#sources mark.active")
        expect(mark).to_have_text(page.locator("#chat .sentence").first.text_content() or "-")
        expect(mark).to_contain_text("<img src=x onerror=alert(1)>")
        expect(page.locator("#chat .sentence strong")).to_have_text("miR-21")
        expect(page.locator("#chat .sentence :not(strong), #sources h3 *, #sources mark *")).to_have_count(0)
        page.get_by_role("button", name="Show in the paper").first.click()
        expect(page.locator("#dialog .stored mark")).to_contain_text("<img src=x onerror=alert(1)>")
        expect(page.locator("#dialog-title")).to_contain_text("<script>alert(3)</script>")
        expect(page.locator("#page :is(img, script, .katex), #dialog-body a, #dialog-title *")).to_have_count(0)
        assert (seen.dialogs, seen.errors) == ([], [])


@pytest.mark.parametrize("width", [360, 1400])
def test_a_summary_is_shown_as_vesicles_with_the_facets_of_its_study(shipped_app, visit, width: int) -> None:
    page = (seen := visit(shipped_app)).page
    page.set_viewport_size({"width": width, "height": 900})
    expect(page.locator("#colophon")).to_contain_text(re.compile(r"summaries of \d{3} studies"))
    seen.ask("How does exosomal miR-934 polarize macrophages in colorectal cancer?")
    chip = answers(page).get_by_role("link", name=re.compile(r"^Source \d+, Vesicle’s summary: ")).first
    chip.click()
    expect(page.locator("#sources mark.active")).to_be_in_viewport()
    card = page.locator("#sources article.paper").first
    expect(card.locator(".badge").first).to_have_text("Vesicle’s summary")
    expect(card.locator("figcaption", has_text="Vesicle’s summary").first).to_be_visible()
    expect(card.locator(".facets")).to_contain_text("miR-934")
    expect(card.get_by_role("link").first).to_have_attribute("href", re.compile("^https://doi.org/10"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.errors == []


@pytest.mark.parametrize("question", EXAMPLES)
def test_what_is_suggested_is_answered_from_what_ships(shipped: Path, question: str) -> None:
    assert not ask(question, index=shipped).abstained


def test_no_request_leaves_the_origin(app, visit) -> None:
    seen = visit(app)
    seen.ask(CARRIERS)
    chips(seen.page).first.click()
    expect(seen.page.locator("#colophon")).to_contain_text("not medical advice")
    seen.page.wait_for_load_state("load")
    assert seen.requests
    assert [url for url in seen.requests if not url.startswith((app.url, "data:", "blob:"))] == []


def test_a_citation_of_an_earlier_answer_brings_back_its_sources(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    expect(page.locator("#sources .turn:not([hidden]) .about")).to_have_text(CARRIERS)
    seen.ask(POLARISED)
    expect(page.locator("#sources .turn:not([hidden]) .about")).to_have_text(POLARISED)
    expect(answers(page)).to_have_count(2)
    chips(page).first.click()
    expect(page.locator("#sources .turn:not([hidden]) .about")).to_have_text(CARRIERS)
    assert page.locator("#sources mark.active").text_content() == page.locator("#chat .sentence").first.text_content()


def test_a_question_sent_while_another_is_being_answered_is_answered_after_it(app, visit) -> None:
    page = (seen := visit(app)).page
    for question in (CARRIERS, POLARISED):
        expect(page.get_by_role("textbox", name="Question")).to_have_value("")
        seen.ask(question)
    expect(page.locator("#chat .question")).to_have_text([CARRIERS, POLARISED])
    expect(answers(page)).to_have_count(2)


def test_a_new_conversation_starts_afresh_and_the_old_one_is_in_the_history(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    expect(chips(page).first).to_be_visible()
    page.get_by_role("button", name="New").click()
    expect(page.locator("#sources .turn, #chat .exchange")).to_have_count(0)
    seen.ask(POLARISED)
    expect(answers(page)).to_have_count(1)
    page.get_by_role("button", name="History").click()
    expect(page.locator("#dialog .history li")).to_have_count(2)
    page.locator("#dialog").get_by_role("button", name=CARRIERS, exact=True).click()
    expect(page.locator("#chat .question")).to_have_text(CARRIERS)
    seen.ask("Who wrote it?")
    expect(page.locator("#chat p.record").last).to_contain_text("Chizumi Abe")
    page.get_by_role("button", name="History").click()
    page.get_by_role("button", name=f"Delete: {POLARISED}").click()
    expect(page.locator("#dialog .history li")).to_have_count(1)
    page.get_by_role("button", name="Delete all").click()
    page.get_by_role("button", name="Really delete all").click()
    expect(page.locator("#chat .exchange")).to_have_count(0)


def test_two_sessions_do_not_see_each_other(app, visit) -> None:
    one, other = visit(app), visit(app)
    one.ask(CARRIERS)
    expect(chips(one.page).first).to_be_visible()
    expect(other.page.locator("#chat .question")).to_have_count(0)
    other.ask(POLARISED)
    expect(other.page.locator("#sources .turn")).to_have_count(1)
    expect(other.page.locator("#chat .question")).to_have_text(POLARISED)
    one.ask(OFF_TOPIC)
    expect(one.page.locator("#chat .question")).to_have_text([CARRIERS, OFF_TOPIC])


@pytest.mark.parametrize("width", [360, 700, 1000, 1400])
def test_the_page_never_scrolls_sideways(app, visit, width: int) -> None:
    page = (seen := visit(app)).page
    page.set_viewport_size({"width": width, "height": 800})
    seen.ask(f"{CARRIERS} {'verylongword' * 30}")
    expect(answers(page)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_missing_index_is_built_before_the_page_opens_and_sigterm_ends_it_well(tmp_path: Path, start_app) -> None:
    with start_app(tmp_path / "index") as app:
        assert (tmp_path / "index" / "CURRENT").exists()
        assert "no index yet" in app.stderr.read_text()
        assert len(app.stderr.read_text().splitlines()) < 10
    assert app.process.returncode == 0


def test_a_port_that_is_taken_is_one_line_and_status_1(shipped: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, str(APP), "--port", str(port), "--index", str(shipped)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert re.fullmatch(rf"error: 127\.0\.0\.1:{port}: .*--port\n", ended.stderr)


def test_steps_are_shown_while_an_answer_comes_and_what_was_read_stays_above_it(app, visit) -> None:
    page = (seen := visit(app)).page
    page.evaluate(WATCH_STEPS)
    seen.ask(CARRIERS)
    expect(page.locator("#chat .steps")).to_have_text(
        re.compile(r"^Read \d+ passages of 1 paper.* · library of \d{4}-\d\d-\d\d · \d+\.\d\d s$")
    )
    assert f"Searching for: {CARRIERS}" in page.evaluate("window.stepsSeen.join('|')")


def test_suggested_questions_ask_and_are_those_of_the_newest_answer(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    seen.ask(MECHANISM)
    suggestion = page.locator("#chat .suggestion").first
    text = suggestion.text_content()
    suggestion.click()
    expect(page.locator("#chat .question")).to_have_text([MECHANISM, text or "-"])
    expect(answers(page)).to_have_count(2)
    expect(answers(page).last.locator("a.chip").first).to_be_visible()
    expect(page.locator("#chat .exchange:first-child .suggestion").first).to_be_hidden()


def test_filters_are_chips_that_are_obeyed_and_can_be_taken_away(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    page.locator("#filters summary").click()
    page.locator("#filters").get_by_label("Cancer").select_option("breast cancer")
    page.locator("#filters").get_by_label("From year").fill("2015")
    page.keyboard.press("Tab")
    chosen = page.locator("#chosen li")
    expect(chosen).to_have_text([re.compile("Cancer: breast cancer"), re.compile("from 2015")])
    seen.ask(SEVERAL)
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#chat .exchange .chosen li")).to_have_text(["Cancer: breast cancer", "from 2015"])
    for facets in page.locator("#sources article .facets").all():
        expect(facets).to_contain_text("breast cancer")
    assert page.locator("#sources article").count() > 0
    page.get_by_role("button", name="Remove the filter Cancer: breast cancer").click()
    page.get_by_role("button", name="Remove the filter from 2015").click()
    expect(chosen).to_have_count(0)
    seen.ask(MECHANISM)
    expect(answers(page).last).to_contain_text("PTEN")


def test_an_answer_is_exported_in_every_form_and_the_conversation_as_a_whole(
    shipped_app, visit, tmp_path: Path
) -> None:
    page = (seen := visit(shipped_app)).page
    seen.ask(MECHANISM)
    expect(page.locator("#chat .suggestion").first).to_be_visible()
    begins = {"RIS": "TY  - ", "BibTeX": "@", "CSL-JSON": "[", "Formatted list": "1. ", "Quotes": "", "This": "# How"}
    for form, start in begins.items():
        page.get_by_text("Export references").click()
        with page.expect_download() as download:
            page.locator("#export-menu").get_by_role("button", name=re.compile(f"^{form}")).click()
        download.value.save_as(tmp_path / form)
        text = (tmp_path / form).read_text("utf-8")
        assert text.startswith(start)
        assert "miR-934" in text
    entries = rispy.loads((tmp_path / "RIS").read_text("utf-8"))
    assert "10.1186/s13045-020-00991-2" in [entry["doi"] for entry in entries]
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
    download.value.save_as(tmp_path / "all.md")
    assert MECHANISM in (tmp_path / "all.md").read_text("utf-8").replace("\\", "")


def test_answers_references_and_links_are_copied(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.ask(MECHANISM)
    expect(page.locator("#chat .suggestion").first).to_be_visible()

    def copied(button: Locator) -> str:
        button.click()
        expect(page.locator("#toast")).to_have_class(re.compile("shown"))
        return str(page.evaluate("navigator.clipboard.readText()"))

    answer = copied(page.get_by_role("button", name="Copy", exact=True))
    assert "[1]" in answer
    assert "Sources:" in answer
    reference = copied(page.get_by_role("button", name="Copy reference").first)
    assert re.search(r"Tumor-derived exosomal miR-934 .* 2020.*doi: 10\.1186/s13045-020-00991-2", reference)
    seen.ask("And in glioma?")
    expect(answers(page)).to_have_count(2)
    first, second = (copied(one) for one in page.get_by_role("button", name="Copy link").all())
    page.goto(first)
    expect(page.locator("#chat .question")).to_have_text(MECHANISM)
    expect(chips(page).first).to_be_visible()
    assert "q=" not in page.url
    page.goto(second)
    expect(page.locator("#chat .question")).to_contain_text("glioma")
    expect(page.locator("#chat .question")).to_contain_text("miR-934")


def test_a_link_carries_the_question_and_its_filters(shipped_app, visit) -> None:
    page = visit(shipped_app).page
    query = urllib.parse.urlencode({"q": SEVERAL, "cancer": "breast cancer", "since": "2015", "colour": "red"})
    query += "&vesicle_source=cancer+cells"
    page.goto(f"{shipped_app.url}?{query}")
    expect(page.locator("#chat .question")).to_have_text(SEVERAL)
    expect(page.locator("#chat .exchange .chosen li")).to_have_text(
        ["from 2015", "Cancer: breast cancer", "Source: cancer cells"]
    )
    page.reload()
    expect(page.locator("#chat .question")).to_have_text(SEVERAL)
    expect(page.locator("#chat .exchange")).to_have_count(1)


def test_the_stored_text_opens_where_it_is_quoted(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    page.get_by_role("button", name="Show in the paper").first.click()
    stored = page.locator("#dialog .stored")
    expect(stored.locator("mark").first).to_be_in_viewport()
    assert stored.locator("mark").first.text_content() == page.locator("#chat .sentence").first.text_content()
    expect(stored).to_contain_text("Number of references: 118")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()


def test_about_says_what_it_holds_what_it_cannot_do_and_that_it_is_no_advice(shipped_app, visit) -> None:
    page = visit(shipped_app).page
    page.get_by_role("button", name="About").click()
    about = page.locator("#dialog")
    for said in (r"summaries of \d{3} studies", "What it cannot do", "Not medical advice", "writes no question"):
        expect(about).to_contain_text(re.compile(said))
    about.get_by_role("button", name="Close").click()
    expect(about).to_be_hidden()


def test_a_question_is_changed_and_what_came_after_it_goes(app, visit) -> None:
    page = (seen := visit(app)).page
    for question in (CARRIERS, OFF_TOPIC, POLARISED):
        seen.ask(question)
    expect(answers(page)).to_have_count(3)
    page.get_by_role("button", name="Edit").nth(1).click()
    box = page.get_by_role("textbox", name="Question")
    expect(box).to_have_value(OFF_TOPIC)
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    page.get_by_role("button", name="Edit").nth(1).click()
    seen.ask("And macrophages?")
    expect(page.locator("#chat .question")).to_have_text([CARRIERS, "And macrophages?"])
    expect(answers(page).last).to_contain_text("with regard to macrophages")
    expect(page.locator("#sources .turn")).to_have_count(2)
    page.get_by_role("button", name="Retry").last.click()
    expect(answers(page)).to_have_count(2)
    expect(page.locator("#chat .question")).to_have_text([CARRIERS, "And macrophages?"])


def test_everything_can_be_done_from_the_keyboard(app, visit) -> None:
    page = visit(app).page
    page.locator("#chat").focus()
    page.keyboard.press("/")
    page.keyboard.type(CARRIERS)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#chat [data-state=done]")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("textbox", name="Question")).to_have_value(CARRIERS)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.ariaLabel"))
    assert {"New", "History", "Export", "About", "Edit", "Copy link", "1", "Copy", "Retry", "Filters"} <= reached
    assert {"Export references ", "Show in the paper", "Copy reference"} <= reached | {f"{one} " for one in reached}


def test_a_reload_in_the_middle_of_an_answer_keeps_the_conversation_and_asks_again(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    expect(answers(page)).to_have_count(1)
    # What is on its way stays there: the server's messages do not reach this page any more.
    page.route("**/queue/data*", lambda route: None)
    seen.ask(POLARISED)
    expect(page.locator("#chat [data-state=working] .question")).to_have_text(POLARISED)
    page.unroute("**/queue/data*")
    page.reload()
    expect(page.locator("#chat .question")).to_have_text([CARRIERS, POLARISED])
    expect(answers(page)).to_have_count(2)
    seen.ask("Who wrote it?")
    expect(page.locator("#chat p.record").last).to_contain_text("Chizumi Abe")


def test_an_answer_on_its_way_is_stopped_and_asked_again(app, visit) -> None:
    page = (seen := visit(app)).page
    page.route("**/queue/data*", lambda route: None)
    seen.ask(CARRIERS)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#chat .ended")).to_have_text("Stopped.")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.unroute("**/queue/data*")
    page.get_by_role("button", name="Retry").click()
    expect(answers(page)).to_have_count(1)
    seen.ask(POLARISED)
    page.keyboard.press("Escape")
    expect(page.locator("#chat [data-state=stopped], #chat [data-state=done]")).to_have_count(2)


def test_a_question_that_is_too_long_is_refused_before_it_is_sent_and_not_lost(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask("exosome " * 1250)
    expect(page.get_by_role("alert")).to_contain_text("9,999 characters, at most 4,000 are read")
    expect(page.get_by_role("textbox", name="Question")).to_have_value("exosome " * 1250)
    expect(page.locator("#chat .exchange")).to_have_count(0)
    seen.ask(CARRIERS)
    expect(chips(page).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_the_page_is_dark_where_the_reader_wants_it_and_stays_so(app, visit) -> None:
    page = visit(app).page
    dark = page.get_by_role("button", name="Dark")
    light_ground = page.evaluate(GROUND)
    expect(dark).to_have_attribute("aria-pressed", "false")
    dark.click()
    expect(dark).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(GROUND) != light_ground
    page.reload()
    expect(dark).to_have_attribute("aria-pressed", "true")
    page.emulate_media(color_scheme="dark")


def test_nothing_moves_while_an_answer_comes(shipped_app, visit) -> None:
    page = (seen := visit(shipped_app)).page
    seen.ask(MECHANISM)
    expect(answers(page)).to_have_count(1)
    page.evaluate(WATCH_SHIFTS)
    seen.ask(SEVERAL)
    expect(answers(page)).to_have_count(2)
    expect(page.locator("#chat .exchange:last-child .suggestion").first).to_be_visible()
    assert page.evaluate("window.shifts") < 0.05


def test_likes_are_offered_where_they_are_kept_and_nowhere_else(app, review: Path, start_app, visit, tmp_path) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Like", exact=True)).to_have_count(0)
    with start_app(review, "--feedback", str(tmp_path / "likes.jsonl")) as other:
        page = (seen := visit(other)).page
        seen.ask(CARRIERS)
        page.get_by_role("button", name="Dislike").click()
        expect(page.get_by_role("button", name="Dislike")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Like", exact=True).click()
        expect(page.get_by_role("button", name="Like", exact=True)).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("button", name="Dislike")).to_have_attribute("aria-pressed", "false")
        page.get_by_role("button", name="About").click()
        expect(page.locator("#dialog")).to_contain_text("kept by whoever runs this page")
    kept = [json.loads(line) for line in (tmp_path / "likes.jsonl").read_text("utf-8").splitlines()]
    assert [(one["liked"], one["question"]) for one in kept] == [(False, CARRIERS), (True, CARRIERS)]


def test_a_server_that_is_gone_and_comes_back_costs_neither_the_page_nor_the_conversation(
    review: Path, start_app, visit
) -> None:
    with start_app(review) as first:
        page = (seen := visit(first)).page
        seen.ask(CARRIERS)
        expect(answers(page)).to_have_count(1)
        first.process.kill()
        first.process.wait()
        seen.ask("Who wrote it?")
        expect(page.locator("#chat .exchange").last.get_by_role("alert")).to_contain_text(
            "The server cannot be reached", timeout=20_000
        )
        with start_app(review, port=int(first.url.rstrip("/").rpartition(":")[2])):
            page.get_by_role("button", name="Retry").click()
            expect(answers(page)).to_have_count(2)
            seen.ask(POLARISED)
            expect(answers(page)).to_have_count(3)
            chips(page).first.click()
            page.get_by_role("button", name="At a glance").click()
            expect(page.locator("#view .said")).to_contain_text("The answer itself is no longer known to the server")
            expect(page.locator("#view q").first).to_be_visible()
            assert seen.errors == []


def test_a_model_writes_and_what_it_wrote_is_checked_before_it_is_shown(shipped: Path, start_app, visit) -> None:
    weights = os.environ.get("TEST_LLM")
    if not weights:
        why = "TEST_LLM names no .gguf file to write answers with"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    with start_app(shipped, "--llm", f"gguf:{weights}") as app:
        page = (seen := visit(app)).page
        seen.ask(MECHANISM)
        expect(page.locator("#chat .writing")).to_contain_text("each sentence is checked")
        expect(chips(page).first).to_be_visible()
        expect(page.locator("#chat [data-state=done]")).to_have_count(1, timeout=120_000)
        notices = page.locator("#chat .notices")
        expect(notices).to_contain_text(re.compile("The words are those of a model|wrote nothing|finds that these"))
        for sentence in page.locator("#chat .answer .sentence").all():
            assert sentence.text_content()
        seen.ask(OFF_TOPIC)
        expect(page.locator("#chat .abstained")).to_be_visible()
        assert seen.errors == []
