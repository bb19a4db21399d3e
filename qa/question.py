"""What was asked, brought into the form in which it is searched."""

from index import Index
from index.chinese import in_english
from index.errors import VesicleError
from index.text import one_line
from qa.spelling import corrected

MOST_CHARACTERS = 4000


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
