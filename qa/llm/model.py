"""What a model that writes text can do, and how it fails."""

from collections.abc import Generator, Sequence
from typing import Any, Literal, Protocol

from index.errors import VesicleError

Message = dict[str, str]
"""One turn: ``{"role": "system", "user" or "assistant", "content": its text}``."""

Kind = Literal["unreachable", "refused", "busy", "broken", "late", "too_long", "empty"]

CONTEXT = 4096
"""Tokens of prompt and answer together, where nobody says how many there may be."""

KEY = "OPENAI_API_KEY"
"""The variable with what a server is to know us by."""

_MENDS: dict[Kind, str] = {
    "unreachable": "start its server, or correct the address in VESICLE_LLM",
    "refused": "correct the model in VESICLE_LLM",
    "busy": "ask again in a moment",
    "broken": "ask again, look at its server, or set another model in VESICLE_LLM",
    "late": "ask again, or set a smaller model in VESICLE_LLM",
    "too_long": "ask a shorter question, or have its server give it a larger context",
    "empty": "ask again, or set another model in VESICLE_LLM",
}


class ModelFailed(VesicleError):
    """A model gave no text, or no more of it.

    model: its name. cause: what happened. mend: default what helps with most failures of this kind.

    >>> str(ModelFailed("busy", "qwen2.5-1.5b", "answers others just now"))
    'qwen2.5-1.5b: answers others just now; ask again in a moment'
    """

    def __init__(self, kind: Kind, model: str, cause: str, mend: str | None = None) -> None:
        super().__init__(f"{model}: {cause}; {mend or _MENDS[kind]}")
        self.kind: Kind = kind


class Model(Protocol):
    """A back end. Safe to share between threads."""

    name: str
    """As an answer names it: no path, no address, no key."""

    @property
    def settings(self) -> dict[str, Any]:
        """What an answer keeps of how it was written."""

    @property
    def context(self) -> int:
        """Tokens that prompt and answer may have together; the first time this may ask a server."""

    def write(
        self, messages: Sequence[Message], *, most_tokens: int, seconds: float, grammar: str | None = None
    ) -> Generator[str, None, None]:
        """Write the next turn, in pieces as they come. Closing the generator stops the model.

        most_tokens: of what is written; with them it ends as if it were complete. seconds: for the whole.
        grammar: GBNF that the text is to follow, where the back end can see to that; else it is passed over.
        Raises ModelFailed, also after some pieces.
        """

    def close(self) -> None:
        """Give back what the model holds, such as its server."""
