"""What a word is worth in lexical search."""

from pathlib import Path

import numpy as np
import pytest

from index import Passage
from index.among import Among
from index.filters import EVERYTHING
from index.lexical import Lexical, write_lexical
from index.records import Paper, Section

COMMON = "cells and exosomes in tumors"


def passage(text: str, title: str = "A title") -> Passage:
    paper = Paper(id="pmid:1", title=title, sections=(Section("Abstract", text), Section("Article information", "")))
    return Passage(paper.id, paper, 0, "Abstract", 0, len(text), ((0, len(text)),), text)


def only(*rows: int) -> Among:
    return Among(EVERYTHING, (), lambda: np.array(rows, dtype=np.int64))


def found(folder: Path, texts: list[str | Passage], question: str, **options) -> list[int]:
    """The rows that are found; rows are numbered from 0. Twenty more passages make some words common."""
    passages = [text if isinstance(text, Passage) else passage(text) for text in texts]
    folder.mkdir(exist_ok=True)
    write_lexical(folder, enumerate([*passages, *[passage(f"{COMMON} of kind {n}.") for n in range(20)]]))
    lexical = Lexical(folder)
    return [row for row in lexical.search(lexical.worth(question), 30, **options) if row < len(passages)]


def test_one_rare_word_is_worth_more_than_common_ones_however_often_they_stand(tmp_path: Path):
    texts = [f"{COMMON}. " * 5, "Gemcitabine was given."]
    assert found(tmp_path, texts, "gemcitabine, exosomes, cells, tumors") == [1, 0]


def test_of_passages_with_the_same_words_the_one_that_says_them_more_comes_first(tmp_path: Path):
    texts = ["Taxol was given with water, salt, sugar and some more.", "Taxol after taxol, and then taxol once more."]
    assert found(tmp_path, texts, "taxol") == [1, 0]


@pytest.mark.parametrize("question", ["tumor-draining", "tumor draining"])
def test_hyphens_do_not_decide(tmp_path: Path, question: str):
    texts = ["The node was tumor-draining here.", "The tumordraining node here.", "It is draining the tumor here."]
    assert set(found(tmp_path, texts, question)) >= {0, 2}
    assert set(found(tmp_path / "b", texts, "tumor-draining")) >= {0, 1, 2}


def test_words_of_the_title_count(tmp_path: Path):
    texts = [passage("It slowed growth.", "Paclitaxel in mice"), passage("It slowed growth.", "Water in mice")]
    assert found(tmp_path, texts, "paclitaxel growth") == [0, 1]


def test_only_the_rows_asked_for_are_found(tmp_path: Path):
    assert found(tmp_path, ["Taxol.", "Taxol.", "Taxol."], "taxol", among=only(1, 2, 99)) == [1, 2]


@pytest.mark.parametrize(
    "allowed",
    [range(0, 400, 2), range(0, 400, 40), range(300, 400), range(399, 400), range(0)],
    ids=["every other", "a few", "the worst", "one", "none"],
)
def test_a_filter_finds_the_best_of_those_that_fit_however_many_they_are(tmp_path: Path, allowed: range):
    texts = ["taxol and paclitaxel in cells"] * 100 + ["taxol in cells"] * 100 + ["taxol"] * 100 + ["cells"] * 100
    write_lexical(tmp_path, enumerate(map(passage, texts)))
    lexical = Lexical(tmp_path)
    worth = lexical.worth("taxol and paclitaxel in cells")
    every = lexical.search(worth, 400)
    best = [(row, score) for row, score in every.items() if row in allowed][:10]
    assert list(lexical.search(worth, 10, only(*allowed)).items()) == best


def test_a_question_of_unknown_words_finds_nothing(tmp_path: Path):
    assert found(tmp_path, ["Taxol."], "xyzzy") == []
    assert found(tmp_path / "b", ["Taxol."], "of the and") == []
