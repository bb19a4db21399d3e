"""What a conversation has come to, the last question with what was cited for it, and what the next one makes of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index import Index, Paper
from index.analysis import tokens
from qa.dialogue.telling import AUX, telling
from qa.kinds import Thing, things
from qa.question import MOST_CHARACTERS, parted
from qa.records import Answer

MOST_TOPIC = 160
"""Characters of a topic that is carried on."""

_OPENING = re.compile(
    rf"^(?:and |but |so )?(?:(?:how|why|when|where|whether)\s+(?:{AUX}\s+)?|(?:what|who|whom)\s+{AUX}\s+"
    r"(?:known about\s+)?|(?:what|who)\s+\w+(?:s|ed|wrote)\s+|(?:which|what)\s+|"
    rf"{AUX}\s+|(?:please\s+)?(?:tell me|explain|describe|summari[sz]e|show me)\s+(?:about\s+)?)",
    re.I,
)
_DO = re.compile(r"^(what (?:do|does|did) .{1,60}?) do\b", re.I)
"""The second one of "What do macrophages do when ...", which is no part of the topic."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a question of a conversation asks.

    question: the full question, to be searched and shown. focus: the words of it that are the asker's own now.
    papers: ids of cited papers that it hangs on. more: what was shown already is to be left out.
    """

    question: str
    focus: str
    papers: tuple[str, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """A question that was asked, whole, and what became of it.

    question: without the topic that was carried on to it. carried: that topic, or "". said: the quotes of its answer,
    or its text. cited: number -> paper. abstained: whether there was no answer.
    """

    question: str
    carried: str = ""
    said: tuple[str, ...] = ()
    cited: dict[int, Paper] = field(default_factory=dict)
    abstained: bool = False

    @property
    def whole(self) -> str:
        """The question with the topic that was carried on to it."""
        return with_topic(self.question, self.carried)

    @property
    def papers(self) -> tuple[str, ...]:
        """Ids of the papers that were cited, in order."""
        return tuple(dict.fromkeys(paper.id for paper in self.cited.values()))

    def topic(self, *, named: bool) -> str:
        """What the question was about, without its opening; where there was a topic before, that comes first.

        named: whether what was found in between has a name, so that the topic before is enough.
        """
        own = shortened(_OPENING.sub("", _DO.sub(r"\1", self.question)).rstrip("?!. "))
        first = self.carried.partition("; ")[0]
        if not first:
            return own
        return first if named or set(telling(own)) <= set(telling(first)) else f"{first}; {own}"


def last_turn(history: Sequence[Answer | Before]) -> Before | None:
    """The last turn of a conversation that asked about something; thanks and the like are passed over.

    A turn that found nothing still hangs on what was cited before it, when it carried that topic on.
    """
    last: Before | None = None
    for turn in history:
        now = turn if isinstance(turn, Before) else _turn(turn)
        if not telling(now.whole):
            continue
        if last and now.carried and not now.cited:
            now = Before(now.question, now.carried, now.said, last.cited, now.abstained)
        last = now
    return last


def from_texts(question: str, answer: str, index: Index) -> Before:
    """A turn of which only the texts are known: of the answer, the sentences that name what the library knows."""
    sentences = re.split(r"(?<=[.!?\]])\s+", answer[:MOST_CHARACTERS])
    known = [one for one in sentences if any(_is_known(thing, index) for thing in things(one))]
    return Before(*parted(question), said=tuple(known), abstained=not answer)


def with_topic(question: str, topic: str) -> str:
    """A question with a topic behind it in brackets."""
    return f"{question} ({topic})" if topic else question


def carried(said: str, topic: str, papers: tuple[str, ...]) -> Turn:
    """A question with the topic that it needs, unless it speaks of all of that itself."""
    own = said[:1].upper() + said[1:] if said.split(" ", 1)[0].rstrip("?,").isalpha() and said[:2].islower() else said
    own = own if own.endswith(("?", "？")) else f"{own.rstrip('.! ')}?"
    full = own if set(telling(topic)) <= set(telling(own)) else with_topic(own, topic)
    return Turn(full, own if telling(own) else full, papers)


def shortened(text: str) -> str:
    """At most `MOST_TOPIC` characters, whole words, no brackets.

    >>> shortened("exosomes (small EVs) in cancer")
    'exosomes small EVs in cancer'
    """
    text = re.sub(r"[()]+", "", " ".join(text.split()))
    return text if len(text) <= MOST_TOPIC else text[:MOST_TOPIC].rpartition(" ")[0] or text[:MOST_TOPIC]


def _turn(answer: Answer) -> Before:
    return Before(
        *parted((answer.rewritten or answer.question)[:MOST_CHARACTERS]),
        said=tuple(citation.quote[:MOST_CHARACTERS] for citation in answer.citations),
        cited={citation.number: citation.paper for citation in answer.citations},
        abstained=answer.abstained,
    )


def _is_known(thing: Thing, index: Index) -> bool:
    return any(map(index.lexical.frequency, tokens(thing.text)))
