"""What the chat shows of a question and of an answer."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from index.records import ARTICLE_INFORMATION, Paper, Passage, Section
from qa.records import Answer, Citation, Sentence
from qa.ui.answer import answer_html, answer_steps, failure_html, question_html

TEXT, FACTS = "M1 kills <i>tumours</i>. M2 helps them.", "Title: T\nYear: 2023"
PAPER = Paper("pmid:1", "T", year=2023, sections=(Section("Abstract", TEXT), Section(ARTICLE_INFORMATION, FACTS)))


def quoted(number: int, ordinal: int, quote: str) -> Citation:
    section = PAPER.sections[ordinal]
    whole = (0, len(section.text))
    passage = Passage(f"pmid:1#{ordinal}", PAPER, ordinal, section.heading, *whole, (whole,), section.text)
    start = section.text.index(quote)
    return Citation(number, passage, start, start + len(quote))


def answer_of(*citations: Citation, notices: tuple[str, ...] = ()) -> Answer:
    sentences = tuple(Sentence(one.quote, (one.number,), "quoted") for one in citations)
    return Answer("Why?", sentences, citations, (), notices=notices)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=300))
def test_a_question_is_shown_as_typed_and_holds_no_character_that_markdown_reads(question: str) -> None:
    shown = question_html(question)
    assert html.fragment_fromstring(shown).text_content() == question.strip()
    inside = shown.removeprefix('<div class="question">').removesuffix("</div>")
    assert not set(inside) & set("<>*_[]()`~$!|{}\\:/@.\n\"'-+=")


def test_an_answer_grows_sentence_by_sentence_and_ends_with_its_notices() -> None:
    answer = answer_of(
        quoted(1, 0, "M1 kills <i>tumours</i>."), quoted(2, 0, "M2 helps them."), notices=("Read <this>.",)
    )
    steps = [html.fragment_fromstring(step).text_content() for step in answer_steps(answer, 1)]
    assert steps == [
        "M1 kills <i>tumours</i>.1",
        "M1 kills <i>tumours</i>.1 M2 helps them.2Read <this>.",
    ]


def test_sentences_of_papers_flow_and_facts_about_papers_have_lines() -> None:
    answer = answer_of(quoted(1, 1, "Title: T"), quoted(2, 1, "Year: 2023"), quoted(3, 0, "M2 helps them."))
    root = html.fragment_fromstring(answer_html(answer, 4))
    assert [(p.get("class"), p.text_content()) for p in root.iter("p")] == [
        ("record", "Title: T1"),
        ("record", "Year: 20232"),
        (None, "M2 helps them.3"),
    ]
    assert [chip.get("href") for chip in root.iter("a")] == ["#quote-4-1", "#quote-4-2", "#quote-4-3"]


def test_an_abstention_says_so_and_gives_the_reason() -> None:
    answer = Answer("Why?", (), (), (), "It holds 1 paper.")
    (shown,) = list(answer_steps(answer, 1))
    assert html.fragment_fromstring(shown).text_content() == "No answer in this libraryIt holds 1 paper."


def test_a_failure_is_said_in_plain_words() -> None:
    assert html.fragment_fromstring(failure_html("the <index>: is gone")).text_content() == (
        "Not answeredThe <index>: is gone"
    )
