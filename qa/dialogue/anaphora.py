"""Words of a question that stand for something said before it: pronouns, "that protein", "which one"."""

import re
from dataclasses import dataclass

from index.analysis import STOP_WORDS, tokens
from qa.dialogue.telling import AUX

_PREPOSITION = (
    r"(?:about|against|among|after|as|at|because of|before|besides|between|by|during|for|from|in|into|of|on|onto|than"
    r"|through|to|towards?|under|via|with|within|without|like|inside|upon|over)"
)
_PRONOUN = r"(?:it|its|they|them|their|theirs)"
_ADJECTIVE = r"(?:(?:also|already|generally|widely|really|not|still|yet|well|now|more|so|very|too|often|been) )*\w+"
_NO_PRONOUN = re.compile(
    # "Is it true that ...", "it is known that ...", "it has been shown", "how long does it take to"
    rf"\b{AUX} it (?:{AUX} )?(?:be |been )?{_ADJECTIVE} (?:that|to|whether|if|for|how|why|which|what|when)\b"
    rf"|\bit (?:{AUX}|['’]s) (?:be |been )?{_ADJECTIVE} (?:that|to|whether|if|for|how|why|which|what|when)\b"
    r"|\b(?:is|was) it (?:that|about)\b|\bit (?:turns out|seems|appears|follows|takes|matters)\b"
    r"|\bdoes it (?:take|matter|mean|make sense)\b.{0,80}\b(?:to|for|if|whether|that|which|until)\b"
    r"|\bma[dk]es? it \w+ (?:to|for|that)\b|\bfinds? it \w+ to\b|\bwhat time is it\b|\bis it going to\b",
    re.I,
)
_NO_DEMONSTRATIVE = re.compile(
    r"\b(?:those|these|that|such) (?:who|whom|whose|which|that|with|without|of|from|in|as|an?)\b"
    r"|\b(?:these|those) (?:[\w-]+ ){1,3}(?:who|whom|whose|which|that)\b"
    r"|\b(?:these days|this (?:year|month|week|century|decade|library|index|app|tool|page|time|way))\b",
    re.I,
)
_DEMONSTRATIVE = re.compile(
    rf"\b(?:{AUX}|{_PREPOSITION}|and|but|why|how|when|where)\s(that|this|these|those)\b"
    r"|(?:^|[.,;]\s)(that|this|these|those)\b"
    r"|\b(this|these|those)\s(?=[a-z])"
    r"|\b(such)\s(?=[a-z-]+s\b)"
    rf"|\b(that)\s?[?.!]?$|\b(the (?:same|former|latter|others?|other (?:one|ones|two))"
    r"|which ones?(?! (?:of|is the|was the|are the|were the)\b)|both of)\b",
    re.I,
)
_ANY_PRONOUN = re.compile(rf"\b{_PRONOUN}\b", re.I)
_CLAUSE = re.compile(
    r"\b(?:and|or|but|when|while|if|after|before|once|because(?! of)|since|although|though|that|which|who|whose|where"
    r"|so|until|unless|whether|than|to (?!it\b|them\b|this\b|that\b|these\b|those\b)"
    r"|(?:by|for|upon|without|from) \w+ing)\b"
    r"|[,;:.?!–—]\s|\s-\s",
    re.I,
)
_LEADING = re.compile(
    r"^(?:when|while|if|once|after|before|because|since|although|though|as|in|by|to|with|from|on|for)\b[^,]*,", re.I
)
_COORDINATED = re.compile(r"[\w-]+ and [\w-]+", re.I)
_PLURAL = re.compile(r"(?:[^siu']s|people|mice|women|men|data|bacteria|children|nuclei)$", re.I)
_WORD = re.compile(r"[^\W_][\w'’/+-]*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A word of a question that stands for something said before. start, end: where; noun: behind it, or ""."""

    start: int
    end: int
    text: str
    noun: str


def reference(question: str) -> Reference | None:
    """The first word of a question that can only stand for something outside of it, "which one" last, or None.

    A pronoun whose noun stands in the question itself, in an earlier clause and in the same number, hangs on nothing;
    nor does "it" before "that" and the like, or a "that" that only joins.

    >>> [found and found.text for found in map(reference, ("Which integrin do those carry?", "What is bound by it?"))]
    ['those', 'it']
    >>> [reference(one) for one in ("Is it true that exosomes heal?", "Do macrophages change once they eat them?")]
    [None, None]
    """
    idle = [match.span() for match in (*_NO_PRONOUN.finditer(question), *_NO_DEMONSTRATIVE.finditer(question))]
    spans = [match.span() for match in _ANY_PRONOUN.finditer(question)]
    spans += [match.span(match.lastindex or 0) for match in _DEMONSTRATIVE.finditer(question)]
    for start, end in sorted(spans, key=lambda span: (question[span[0] : span[1]].lower().startswith("which"), span)):
        said = question[start:end]
        if any(first <= start < last for first, last in idle) or _is_answered_within(question, start, said.lower()):
            continue
        behind = re.match(r"\s+([^\W\d_][\w-]*)", question[end:])
        takes_noun = said.lower() in {"that", "this", "these", "those", "such", "the same", "its", "their"}
        noun = behind[1] if behind and takes_noun and behind[1].lower() not in STOP_WORDS else ""
        return Reference(start, end, said, noun)
    return None


def _is_answered_within(question: str, at: int, said: str) -> bool:
    """Whether the question itself has, in another clause, what a pronoun at a place stands for."""
    plural = said in {"they", "them", "their", "theirs", "these", "those", "such", "both of"}
    before = question[:at]
    borders = [match.start() for match in _CLAUSE.finditer(before)]
    if said == "they" and before.split()[-1:] and before.split()[-1].lower() not in STOP_WORDS:
        # "the way they release vesicles": what directly follows a noun is a clause of its own.
        borders.append(len(before))
    same_clause = said in {"its", "their", "theirs"}
    if (borders or same_clause) and _has_noun(before if same_clause else before[: borders[-1]], plural):
        return True
    leading = _LEADING.match(question)
    return bool(leading and at < leading.end() and said in {"it", "they", "its", "their"}) and _has_noun(
        question[leading.end() if leading else 0 :], plural
    )


def _has_noun(text: str, plural: bool) -> bool:
    words = [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS and tokens(word)]
    if plural:
        return any(map(_PLURAL.search, words)) or any(
            not {*map(str.lower, match[0].split(" and "))} & STOP_WORDS for match in _COORDINATED.finditer(text)
        )
    return any(not _PLURAL.search(word) and not word.isdigit() for word in words)
