"""The reranker learns from what it may see, comes to the same end when it is interrupted, and is exported as it is."""

import random
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index import open_index
from index.analysis import tokens
from index.models import DEFAULT_MODEL, find_model
from qa.reading import PASSAGE_PIECES, TITLE_PIECES, Reader
from qa.scorer import SEP, Scorer
from qa.weights import weigh
from training.course import NEGATIVES, POSITIVES, QUESTIONS_AT_ONCE, Course, group, loss
from training.export import export, load
from training.lists import Candidate, Ranked
from training.model import CrossEncoder
from training.questions import Question, split
from training.train import keep

DOCUMENTS = st.sampled_from("abcdefghij")
QUESTIONS = st.lists(
    st.builds(
        Question, text=st.just("?"), gold=st.frozensets(DOCUMENTS, min_size=1, max_size=3), set=st.sampled_from("xy")
    )
)


@given(QUESTIONS, QUESTIONS, st.dictionaries(st.sampled_from("xy"), st.integers(0, 5)))
def test_no_document_answers_both_what_is_learnt_from_and_what_is_not(
    learnt: list[Question], reported: list[Question], held_back: Mapping[str, int]
) -> None:
    parts = split(learnt, reported, held_back)
    assert all(
        one.gold.isdisjoint(other.gold)
        for one in parts.train
        for other in parts.held_back + parts.reported
        if one.set == other.set
    )
    assert all(
        one.gold.isdisjoint(other.gold) for one in parts.held_back for other in parts.reported if one.set == other.set
    )
    assert all(sum(one.set == name for one in parts.held_back) <= number for name, number in held_back.items())
    assert all(other.gold <= parts.unseen[other.set] for other in parts.held_back + parts.reported)


def found(gold: set[str], names: str, pieces: int = 6) -> Ranked:
    """A question whose search found these documents, in this order, with texts of random words."""
    chance = random.Random(names)
    texts = [tuple(chance.randrange(1996, 29000) for _ in range(chance.randint(1, pieces))) for _ in names]
    candidates = tuple(
        Candidate(name, 1 - at / 50, text) for at, (name, text) in enumerate(zip(names, texts, strict=True))
    )
    return Ranked(Question("?", frozenset(gold), "x"), (2054, 2003), candidates)


@given(
    st.text("abcdefghijklmnopqrstuvwxyz", max_size=60),
    st.frozensets(DOCUMENTS),
    st.frozensets(DOCUMENTS),
    st.integers(),
)
def test_a_step_shows_nothing_that_must_not_be_seen(
    names: str, gold: frozenset[str], unseen: frozenset[str], seed: int
) -> None:
    one = found(set(gold), names)
    taken = group(one, unseen, random.Random(seed))
    shown = {candidate.score: candidate.document for candidate in one.candidates if candidate.document not in unseen}
    answering = [name for name in shown.values() if name in gold]
    if not answering or len(answering) == len(shown):
        assert taken is None
        return
    assert taken
    documents = [shown[score] for score in taken.scores]
    assert len(set(taken.scores)) == len(taken.pairs) == len(documents)
    assert list(taken.documents) == documents
    assert taken.positives == min(POSITIVES, len(answering))
    assert len(documents) - taken.positives == min(NEGATIVES, len(shown) - len(answering))
    assert [name in gold for name in documents] == [at < taken.positives for at in range(len(documents))]


SCORES = st.lists(st.floats(-20, 20), min_size=3, max_size=12)


@given(SCORES, st.data())
def test_loss_is_about_each_answer_above_the_rest_and_nothing_else(scores: list[float], data: st.DataObject) -> None:
    positives = data.draw(st.integers(1, len(scores) - 1))
    given_scores = torch.tensor(scores, dtype=torch.float64)
    usual = float(loss(given_scores, positives))
    rest = np.array(scores[positives:])
    each = [np.log(np.exp(score) + np.exp(rest).sum()) - score for score in scores[:positives]]
    assert usual == pytest.approx(np.mean(each), abs=1e-9)
    assert float(loss(given_scores + 5, positives)) == pytest.approx(usual, abs=1e-9)
    better = given_scores.clone()
    better[0] += 1
    assert float(loss(better, positives)) < usual


def one_layer() -> CrossEncoder:
    """The real weights, of one layer."""
    torch.manual_seed(0)
    return CrossEncoder(find_model(DEFAULT_MODEL), layers=1)


def course(epochs: int = 1) -> Course:
    """A course of short steps, six in an epoch."""
    asked = [found({"a", "m"}, names) for names in ("abcdef", "mnopqr", "xyzmab", "cdam", "bcdea", "zyxam")]
    return Course(one_layer(), asked * QUESTIONS_AT_ONCE, {"x": frozenset("z")}, epochs=epochs, seed=3)


def parameters(model: CrossEncoder) -> dict[str, torch.Tensor]:
    """Of a model, by name."""
    return {name: value.detach().clone() for name, value in model.named_parameters()}


def test_a_course_that_was_interrupted_comes_to_the_same_end(tmp_path: Path) -> None:
    whole = course()
    began = parameters(whole.model)
    losses = [whole.advance() for _ in range(whole.steps)]
    first = course()
    again = [first.advance() for _ in range(2)]
    keep(first.state(), tmp_path / "checkpoint.pt")
    torch.manual_seed(99)
    second = course()
    second.resume(torch.load(tmp_path / "checkpoint.pt", weights_only=True))
    again += [second.advance() for _ in range(second.steps - second.step)]
    assert again == losses
    ended = parameters(whole.model)
    assert all(torch.equal(value, ended[name]) for name, value in parameters(second.model).items())
    assert not torch.equal(began["comparison.weight"], ended["comparison.weight"])
    assert torch.equal(
        began["encoder.embeddings.word_embeddings.weight"], ended["encoder.embeddings.word_embeddings.weight"]
    )


def test_it_learns_what_it_is_shown() -> None:
    taught = course(epochs=8)
    losses = [taught.advance() for _ in range(taught.steps)]
    assert np.mean(losses[-6:]) < 0.8 * np.mean(losses[:6])


def test_the_export_gives_the_models_own_scores_whatever_they_are_batched_with(tmp_path: Path) -> None:
    taught = course()
    for _ in range(4):
        taught.advance()
    keep({"layers": 1, "model": taught.model.state_dict()}, tmp_path / "model.pt")
    model = load(tmp_path / "model.pt")
    export(model, tmp_path / "model.onnx")
    pairs = [
        (one.pieces, candidate.pieces)
        for one in (found(set(), "abcdefghijklmnop", 70), found(set(), "xyz"))
        for candidate in one.candidates
    ]
    with torch.no_grad():
        own = (model.scores(pairs) / model.search).numpy()
    scorer = Scorer(tmp_path / "model.onnx")
    scores = scorer.scores(pairs)
    assert np.corrcoef(own, scores)[0, 1] > 0.98
    alone = np.array([scorer.scores([pair])[0] for pair in pairs])
    assert np.abs(alone - scores).max() < 0.2 * own.std()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Tokenizer.from_file(str(find_model(DEFAULT_MODEL) / "tokenizer.json")))


def test_of_a_long_passage_the_sentences_with_the_questions_words_are_read(shipped: Path, reader: Reader) -> None:
    index = open_index(shipped)
    question = "How does macrophage polarization change in a tumor?"
    weights = weigh(question, index)
    shortened = 0
    for passage in index.search(question, 30):
        whole = reader.passage(passage, weights, most=10_000)
        read = reader.passage(passage, weights)
        assert len(read) <= PASSAGE_PIECES
        assert read == whole or len(whole) > PASSAGE_PIECES
        title = reader.question(passage.paper.title)[:TITLE_PIECES]
        assert read[: len(title)] == title
        texts = [passage.paper.sections[passage.ordinal].text[start:end] for start, end in passage.sentences]
        worth = [sum(weights.get(token, 0.0) for token in set(tokens(text))) for text in texts]
        best = reader.question(texts[worth.index(max(worth))])
        if len(title) + 1 + len(best) <= PASSAGE_PIECES:
            assert " ".join(map(str, best)) in " ".join(map(str, read))
        shortened += read != whole
        untitled = reader.passage(passage, weights, most=10_000, titled=False)
        assert whole == (*title, SEP, *untitled)
    assert shortened
