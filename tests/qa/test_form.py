"""What a question asks for by its form is shown where a sentence has it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import tokens
from qa import ask
from qa.form import form_of

QUESTIONS = (
    "Which miRNAs do M2 macrophages send to glioma cells?",
    "Which proteins and pathways are activated by miR-21?",
    "Which pathway does TGF-beta activate?",
    "Which drugs do exosomes carry, and how many mice were cured?",
    "Which cancers spread to the liver?",
    "Which cells take up exosomes?",
    "Which markers are on exosomes?",
    "How many patients with glioma were treated with 5-FU?",
    "Which species and organs were studied?",
    "Do exosomes carry miR-21?",
    "外泌体携带哪些蛋白？",
)
WORDS = (
    "miR-21 miR-155-5p hsa-let-7a lncRNA-H19 the M2 macrophages glioma cells 5-FU paclitaxel CD47 PD-L1 TGF-beta"
    " PI3K/AKT Wnt/β-catenin STAT3 signaling pathway axis The via in 12 patients mice 92.9% n=31 liver breast cancer"
    " non-small cell lung HER2-positive tumours, ( ) . ; α SIRPα 外泌体 \n"
).split(" ")
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join) | st.text(max_size=60)


@settings(max_examples=200)
@given(st.sampled_from(QUESTIONS), SENTENCES)
def test_what_is_emphasised_is_in_the_sentence_in_order_and_not_in_the_question(question: str, sentence: str) -> None:
    spans = form_of(question).found_in(sentence)
    assert all(0 <= start < end <= len(sentence) for start, end in spans)
    assert all(end <= after for (_, end), (after, _) in pairwise(spans))
    assert not any(set(tokens(sentence[start:end])) <= set(tokens(question)) for start, end in spans)


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        (QUESTIONS[0], "Glioma cells got miR-21 and miR-155-5p from M2 macrophages.", ["miR-21", "miR-155-5p"]),
        (QUESTIONS[1], "It activated the PI3K/AKT pathway and CD47, but not miR-21.", ["PI3K/AKT", "CD47"]),
        (QUESTIONS[1], "The PI3K/AKT pathway was activated.", ["PI3K/AKT"]),
        (QUESTIONS[2], "TGF-beta activates the Wnt/β-catenin pathway.", ["Wnt/β-catenin"]),
        (QUESTIONS[3], "Paclitaxel cured 8 mice.", ["Paclitaxel", "8"]),
        (QUESTIONS[3], "5-FU cured 1,200 mice, of 31.", ["5-FU", "1,200", "31"]),
        (QUESTIONS[4], "Colorectal cancer and melanoma spread to the liver.", ["Colorectal cancer", "melanoma"]),
        ("Do exosomes carry miR-21?", "Exosomes carry miR-155.", []),
        ("Which cells take up exosomes?", "CD47 was taken up.", []),
    ],
)
def test_it_is_the_thing_that_was_asked_for(question: str, sentence: str, found: list[str]) -> None:
    assert [sentence[start:end] for start, end in form_of(question).found_in(sentence)] == found


@pytest.mark.parametrize(
    ("question", "is_yes_no"),
    [
        ("Do exosomes heal?", True),
        ("And is it so in mice?", True),
        ("Does miR-21 promote or inhibit glioma?", False),
        ("Which exosomes heal?", False),
        ("Why do exosomes heal?", False),
    ],
)
def test_a_question_for_yes_or_no_is_told_from_others(question: str, is_yes_no: bool) -> None:
    assert form_of(question).yes_no is is_yes_no


MIRNAS = (
    "Exosomes of M2 macrophages carry miR-21 to glioma cells.",
    "M2 macrophage exosomes transfer miR-155-5p to glioma cells, which then grow.",
    "Exosomes of M2 macrophages reach glioma cells, by which they are taken up.",
    "Glioma cells get let-7a from the exosomes of M2 macrophages.",
)


def test_several_things_of_several_papers_are_a_list_of_sentences_that_each_have_one(library_of) -> None:
    answer = ask("Which miRNAs do exosomes of M2 macrophages carry to glioma cells?", index=library_of(*MIRNAS))
    assert answer.is_list
    named = [sentence.text[start:end] for sentence in answer.sentences for start, end in sentence.emphasis]
    assert sorted(named) == ["let-7a", "miR-155-5p", "miR-21"]
    assert all(sentence.emphasis for sentence in answer.sentences)
    assert MIRNAS[2] not in [sentence.text for sentence in answer.sentences]
    assert answer.to_dict()["is_list"] is True


@pytest.mark.parametrize(
    "question",
    [
        "Which miRNA do exosomes of M2 macrophages carry to glioma cells?",
        "How do exosomes of M2 macrophages reach glioma cells?",
        "Do exosomes of M2 macrophages carry miRNAs to glioma cells?",
    ],
)
def test_what_does_not_ask_for_several_things_is_no_list(library_of, question: str) -> None:
    answer = ask(question, index=library_of(*MIRNAS))
    assert answer.sentences
    assert not answer.is_list


def test_one_item_is_no_list(library_of) -> None:
    answer = ask("Which miRNAs do exosomes of M2 macrophages carry to glioma cells?", index=library_of(*MIRNAS[::2]))
    assert answer.sentences[0].text == MIRNAS[0]
    assert not answer.is_list
