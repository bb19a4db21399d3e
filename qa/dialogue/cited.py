"""Questions about a paper that was cited: who wrote it, what [2] says, how many mice there were in that study."""

import re

from index import Paper
from qa.bibliography import STANDING, Asked, asked
from qa.dialogue.anaphora import reference
from qa.dialogue.conversation import Before, Turn, carried, shortened
from qa.dialogue.telling import LIGHT, is_question, is_whole

_SHORT = 40
"""Characters up to which what names a number ("[2]", "the second one, please") asks about it, though no question."""
_NUMBERED = re.compile(
    r"\[(?P<mark>\d{1,3})\]|\b(?:the )?(?P<which>first|second|third|fourth|fifth|sixth|last)"
    r" (?:one|paper|study|article|source|citation|reference|quote|result)\b"
    r"(?! (?:of|on|in|to|with|that|which|for|from)\b)"
    r"|\b(?:paper|study|article|source|citation|reference|quote|number|no\.?) ?#?(?P<number>\d{1,3})\b",
    re.I,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_A_PAPER = re.compile(
    r"\b(?:this|that|the|their) (?:\w+ )?(?:study|paper|article|review|trial|work|publication|authors?)\b(?! of\b)",
    re.I,
)
_OF_PAPERS = (
    ("Authors", "Who wrote {}?"),
    ("Affiliation", "Which institutions are the authors of {} from?"),
    ("Journal", "In which journal was {} published?"),
    ("Publisher", "Which publisher published {}?"),
    ("Year", "When was {} published?"),
    ("DOI", "What is the DOI of {}?"),
    ("PMID", "What is the PMID of {}?"),
    ("Licence", "What is the licence of {}?"),
    ("Number of references", "How many references does {} have?"),
    (STANDING, "Is {} retracted?"),
)
_OF_SEVERAL = re.compile(r"(?:which|what|how)\b", re.I)


def about_cited(said: str, last: Before) -> Turn | None:
    """A question about a cited paper, by its number, or about the first: of its record, or of what it found."""
    numbered = _NUMBERED.search(said)
    paper = _numbered(numbered, last) if numbered else next(iter(last.cited.values()), None)
    if paper is None or (numbered and not (is_question(said) or len(said) < _SHORT)):
        return None
    about = asked(said)
    if not set(about.topic) - LIGHT - {numbered["mark"] if numbered else None}:
        if "review" in said.lower() and not numbered:
            paper = next((one for one in last.cited.values() if one.kind == "review"), None)
        if paper is not None and (full := _of_record(said, about, paper)):
            return Turn(full, full, (paper.id,))
    named = numbered or _A_PAPER.search(said)
    if paper is None or not named or not (numbered or reference(said) or not is_whole(said)):
        return None
    title = f"“{shortened(paper.title.rstrip('.'))}”"
    if numbered and len(said) - len(numbered[0]) < 3:
        return Turn(title, title, (paper.id,))
    return carried(said, title, (paper.id,))


def _numbered(numbered: re.Match[str], last: Before) -> Paper | None:
    which = (numbered["which"] or "").lower()
    if which == "last":
        return list(last.cited.values())[-1] if last.cited else None
    return last.cited.get(_ORDINALS.get(which) or int(numbered["mark"] or numbered["number"]))


def _of_record(said: str, about: Asked, paper: Paper) -> str | None:
    title = f"“{paper.title.rstrip('.')}”"
    if STANDING in about.labels and _OF_SEVERAL.match(said):
        return None
    if about.labels == ("Authors", "Journal", "Year"):
        return f"Who wrote {title}, where and when?"
    return next((form.format(title) for label, form in _OF_PAPERS if label in about.labels), None)
