"""Which sentences make an answer, in which order: the best first, nothing twice, no more than can be read."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Paper, Passage
from index.records import Section
from qa.compose import MOST_MORE, MOST_SENTENCES, MOST_WORDS, NEAR_BEST, NEAR_FIT, choose, quote_all, quoted
from qa.evidence import Scored
from qa.form import form_of

PLAIN = form_of("How do exosomes act?")
SEVERAL = form_of("Which miRNAs do exosomes carry?")
ANGLES = st.floats(0, 2 * np.pi)
DRAWN = st.tuples(
    st.integers(0, 3),
    st.lists(st.sampled_from(["exosomes", "carry", "miR-21", "let-7a", "yes"]), min_size=1, max_size=50),
    st.floats(0.01, 4),
    st.sampled_from([0.2, 0.5, 0.9]),
    ANGLES,
)


@st.composite
def evidence(draw: st.DrawFn) -> list[Scored]:
    """Sentences of up to four papers, as long, as good and as alike as they may be; best first."""
    drawn = draw(st.lists(DRAWN, max_size=14))
    texts = dict.fromkeys(range(4), "")
    placed = []
    for number, words, score, fit, angle in drawn:
        start = len(texts[number])
        texts[number] += " ".join(words) + ". "
        placed.append((number, start, len(texts[number]) - 1, score, fit, angle))
    passages = {}
    for number, text in texts.items():
        paper = Paper(f"pmid:{number}", "A title", sections=(Section("Abstract", text),))
        spans = tuple((start, end) for at, start, end, *_ in placed if at == number)
        passages[number] = Passage(f"{paper.id}#0:0-{len(text)}", paper, 0, "Abstract", 0, len(text), spans, text)
    scored = [
        Scored(passages[number], start, end, score / 4, score, fit, np.array([np.cos(angle), np.sin(angle)], "float32"))
        for number, start, end, score, fit, angle in placed
    ]
    return sorted(scored, key=lambda one: -one.score)


def key(one: Scored) -> tuple[str, int]:
    return one.passage.paper.id, one.start


@settings(max_examples=150)
@given(evidence(), st.sampled_from([PLAIN, SEVERAL]))
def test_an_answer_can_be_read_and_says_nothing_twice(sentences: list[Scored], form) -> None:
    chosen = choose(sentences, form)
    answer, more = [*map(key, chosen.answer)], [*map(key, chosen.more)]
    assert bool(answer) == bool(sentences)
    assert len({*answer, *more}) == len(answer) + len(more)
    assert {*answer, *more} <= {*map(key, sentences)}
    assert len(answer) <= MOST_SENTENCES
    assert len(more) <= MOST_MORE
    lengths = [len(one.text.split()) for one in chosen.answer]
    assert sum(lengths) <= max([MOST_WORDS, *lengths[:1]])
    assert [one.score for one in chosen.more] == sorted((one.score for one in chosen.more), reverse=True)


@settings(max_examples=150)
@given(evidence(), st.sampled_from([PLAIN, SEVERAL]))
def test_after_the_first_a_paper_is_read_at_a_time_and_in_its_own_order(sentences: list[Scored], form) -> None:
    rest = [*map(key, choose(sentences, form).answer[1:])]
    papers = [paper for paper, _ in groupby(rest, key=lambda one: one[0])]
    assert len(papers) == len(set(papers))
    for paper in papers:
        starts = [start for one, start in rest if one == paper]
        assert starts == sorted(starts)


@settings(max_examples=150)
@given(evidence())
def test_the_best_comes_first_and_what_follows_is_nearly_as_good(sentences: list[Scored]) -> None:
    first, *rest = choose(sentences, PLAIN).answer or (None,)
    assert first is None or first.score == sentences[0].score
    assert all(one.score >= NEAR_BEST * first.score and one.fit >= NEAR_FIT * first.fit for one in rest)


@settings(max_examples=150)
@given(evidence())
def test_the_best_that_tells_comes_first_when_any_that_tells_is_near_the_best(sentences: list[Scored]) -> None:
    chosen = choose(sentences, PLAIN, lambda text: "for" if "yes" in text else None).answer
    telling = [
        one.score
        for one in sentences
        if "yes" in one.text and one.score >= NEAR_BEST * sentences[0].score and one.fit >= NEAR_FIT * sentences[0].fit
    ]
    if telling:
        assert "yes" in chosen[0].text
        assert chosen[0].score == telling[0]
    elif chosen:
        assert chosen[0].score == sentences[0].score


@settings(max_examples=150)
@given(evidence())
def test_a_list_of_several_has_no_sentence_without_an_item(sentences: list[Scored]) -> None:
    named = [bool(SEVERAL.things_in(one.text)) for one in choose(sentences, SEVERAL).answer]
    assert sum(named) < 2 or all(named)


def scored(text: str, paper: str, score: float, angle: float = 0.0, start: int = 0) -> Scored:
    section = Section("Abstract", " " * start + text)
    passage = Passage(f"{paper}#0", Paper(paper, "A title", sections=(section,)), 0, "Abstract", 0, 999, (), text)
    vector = np.array([np.cos(angle), np.sin(angle)], "float32")
    return Scored(passage, start, start + len(text), score, score, 0.9, vector)


def test_what_says_something_else_comes_before_what_says_the_same_again() -> None:
    long = " ".join(["word"] * 50)
    best, again, other = scored(long, "a", 2.0), scored(long, "b", 1.9), scored(long, "c", 1.6, angle=np.pi / 2)
    chosen = choose([best, again, other], PLAIN)
    assert [key(one) for one in chosen.answer] == [key(best), key(other)]
    assert [key(one) for one in chosen.more] == [key(again)]


def test_of_what_could_be_added_only_so_much_is_kept_and_the_best_of_it() -> None:
    long = " ".join(["word"] * MOST_WORDS)
    sentences = [scored(long, str(number), 2.0 - number / 100) for number in range(2 * MOST_MORE)]
    chosen = choose(sentences, PLAIN)
    assert chosen.answer == tuple(sentences[:1])
    assert chosen.more == tuple(sentences[1 : 1 + MOST_MORE])


def test_another_item_comes_before_the_same_one_again() -> None:
    best, again = scored("They carry miR-21.", "a", 2.0), scored("They have miR-21.", "b", 1.9)
    other = scored("They carry let-7a.", "c", 1.6)
    chosen = choose([best, again, other], SEVERAL).answer
    assert [key(one) for one in chosen] == [key(best), key(other), key(again)]


def test_each_quote_has_a_number_of_its_own_and_a_sentence_has_those_of_all_that_say_it() -> None:
    one, two, three = (scored("They carry miR-21.", paper, 1.0) for paper in "abc")
    groups = [quoted(one), (*quoted(two), *quoted(three))]
    sentences, citations = quote_all(groups, SEVERAL)
    assert [sentence.citations for sentence in sentences] == [(1,), (2, 3)]
    assert [citation.paper.id for citation in citations] == ["a", "b", "c"]
    assert {citation.quote for citation in citations} == {"They carry miR-21."}
    assert [sentence.emphasis for sentence in sentences] == [((11, 17),)] * 2


@pytest.mark.parametrize("form", [PLAIN, SEVERAL])
def test_a_first_sentence_of_any_length_is_taken(form) -> None:
    long = scored(" ".join(["word"] * 3 * MOST_WORDS), "a", 2.0)
    assert choose([long, scored("Short.", "b", 1.9, angle=1.0)], form).answer == (long,)
