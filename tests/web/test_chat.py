"""What a reader sees and does in the web chat, in a real browser."""

import json
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from index import build
from qa import ask
from qa.ui.page import EXAMPLES

APP = Path(__file__).parents[2] / "app.py"
CARRIERS = "Why are exosomes promising drug carriers?"
POLARISED = "What are M1 and M2?"
OFF_TOPIC = "What is the capital of France?"
SEVERAL = "Which miRNAs in exosomes of cancer cells polarise macrophages to M2?"
PERSONAL = "My mum has stage 3 bowel cancer. Should she stop the chemo?"
HOSTILE = (
    "<img src=x onerror=alert(1)> [x](javascript:alert(1)) p<0.05 *a* _b_ $x$ $$y$$ `c` {{value}} ${alert(2)}"
    " https://elsewhere.example <script>alert(3)</script>"
)


def answers(page: Page) -> Locator:
    return page.locator("#chat .answer:not(.pending)")


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
    expect(page.locator("#sources figcaption").first).to_have_text("article information")


def test_an_off_topic_question_gets_an_honest_no_without_citations(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(OFF_TOPIC)
    expect(page.locator("#chat .abstained")).to_contain_text("No answer in this library")
    expect(page.locator("#sources")).to_contain_text("Nearest papers, which do not answer this")
    expect(chips(page)).to_have_count(0)
    expect(page.locator("#sources mark")).to_have_count(0)


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
    expect(page.locator("#chat .example")).to_have_count(0)


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
        expect(page.locator("#chat img, #sources img, #chat .katex, #sources script")).to_have_count(0)
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


def test_clearing_the_chat_starts_afresh(app, visit) -> None:
    page = (seen := visit(app)).page
    seen.ask(CARRIERS)
    expect(chips(page).first).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#sources .turn")).to_have_count(0)
    seen.ask(POLARISED)
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#sources .turn")).to_have_count(1)


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


def test_the_page_has_no_public_endpoint(app) -> None:
    with urllib.request.urlopen(f"{app.url}gradio_api/info") as answer:
        assert json.load(answer) == {"named_endpoints": {}, "unnamed_endpoints": {}}


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
