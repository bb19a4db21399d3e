"""The stored text of a paper, opened where it is quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from index import Paper
from index.errors import VesicleError
from index.records import Section
from qa.ui import paper as shown
from qa.ui.paper import paper_html

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), min_size=1, max_size=120)


class Library:
    """An index of one paper, as far as this page looks at one."""

    def __init__(self, *sections: str, pages: tuple[tuple[int, int], ...] = ()) -> None:
        self.catalog = self
        self._paper = Paper(
            "pmid:1", "T", sections=tuple(Section(f"Part {n}", text, pages) for n, text in enumerate(sections))
        )

    def paper(self, paper_id: str) -> Paper | None:
        return self._paper if paper_id == "pmid:1" else None


@given(st.lists(texts, min_size=1, max_size=3), st.data())
def test_every_character_is_as_stored_and_the_marks_are_the_quotes_within_the_passage(
    sections: list[str], data: st.DataObject
) -> None:
    ordinal = data.draw(st.integers(0, len(sections) - 1))
    text = sections[ordinal]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    made = paper_html(Library(*sections), "pmid:1", ordinal, text[start:end], start, f"{first}-{last} x -1--2")
    root = html.fragment_fromstring(f"<div>{made}</div>")
    assert [part.text_content() for part in root.xpath("./section/div")] == sections
    assert [title.text for title in root.iter("h3")] == [f"Part {n}" for n in range(len(sections))]
    (passage,) = root.find_class("passage")
    assert passage.text_content() == text[start:end]
    quoted = "".join(mark.text_content() for mark in root.iter("mark"))
    assert quoted == text[max(start, first) : max(start, first, min(end, last))]
    assert {element.tag for element in root.iterdescendants()} <= {"section", "h3", "div", "span", "mark"}


@given(texts, st.data())
def test_each_page_is_named_where_it_begins(text: str, data: st.DataObject) -> None:
    begins = sorted(data.draw(st.sets(st.integers(0, len(text) - 1))) | {0})
    pages = tuple((start, number) for number, start in enumerate(begins, 5))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = paper_html(Library(text, pages=pages), "pmid:1", 0, text[start:end], start, f"{start}-{end - 1}")
    root = html.fragment_fromstring(f"<div>{made}</div>")
    (shown_text,) = root.xpath("./section/div")
    assert shown_text.text_content() == text
    labels = shown_text.find_class("page")
    before = ["".join(label.xpath("preceding::text()[ancestor::div[@class='text']]")) for label in labels]
    assert [(len(said), int(label.get("data-page"))) for said, label in zip(before, labels, strict=True)] == list(pages)


@pytest.mark.parametrize(
    ("paper_id", "ordinal", "text", "start"),
    [("pmid:2", 0, "One", 0), ("pmid:1", 1, "One", 0), ("pmid:1", -1, "One", 0), ("pmid:1", 0, "Two", 0),
     ("pmid:1", 0, "", 0), ("pmid:1", 0, "One", -8)],
)  # fmt: skip
def test_what_is_not_at_its_place_any_more_is_not_shown_elsewhere(
    paper_id: str, ordinal: int, text: str, start: int
) -> None:
    with pytest.raises(VesicleError, match="has changed since"):
        paper_html(Library("One two."), paper_id, ordinal, text, start, "0-3")


def test_of_a_very_long_paper_the_quoted_section_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "MOST_SHOWN", 10)
    root = html.fragment_fromstring(
        f"<div>{paper_html(Library('One two.', 'Three.'), 'pmid:1', 1, 'Three', 0, '')}</div>"
    )
    assert [title.text for title in root.iter("h3")] == ["Part 1"]
