"""Questions to go on with: all are answered, by themselves, with something new, whatever was asked before."""

import json
from pathlib import Path

import pytest

from index import Index, build, open_index
from qa import Answer, ask
from qa import suggestions as suggested
from qa.dialogue.followup import resolve
from qa.llm import opening
from qa.suggestion_forms import LONGEST
from qa.suggestions import suggestions

QUESTIONS = (
    "How do M2 macrophages spread colorectal cancer?",
    "What does miR-934 do to macrophages?",
    "Which exosomal microRNAs are markers of breast cancer?",
    "What do microglial exosomes do in Alzheimer's disease?",
    "How do tumor exosomes choose the organ of metastasis?",
    "外泌体如何影响巨噬细胞极化？",
)
UNANSWERED = (
    "Which exosomal microRNAs do TAMs hand over to tumour cells in uveal melanoma?",
    "What is the capital of France?",
)
NO_QUESTION_TO_PAPERS = ("Hello", "How many papers do you have?", "My mother has bowel cancer. Should she stop chemo?")
MARKUP = '<b onclick="x">miR-9</b>'
FINDING = "Exosomes of breast cancer cells carry miR-999 and promote breast cancer."


@pytest.fixture(scope="module")
def library(shipped: Path) -> Index:
    return open_index(shipped)


def first(answer: Answer) -> str:
    """What an answer quotes first."""
    return answer.citations[0].quote


@pytest.mark.parametrize("question", [*QUESTIONS, *UNANSWERED, *NO_QUESTION_TO_PAPERS])
def test_what_is_offered_is_answered_by_itself_and_with_something_new(library: Index, question: str) -> None:
    answer = ask(question, index=library)
    offered = suggestions(answer, library)
    assert 0 < len(offered) <= 3
    quoted = [citation.quote for citation in answer.citations]
    for one in offered:
        told = ask(one, [answer], index=library)
        assert told.sentences
        assert told.rewritten is None is told.reply
        assert not (told.lead or "").startswith("None of")
        quoted.append(first(told))
    assert len(quoted) == len(set(quoted))
    assert question not in offered


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_offered_is_a_short_sentence_with_no_value_that_says_nothing(library: Index, question: str) -> None:
    answer = ask(question, index=library)
    for one in suggestions(answer, library):
        assert one[0].isupper()
        assert one.endswith("?")
        assert len(one) <= LONGEST
        assert not any(word in one for word in ("not stated", "none", "in general", " it ", "{"))
        assert resolve(one, [answer], library).question == one


def test_no_two_are_of_the_same_kind(library: Index) -> None:
    offered = suggestions(ask(QUESTIONS[0], index=library), library, most=5)
    assert len(offered) > 2
    assert len({" ".join(one.split()[:4]) for one in offered}) == len(offered)


def test_what_was_asked_before_is_not_offered_again(library: Index) -> None:
    answer = ask(QUESTIONS[0], index=library)
    offered = suggestions(answer, library)
    others = suggestions(answer, library, asked=offered)
    assert others
    assert set(others).isdisjoint(offered)
    assert set(suggestions(ask(offered[0], index=library), library)).isdisjoint(offered[:1])


def test_as_many_as_are_wanted(library: Index) -> None:
    answer = ask(QUESTIONS[0], index=library)
    assert [len(suggestions(answer, library, most)) for most in (0, 1, 2)] == [0, 1, 2]


def test_filters_are_obeyed(library: Index) -> None:
    filters = {"study_types": ["review"], "since": 2022}
    offered = suggestions(ask("What do exosomes do in cancer?", index=library, filters=filters), library)
    assert offered
    for one in offered:
        papers = [citation.paper for citation in ask(one, index=library, filters=filters).citations]
        assert papers
        assert all("review" in paper.study_types and (paper.year or 0) >= 2022 for paper in papers)


def test_nothing_is_offered_where_no_paper_fits_the_filters(library: Index) -> None:
    assert suggestions(ask(QUESTIONS[0], index=library, filters={"since": 2100}), library) == ()


def test_of_papers_of_which_nothing_is_recorded_the_titles_are_gone_by(library_of) -> None:
    library = library_of(
        {"title": "Exosomal miR-999 promotes breast cancer", "abstract": FINDING},
        {"title": "Exosomal miR-998 in glioma", "abstract": "In glioma, exosomal miR-998 makes cells divide."},
    )
    offered = suggestions(ask("What does miR-999 do?", index=library), library)
    assert "What does exosomal miR-998 do in glioma?" in offered
    assert all(ask(one, index=library).sentences for one in offered)


@pytest.mark.parametrize("question", ["Hello", "What do exosomes carry?", "Who wrote it?", "How far is the moon?"])
def test_a_library_with_nothing_to_go_on_with_offers_nothing(library_of, question: str) -> None:
    library = library_of("Exosomes carry RNA.", {"title": "Soil of the Alps", "abstract": "Soils hold water."})
    assert suggestions(ask(question, index=library), library) == ()


def test_what_is_recorded_is_never_markup_and_never_fails(tmp_path: Path) -> None:
    digest = {
        "pmid": "1",
        "title": "Exosomal miR-999 promotes breast cancer",
        "digest": [FINDING, f"In breast cancer, exosomes with {MARKUP} or {{cargo}} affect *a*."],
        "cargo": [MARKUP, "{cargo}", "$x^2$"],
        "target": ["*a*", "{target}"],
        "vesicle_source": ["cancer cells", "<i>cells</i>"],
        "recipient": ["fibroblasts", "{recipient}"],
        "cancer": ["{cancer}", "breast cancer"],
        "effect": ["promotes", "marks"],
    }
    (tmp_path / "papers.jsonl").write_text(json.dumps(digest), "utf-8")
    build([tmp_path / "papers.jsonl"], index=tmp_path / "index")
    library = open_index(tmp_path / "index")
    assert MARKUP in library.catalog.paper("digest:pmid:1").facets.cargo
    for question in ("Hello", "What do exosomes affect in breast cancer?", "How far is the moon?"):
        for one in suggestions(ask(question, index=library), library, most=6):
            assert not set("<>{}$*") & set(one)


def test_what_is_tried_is_answered_in_quotes_whatever_writes_the_answers(
    library: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = "openai:small@http://127.0.0.1:9/v1"
    answer = ask("How does miR-934 polarize macrophages?", index=library, llm="none")
    monkeypatch.setenv("VESICLE_LLM", spec)
    suggested._first.cache_clear()
    assert suggestions(answer, library)
    assert spec not in opening._opened, "no model was so much as opened"
