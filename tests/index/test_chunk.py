"""Passages: exact offsets, whole sentences, never too long for the model."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunk import PASSAGE_TOKENS, TITLE_TOKENS, passages_of, sentence_spans
from index.embed import Embedder
from index.models import load_embedder
from index.records import ARTICLE_INFORMATION, Paper, Section
from index.text import normalise

WORDS = (
    "Exosomes",
    "miR-21-5p",
    "M2",
    "TNF-α",
    "et al.",
    "p < 0.05",
    "refs. 12 and 13",
    "(Fig. 2A)",
    "外泌体",
    "😀",
    "é",
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from((*WORDS, ". ", "? ", "\n", " ", ", ")), max_size=300).map(" ".join),
).map(normalise)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


def paper(text: str, title: str = "A title") -> Paper:
    return Paper("sha:1", title, sections=(Section("Abstract", text), Section(ARTICLE_INFORMATION, f"Title: {title}")))


@settings(deadline=None, max_examples=200)
@given(text=TEXTS, title=st.text(min_size=1, max_size=600))
def test_every_passage_is_the_text_at_its_offsets(embedder: Embedder, text: str, title: str) -> None:
    whole = paper(text, title)
    passages = passages_of(whole, embedder.count_tokens, 256)
    for passage in passages:
        section = whole.sections[passage.ordinal]
        assert section.text[passage.start : passage.end] == passage.text
        assert passage.id == f"sha:1#{passage.ordinal}:{passage.start}-{passage.end}"
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert all(start < end for start, end in passage.sentences)
        assert all(
            before[1] <= after[0] for before, after in zip(passage.sentences, passage.sentences[1:], strict=False)
        )


@settings(deadline=None, max_examples=200)
@given(text=TEXTS)
def test_passages_hold_every_word_once_and_in_order(embedder: Embedder, text: str) -> None:
    passages = [one for one in passages_of(paper(text), embedder.count_tokens, 256) if not one.is_record]
    assert "".join("".join(one.text.split()) for one in passages) == "".join(text.split())


@settings(deadline=None, max_examples=50)
@given(text=TEXTS, length=st.integers(1, 40), title=st.sampled_from(["T", "macrophage polarization " * 80]))
def test_no_passage_is_longer_than_the_model_reads(embedder: Embedder, text: str, length: int, title: str) -> None:
    for passage in passages_of(paper(text * length, title), embedder.count_tokens, 256):
        if not passage.is_record:
            shown = f"{embedder.shorten(title, TITLE_TOKENS)}\n{passage.text}"
            assert embedder.count_tokens([shown])[0] <= PASSAGE_TOKENS


def test_a_word_without_end_is_cut_rather_than_lost(embedder: Embedder) -> None:
    passages = [one for one in passages_of(paper("x1" * 3000), embedder.count_tokens, 256) if not one.is_record]
    assert "".join(one.text for one in passages) == "x1" * 3000
    assert max(embedder.count_tokens([one.text for one in passages])) <= PASSAGE_TOKENS


@pytest.mark.parametrize(
    "sentence",
    [
        "Smith et al. found that M2-like cells grew.",
        "It was given i.v. to mice (Fig. 2A) at 3.5 mg.",
        "This was seen before (refs. 12 and 13).",
        "Vesicles vs. controls differed, see ref. 7 for more.",
    ],
)
def test_abbreviations_do_not_end_a_sentence(sentence: str) -> None:
    text = f"{sentence} Exosomes are small."
    assert [text[start:end] for start, end in sentence_spans(text)] == [sentence, "Exosomes are small."]


def test_brackets_and_bullets_do_not_glue_sentences_together() -> None:
    text = "(1) Methods: Cells were grown. Vesicles were counted. (B) Uptake fell. • It rose later. Then it stopped."
    assert len(sentence_spans(text)) == 5


def test_passages_of_a_long_section_are_about_even(embedder: Embedder) -> None:
    text = " ".join(f"Sentence number {number} speaks of exosomes." for number in range(40))
    sizes = [len(one.text) for one in passages_of(paper(text), embedder.count_tokens, 256) if not one.is_record]
    assert len(sizes) > 1
    assert min(sizes) > 0.6 * max(sizes)


def test_article_information_is_one_sentence_a_line(embedder: Embedder) -> None:
    lines = "Title: A. B. C.\nAuthors: Q. Dai, S. Wilhelm\nYear: 2018"
    whole = Paper("sha:1", "A. B. C.", sections=(Section(ARTICLE_INFORMATION, lines),))
    (passage,) = passages_of(whole, embedder.count_tokens, 256)
    assert [lines[start:end] for start, end in passage.sentences] == re.split("\n", lines)
