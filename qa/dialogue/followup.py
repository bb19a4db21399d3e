"""A question of a conversation becomes a full question, by rules."""

import re
from collections.abc import Sequence

from index import Index
from index.chinese import in_english
from qa.dialogue.anaphora import Reference, reference
from qa.dialogue.cited import about_cited
from qa.dialogue.conversation import Before, Turn, carried, from_texts, last_turn, with_topic
from qa.dialogue.ellipsis import corrected, elliptic
from qa.dialogue.referents import meant
from qa.dialogue.telling import has_question, is_question, is_whole, telling
from qa.kinds import Thing, things
from qa.question import MOST_CHARACTERS
from qa.records import Answer

__all__ = ["Turn", "resolve"]

RECENT = 8
"""Turns that are looked back at."""
LONGEST = 300
"""Characters from which a question is taken to be complete."""

_OPENER = re.compile(
    r"^(?:(?:and|but|or|so|also)\s+(?=\w)"
    r"|(?:ok(?:ay)?|well|hm+|ah|oh|i see|right|great|thanks?(?: you)?|interesting|that['’]s interesting|good|nice|cool"
    r"|all ?right|got it|sure|yes|no|sorry|and|but|so|then|now)\s*[,.!;:–-]+\s+)+",
    re.I,
)
_IT = r"(?: (?:it|that|this|them|these|those))?"
_MORE = re.compile(
    rf"(?:please )?(?:(?:can|could|would) you (?:please )?)?(?:(?:tell|show|give) me more(?: (?:about|of){_IT})?"
    rf"|more(?: (?:about|on|of){_IT})?|more (?:details?|info(?:rmation)?|results|findings|papers|studies|evidence)"
    rf"|go on|continue|keep going|carry on|next|what else|anything (?:else|more)|is there more|(?:and )?then"
    rf"|(?:elaborate|expand)(?: on{_IT})?|explain{_IT}(?: (?:more|further|in more detail))?"
    rf"|what (?:else|more)(?: is known| do you know| can you (?:say|tell me))(?: about{_IT})?"
    rf"|(?:what|how) about{_IT})(?:,? please)?\W*",
    re.I,
)
_YES = re.compile(
    r"(?:yes|yeah|yep|yup|ok(?:ay)?|sure|please(?: do)?|of course|go ahead|gladly|do (?:so|that))"
    r"(?:,? (?:please|do|go ahead|of course))*\W*",
    re.I,
)
_CHINESE = (
    (
        re.compile(r"(?:请|請)?(?:继续|繼續|更多|再多说一些|还有吗|還有嗎|还有呢|還有呢|好|好的|是|是的|详细说说)\W*"),
        "more",
    ),
    (re.compile(r"(?:为什么|為什麼|为何|為何)(?:呢)?\W*"), "why?"),
    (re.compile(r"(?:如何|怎么|怎麼|怎样|怎樣)(?:呢)?\W*"), "how?"),
    (re.compile(r"(?:那|那么|那麼)?(?:在)?(.{1,40}?)(?:中)?呢\W*"), r"What about \1?"),
)
_CHINESE_IT = re.compile(r"(?:那|那么|那麼)?(?:它|他们|他們|这|這|那些|那个|那個|该|該)")
_ABOUT_HOW = re.compile(r"(?:what|how) about (\w+ .+?)[\s?.!]*$", re.I)
_AND = re.compile(r"(?:and|or|but)\s+(?!then\b)((?:[^\s?!.,]+\s*){1,6})\?$", re.I)
_MORE_ABOUT = re.compile(
    r"(?:please )?(?:(?:can|could) you )?(?:(?:tell|show) me )?more (?:about|on|of) (.+?)[\s?.!]*$", re.I
)
_NAMED_FIRST = re.compile(
    r"(?:so )?(?:it['’]?s |it is |that['’]?s )?(?P<name>[^\s,.!]+(?: [^\s,.!]+)?)(?P<ack>,? (?:ok(?:ay)?|right|great"
    r"|thanks|got it|i see|interesting))?[.!,;]+\s+(?P<rest>\S.*)$",
    re.I | re.S,
)


def resolve(question: str, history: Sequence[Answer | tuple[str, str]], index: Index) -> Turn:
    """The full question that a question is, after what was asked and answered before.

    A question that is complete by itself comes back as it is. What is missing is taken from the last question and its
    quotes: a part is put in place of one of its kind, a pronoun becomes the name that it stands for where that is
    clear, and the topic is carried on in brackets.

    history: oldest first; answers, or questions with the texts of their answers.

    >>> from index import open_index
    >>> earlier = [("How do M2 macrophages spread colorectal cancer?", "")]
    >>> resolve("And in glioma?", earlier, open_index()).question
    'How do M2 macrophages spread glioma?'
    >>> resolve("Which miRNA do they carry?", earlier, open_index()).question
    'Which miRNA do they carry? (M2 macrophages spread colorectal cancer)'
    >>> resolve("What is the capital of France?", earlier, open_index()).question
    'What is the capital of France?'
    """
    whole = Turn(question, question)
    if len(question) > LONGEST or not history:
        return whole
    turns: list[Answer | Before] = []
    for turn in history[-RECENT:]:
        if isinstance(turn, Answer):
            turns.append(turn)
        else:
            asked_then, answer = turn[0][:MOST_CHARACTERS], turn[1][:MOST_CHARACTERS]
            full = _resolve(asked_then, last_turn(turns)) if len(asked_then) <= LONGEST else None
            turns.append(from_texts(full.question if full else asked_then, answer, index))
    full = _resolve(question, last_turn(turns))
    return full if full and len(full.question) <= MOST_CHARACTERS else whole


def _resolve(question: str, last: Before | None) -> Turn | None:
    """The full question; None when it is one, or when nothing was asked before."""
    said = _plain(question)
    if last is None or not said:
        return None
    for step in (_more, about_cited, corrected, elliptic, _hanging):
        found = step(said, last)
        if found is not None:
            return found
    return None


def _plain(question: str) -> str:
    """The question on one line, Chinese turns of phrase in English, without "and", "ok," and the like before it."""
    said = " ".join(question.split())
    for chinese, english in _CHINESE:
        if not said.isascii() and (found := chinese.fullmatch(said)):
            said = in_english(found.expand(english))
    if (fragment := _AND.match(said)) and not has_question(fragment[1]):
        return f"What about {fragment[1]}?"
    rest = _OPENER.sub("", said)
    return rest if any(map(str.isalnum, rest)) else said


def _more(said: str, last: Before) -> Turn | None:
    if _MORE.fullmatch(said) or _YES.fullmatch(said):
        return Turn(last.whole, last.question, last.papers, more=not last.abstained)
    about = _MORE_ABOUT.match(said)
    own = set(telling(about[1])) if about else set()
    if about and own and own <= set(telling(" ".join((last.whole, *last.said)))):
        full = f"What is known about {about[1]}?"
        return Turn(with_topic(full, last.topic(named=False)), full, last.papers, more=not last.abstained)
    return None


def _hanging(said: str, last: Before) -> Turn | None:
    """A question that needs what was spoken of: by a pronoun and the like, or by saying nothing of a topic."""
    if _CHINESE_IT.match(said):
        return carried(said, last.topic(named=False), last.papers)
    if (how := _ABOUT_HOW.match(said)) and is_question(how[1]):
        said = f"{how[1]}?"
    said, name = _named_first(said, last)
    hung = reference(said)
    if hung is None and (is_whole(said) or not (is_question(said) or has_question(said))):
        return None
    thing = name or (meant("" if hung.text.lower() == "its" else hung.noun, last) if hung else None)
    named = _named(said, hung, thing) if hung and thing else said
    return carried(named, last.topic(named=named != said), last.papers)


def _named_first(said: str, last: Before) -> tuple[str, Thing | None]:
    """A question without the name that is taken from the last answer before it ("GPR143, ok. What ..."), and that."""
    first = _NAMED_FIRST.match(said)
    name = next(iter(things(first["name"])), None) if first else None
    if first and name and (first["ack"] or name.text in " ".join((last.whole, *last.said))):
        return first["rest"], name
    return said, None


def _named(said: str, hung: Reference, thing: Thing) -> str:
    """The question with a name for the pronoun that stands for it, where number and noun allow."""
    word = hung.text.lower()
    if word in {"it", "its"} or (word in {"that", "this"} and (hung.noun or not said[hung.end :].strip(" ?"))):
        of = "'s" if word == "its" else ""
        end = hung.end + 1 + len(hung.noun) if hung.noun and word != "its" else hung.end
        return f"{said[: hung.start]}{thing.text}{of}{said[end:]}"
    return said
