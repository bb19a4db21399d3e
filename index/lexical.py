"""Lexical search, by tantivy.

We analyse (`index.analysis`) and say what a word is worth (`index.worth`); tantivy finds and counts.
"""

import math
import shutil
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tantivy

from index.among import Among, Rows
from index.analysis import long_words, tokens
from index.records import Passage
from index.worth import TITLE_WEIGHT, Choice, Points, Scores, StandIns, Worth, worth_of

TEXT = "text"
"""Kind of the passages of text; records have none."""
_SPARE = 1.5
"""Of passages that should fit a filter, times those that are wanted."""
_WIDER = 4
"""Times as many that are looked at when too few of them fitted."""
_HITS_A_ROW = 8
"""Passages found that are passed over in the time that looking for one row of a filter takes."""
_HEAP_BYTES = 64_000_000
_ANALYSER = "spaces"


def write_lexical(folder: Path, passages: Iterable[tuple[int, Passage]], gone: Collection[int] = ()) -> None:
    """Add (row, passage) to the lexical index in a folder, made if it is empty, and remove the rows that are gone.

    Files that are there are never changed in place, so they may be linked from elsewhere; all are final when this
    returns. Raises OSError when they cannot be written.
    """
    try:
        index = tantivy.Index(_schema(), path=str(folder))
        _register(index)
        # One thread: the order of documents, and so the order of equals, is then that of the passages.
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        if gone:
            writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, "row", list(gone)))
        for row, passage in passages:
            writer.add_document(_document(row, passage))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:
        raise OSError(f"lexical index: {error}") from error


def _document(row: int, passage: Passage) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("row", row)
    text = record_values(passage.text) if passage.is_record else passage.text
    document.add_text("record" if passage.is_record else "text", " ".join(tokens(text)))
    document.add_text("words", " ".join(dict.fromkeys(long_words(text))))
    if not passage.is_record:
        document.add_text("kind", TEXT)
        document.add_text("title", " ".join(tokens(passage.paper.title)))
    return document


def record_values(text: str) -> str:
    """Give "Article information" without its labels, which are the same in every record and so tell none apart.

    >>> record_values("Title: A title\\nYear: 2023")
    'A title\\n2023'
    """
    return "\n".join(line.partition(": ")[2] for line in text.split("\n"))


class Lexical:
    """An opened lexical index. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        try:
            self._open(folder)
        except ValueError as error:
            if "ockfile" not in str(error):
                raise
            # tantivy reads only where it may write a lock; where it may not, it reads a copy.
            self._copy = tempfile.TemporaryDirectory(prefix="vesicle-", ignore_cleanup_errors=True)
            self._open(Path(shutil.copytree(folder, self._copy.name, dirs_exist_ok=True)))

    def _open(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        _register(self._index)
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    def rows(self) -> Rows:
        """The row numbers of all passages in it."""
        hits = self._searcher.search(
            tantivy.Query.all_query(), limit=max(1, len(self)), count=False, order_by_field="row"
        ).hits
        return np.fromiter((row for row, _ in hits), dtype=np.int64, count=len(hits))

    def search(self, worth: Worth, k: int, among: Among | None = None) -> Scores:
        """The best k passages of text for what `worth` says of a question: row -> score, 0 to about 1, best first.

        among: passages that may be found; None means all.
        """
        return self._best(_any(self._queries(worth)), k, among)

    def scores(self, worth: Worth, rows: Collection[int]) -> Scores:
        """The scores of given passages, a few hundred at most; those that hold none of the words are left out."""
        # Looking for each row is, for so few, four times as fast as for the set of them.
        these = [tantivy.Query.term_query(self._index.schema, "row", row) for row in rows]
        return _scores(*self._hits(_within(_any(self._queries(worth)), _any(these)), len(these)))

    def search_records(self, terms: Iterable[str], k: int, among: Among | None = None) -> Scores:
        """BM25 scores of the best k "Article information" passages, those of references included, as `search`."""
        return self._best(_any(self._term("record", term) for term in dict.fromkeys(terms)), k, among)

    def worth(self, words: str, stand_ins: StandIns = ()) -> Worth:
        """What each token of a question adds to the score of a passage (`index.worth.worth_of`)."""
        return worth_of(words, stand_ins, self.rarity)

    def rarity(self, *tokens: str) -> float:
        """Inverse document frequency of the first of some tokens that stands in text or titles; 0 when none does."""
        size = int(self._searcher.doc_freq("kind", TEXT))
        for token in tokens:
            number = max(int(self._searcher.doc_freq(field, token)) for field in ("text", "title"))
            if number:
                # Removed passages are counted until tantivy merges them away.
                return math.log(1 + (max(0, size - number) + 0.5) / (number + 0.5))
        return 0.0

    def _queries(self, worth: Worth) -> list[tantivy.Query]:
        """What gives a passage its points."""
        queries = [self._part(part) for part in worth.parts]
        for token, share in worth.bm25:
            text, title = self._term("text", token), self._term("title", token)
            queries.append(tantivy.Query.boost_query(text, share))
            queries.append(tantivy.Query.boost_query(title, share * TITLE_WEIGHT))
        return queries

    def _part(self, part: Points | Choice) -> tantivy.Query:
        if isinstance(part, Points):
            return tantivy.Query.const_score_query(self._stands(*part.tokens), part.points)
        others = [
            tantivy.Query.boolean_query([(tantivy.Occur.Must, self._stands(token)) for token in other])
            for other in part.others
        ]
        held = [tantivy.Query.const_score_query(other, part.points) for other in others]
        return tantivy.Query.disjunction_max_query([_any(map(self._part, part.term)), *held])

    def _stands(self, *tokens: str) -> tantivy.Query:
        """Any of some tokens, in the text of a passage or in its title."""
        return _any(self._term(field, token) for token in tokens for field in ("text", "title"))

    def _best(self, query: tantivy.Query, k: int, among: Among | None) -> Scores:
        if among is None:
            return _scores(*self._hits(query, k))
        limit = math.ceil(_SPARE * k * len(self) / max(1, len(among.rows)))
        while limit <= _HITS_A_ROW * len(among.rows):
            rows, scores = self._hits(query, limit)
            fit = np.flatnonzero(among.holds(rows))[:k]
            if len(fit) == k or len(rows) < limit:
                return _scores(rows[fit], scores[fit])
            limit *= _WIDER
        allowed = tantivy.Query.term_set_query(self._index.schema, "row", among.rows.tolist())
        return _scores(*self._hits(_within(query, allowed), k))

    def _hits(self, query: tantivy.Query, k: int) -> tuple[Rows, npt.NDArray[np.float64]]:
        """Rows and scores of the best k passages, best first."""
        hits = self._searcher.search(query, limit=k, count=False).hits if k > 0 else []
        found = self._searcher.fast_field_values("row", [address for _, address in hits])
        rows = np.fromiter((row or 0 for row in found), dtype=np.int64, count=len(hits))
        return rows, np.fromiter((score for score, _ in hits), dtype=np.float64, count=len(hits))

    def frequency(self, term: str) -> int:
        """Number of passages, of text and of records, in which a token stands."""
        return sum(int(self._searcher.doc_freq(field, term)) for field in ("text", "record"))

    def is_of_records(self, term: str) -> bool:
        """Whether a token stands in records, and in no fewer of them than in passages of text: a name, not a word."""
        in_records, in_text = (int(self._searcher.doc_freq(field, term)) for field in ("record", "text"))
        return in_records > 0 and in_records >= in_text

    def words_from(self, beginning: str) -> dict[str, int]:
        """The long words (`index.analysis.long_words`) that begin so -> number of passages, of any kind, with it."""
        return dict(self._searcher.terms_with_prefix("words", beginning))

    def has_similar_word(self, word: str, edits: int) -> bool:
        """Whether any passage holds a long word at most so many edits (1 or 2) away: no reason to list them if not."""
        query = tantivy.Query.fuzzy_term_query(self._index.schema, "words", word, distance=edits)
        return bool(self._searcher.search(query, limit=1, count=False).hits)

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, field, term, index_option="freq")


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _within(query: tantivy.Query, allowed: tantivy.Query) -> tantivy.Query:
    must = [query, tantivy.Query.const_score_query(allowed, 0.0)]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in must])


def _scores(rows: Rows, scores: npt.NDArray[np.float64]) -> Scores:
    return dict(zip(rows.tolist(), scores.tolist(), strict=True))


def _schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("row", indexed=True, fast=True)
    schema.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    schema.add_text_field("record", tokenizer_name=_ANALYSER, index_option="freq")
    schema.add_text_field("text", tokenizer_name=_ANALYSER, index_option="freq")
    schema.add_text_field("title", tokenizer_name=_ANALYSER, index_option="freq")
    schema.add_text_field("words", tokenizer_name=_ANALYSER, index_option="basic")
    return schema.build()


def _register(index: tantivy.Index) -> None:
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYSER, spaces)
