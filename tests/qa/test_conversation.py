"""A conversation through ask: what hangs on earlier turns is completed from them, and nothing else is."""

import json

import pytest

from index import Index
from qa import Answer, ask
from qa.reasons import SAME_AGAIN

KEYS = (
    "schema question rewritten answer mode model abstained declined reason notices lead sentences is_list more"
    " citations passages filters index timings_ms"
).split()
COLON = "How do exosomes of colorectal cancer cells polarize macrophages?"
NK = "How do exosomes of NK cells kill melanoma cells?"


@pytest.fixture(scope="module")
def library(library_of) -> Index:
    return library_of(
        {
            "title": "Exosomal miR-934 of colorectal cancer",
            "abstract": "Exosomes of colorectal cancer cells polarize macrophages to M2 by miR-934. Exosomal miR-934"
            " lowers PTEN. Macrophages of the M2 type then spread colorectal cancer to the liver.",
            "authors": ["Zhao, Senlin"],
            "year": 2020,
        },
        {
            "title": "Exosomes of glioma",
            "abstract": "Exosomes of glioma cells polarize macrophages to M2 by miR-21.",
            "authors": ["Okada, Yu"],
        },
        {"title": "NK exosomes", "abstract": "Exosomes of NK cells kill melanoma cells by perforin."},
    )


def talk(library: Index, *turns: str) -> list[Answer]:
    """Answers to the turns of a conversation, whose documents have the agreed shape."""
    history: list[Answer] = []
    for said in turns:
        history.append(ask(said, history, index=library))
        document = json.loads(json.dumps(history[-1].to_dict()))
        assert list(document) == KEYS
        assert document["question"] == said
    return history


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    ("said", "rewritten", "paper"),
    [
        ("And in glioma?", "How do exosomes of glioma cells polarize macrophages?", "pmid:2"),
        ("I meant glioma", "How do exosomes of glioma cells polarize macrophages?", "pmid:2"),
        ("why?", "Why? (exosomes of colorectal cancer cells polarize macrophages)", "pmid:1"),
    ],
)
def test_what_is_left_out_is_taken_from_the_turn_before(library: Index, said: str, rewritten: str, paper: str) -> None:
    answer = talk(library, COLON, said)[-1]
    assert answer.rewritten == rewritten
    assert f"Searched for: {rewritten}" in answer.notices
    assert answer.citations[0].paper.id == paper


def test_a_pronoun_is_what_the_turn_before_was_about(library: Index) -> None:
    answer = talk(library, "What does exosomal miR-934 do?", "Which gene does it lower?")[-1]
    assert answer.rewritten.startswith("Which gene does miR-934 lower?")
    assert answer.citations[0].quote == "Exosomal miR-934 lowers PTEN."


def test_a_paper_that_is_asked_about_by_its_number_is_read_first(library_of) -> None:
    library = library_of(
        "Exosomes of NK cells kill melanoma cells by perforin.",
        "Exosomes of NK cells kill melanoma cells in mice, and 2 macrophages were seen beside vessels of a tumour.",
        "Macrophages say when. Macrophages are what papers on macrophages say they are.",
    )
    before = ask(NK, index=library)
    number = next(one.number for one in before.citations if one.paper.id == "pmid:2")
    answer = ask(f"What does [{number}] say about macrophages?", [before], index=library)
    assert answer.passages[0].paper.id == "pmid:2"
    assert ask("What do papers say about macrophages?", index=library).passages[0].paper.id == "pmid:3"


def test_a_change_of_topic_is_not_dragged_along(library: Index) -> None:
    alone, after = ask(NK, index=library), talk(library, COLON, "And in glioma?", NK)[-1]
    assert (after.sentences, after.citations, after.notices) == (alone.sentences, alone.citations, alone.notices)
    assert after.rewritten is None


def test_more_never_quotes_anything_twice_and_ends_with_a_reason(library: Index) -> None:
    answers = talk(library, COLON, *["tell me more"] * 4)
    said = [quote for answer in answers for quote in quotes(answer)]
    assert len(said) == len(set(said))
    assert (answers[-1].abstained, answers[-1].reason, answers[-1].text) == (True, SAME_AGAIN, SAME_AGAIN)
    assert answers[-1].passages == ()


def test_after_more_has_ended_the_conversation_goes_on_from_its_topic(library: Index) -> None:
    assert talk(library, COLON, *["tell me more"] * 4, "And in glioma?")[-1].citations[0].paper.id == "pmid:2"


@pytest.mark.parametrize(
    ("question", "author"), [(COLON, "Senlin Zhao"), (COLON.replace("colorectal cancer", "glioma"), "Yu Okada")]
)
def test_who_wrote_it_names_the_authors_of_the_paper_that_was_cited_first(
    library: Index, question: str, author: str
) -> None:
    before, answer = talk(library, question, "who wrote it?")
    assert quotes(answer) == [f"Title: {before.citations[0].paper.title}", f"Authors: {author}"]
    assert {citation.source for citation in answer.citations} == {"record"}
    assert answer.lead is None


def test_it_is_so_for_turns_of_which_only_the_texts_are_known(library: Index) -> None:
    history = [(COLON, "Exosomes of colorectal cancer cells polarize macrophages to M2 by miR-934. [1]")]
    answer = ask("And in glioma?", history, index=library)
    assert answer.rewritten == "How do exosomes of glioma cells polarize macrophages?"
    assert answer.citations == talk(library, COLON, "And in glioma?")[-1].citations
    # What was quoted is not known, so that more is all that there is.
    assert ask("tell me more", history, index=library).citations == ask(COLON, index=library).citations


@pytest.mark.parametrize("said", ["hi", "Thank you!", "what is in this library?", "who are you?", "谢谢"])
def test_what_is_no_question_to_the_literature_has_a_reply_and_quotes_nothing(library: Index, said: str) -> None:
    for history in ((), talk(library, COLON)):
        answer = ask(said, history, index=library)
        assert (answer.text, answer.abstained, answer.reason) == (answer.reply, False, None)
        assert answer.reply
        assert answer.citations == answer.sentences == answer.more == answer.passages == answer.notices == ()
        assert json.loads(json.dumps(answer.to_dict()))["answer"] == answer.reply


def test_what_a_library_holds_is_told_from_it(library: Index) -> None:
    told = ask("what is in this library?", index=library).text
    assert "3 papers" in told
    assert "“Exosomes of glioma”" in told


def test_small_talk_in_between_changes_nothing(library: Index) -> None:
    plain = talk(library, COLON, "And in glioma?")[-1]
    talked = talk(library, "hi", COLON, "thanks", "what is in this library?", "And in glioma?")[-1]
    assert (talked.rewritten, talked.citations) == (plain.rewritten, plain.citations)


def test_a_greeting_before_a_question_is_no_part_of_it(library: Index) -> None:
    greeted = ask(f"Hello there, {COLON}", index=library)
    assert greeted.citations == ask(COLON, index=library).citations
    assert greeted.notices == ask(COLON, index=library).notices
