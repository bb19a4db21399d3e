"""Our tokens as words that no analyser of Milvus splits or changes."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_PLAIN = re.compile(r"(?!0x)[a-z0-9]+")
TITLE = "0x"
"""Stands between the words of a text and those of its title: what an empty token would be, which there is none."""
LONGEST = 65_535
"""Most characters of a text in Milvus."""


@lru_cache(maxsize=4096)
def spelled(token: str) -> str:
    """A token in small letters and digits only; two tokens never become one.

    >>> spelled("mir155"), spelled("外泌"), spelled("0x")
    ('mir155', '0xe5a496e6b38c', '0x3078')
    """
    return token if _PLAIN.fullmatch(token) else f"0x{token.encode().hex()}"


def fitting_words(tokens: Iterable[str], most: int = LONGEST // 2) -> list[str]:
    """The first tokens of a text, as many as Milvus takes: all, but of a text that is no text."""
    kept, length = [], 0
    for token in tokens:
        length += len(spelled(token)) + 1
        if length > most:
            break
        kept.append(token)
    return kept


def joined(text: Sequence[str], title: Sequence[str]) -> str:
    """The words of a passage and of its title, as they are kept.

    >>> joined(["a", "b"], ["c"])
    'a b 0x c'
    """
    return " ".join([*map(spelled, text), TITLE, *map(spelled, title)])
