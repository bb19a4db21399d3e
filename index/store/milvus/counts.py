"""What some passages add to the statistics of a library."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.analysis import long_words, tokens
from index.lexical import record_values
from index.records import Passage
from index.store.milvus.spelling import fitting_words

FIELDS = ("text", "title", "record")


@dataclass(slots=True)
class Counts:
    """What some passages add to the statistics of a library. Can be sent to another process."""

    passages: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FIELDS})
    long_words: "Counter[str]" = field(default_factory=Counter)
    totals: "Counter[str]" = field(default_factory=Counter)

    def add_text(self, text: str, title: str) -> tuple[list[str], list[str]]:
        """Count a passage of text; returns its tokens and those of its title."""
        in_text, in_title = fitting_words(tokens(text)), fitting_words(tokens(title))
        self.totals["texts"] += 1
        self._add("text", in_text)
        self._add("title", in_title)
        self.long_words.update(set(long_words(text)))
        return in_text, in_title

    def add_record(self, text: str) -> list[str]:
        """Count a passage of "Article information"; returns its tokens."""
        values = record_values(text)
        in_record = fitting_words(tokens(values))
        self.totals["records"] += 1
        self._add("record", in_record)
        self.long_words.update(set(long_words(values)))
        return in_record

    @classmethod
    def of(cls, passages: Iterable[Passage]) -> "Counts":
        """What some passages add."""
        counts = cls()
        for passage in passages:
            if passage.is_record:
                counts.add_record(passage.text)
            else:
                counts.add_text(passage.text, passage.paper.title)
        return counts

    def _add(self, name: str, found: list[str]) -> None:
        self.passages[name].update(set(found))
        self.totals[name] += len(found)
