"""Names of people."""

GIVEN_WORDS = 3
"""Most words of a given name; what is longer after a comma is part of a group's name."""


def given_name_first(author: str) -> str:
    """An author's name as it is spoken; a name without a comma, or a group's long one, stays as it is.

    >>> given_name_first("Bhaswant, Maharshi"), given_name_first("West, Cornel, Jnr"), given_name_first("Yadav")
    ('Maharshi Bhaswant', 'Cornel West Jnr', 'Yadav')
    """
    match [part.strip() for part in author.split(",")]:
        case [family, given] if len(given.split()) <= GIVEN_WORDS:
            return f"{given} {family}"
        case [family, given, suffix]:
            return f"{given} {family} {suffix}"
    return author
