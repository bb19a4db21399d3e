"""What was asked, brought into the form in which it is searched."""

import re

from index import Index
from index.chinese import in_english
from index.errors import VesicleError
from index.text import one_line
from qa.spelling import corrected

MOST_CHARACTERS = 4000

_PAPER = r"(?:review|paper|article|study|report|publication|trial)"
_ATTRIBUTED = (
    re.compile(rf"^(?:according to|in|as \w+ (?:by|in)) (?:the|this|that|a) [^,?]*?\b{_PAPER}\b[^,?]*, *(?=\w)", re.I),
    re.compile(rf",? (?:according to|in|by|from) (?:the|this|that) [^,?]*?\b{_PAPER}\b[^,?]*(?=\?|$)", re.I),
)
_WITH_TOPIC = re.compile(r"^(.*[^\s(])\s\(([^()]+)\)$", re.S)
_LEFT = re.compile(r"\b(?:what|which|who|why|how|when|where|is|are|was|were|do|does|did|can|could)\b.*\w{4}", re.I)


def normalise_question(text: str) -> str:
    """The question on one line. Raises VesicleError when it is empty or longer than `MOST_CHARACTERS`.

    >>> normalise_question("  What are\\n M1 and M2? ")
    'What are M1 and M2?'
    """
    if len(text) > MOST_CHARACTERS:
        raise VesicleError(
            f"the question has {len(text):,} characters, at most {MOST_CHARACTERS:,} are read; ask a shorter one"
        )
    question = one_line(text)
    if not any(char.isalnum() for char in question):
        raise VesicleError("the question is empty; ask something, such as: What are M1 and M2 macrophages?")
    return question


def searched(question: str, index: Index) -> str:
    """The words with which a library is searched for a question: Chinese terms in English, slips put right.

    What is searched already comes back as it is, and so does a question of which nothing would be left.

    >>> from index import open_index
    >>> searched("外泌体如何影响巨噬细胞极化？", open_index())
    'exosome affect macrophage polarization?'
    >>> searched("What are M1 and M2?", open_index())
    'What are M1 and M2?'
    """
    words = in_english(question)
    return corrected(words, index) if any(char.isalnum() for char in words) else question


def parted(question: str) -> tuple[str, str]:
    """A question, and the topic in brackets that was carried on to it.

    >>> parted("Which integrin do those carry? (cells in the lung)")
    ('Which integrin do those carry?', 'cells in the lung')
    """
    found = _WITH_TOPIC.match(question)
    return (found[1], found[2]) if found and found[1].endswith(("?", "？")) else (question, "")


def own_words(question: str) -> str:
    """The question without what only says where the answer is: the paper that it is put to, the topic carried on to it.

    >>> own_words("According to the review on exosomes and macrophages, what kills people with cancer?")
    'what kills people with cancer?'
    >>> own_words("How many types of cancer are there in the review by Abe?")
    'How many types of cancer are there?'
    >>> own_words("Which integrin do those carry? (cells in the lung)")
    'Which integrin do those carry?'
    """
    question, _ = parted(question)
    for pattern in _ATTRIBUTED:
        left = pattern.sub("", question)
        if left != question and _LEFT.search(left):
            return left
    return question
