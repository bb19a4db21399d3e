"""Questions of which only a part is said ("And in glioma?", "I meant M2"): the last one, with that part put in."""

import re

from qa.dialogue.anaphora import reference
from qa.dialogue.conversation import Before, Turn, with_topic
from qa.dialogue.telling import has_question, telling
from qa.kinds import Thing, things

_ANY_CANCER = re.compile(r"(?:cancers?|tumou?rs?|malignanc(?:y|ies))$", re.I)
_BARE_PHENOTYPE = re.compile(r"M[12][abcd]?(?:-like)?$", re.I)
_EDGE = re.compile(
    r"^(?:(?:only|also|even|just|especially)\s+)?"
    r"(?:(?:in|for|from|of|by|with|within|on|at|to|against|among|via|through|inside)\s+)?(?:(?:the|an?)\s+)?",
    re.I,
)
_PREPOSITION = re.compile(
    r"^(?:(?:only|also|even|just|especially)\s+)?(?:in|for|from|of|by|with|within|on|at|to|against|among|via|through|after"
    r"|inside|before|since|until|under|during|without|compared (?:to|with)|versus|vs\.?|instead of|as)\b",
    re.I,
)
_ABOUT = re.compile(
    r"(?:what|how) (?:about|of)\s+(.+?)[\s?.!]*$|(?:the )?same (?:question )?(?:for|in)\s+(.+?)[\s?.!]*$", re.I
)
_IN = re.compile(
    r"(?:(?:only|also|especially|even|just)\s+)?(?:in|for|from|of|by|with|within|on|at|after|before|since|until|under"
    r"|during|among|without|via|through|against|as|compared (?:to|with)|versus|vs\.?|instead of)"
    r"\s+(?:[^\s,]+\s*){1,7}$",
    re.I,
)
_CORRECTED = re.compile(
    r"(?:(?:no|sorry)\W+)*(?:(?:i (?:mean|meant|was asking about|am asking about),?|(?:rather|actually),)"
    r"\s+(?P<new>.+?)"
    r"(?:,? (?:and )?(?:not|rather than|instead of) (?P<old>.+?))?|not (?P<wrong>.+?),? but (?P<right>.+?))"
    r"(?:,? instead)?[\s?.!]*$",
    re.I,
)
_SINCE = re.compile(r"(?:since|before|after|until|in|from) (?:19|20)\d\d$", re.I)
_OWN_TOPIC = re.compile(r"(?:the |an? )?(?:[\w-]+ ){1,2}(?:of|in|for) ", re.I)
_PREPOSITION_BEFORE = re.compile(r"\b(?:in|for|from|of|by|with|on|to|against|among|via|through)\s(?:the\s)?$", re.I)
_COMPARED = re.compile(r"(?:compared|versus|vs|instead|without|before|after)\b", re.I)

_MOLECULES = ("name", "RNA", "drug")
"""Kinds that are asked about alike: after a microRNA, a protein."""

MOST_WORDS = 8
"""Words of a correction."""
MOST_UNASKED = 4
"""Words of "in mice" and the like without a question mark; what is longer may be a title."""
MOST_OWN = 3
"""Telling words of "what about ...": what has more opens a new topic, unless it names something of the same kind."""


def elliptic(said: str, last: Before) -> Turn | None:
    """The last question with a part of it replaced, or with something behind it."""
    about = _ABOUT.match(said)
    phrase = (about[1] or about[2]) if about else said.rstrip("?!. ")
    if has_question(phrase) or reference(phrase):
        return None
    asks = said.endswith(("?", "？"))
    is_part = bool(about or (_IN.match(phrase) and (asks or len(phrase.split()) <= MOST_UNASKED)))
    if is_part and telling(phrase) and set(telling(phrase)) <= set(telling(last.question)):
        return Turn(last.whole, last.whole)
    if full := put_in(phrase, last.whole):
        return Turn(full, full) if is_part or (asks and is_thing(phrase)) else None
    own = len(telling(phrase))
    if not is_part or own > MOST_OWN or (own > 1 and about and _OWN_TOPIC.match(phrase)):
        return None
    full = with_topic(put_behind(phrase, last.question), last.carried)
    # What has no counterpart is what the answer must speak of, unless it only says in whom or since when.
    named = things(phrase)
    only_where = all(one.kind == "species" for one in named) if named else _SINCE.match(phrase) or not own
    return Turn(full, full if only_where else phrase)


def corrected(said: str, last: Before) -> Turn | None:
    """The last question with what was meant in place of what was understood."""
    found = _CORRECTED.match(said)
    new = found and (found["new"] or found["right"])
    if not found or not new or has_question(new) or len(new.split()) > MOST_WORDS:
        return None
    old = found["old"] or found["wrong"]
    full = replaced(old, new, last.whole) if old else last.whole
    if full == last.whole and found["wrong"]:
        return None
    if full == last.whole:
        full = put_in(new, last.whole) or with_topic(put_behind(new, last.question), last.carried)
    return Turn(full, full)


def put_in(phrase: str, question: str) -> str | None:
    """The question about what a phrase names, in place of what it names of the same kind; None when none is clear.

    >>> put_in("in pancreatic ductal adenocarcinoma", "How do exosomes prepare the liver for colorectal cancer?")
    'How do exosomes prepare the liver for pancreatic ductal adenocarcinoma?'
    >>> put_in("HMGB1", "How does miR-934 polarize macrophages?")
    'How does HMGB1 polarize macrophages?'
    >>> put_in("M1", "What do M2 macrophages secrete?"), put_in("side effects", "What do M2 macrophages secrete?")
    ('What do M1 macrophages secrete?', None)
    """
    if _COMPARED.match(phrase):
        return None
    news = things(phrase)
    full, left = question, []
    for new in news:
        old = _counterpart(new, full)
        if old is None:
            left.append(new)
            continue
        said = new.text
        if len(news) == 1 and set(telling(phrase)) - set(telling(question)) - set(telling(said)):
            said = _EDGE.sub("", phrase)
        if _BARE_PHENOTYPE.match(said) and old.endswith("macrophages"):
            said += " macrophages"
        full = replaced(old, said, full)
    if len(left) == len(news):
        return None
    for new in (one for one in left if one.text.lower() not in full.lower()):
        before = _PREPOSITION_BEFORE.search(phrase[: new.start])
        full = put_behind(f"{before[0] if before else 'in '}{new.text}", full)
    return full


def is_thing(phrase: str) -> bool:
    """Whether a phrase is the name of one thing.

    >>> is_thing("the lung"), is_thing("glioma"), is_thing("glioma treatment")
    (True, True, False)
    """
    bare = _EDGE.sub("", phrase)
    return any(one.text == bare for one in things(bare))


def put_behind(phrase: str, question: str) -> str:
    """The question with a phrase behind it.

    >>> put_behind("in mice", "Do exosomes heal?"), put_behind("hypoxia", "Do exosomes heal?")
    ('Do exosomes heal in mice?', 'Do exosomes heal, with regard to hypoxia?')
    """
    joined = " " if _PREPOSITION.match(phrase) else ", with regard to "
    return f"{question.rstrip('?!. ')}{joined}{phrase}?"


def replaced(old: str, new: str, question: str) -> str:
    """The question with one phrase for another wherever it stands as whole words, in either case.

    >>> replaced("m1", "M2", "What do M1 cells do?")
    'What do M2 cells do?'
    """
    return re.sub(rf"(?<![\w-]){re.escape(old)}(?!\w)", lambda _: new, question, flags=re.I)


def _counterpart(new: Thing, question: str) -> str | None:
    """What the question names of the kind, when it is one only, or the only one with the same head."""
    olds = dict.fromkeys(one.text for one in things(question) if one.kind == new.kind)
    if new.text in olds:
        return None
    if not olds and new.kind in _MOLECULES:
        olds = dict.fromkeys(one.text for one in things(question) if one.kind in _MOLECULES)
    if len(olds) > 1:
        # Beside "breast cancer", "cancer" is no other one.
        olds = {one: None for one in olds if not _ANY_CANCER.fullmatch(one)} or olds
    if len(olds) > 1:
        olds = {one: None for one in olds if _head(one) == _head(new.text)}
    return next(iter(olds)) if len(olds) == 1 else None


def _head(text: str) -> str:
    return "macrophage" if _BARE_PHENOTYPE.match(text) else text.split()[-1].lower().rstrip("s")
