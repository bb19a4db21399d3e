"""What the chat shows of an answer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from index.records import ARTICLE_INFORMATION, Paper, Passage, Section
from qa.pipeline import Reading
from qa.records import Answer, Citation, Sentence
from qa.ui.answer import answer_html, answer_steps, failure_html, steps_of

TEXT, FACTS = "M1 kills <i>tumours</i>. M2 helps them.", "Title: M1: a story\nYear: 2023"
SECTIONS = (Section("Abstract", TEXT), Section(ARTICLE_INFORMATION, FACTS))
PAPER = Paper("pmid:1", "M1: a story", year=2023, sections=SECTIONS)
any_text = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=300)


def quoted(number: int, ordinal: int, quote: str) -> Citation:
    section = PAPER.sections[ordinal]
    whole = (0, len(section.text))
    passage = Passage(f"pmid:1#{ordinal}", PAPER, ordinal, section.heading, *whole, (whole,), section.text)
    start = section.text.index(quote)
    return Citation(number, passage, start, start + len(quote))


KILLS, HELPS = quoted(1, 0, "M1 kills <i>tumours</i>."), quoted(2, 0, "M2 helps them.")


def answer_of(*citations: Citation, notices: tuple[str, ...] = ()) -> Answer:
    sentences = tuple(Sentence(one.quote, (one.number,), "quoted") for one in citations)
    return Answer("Why?", sentences, citations, (), notices=notices)


def shown(answer: Answer, turn: int = 1) -> html.HtmlElement:
    return html.fragment_fromstring(answer_html(answer, turn))


def texts(elements: list[html.HtmlElement]) -> list[str]:
    return [element.text_content() for element in elements]


def test_the_steps_say_what_was_read_and_a_reply_claims_no_search() -> None:
    timed = replace(answer_of(KILLS), timings_ms={"total": 123.4}, index={"built_at": "2026-11-02T03:04:05+00:00"})
    read = Reading(passages=10, papers=1)
    assert steps_of(timed, read) == [
        "Read 10 passages of 1 paper",
        "newest quoted 2023",
        "library of 2026-11-02",
        "0.12 s",
    ]
    assert steps_of(replace(timed, sentences=(), citations=(), reply="Hello."), None) == ["0.12 s"]


@given(any_text, st.lists(st.tuples(st.integers(0, 310), st.integers(0, 310)), max_size=6))
def test_what_was_asked_for_is_emphasised_and_the_sentence_stays_as_it_was(
    text: str, spans: list[tuple[int, int]]
) -> None:
    answer = replace(answer_of(KILLS), sentences=(Sentence(text, (1,), "quoted", tuple(spans)),))
    (sentence,) = shown(answer).find_class("sentence")
    assert sentence.text_content() == text
    assert {element.tag for element in sentence.iterdescendants()} <= {"strong"}
    inside = {at for start, end in spans for at in range(start, min(end, len(text)))}
    assert sum(map(len, texts(list(sentence.iter("strong"))))) == len(inside)


@pytest.mark.parametrize("is_list", [False, True])
def test_an_answer_grows_sentence_by_sentence_and_ends_with_more_evidence_and_notices(is_list: bool) -> None:
    answer = answer_of(KILLS, HELPS, quoted(3, 0, "M2"), notices=("Read <this>, with [3].",))
    *sentences, more = answer.sentences
    answer = replace(answer, sentences=tuple(sentences), more=(more,), lead="[1] is for it.", is_list=is_list)
    steps = [html.fragment_fromstring(step) for step in answer_steps(answer, 1)]
    between = "" if is_list else " "
    assert texts(steps) == [
        "1 is for it.M1 kills <i>tumours</i>.1",
        f"1 is for it.M1 kills <i>tumours</i>.1{between}M2 helps them.2More evidence (1)M23Read <this>, with 3.",
    ]
    assert texts(steps[-1].xpath("./ul[not(@class)]/li")) == (
        ["M1 kills <i>tumours</i>.1", "M2 helps them.2"] if is_list else []
    )
    assert texts(steps[-1].xpath("./details[not(@open)]/ul/li")) == ["M23"]


def test_a_number_of_a_citation_is_its_chip_wherever_it_is_named_and_no_other_number_is() -> None:
    answer = replace(answer_of(KILLS, HELPS), lead="Of <these>, [1][2], not [3] or [x].")
    (lead,) = shown(answer, 4).find_class("lead")
    assert lead.text_content() == "Of <these>, 1\N{NARROW NO-BREAK SPACE}2, not [3] or [x]."
    assert [chip.get("href") for chip in lead.iter("a")] == ["#quote-4-1", "#quote-4-2"]


def test_a_sentence_that_two_papers_say_has_the_chips_of_both() -> None:
    answer = replace(answer_of(KILLS, HELPS), sentences=(Sentence(KILLS.quote, (1, 2), "quoted"),))
    assert shown(answer).text_content() == "M1 kills <i>tumours</i>.1\N{NARROW NO-BREAK SPACE}2"
    assert [chip.get("href") for chip in shown(answer).iter("a")] == ["#quote-1-1", "#quote-1-2"]


def test_what_quotes_bear_out_in_part_is_marked_and_nothing_else_is() -> None:
    sentences = tuple(Sentence("M1 helps.", (1,), verdict) for verdict in ("supported", "partial"))
    whole, partly = (replace(answer_of(KILLS), sentences=(one,)) for one in sentences)
    assert texts(shown(partly).find_class("partly")) == ["partly"]
    assert shown(whole).find_class("partly") == []


def test_how_a_follow_up_was_understood_is_said_once_and_before_the_answer() -> None:
    question = "Does M2 help in <glioma>?"
    notices = (f"Searched for: {question}", "Also searched for: M2-like")
    answer = replace(answer_of(HELPS, notices=notices), rewritten=question)
    assert shown(answer).text_content() == f"{notices[0]}M2 helps them.2{notices[1]}"


def test_sentences_of_papers_flow_and_facts_about_papers_have_lines() -> None:
    facts = quoted(1, 1, "Title: M1: a story"), quoted(2, 1, "Year: 2023")
    root = shown(answer_of(*facts, quoted(3, 1, "M1: a story"), quoted(4, 0, "M2 helps them.")), 4)
    assert [(p.get("class"), p.text_content()) for p in root.iter("p")] == [
        ("record", "Title: M1: a story1"),
        ("record", "Year: 20232"),
        (None, "M1: a story3 M2 helps them.4"),
    ]
    assert [chip.get("href") for chip in root.iter("a")] == [f"#quote-4-{number}" for number in (1, 2, 3, 4)]
    assert root.find("p/a").get("aria-label") == f"Source 1, {root.find('p/a').get('title')}"
    assert [chip.get("title").split(":")[0] for chip in root.iter("a")] == [
        "article information",
        "article information",
        "the paper’s title",
        "the paper’s words",
    ]


def test_an_abstention_says_so_and_gives_the_reason() -> None:
    answer = Answer("Why?", (), (), (quoted(1, 0, "M2 helps them.").passage,), "It holds 1 paper.")
    (step,) = list(answer_steps(answer, 1))
    assert html.fragment_fromstring(step).text_content() == "No answer in this libraryIt holds 1 paper."


def test_a_reason_that_asks_back_is_no_verdict_on_the_library() -> None:
    root = shown(Answer("Who wrote it?", (), (), (), "Several papers fit; say which one you mean."))
    assert root.text_content() == "Several papers fit; say which one you mean."


def test_a_greeting_is_answered_without_a_verdict() -> None:
    root = shown(Answer("Hello", (), (), (), reply="Hello, <you>."))
    assert (root.text_content(), root.find_class("verdict")) == ("Hello, <you>.", [])


@pytest.mark.parametrize("reason", ["It holds 1 paper.", None])
def test_advice_is_declined_before_the_literature_which_may_be_silent(reason: str | None) -> None:
    declined = replace(answer_of(HELPS), declined="advice", reply="Ask your <team>.")
    before = "Not medical adviceAsk your <team>.What the literature says"
    assert shown(declined).text_content() == f"{before}M2 helps them.2"
    silent = shown(replace(declined, sentences=(), citations=(), reason=reason))
    assert silent.text_content() == before + (reason or "No sentence found in this library answers this.")
    assert texts(silent.find_class("verdict")) == ["Not medical advice"]


def test_a_failure_is_said_in_plain_words() -> None:
    assert html.fragment_fromstring(failure_html("the <index>: is gone")).text_content() == (
        "Not answeredThe <index>: is gone"
    )
