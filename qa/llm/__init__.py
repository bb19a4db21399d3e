"""Models that write text: a server that speaks OpenAI's protocol, a GGUF file, or a Transformers model."""

from pathlib import Path

from index.errors import VesicleError
from qa.llm.model import CONTEXT, Kind, Message, Model, ModelFailed

__all__ = ["CONTEXT", "Kind", "Message", "Model", "ModelFailed", "open_model"]

_FORMS = "none, openai:MODEL@BASE_URL, gguf:PATH or transformers:PATH_OR_ID"


def open_model(spec: str) -> Model | None:
    """The model that the setting names; None for "none".

    spec: ``openai:MODEL@BASE_URL``, whose server need not be up yet; ``gguf:PATH``, which is loaded before this
    returns; ``transformers:PATH_OR_ID``, likewise.
    Raises VesicleError when it names none, or the model cannot be loaded. What it holds is not repeated: it may be
    an address with a password in it.

    >>> open_model("none")
    >>> open_model("openai:qwen2.5:1.5b@http://127.0.0.1:11434/v1").name
    'qwen2.5:1.5b'
    """
    kind, _, rest = spec.strip().partition(":")
    if kind == "none" and not rest:
        return None
    if not rest or "\0" in rest:
        raise VesicleError(f"VESICLE_LLM: names no model; give {_FORMS}")
    # Each needs its own libraries, of which torch alone takes seconds.
    if kind == "openai":
        from qa.llm.openai import ChatModel

        return ChatModel.from_spec(rest)
    if kind == "gguf":
        from qa.llm.gguf import GgufModel

        return GgufModel(Path(rest).expanduser())
    if kind == "transformers":
        from qa.llm.transformers import LocalModel

        return LocalModel(rest)
    raise VesicleError(f"VESICLE_LLM: names no back end that is known; give {_FORMS}")
