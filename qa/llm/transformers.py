"""A model of Transformers in this process. It needs torch, and time; one answer is written at a time.

Everything heavy is imported when a model is loaded and never without one.
"""

import queue
import threading
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from index.errors import VesicleError
from index.models import cause_of, find_model
from qa.llm.model import CONTEXT, Message, ModelFailed
from qa.llm.reasoning import without_reasoning

_MEND = "set another model in VESICLE_LLM, or none"


class LocalModel:
    """An instruction-tuned model: safetensors weights, nothing of whose code is run. Safe to share between threads.

    where: a folder, or a hub id, which is downloaded since it was asked for, unless it has been already.
    Raises VesicleError when there is no such model or it cannot be loaded.
    """

    def __init__(self, where: str) -> None:
        folder = find_model(where, VesicleError)
        self.name = folder.name if Path(where).expanduser().is_dir() else where
        if not any(folder.glob("*.safetensors")):
            raise VesicleError(f"{self.name}: holds no safetensors weights; {_MEND}")
        try:
            self._tokenizer, self._model = _load(folder)
        except Exception as error:
            raise VesicleError(f"{self.name}: cannot be loaded ({cause_of(error)}); {_MEND}") from error
        if not self._tokenizer.chat_template:
            raise VesicleError(f"{self.name}: has no chat template, so it was not made to follow instructions; {_MEND}")
        self.settings: dict[str, Any] = {"back_end": "transformers", "temperature": 0, "seed": 0, "grammar": False}
        longest = getattr(self._model.config.get_text_config(), "max_position_embeddings", None)
        self.context: int = longest or CONTEXT
        # One tokenizer shared by threads can fail with "Already borrowed"; and two answers at once would take as long.
        self._turn = threading.Lock()

    def write(
        self, messages: Sequence[Message], *, most_tokens: int, seconds: float, grammar: str | None = None
    ) -> Generator[str, None, None]:
        """See `qa.llm.model.Model`. A grammar is passed over."""
        from transformers import TextIteratorStreamer

        if self._model is None:
            raise ModelFailed("unreachable", self.name, "the model is closed", "open it again")
        end = time.monotonic() + seconds
        stopped = threading.Event()
        faults = list[Exception]()
        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)

        def work() -> None:
            try:
                if self._turn.acquire(timeout=_left(end)):
                    try:
                        self._generate(messages, most_tokens, streamer, lambda: stopped.is_set() or not _left(end))
                    finally:
                        self._turn.release()
                if not _left(end):
                    faults.append(self._late())
            except Exception as error:
                faults.append(error)
            finally:
                streamer.text_queue.put(streamer.stop_signal)

        threading.Thread(target=work, name="vesicle-writes", daemon=True).start()
        has_text = False
        try:
            for piece in without_reasoning(_pieces(streamer, end)):
                has_text = True
                yield piece
        except queue.Empty:
            raise self._late() from None
        finally:
            # Whoever does not want the rest does not wait for it either.
            stopped.set()
        if faults:
            if isinstance(faults[0], ModelFailed):
                raise faults[0]
            raise ModelFailed("broken", self.name, f"failed ({cause_of(faults[0])})") from faults[0]
        if not has_text:
            raise ModelFailed("empty", self.name, "gave an answer without a word in it")

    def close(self) -> None:
        """Let go of the weights, once no answer needs them."""
        self._model = None

    def _late(self) -> ModelFailed:
        return ModelFailed("late", self.name, "its answer did not come in time")

    def _generate(
        self, messages: Sequence[Message], most_tokens: int, streamer: Any, is_over: Callable[[], bool]
    ) -> None:
        import torch
        from transformers import StoppingCriteriaList

        model = self._model
        prompt = self._tokenizer.apply_chat_template(
            list(messages),
            add_generation_prompt=True,
            return_tensors="pt",
            return_dict=True,
            # Templates that know the word have the model answer at once.
            enable_thinking=False,
        ).to(model.device)
        room = self.context - prompt["input_ids"].shape[1]
        if room <= 0:
            raise ModelFailed("too_long", self.name, "the question and its evidence are more than it can take")

        def stop(ids: Any, scores: Any, **kwargs: Any) -> Any:
            return torch.full((ids.shape[0],), is_over(), dtype=torch.bool, device=ids.device)

        if is_over():
            return
        with torch.inference_mode():
            model.generate(
                **prompt,
                max_new_tokens=min(most_tokens, room),
                do_sample=False,
                num_beams=1,
                temperature=None,
                top_p=None,
                top_k=None,
                streamer=streamer,
                stopping_criteria=StoppingCriteriaList([stop]),
            )


def _load(folder: Path) -> tuple[Any, Any]:
    """Tokenizer and model, on a GPU if there is one."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    # It would stand in the middle of what is printed.
    bars: Any = logging
    bars.disable_progress_bar()
    known: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **known)
    device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    # Many CPUs are slower in half precision.
    dtype: Any = torch.float32 if device == "cpu" else "auto"
    model: Any = AutoModelForCausalLM.from_pretrained(folder, **known, use_safetensors=True, dtype=dtype)
    return tokenizer, model.eval().to(device)


def _pieces(streamer: Any, end: float) -> Generator[str, None, None]:
    """What a streamer gives, until the model ends. Raises queue.Empty if the time does before."""
    while (piece := streamer.text_queue.get(timeout=_left(end))) is not streamer.stop_signal:
        yield piece


def _left(end: float) -> float:
    return max(0.0, end - time.monotonic())
