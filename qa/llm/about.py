"""What a chat-completions server tells of itself and its models."""

import json
from typing import Any

import httpx

from qa.llm.faults import read
from qa.llm.model import CONTEXT


def ask_about(client: httpx.Client, base_url: str, model: str) -> tuple[int, bool] | None:
    """Tokens of prompt and answer together, and whether the server follows a grammar; None if it is not up yet.

    llama.cpp tells the first in ``/props``, and follows grammars; vLLM and others tell it in ``/models``.
    Raises httpx.HTTPError.
    """
    for address in (f"{base_url.removesuffix('/v1')}/props", f"{base_url}/models"):
        with client.stream("GET", address) as response:
            if response.status_code >= 500:
                return None
            told = _document(response)
        if address.endswith("/props") and (context := _context(told.get("default_generation_settings"))):
            return context, True
    models = told.get("data")
    listed = models if isinstance(models, list) else []
    ours = [one for one in listed if isinstance(one, dict) and one.get("id") == model]
    return next(filter(None, map(_context, ours)), CONTEXT), False


def _document(response: httpx.Response) -> dict[str, Any]:
    """A JSON object; an empty one if there is another thing, or none."""
    try:
        told = json.loads(read(response)) if response.is_success else {}
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _context(told: Any) -> int | None:
    """The number in what is told of a model.

    >>> _context({"id": "qwen", "max_model_len": 32768}), _context({"meta": {"n_ctx": 4096}}), _context([])
    (32768, 4096, None)
    """
    if not isinstance(told, dict):
        return None
    meta = told.get("meta")
    for value in (told.get("n_ctx"), told.get("max_model_len"), meta.get("n_ctx") if isinstance(meta, dict) else None):
        if isinstance(value, int) and value > 0:
            return value
    return None
