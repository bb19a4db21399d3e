"""The sources panel: what it shows is the passage, and what it marks are the quotes, whatever the text."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from index.records import ARTICLE_INFORMATION, Facets, Notice, Paper, Passage, Section
from qa.records import Answer, Citation, Sentence
from qa.ui.sources import passage_html, sources_html

BUTTONS = """type class title aria-label id data-first data-cite
    data-quote data-paper data-ordinal data-start data-spans""".split()
HOSTILE = "<b>p</b> < 0.05 & \"x\" 'y' {{value}} ${1+1} [a](javascript:alert(1)) </mark></section> β → SIRPα"
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), min_size=1, max_size=200)


def passage_of(paper: Paper, ordinal: int, start: int, end: int) -> Passage:
    section = paper.sections[ordinal]
    name = f"{paper.id}#{ordinal}:{start}-{end}"
    return Passage(name, paper, ordinal, section.heading, start, end, ((start, end),), section.text[start:end], 1.0)


def paper_of(text: str, **known: object) -> Paper:
    sections = (Section("Abstract", text), Section(ARTICLE_INFORMATION, "Title: T\nYear: 2023"))
    return Paper(**{"id": "pmid:1", "title": "T", "sections": sections, **known})  # type: ignore[arg-type]


def answer_of(*citations: Citation) -> Answer:
    sentences = tuple(Sentence(one.quote, (one.number,), "quoted") for one in citations)
    return Answer("Why?", sentences, citations, tuple(one.passage for one in citations))


def panel(answer: Answer, turn: int) -> html.HtmlElement:
    return html.fragment_fromstring(f"<section>{sources_html(answer, turn)}</section>")


def only(root: html.HtmlElement, path: str) -> html.HtmlElement:
    (found,) = root.xpath(path)
    return found


@st.composite
def cited_passages(draw: st.DrawFn) -> tuple[Passage, list[Citation]]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    passage = passage_of(paper_of(text), 0, start, end)
    spans = draw(st.lists(st.tuples(st.integers(start, end), st.integers(start, end)), max_size=5))
    spans = [(min(span), max(span)) for span in spans if span[0] != span[1]]
    return passage, [Citation(number, passage, *span) for number, span in enumerate(spans, 1)]


@given(cited_passages())
def test_the_text_of_a_rendered_passage_is_the_passage_and_its_marks_are_the_quotes(
    cited: tuple[Passage, list[Citation]],
) -> None:
    passage, citations = cited
    root = html.fragment_fromstring(f"<blockquote>{passage_html(passage, citations, 3)}</blockquote>")
    assert root.text_content() == passage.text
    for citation in citations:
        pieces = root.xpath(f'.//mark[@data-cite="{citation.number}"]')
        assert "".join(piece.text_content() for piece in pieces) == citation.quote
        assert [piece.get("id") for piece in pieces if piece.get("id")] == [f"quote-3-{citation.number}"]
    assert {element.tag for element in root.iterdescendants()} <= {"mark"}


@given(texts)
def test_no_text_of_a_paper_becomes_markup(text: str) -> None:
    named = dict.fromkeys(("title", "journal", "doi", "pmid", "pmcid", "url", "id"), text)
    named |= {"authors": (text,), "study_types": (text,)}
    paper = paper_of(text, facets=Facets(cargo=(text,), target=(text, text)), **named)
    passage = passage_of(paper, 0, 0, len(text))
    root = panel(answer_of(Citation(1, passage, 0, len(text))), 1)
    allowed = {"p", "article", "h3", "a", "cite", "span", "figure", "figcaption", "blockquote", "mark", "button"}
    assert {element.tag for element in root.iterdescendants()} <= allowed | {"dl", "div", "dt", "dd"}
    places = ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/", "https://pmc.ncbi.nlm.nih.gov/articles/")
    assert [link.get("href").startswith(place) for link, place in zip(root.iter("a"), places, strict=True)] == [
        True
    ] * 3
    assert {name for element in root.iter("button", "mark") for name in element.attrib} <= set(BUTTONS)
    assert [button.get("data-paper") for button in root.xpath(".//button[@data-paper]")] == [text, text]


def test_a_paper_is_one_card_with_each_of_its_cited_passages_once() -> None:
    paper = paper_of("One. Two. Three.")
    text, facts = passage_of(paper, 0, 0, 16), passage_of(paper, 1, 0, 19)
    answer = answer_of(Citation(1, text, 5, 9), Citation(2, facts, 9, 19), Citation(3, text, 0, 4))
    root = panel(answer, 1)
    card = only(root, ".//article")
    assert [one.text_content() for one in card.iter("blockquote")] == [text.text, facts.text]
    assert [mark.text for mark in card.iter("mark")] == ["One.", "Two.", "Year: 2023"]
    captions = [caption.findtext("span/span") for caption in card.iter("figcaption")]
    assert captions == ["the paper’s words", "article information"]
    places = [[show.get(f"data-{name}") for name in ("ordinal", "start", "spans")] for show in card.find_class("show")]
    assert places == [["0", "0", "5-9 0-4"], ["1", "0", "9-19"]]
    assert [back.get("data-quote") for back in card.find_class("back")] == ["quote-1-1", "quote-1-3", "quote-1-2"]


def test_a_card_says_what_the_paper_is_and_whether_it_was_retracted() -> None:
    authors = tuple(f"Family{n}, Given{n}" for n in range(8))
    paper = paper_of(
        HOSTILE,
        kind="digest",
        authors=authors,
        journal="J <i>",
        year=2021,
        doi="10.1000/(x)<y>",
        url="https://example.org/?a=1&b=2",
        study_types=("Review", "review"),
        notices=(Notice("retracted", "2022-05-01", "Retraction Watch"),),
    )
    passage = passage_of(paper, 0, 0, len(HOSTILE))
    card = only(panel(answer_of(Citation(1, passage, 0, 9)), 1), ".//article")
    assert only(card, ".//h3/a").get("href") == "https://example.org/?a=1&b=2"
    assert only(card, ".//p[@class='where']/a").get("href") == "https://doi.org/10.1000/(x)%3Cy%3E"
    assert (
        only(card, ".//p[@class='authors']").text_content()
        == ", ".join(f"Given{n} Family{n}" for n in range(6)) + " et al."
    )
    assert [badge.text_content() for badge in card.find_class("badge")] == [
        "retracted 2022-05-01",
        "Vesicle’s summary",
        "review",
    ]
    assert only(card, ".//figcaption/span").text_content() == "Abstract · Vesicle’s summary"
    assert only(card, ".//button[@class='show']").text_content() == "Show in the summary"


def test_a_card_names_the_facets_of_the_study_and_whose_words_are_quoted() -> None:
    facets = Facets(cargo=("miR-21-5p", "PD-L1"), macrophage_effect=("not stated",), effect=("promotes",))
    summary = (Section("Vesicle’s summary", "One. Two."), Section(ARTICLE_INFORMATION, "Title: T"))
    passage = passage_of(paper_of("", kind="digest", facets=facets, sections=summary), 0, 0, 9)
    root = panel(answer_of(Citation(1, passage, 0, 4)), 1)
    lines = [(line.find("dt").text_content(), line.find("dd").text_content()) for line in root.xpath(".//dl/div")]
    assert lines == [("Cargo", "miR-21-5p, PD-L1"), ("Vesicles", "promote the disease")]
    assert [badge.text_content() for badge in root.find_class("badge")] == ["Vesicle’s summary"]
    assert only(root, ".//figcaption/span").text_content() == "Vesicle’s summary"
    plain = passage_of(paper_of("One."), 0, 0, 4)
    root = panel(answer_of(Citation(1, plain, 0, 4)), 1)
    assert root.xpath(".//dl") == []


def test_only_web_addresses_become_links() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "//example.org", "http://[", None):
        passage = passage_of(paper_of("One.", url=url), 0, 0, 4)
        root = panel(answer_of(Citation(1, passage, 0, 4)), 1)
        assert root.xpath(".//a") == []


def test_further_evidence_is_marked_lightly_and_papers_with_nothing_else_come_under_a_heading() -> None:
    both, only_more = paper_of("One. Two."), paper_of("Three.", id="pmid:2", title="Other")
    first, other = passage_of(both, 0, 0, 9), passage_of(only_more, 0, 0, 6)
    answer = answer_of(Citation(1, first, 0, 4), Citation(2, other, 0, 6), Citation(3, first, 5, 9))
    answer = replace(answer, sentences=answer.sentences[:1], more=answer.sentences[1:])
    root = panel(answer, 1)
    assert [title.text_content() for title in root.xpath(".//h2 | .//h3")] == ["T", "More evidence", "Other"]
    marks = [(mark.text_content(), mark.get("id"), mark.get("class")) for mark in root.iter("mark")]
    assert marks == [("One.", "quote-1-1", None), ("Two.", "quote-1-3", "further"), ("Three.", "quote-1-2", "further")]


def test_of_a_record_whose_title_alone_is_quoted_the_title_is_shown() -> None:
    record = passage_of(paper_of("One."), 1, 0, 19)
    root = panel(answer_of(Citation(1, record, 7, 8)), 1)
    figure = only(root, ".//figure")
    assert (figure.findtext("figcaption/span/span"), only(figure, ".//mark").text_content()) == (
        "the paper’s title",
        "T",
    )
    assert only(figure, ".//blockquote").text_content() == "T"


def test_a_greeting_has_no_sources_and_a_declined_question_has_those_of_an_answer_or_the_nearest() -> None:
    greeting = panel(Answer("Hi", (), (), (), reply="Hello."), 1)
    assert greeting.text_content() == "HiNo paper is quoted in this answer."
    passage = passage_of(paper_of("One."), 0, 0, 4)
    declined = replace(answer_of(Citation(1, passage, 0, 4)), reply="No advice.", declined="advice")
    assert only(panel(declined, 1), ".//mark").text_content() == "One."
    silent = sources_html(replace(declined, sentences=(), citations=()), 1)
    assert "Nearest papers, which do not answer this" in silent


def test_an_abstention_shows_the_nearest_papers_as_such_and_marks_nothing() -> None:
    papers = [paper_of("One. Two.", id=f"pmid:{n}", title=f"Paper {n}") for n in (1, 1, 2, 3, 4)]
    answer = Answer("Why?", (), (), tuple(passage_of(paper, 0, 0, 4) for paper in papers), "Nothing here.")
    root = panel(answer, 1)
    assert only(root, ".//p[@class='caution']").text_content() == "Nearest papers, which do not answer this"
    assert [title.text_content() for title in root.iter("h3")] == ["Paper 1", "Paper 2", "Paper 3"]
    assert root.xpath(".//mark") == []


def test_a_card_says_on_which_page_of_the_file_a_quote_stands() -> None:
    paper = Paper("pmid:1", "T", sections=(Section("Results", "It was. It is so.", pages=((0, 3), (8, 4))),))
    citation = Citation(1, passage_of(paper, 0, 0, 17), 8, 17)
    assert "Results · page 4 · " in panel(answer_of(citation), 1).text_content()
    unread = Answer("Why?", (), (), (citation.passage,), reason="None.")
    assert "Results · page 3" in panel(unread, 1).text_content()
