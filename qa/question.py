"""What was asked, brought into the form in which it is searched."""

from index.errors import VesicleError
from index.text import one_line

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
