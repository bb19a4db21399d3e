"""Questions in Chinese, in other languages and with slips of the keyboard find what they should, and nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index, build, open_index
from index.lexical import Lexical
from qa import ask, retrieve
from qa.question import searched
from qa.spelling import corrected

PAPERS = {
    "polarization": "Exosomes of tumour cells cause polarization of macrophages towards M2 in mice.",
    "gemcitabine": "Vesicles of fibroblasts make pancreatic cancer cells resistant to gemcitabine and paclitaxel.",
    "trial": "Cisplatin-loaded microvesicles were given to patients with malignant effusion by Müller.",
    "vessels": "Angiogenic factors regulate endothelial cells, surviving tumours and hypotension; Schroeder agrees.",
    "immune": "Metastasis was suppressed by immunotherapy; intracellular adenosine was lower, extracellular was not.",
    "zebrafish": "斑马鱼的外泌体携带微小RNA-21。它们使巨噬细胞极化。",
    "first": "Plasmins and plasmids at one dilution contract.",
    "second": "Another dilution, and dilation.",
    "third": "A third dilution.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Index:
    place = tmp_path_factory.mktemp("languages")
    source = place / "papers.jsonl"
    records = (
        {"pmid": str(1 + at), "title": name.title(), "abstract": text} for at, (name, text) in enumerate(PAPERS.items())
    )
    source.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    build([source], index=place / "index")
    return open_index(place / "index")


def best_by_words(question: str, library: Index) -> str:
    """Title of the paper that BM25 alone finds first, "" when it finds none."""
    rows = list(library.lexical.search(library.lexical.worth(searched(question, library)), 1))
    return library.catalog.passages(rows)[rows[0]].paper.title.lower() if rows else ""


CHINESE = [
    ("外泌体 巨噬细胞", "exosome macrophage"),
    ("外泌體 巨噬細胞", "exosome macrophage"),
    ("外泌体如何影响巨噬细胞的极化？", "exosome affect macrophage polarization?"),
    ("腫瘤相關巨噬細胞來源的外泌體", "tumor-associated macrophage derived exosome"),
    ("微小RNA-21在胰腺癌耐药中的作用是什么", "microRNA-21 pancreatic cancer drug resistance role"),
    ("M2型巨噬细胞外泌体（miR-21）", "M2 macrophage exosome (miR-21)"),
    ("How do 外泌体 act on 巨噬细胞?", "How do exosome act on macrophage?"),
]


@pytest.mark.parametrize(("question", "english"), CHINESE)
def test_terms_in_chinese_are_searched_in_english(library: Index, question: str, english: str) -> None:
    assert searched(question, library) == english
    assert retrieve(question, index=library) == retrieve(english, index=library) != []


@pytest.mark.parametrize("question", ["外泌体如何影响巨噬细胞极化？", "外泌體如何影響巨噬細胞極化？"])
def test_a_question_in_chinese_is_answered_and_says_what_was_searched(review: Path, question: str) -> None:
    answer = ask(question, index=review)
    assert "macrophage polarization" in answer.citations[0].quote
    assert answer.to_dict()["rewritten"] == "exosome affect macrophage polarization?"
    assert answer.question == question
    assert answer.notices[0] == "Searched for: exosome affect macrophage polarization?"
    assert ask("How do exosomes affect macrophage polarization?", index=review).rewritten is None


@pytest.mark.parametrize(
    ("question", "line"), [("这篇综述是谁写的？", "Authors"), ("這篇綜述發表在哪本雜誌？", "Journal: Pharmaceutics")]
)
def test_a_paper_is_asked_about_in_chinese(review: Path, question: str, line: str) -> None:
    title, *lines = ask(question, index=review).citations
    assert title.quote.startswith("Title: ")
    assert [one.quote for one in lines if not one.quote.startswith(line)] == []
    assert lines


def test_what_is_no_known_term_is_not_left_out_of_the_question(review: Path) -> None:
    answer = ask("外泌体能治疗脱发吗？", index=review)
    assert answer.abstained
    assert answer.rewritten == "exosome therapy 脱发?"
    assert "“脱发”" in answer.text


@pytest.mark.parametrize("question", ["为什么", "是什么？", "外泌体" * 1300, "的" * 4000, "脱发" * 2000])
def test_a_question_in_chinese_of_any_length_is_answered_calmly(review: Path, question: str) -> None:
    assert ask(question, index=review).question == question


@pytest.mark.parametrize("question", ["斑马鱼", "斑马鱼的外泌体", "斑馬 斑马 外泌體", "zebrafish 斑马鱼 miR-21"])
def test_a_paper_in_chinese_is_found_by_its_words(library: Index, question: str) -> None:
    assert best_by_words(question, library) == "zebrafish"


@pytest.mark.parametrize(
    "question",
    [
        "Welche Rolle spielen Exosomen für die Polarization der Macrophages?",
        "Quel est le rôle des exosomes dans la polarization des macrophages ?",
        "¿Qué efecto tienen los exosomes en la polarization de macrophages?",
        "エクソソーム exosomes と macrophages polarization",
        "Как exosomes влияют на polarization macrophages?",
    ],
)
def test_english_terms_in_a_question_of_another_language_are_found(library: Index, question: str) -> None:
    assert best_by_words(question, library) == "polarization"
    assert ask(question, index=library).rewritten is None


SLIPS = [
    ("exosmes in mice", "exosomes in mice", "polarization"),
    ("Macrophges in tumours", "Macrophages in tumours", "polarization"),
    ("polarizaton", "polarization", "polarization"),
    ("what causes poalrization?", "what causes polarization?", "polarization"),
    ("gemcitabin", "gemcitabin", "gemcitabine"),
    ("gemcitabne", "gemcitabine", "gemcitabine"),
    ("pancraetic cancer", "pancreatic cancer", "gemcitabine"),
    ("cisplatine", "cisplatine", "trial"),
    ("micorvesicles", "microvesicles", "trial"),
    ("metastsis", "metastasis", "immune"),
    ("imunotherapy", "immunotherapy", "immune"),
    ("diltion", "dilution", "third"),
    ("tumurs in mice", "tumours in mice", "polarization"),
    ("imunotherpy", "immunotherapy", "immune"),
    ("Mueller", "Müller", "trial"),
    ("Schröder", "Schroeder", "vessels"),
]


@pytest.mark.parametrize(("question", "meant", "paper"), SLIPS)
def test_a_slip_in_a_long_word_finds_what_was_meant_by_words_alone(
    library: Index, question: str, meant: str, paper: str
) -> None:
    assert corrected(question, library) == meant
    assert best_by_words(question, library) == paper


def test_an_answer_says_that_a_word_was_put_right(review: Path) -> None:
    answer = ask("How do exosmes cause polarizaton of macrophges?", index=review)
    assert answer.rewritten == "How do exosomes cause polarization of macrophages?"
    assert answer.citations == ask(answer.rewritten, index=review).citations != ()


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("algenpantucel", "nothing here is like it"),
        ("Who is Cisplatyn?", "a name, by its capital"),
        ("GEMCITABNE", "a name, by its capitals"),
        ("exosmes2", "a name, by its digit"),
        ("survivin", "a protein, surviving is none"),
        ("angiogenin", "a protein, angiogenic is none"),
        ("exposome", "no vesicle"),
        ("hypertension", "the opposite of hypotension"),
        ("intercellular", "not the same as intracellular"),
        ("paclitaxol", "perhaps another drug"),
        ("plasmis", "plasmins or plasmids"),
        ("contact", "a common English word, not contract"),
        ("tumrs", "too short, though tumours are in a third of the passages"),
    ],
)
def test_what_may_be_another_word_is_left_as_it_is(library: Index, question: str, why: str) -> None:
    assert corrected(question, library) == question, why


def test_a_slip_in_six_letters_is_put_right_only_in_a_word_that_is_all_over_the_library(shipped: Path) -> None:
    index = open_index(shipped)
    assert corrected("exsome", index) == "exosome"
    assert index.lexical.frequency("glioma") > 0
    assert corrected("gloima", index) == "gloima"


def test_words_that_are_known_cost_no_look_through_the_vocabulary(library, monkeypatch) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("looked through the vocabulary")

    monkeypatch.setattr(Lexical, "words_from", looked)
    monkeypatch.setattr(Lexical, "has_similar_word", looked)
    assert retrieve("Which exosomes cause polarization of macrophages by miR-21 in TNF-α?", index=library)
    with pytest.raises(AssertionError, match="vocabulary"):
        retrieve("Which exosmes?", index=library)


WORDS = (
    "exosmes exosomes 外泌体 脱发 macrophges Mueller Müller polarizaton miR-21 ？ 的 imunotherapie gemcitabne".split()
)


@given(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text())
def test_what_is_searched_is_not_changed_again(library: Index, question: str) -> None:
    once = searched(question, library)
    assert searched(once, library) == once
