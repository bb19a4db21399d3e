"""A model of Transformers writes in this process: safetensors, no code of its own, one answer after the other."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from index.errors import VesicleError
from qa.llm import ModelFailed, open_model
from qa.llm.transformers import LocalModel

WORDS = "<pad> <end> <think> user assistant exosome macrophage M2 miR-155 lung tumour gene".split()
TEMPLATE = "{% for one in messages %}{{ one.role }} {{ one.content }} {% endfor %}assistant"
MESSAGES = [{"role": "user", "content": "exosome macrophage"}]


def saved(folder: Path, *, silent: bool = False, context: int = 50_000, template: str | None = TEMPLATE) -> Path:
    """A real model, small and with random weights. silent: it writes only padding, which is no text."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=len(WORDS), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=context, initializer_range=0.5, pad_token_id=0, eos_token_id=1,
        tie_word_embeddings=False,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    head = model.lm_head.weight.data
    head[:3] = 0  # so neither padding nor the end is ever the likeliest,
    head[4] = -head[3]  # for of these two one is above 0
    if silent:
        head.zero_()
    model.generation_config.temperature, model.generation_config.do_sample = 0.7, True
    model.save_pretrained(folder)
    whole = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token=WORDS[0]))
    whole.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    special = {"pad_token": WORDS[0], "eos_token": WORDS[1], "unk_token": WORDS[0]}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=whole, chat_template=template, **special)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    return LocalModel(str(saved(tmp_path_factory.mktemp("models") / "tiny-llama")))


def written(model: LocalModel, most_tokens: int = 12, seconds: float = 60) -> str:
    return "".join(model.write(MESSAGES, most_tokens=most_tokens, seconds=seconds))


def expected(model: LocalModel, most_tokens: int) -> str:
    """What the most likely words are, without the back end."""
    import torch

    ids = [WORDS.index(word) for word in "user exosome macrophage assistant".split()]
    count = len(ids)
    while len(ids) < count + most_tokens:
        with torch.inference_mode():
            ids.append(int(model._model(torch.tensor([ids])).logits[0, -1].argmax()))
    return " ".join(WORDS[one] for one in ids[count:])


def test_the_likeliest_words_stream_after_the_chat_template(model: LocalModel) -> None:
    pieces = list(model.write(MESSAGES, most_tokens=12, seconds=60))
    assert len([piece for piece in pieces if piece]) > 1
    assert "".join(pieces) == expected(model, 12)
    assert (model.name, model.context) == ("tiny-llama", 50_000)
    assert model.settings == {"back_end": "transformers", "temperature": 0, "seed": 0, "grammar": False}


def test_two_questions_at_once_wait_in_turn(model: LocalModel) -> None:
    alone = written(model, 200)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: written(model, 200), range(4))) == [alone] * 4


def test_one_that_waits_too_long_for_its_turn_is_late(model: LocalModel) -> None:
    with model._turn, pytest.raises(ModelFailed) as caught:
        written(model, seconds=0.3)
    assert caught.value.kind == "late"


def test_the_time_ends_an_answer_that_does_not(model: LocalModel) -> None:
    got, started = list[str](), time.monotonic()
    with pytest.raises(ModelFailed) as caught:
        got.extend(model.write(MESSAGES, most_tokens=40_000, seconds=1))
    assert caught.value.kind == "late"
    assert 0.9 < time.monotonic() - started < 5
    assert model._turn.acquire(timeout=5)
    model._turn.release()


def test_the_time_ends_an_answer_that_nobody_reads(model: LocalModel) -> None:
    pieces = model.write(MESSAGES, most_tokens=40_000, seconds=1)
    assert next(pieces)
    assert model._turn.acquire(timeout=5)
    model._turn.release()
    with pytest.raises(ModelFailed) as caught:
        list(pieces)
    assert caught.value.kind == "late"


def test_closing_the_iterator_stops_the_model(model: LocalModel) -> None:
    pieces = model.write(MESSAGES, most_tokens=40_000, seconds=240)
    assert len(list(islice(pieces, 3))) == 3
    assert model._turn.locked()
    pieces.close()
    assert model._turn.acquire(timeout=5)
    model._turn.release()
    assert not [one for one in threading.enumerate() if one.name == "vesicle-writes" and not _ends(one)]


def _ends(thread: threading.Thread) -> bool:
    thread.join(5)
    return not thread.is_alive()


def test_a_model_without_a_word_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelFailed) as caught:
        written(LocalModel(str(saved(tmp_path / "mute", silent=True))))
    assert caught.value.kind == "empty"


def test_a_prompt_that_fills_the_context_is_too_long_and_one_that_nearly_does_is_cut(tmp_path: Path) -> None:
    model = LocalModel(str(saved(tmp_path / "short", context=6)))
    assert len(written(model).split()) == 2
    with pytest.raises(ModelFailed, match="more than it can take") as caught:
        list(model.write([{"role": "user", "content": "gene " * 6}], most_tokens=5, seconds=60))
    assert caught.value.kind == "too_long"


def test_a_fault_within_the_library_is_one_line(model: LocalModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: Any) -> None:
        raise RuntimeError("out of memory\nby 3 GB")

    monkeypatch.setattr(model._model, "generate", fails)
    with pytest.raises(ModelFailed, match=r"^tiny-llama: failed \(out of memory\); [^\n]+$") as caught:
        written(model)
    assert caught.value.kind == "broken"


def test_a_closed_model_says_so(tmp_path: Path) -> None:
    model = LocalModel(str(saved(tmp_path / "shut")))
    model.close()
    with pytest.raises(ModelFailed, match="is closed"):
        written(model)


def without_weights(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def with_code(folder: Path) -> None:
    config = (folder / "config.json").read_text("utf-8").replace('"llama"', '"odd"')
    (folder / "config.json").write_text(
        config[: config.rindex("}")].rstrip()
        + ', "auto_map": {"AutoConfig": "odd.Odd", "AutoModelForCausalLM": "odd.Odd"}}'
    )
    (folder / "odd.py").write_text(f"import pathlib\npathlib.Path({str(folder / 'ran')!r}).touch()\nclass Odd: ...\n")


def with_damage(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"nothing of the kind")


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [(without_weights, "holds no safetensors weights"), (with_code, "cannot be loaded"), (with_damage, "cannot be")],
)
def test_a_folder_that_cannot_be_used_is_told_and_none_of_its_code_runs(
    tmp_path: Path, spoil: Callable[[Path], None], cause: str
) -> None:
    folder = saved(tmp_path / "spoilt")
    spoil(folder)
    with pytest.raises(VesicleError, match=rf"^spoilt: {cause}[^\n]*; set another model in VESICLE_LLM, or none$"):
        open_model(f"transformers:{folder}")
    assert not (folder / "ran").exists()


def test_a_model_that_takes_no_instructions_is_told(tmp_path: Path) -> None:
    folder = saved(tmp_path / "plain", template=None)
    with pytest.raises(VesicleError, match=r"^plain: has no chat template"):
        open_model(f"transformers:{folder}")


def test_a_model_that_is_nowhere_is_told() -> None:
    with pytest.raises(VesicleError, match=r"^nobody/nothing: neither a folder here nor [^\n]+$"):
        open_model("transformers:nobody/nothing")


def test_torch_is_imported_for_no_other_back_end() -> None:
    code = "import sys, qa.llm.openai, qa.llm.gguf, qa.llm.transformers; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3]).returncode == 0
