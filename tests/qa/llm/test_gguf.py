"""A GGUF file is served by a process of its own, which is there as long as it is needed and not longer."""

import importlib.util
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import httpx
import pytest

from index.errors import VesicleError
from qa.llm import ModelFailed, gguf, open_model
from qa.llm.gguf import GgufModel
from qa.llm.openai import ChatModel

ROOT = Path(__file__).parents[3]
ENDLESS = "root ::= [a-z] root"
OPENS = """
import sys, time
from qa.llm import open_model
model = open_model("gguf:" + sys.argv[1])
print(model._chat._base_url, flush=True)
time.sleep(300)
"""


@pytest.fixture(scope="module")
def model(weights: Path) -> Iterator[GgufModel]:
    """One for the tests that only ask it something."""
    model = GgufModel(weights)
    yield model
    model.close()


@pytest.fixture
def own(weights: Path, tmp_path: Path) -> Path:
    """The file under another name, so that there is another server for it."""
    path = tmp_path / "own.gguf"
    path.symlink_to(weights)
    return path


def asked(text: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": "You answer in one word."}, {"role": "user", "content": text}]


def address_of(model: GgufModel) -> str:
    return model._chat._base_url.removesuffix("/v1")


def is_up(address: str) -> bool:
    url = httpx.URL(address)
    try:
        with socket.create_connection((url.host, url.port or 0), timeout=5):
            return True
    except OSError:
        return False


def is_gone_soon(address: str) -> bool:
    end = time.monotonic() + 30
    while is_up(address) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_up(address)


def test_an_answer_streams_and_follows_a_grammar(model: GgufModel, weights: Path) -> None:
    pieces = list(model.write(asked("Name the capital of France."), most_tokens=20, seconds=120))
    assert "Paris" in "".join(pieces)
    chosen = model.write(asked("Is water wet?"), most_tokens=20, seconds=120, grammar='root ::= "maybe" | "perhaps"')
    assert "".join(chosen) in {"maybe", "perhaps"}
    assert len(list(model.write(asked("Go on."), most_tokens=8, seconds=120, grammar=ENDLESS))) == 8
    assert (model.name, model.context) == (weights.stem, 4096)
    assert model.settings == {"back_end": "gguf", "temperature": 0, "seed": 0, "grammar": True}


def test_two_questions_at_once_are_both_answered_and_a_third_waits(model: GgufModel) -> None:
    questions = {"France": "Paris", "Italy": "Rome", "Japan": "Tokyo"}

    def ask(country: str) -> str:
        return "".join(model.write(asked(f"Name the capital of {country}."), most_tokens=20, seconds=240))

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(ask, questions))
    assert all(city in answer for city, answer in zip(questions.values(), answers, strict=True)), answers


def test_closing_the_iterator_frees_the_model(model: GgufModel) -> None:
    for _ in range(gguf.AT_ONCE):
        pieces = model.write(asked("Go on."), most_tokens=4000, seconds=240, grammar=ENDLESS)
        assert len(list(islice(pieces, 3))) == 3
        pieces.close()
    # Had it to write all of those first, this would take minutes.
    assert list(model.write(asked("Hello."), most_tokens=1, seconds=20))


def test_more_than_fits_is_told(model: GgufModel) -> None:
    with pytest.raises(ModelFailed, match="more than it can take") as caught:
        list(model.write(asked("miR-155 " * 3000), most_tokens=5, seconds=60))
    assert caught.value.kind == "too_long"


def test_only_who_has_the_key_is_answered_and_it_stands_in_no_command_line(model: GgufModel) -> None:
    assert httpx.get(f"{address_of(model)}/props", trust_env=False).status_code == 401
    stranger = ChatModel("x", f"{address_of(model)}/v1", key="guessed")
    with pytest.raises(ModelFailed) as caught:
        list(stranger.write(asked("Hello."), most_tokens=1, seconds=20))
    assert caught.value.kind == "refused"
    process = model._server._process
    assert process is not None
    key = model._chat._headers["Authorization"].removeprefix("Bearer ")
    assert len(key) > 30
    assert not any(key in argument for argument in process.args)


def test_models_of_one_file_share_a_server_until_the_last_is_closed(own: Path) -> None:
    model = GgufModel(own)
    address = address_of(model)
    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(GgufModel, [own] * 4))
    assert {address_of(one) for one in others} == {address}
    for one in others:
        one.close()
        one.close()
    assert list(model.write(asked("Hello."), most_tokens=1, seconds=60))
    model.close()
    assert is_gone_soon(address)
    with pytest.raises(ModelFailed, match="is closed"):
        next(model.write(asked("Hello."), most_tokens=1, seconds=60))


def test_a_server_that_dies_fails_one_answer_and_is_started_again_for_the_next(own: Path) -> None:
    model = GgufModel(own)
    pieces = model.write(asked("Go on."), most_tokens=4000, seconds=240, grammar=ENDLESS)
    assert next(pieces)
    process, address = model._server._process, address_of(model)
    assert process is not None
    process.kill()
    with pytest.raises(ModelFailed) as caught:
        list(pieces)
    assert caught.value.kind == "broken"
    process.wait()
    assert list(model.write(asked("Hello."), most_tokens=1, seconds=120))
    assert address_of(model) != address
    model.close()


def test_one_that_is_not_loaded_in_time_is_late_and_leaves_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = list[subprocess.Popen[str]]()
    start = subprocess.Popen

    def noted(*arguments: object, **options: object) -> subprocess.Popen[str]:
        started.append(start(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    model = GgufModel(own)
    assert model._server._process is not None
    model._server._process.kill()
    model._server._process.wait()
    monkeypatch.setattr(gguf, "LONGEST_LOAD", 0.05)
    monkeypatch.setattr(subprocess, "Popen", noted)
    with pytest.raises(ModelFailed, match="was not loaded in time"):
        next(model.write(asked("Hello."), most_tokens=1, seconds=60))
    assert [one.poll() is not None for one in started] == [True]
    model.close()
    with pytest.raises(ModelFailed, match="was not loaded in time") as caught:
        GgufModel(own)
    assert caught.value.kind == "late"
    assert [one.poll() is not None for one in started] == [True, True]
    assert own not in gguf._servers


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_the_server_ends_with_a_parent_that_is_killed(weights: Path) -> None:
    command = [sys.executable, "-c", OPENS, str(weights)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        address = parent.stdout.readline().strip()
        assert is_up(address)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert is_gone_soon(address)


def test_a_server_whose_parent_goes_while_it_loads_ends_too(weights: Path) -> None:
    command = [sys.executable, "-P", gguf.gguf_server.__file__, str(weights), "256", "1", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        said, _ = server.communicate(b"key\n", timeout=120)
    assert json.loads(said).keys() == {"address"}
    assert server.returncode == 0


@pytest.mark.skipif(not importlib.util.find_spec("xllamacpp"), reason="xllamacpp is not installed")
def test_a_file_that_cannot_be_loaded_is_told_with_the_cause(tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(b"GGUF\x03\0\0\0" + b"\xff" * 16)
    with pytest.raises(ModelFailed, match=r"^cut: cannot be loaded \(gguf_init[^\n]+\); set another file") as caught:
        open_model(f"gguf:{path}")
    assert str(tmp_path) not in str(caught.value)
    assert path not in gguf._servers


def test_what_is_no_gguf_file_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VesicleError, match=r"^none\.gguf: the model cannot be read \(No such file[^\n]+; correct"):
        open_model(f"gguf:{tmp_path / 'none.gguf'}")
    with pytest.raises(VesicleError, match=rf"^{tmp_path.name}: the model cannot be read \([^\n]+; correct the path"):
        open_model(f"gguf:{tmp_path}")
    other = tmp_path / "other.gguf"
    other.write_bytes(b"PK\3\4")
    with pytest.raises(VesicleError, match=r"^other\.gguf: is no GGUF file; "):
        open_model(f"gguf:{other}")
    other.write_bytes(b"GGUF")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(VesicleError, match=r"; run: python -m pip install -r requirements-llm\.txt$"):
        open_model(f"gguf:{other}")
