"""A model orders what was found where the settings name one; where they name none, nothing of it is loaded."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from index import Filters, Index, Passage, open_index
from index.errors import RerankerUnavailable
from index.models import DEFAULT_MODEL, find_model
from qa import ask, rerank, retrieve
from qa.reading import Reader
from qa.scorer import Scorer
from qa.synonyms import synonyms_in
from qa.weights import weigh

QUESTION = "Which microRNA in exosomes turns macrophages towards M2?"


def saved(folder: Path, labels: int = 1, scale: float = 1.0) -> Path:
    """A real cross-encoder, small and with random weights. scale: for those of its head."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(find_model(DEFAULT_MODEL), local_files_only=True)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        num_labels=labels, initializer_range=0.5,
    )  # fmt: skip
    bert = BertForSequenceClassification(config)
    bert.classifier.weight.data *= scale
    bert.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    CrossEncoder(str(folder), device="cpu", local_files_only=True).save(str(folder))
    return folder


def candidates_of(index: Index) -> list[Passage]:
    """What the search finds for the question, with what stands for its terms, best first."""
    return index.search(QUESTION, rerank.CANDIDATES, Filters(), synonyms_in(QUESTION).stand_ins)


def own_logits(folder: Path, passages: list[Passage]) -> list[float]:
    """What the model makes of each passage, one at a time, without Sentence Transformers."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True).eval()
    logits = []
    with torch.no_grad():
        for passage in passages:
            text = f"{passage.paper.title}\n{passage.text}"
            taken = tokenizer(QUESTION, text, truncation=True, max_length=512, padding=False, return_tensors="pt")
            logits.append(float(model(**taken).logits[0, 0]))
    return logits


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a cross-encoder."""
    return saved(tmp_path_factory.mktemp("cross-encoder") / "model")


@pytest.fixture
def on(model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cross-encoder, switched on."""
    monkeypatch.setenv("VESICLE_RERANKER", str(model))
    return model


def test_passages_come_in_the_order_of_the_models_own_scores(shipped: Path, on: Path) -> None:
    candidates = candidates_of(open_index(shipped))
    logits = np.array(own_logits(on, candidates))
    best = np.argsort(-logits)[:10]
    found = retrieve(QUESTION, index=shipped)
    assert [passage.id for passage in found] == [candidates[at].id for at in best]
    assert [passage.score for passage in found] == pytest.approx(1 / (1 + np.exp(-logits[best])), abs=1e-4)
    assert [passage.id for passage in found] != [passage.id for passage in candidates[:10]]


def test_more_are_read_when_more_are_asked_for(shipped: Path, on: Path) -> None:
    k = 2 * rerank.CANDIDATES
    assert len(retrieve(QUESTION, k, index=shipped)) == k


def test_logits_too_high_to_tell_their_scores_apart_still_give_an_order(shipped: Path, tmp_path: Path) -> None:
    folder = saved(tmp_path / "model", scale=300.0)
    candidates = open_index(shipped).search(QUESTION, 10)
    found = rerank.rerank(QUESTION, candidates, str(folder), open_index(shipped))
    assert [passage.id for passage in found] == [
        candidates[at].id for at in np.argsort([-logit for logit in own_logits(folder, candidates)])
    ]
    scores = [passage.score or 0.0 for passage in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1
    assert len(set(scores)) < len(scores)


@pytest.mark.usefixtures("on")
def test_filters_are_obeyed(shipped: Path) -> None:
    found = retrieve(QUESTION, 50, index=shipped, filters={"since": 2021, "recipient": "macrophages"})
    assert found
    assert all((passage.paper.year or 0) >= 2021 for passage in found)
    assert all("macrophages" in " ".join(passage.paper.facets.recipient) for passage in found)
    assert retrieve(QUESTION, index=shipped, filters={"since": 2999}) == []


@pytest.mark.usefixtures("on")
def test_the_record_of_a_paper_that_is_asked_about_stays_first(review: Path) -> None:
    found = retrieve("How many references does the review have?", index=review)
    assert [passage.is_record for passage in found[:2]] == [True, False]
    scores = [passage.score or 0.0 for passage in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1


@pytest.mark.usefixtures("on")
def test_it_is_answered_as_before_from_passages_in_another_order(review: Path) -> None:
    answer = ask("Why do most cancer patients die?", index=review)
    assert "because of widespread metastases" in answer.citations[0].quote


def test_threads_load_it_once_and_get_what_one_gets(
    shipped: Path, on: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sentence_transformers

    loads = []
    real = sentence_transformers.CrossEncoder

    def counting(*arguments: object, **named: object) -> object:
        loads.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(sentence_transformers, "CrossEncoder", counting)
    questions = [QUESTION, "What are M1 and M2?", "Why are exosomes promising drug carriers?", "miR-934"]
    alone = [retrieve(question, index=shipped) for question in questions]
    monkeypatch.setenv("VESICLE_RERANKER", str(shutil.copytree(on, tmp_path / "fresh")))
    loads.clear()
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda question: retrieve(question, index=shipped), questions))
    assert together == alone
    assert len(loads) == 1


def test_without_the_setting_nothing_of_it_is_imported(shipped: Path) -> None:
    script = (
        "import sys; from qa import retrieve; assert retrieve('macrophages', index=sys.argv[1]);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(shipped)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_command_line_prints_the_answer_and_nothing_of_the_loading(review: Path, on: Path) -> None:
    command = [sys.executable, "-m", "qa", "What are M1 and M2?", "--json", "--index", str(review)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout)["citations"]
    assert ran.stderr == ""


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model that ships, switched on."""
    monkeypatch.setenv("VESICLE_RERANKER", rerank.OWN)


@pytest.mark.usefixtures("own")
def test_the_model_that_ships_and_the_search_decide_together(shipped: Path) -> None:
    index = open_index(shipped)
    searched = candidates_of(index)
    candidates, others = searched[: rerank.OWN_CANDIDATES], searched[rerank.OWN_CANDIDATES :]
    scorer = Scorer(Path(rerank.__file__).parent / "reranker.onnx")
    reader = Reader(Tokenizer.from_file(str(find_model(DEFAULT_MODEL) / "tokenizer.json")))
    asked, weights = reader.question(QUESTION), weigh(QUESTION, index)
    alone = [scorer.scores([(asked, reader.passage(passage, weights))])[0] for passage in candidates]
    together = {passage.id: own + (passage.score or 0.0) for passage, own in zip(candidates, alone, strict=True)}
    found = retrieve(QUESTION, rerank.CANDIDATES, index=index)
    # In int8, a text's score depends a little on those it is read with.
    whole = [together[passage.id] for passage in found[: len(candidates)]]
    assert all(after < before + 0.05 for before, after in pairwise(whole))
    assert [passage.id for passage in found] != [passage.id for passage in searched]
    assert [passage.score for passage in found] == [passage.score for passage in searched]
    assert found[len(candidates) :] == others


@pytest.mark.usefixtures("own")
def test_the_model_that_ships_reads_question_and_passage(shipped: Path) -> None:
    reader, scorer = rerank._own()
    texts = [
        "Exosomal miR-934 from colorectal cancer cells turned macrophages towards the M2 phenotype.",
        "Patients were followed for five years after surgery, and their diet was recorded.",
        "Exosomes were isolated by ultracentrifugation.",
    ]
    scores = scorer.scores([(reader.question(QUESTION), reader.sentence("", text)) for text in texts])
    assert scores[0] > scores[2] > scores[1]


@pytest.mark.usefixtures("own")
def test_with_the_model_that_ships_filters_are_obeyed_and_more_can_be_asked_for(shipped: Path) -> None:
    found = retrieve(QUESTION, 50, index=shipped, filters={"since": 2021})
    assert len(found) == 50
    assert all((passage.paper.year or 0) >= 2021 for passage in found)
    assert retrieve(QUESTION, index=shipped, filters={"since": 2999}) == []
    assert ask("Why do most cancer patients die?", index=shipped).citations


@pytest.mark.usefixtures("own")
def test_the_model_that_ships_gives_threads_what_it_gives_one(shipped: Path) -> None:
    questions = [QUESTION, "What are M1 and M2?", "Why are exosomes promising drug carriers?", "miR-934"]
    alone = [retrieve(question, index=shipped) for question in questions]
    rerank._own.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda question: retrieve(question, index=shipped), questions * 4))
    assert together == alone * 4


def test_the_model_that_ships_needs_no_torch(shipped: Path) -> None:
    script = (
        "import sys; from qa import retrieve; assert retrieve('macrophages', index=sys.argv[1]);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script, str(shipped)]
    environment = {**os.environ, "VESICLE_RERANKER": rerank.OWN}
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.strip() == "[]"


@pytest.mark.usefixtures("own")
def test_a_damaged_model_that_ships_is_one_clear_line(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rerank._own.cache_clear()
    cut = tmp_path / "reranker.onnx"
    cut.write_bytes(b"\0" * 1000)
    monkeypatch.setattr(rerank, "_GRAPH", cut)
    with pytest.raises(RerankerUnavailable) as raised:
        retrieve(QUESTION, index=review)
    assert str(raised.value).startswith(f"{cut}: the reranker cannot be loaded (")
    assert str(raised.value).endswith("install Vesicle again, or unset VESICLE_RERANKER")
    assert "\n" not in str(raised.value)


def no_folder(_: Path, tmp_path: Path) -> str:
    return str(tmp_path / "absent")


def no_weights(model: Path, tmp_path: Path) -> str:
    folder = shutil.copytree(model, tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    return str(folder)


def an_embedding_model(_: Path, __: Path) -> str:
    return DEFAULT_MODEL


def three_labels(_: Path, tmp_path: Path) -> str:
    return str(saved(tmp_path / "model", labels=3))


def cut_weights(model: Path, tmp_path: Path) -> str:
    folder = shutil.copytree(model, tmp_path / "model")
    os.truncate(folder / "model.safetensors", 1000)
    return str(folder)


def no_config(model: Path, tmp_path: Path) -> str:
    folder = shutil.copytree(model, tmp_path / "model")
    (folder / "config.json").write_text("{")
    return str(folder)


def code_of_its_own(model: Path, tmp_path: Path) -> str:
    folder = shutil.copytree(model, tmp_path / "model")
    (folder / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "own.Model"}]')
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Model: pass\n")
    return str(folder)


def not_numbers(_: Path, tmp_path: Path) -> str:
    return str(saved(tmp_path / "model", scale=float("nan")))


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        (no_folder, "neither a folder here nor a model that could be downloaded"),
        (no_weights, "no safetensors weights in"),
        (an_embedding_model, "is no cross-encoder"),
        (three_labels, "gives 3 labels to a pair, not one score"),
        (cut_weights, "cannot be loaded"),
        (no_config, "cannot be loaded"),
        (code_of_its_own, "cannot be loaded"),
        (not_numbers, "gives scores that are not numbers"),
    ],
)
def test_a_model_that_cannot_be_used_is_one_clear_line(
    review: Path,
    model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Callable[[Path, Path], str],
    cause: str,
) -> None:
    name = wrong(model, tmp_path)
    monkeypatch.setenv("VESICLE_RERANKER", name)
    with pytest.raises(RerankerUnavailable) as raised:
        retrieve(QUESTION, index=review)
    message = str(raised.value)
    assert message.startswith(f"{name}: {cause}")
    assert "\n" not in message
    assert not (tmp_path / "ran").exists()
