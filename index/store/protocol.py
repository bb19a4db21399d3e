"""What a store is: where the vectors and the words of passages are, while a generation is made and when it is read."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from index.ahead import Progress
from index.among import Among, Rows
from index.catalog import Catalog
from index.embed import Vectors
from index.records import Passage
from index.settling import Changes
from index.worth import Scores, StandIns, Worth


class VectorStore(Protocol):
    """The unit vectors of the passages of text, under their row numbers. Safe to share between threads."""

    def nearest(self, vector: Vectors, k: int, among: Among | None = None) -> list[int]:
        """Rows of about the k vectors nearest to a unit vector of shape (dimension,), best first.

        among: passages that may be found, whether or not they have a vector; None means all.
        """
        ...

    def vectors(self, rows: Collection[int]) -> Vectors:
        """The vectors of given rows, shape (len(rows), dimension); each must have one."""
        ...

    def rows(self) -> Rows:
        """The row numbers that have a vector."""
        ...

    def __len__(self) -> int:
        """Number of vectors."""
        ...


class WordStore(Protocol):
    """The words of all passages, under their row numbers. Safe to share between threads."""

    def worth(self, words: str, stand_ins: StandIns = ()) -> Worth:
        """What each token of a question adds to the score of a passage (`index.worth.worth_of`)."""
        ...

    def search(self, worth: Worth, k: int, among: Among | None = None) -> Scores:
        """The best k passages of text for what `worth` says of a question: row -> score, 0 to about 1, best first.

        among: passages that may be found; None means all.
        """
        ...

    def scores(self, worth: Worth, rows: Collection[int]) -> Scores:
        """The scores of given passages, a few hundred at most; those that hold none of the words are left out."""
        ...

    def search_records(self, terms: Iterable[str], k: int, among: Among | None = None) -> Scores:
        """BM25 scores of the best k "Article information" passages, those of references included, as `search`."""
        ...

    def frequency(self, term: str) -> int:
        """Number of passages, of text and of records, in which a token stands."""
        ...

    def is_of_records(self, term: str) -> bool:
        """Whether a token stands in records, and in no fewer of them than in passages of text: a name, not a word."""
        ...

    def words_from(self, beginning: str) -> dict[str, int]:
        """The long words (`index.analysis.long_words`) that begin so -> number of passages, of any kind, with it."""
        ...

    def has_similar_word(self, word: str, edits: int) -> bool:
        """Whether any passage may hold a long word at most so many edits (1 or 2) away: else none need be listed."""
        ...

    def rows(self) -> Rows:
        """The row numbers of all passages in it."""
        ...

    def __len__(self) -> int:
        """Number of passages."""
        ...


class Draft(Protocol):
    """The vectors and words of a generation while it is made.

    The methods are called in this order, each but `add` once.
    What is there of the generation that it goes on from stays as it is for its readers until `settled`.
    """

    def add(self, rows: Rows, vectors: Vectors, passages: Sequence[Passage]) -> None:
        """Take n new passages of text, with unit vectors of shape (n, dimension). Called from a thread of its own."""
        ...

    def write_words(self, catalog: Catalog, changes: Changes, tell: Progress) -> None:
        """Take the words of what is new. Meanwhile `add` may still be called.

        catalog: the new one, finished. changes: from the generation that this one goes on from.
        """
        ...

    def write_vectors(self, catalog: Catalog, changes: Changes, embedded: int) -> None:
        """Finish what was added, so many passages, less what is gone."""
        ...

    def disagreements(self, catalog: Catalog) -> list[str]:
        """Where catalogue, vectors and words do not speak of the same passages, one line each."""
        ...

    def settled(self) -> None:
        """The draft is in force: let go of what only generations had that are gone. Never raises."""
        ...

    def close(self) -> None:
        """Let go of what the draft holds open, in force or not."""
        ...
