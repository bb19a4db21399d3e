"""Lexical search, by tantivy. We analyse (`index.analysis`) and say what a word is worth; tantivy finds and counts.

A passage is worth the words of the question that stand in it, each as much as it is rare, however often it stands
there: in texts as short as these, BM25 rewards repetition too much, and a rare name too little.
"""

import math
import shutil
import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import tantivy

from index.analysis import long_words, query_terms, tokens
from index.records import Passage

Scores = dict[int, float]
Worth = Sequence[tantivy.Query]
StandIns = Sequence[tuple[tuple[str, ...], Sequence[tuple[str, ...]]]]

RARITY_POWER = 2
"""To which the inverse document frequency of a word is raised. Of 1 to 3 in halves, 2 and more are the best on BioASQ
7b-9b, by two points, and 1 on SciFact train, by half a point (python -m benchmarks.tune ranking)."""
BM25_SHARE = 0.15
"""Of BM25 in a score: it tells passages with the same words apart. BioASQ 7b-9b would have none of it, SciFact train
0.3 or more; this costs neither a point (python -m benchmarks.tune ranking)."""
_TYPICAL_BM25 = 1.1
"""BM25 of a word in a passage of usual length, beside its inverse document frequency."""
TITLE_WEIGHT = 0.5
"""Weight of a word found in the paper's title beside one found in the passage, in BM25."""
TEXT = "text"
"""Kind of the passages of text; records have none."""
STAND_IN_WEIGHT = 0.7
"""Worth of what stands for a term of the question beside the term itself. Of 0 to 0.9, 0.7 and 0.9 are the best on
those questions of BioASQ 7b-9b that have such a term, by half a point (python -m benchmarks.tune ranking)."""
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

    def rows(self) -> set[int]:
        """The row numbers of all passages in it."""
        hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, len(self)), count=False).hits
        return {int(row or 0) for row in self._searcher.fast_field_values("row", [address for _, address in hits])}

    def search(self, worth: Worth, k: int, among: Collection[int] | None = None) -> Scores:
        """The best k passages of text for what `worth` says of a question: row -> score, 0 to about 1, best first.

        among: rows that may be found; None means all.
        """
        return self._best(worth, k, self._rows(among))

    def scores(self, worth: Worth, rows: Collection[int]) -> Scores:
        """The scores of given passages, a few hundred at most; those that hold none of the words are left out."""
        # Looking for each row is, for so few, four times as fast as for the set of them.
        these = [tantivy.Query.term_query(self._index.schema, "row", row) for row in rows]
        return self._best(worth, len(these), _any(these))

    def search_records(self, terms: Iterable[str], k: int, among: Collection[int] | None = None) -> Scores:
        """BM25 scores of the best k "Article information" passages, those of references included, as `search`."""
        return self._best([self._term("record", term) for term in dict.fromkeys(terms)], k, self._rows(among))

    def worth(self, words: str, stand_ins: StandIns = ()) -> Worth:
        """What each token of a question adds to the score of a passage.

        stand_ins: for the tokens of a term of the question, those of others that mean it. A passage with all of one of
        these, and not the term itself, has `STAND_IN_WEIGHT` of the term's worth.
        """
        terms = query_terms(words)
        found = {term: self._rarity(term, *also) for term, also in terms.items()}
        rarity = {term: rare for term, rare in found.items() if rare}
        instead = {asked: self._instead(asked, others, rarity) for asked, others in stand_ins}
        whole = sum(rare**RARITY_POWER for rare in rarity.values()) + sum(
            most for asked, (_, most) in instead.items() if rarity.keys().isdisjoint(asked)
        )
        usual = _TYPICAL_BM25 * sum(rarity.values()) or 1.0
        worth, by_words = {}, []
        for term, rare in rarity.items():
            text, title = self._term("text", term), self._term("title", term)
            stands = self._stands(term, *terms[term])
            worth[term] = tantivy.Query.const_score_query(stands, (1 - BM25_SHARE) * rare**RARITY_POWER / whole)
            by_words += [
                tantivy.Query.boost_query(text, BM25_SHARE / usual),
                tantivy.Query.boost_query(title, BM25_SHARE / usual * TITLE_WEIGHT),
            ]
        for asked, (others, most) in instead.items():
            if others:
                themselves = [worth.pop(term) for term in asked if term in worth]
                share = (1 - BM25_SHARE) * STAND_IN_WEIGHT * most / whole
                others = [tantivy.Query.const_score_query(other, share) for other in others]
                worth[asked[0]] = tantivy.Query.disjunction_max_query([_any(themselves), *others])
        return [*worth.values(), *by_words]

    def _instead(
        self, asked: Sequence[str], others: Sequence[Sequence[str]], rarity: dict[str, float]
    ) -> tuple[list[tantivy.Query], float]:
        """Queries for what stands for a term, as far as any passage has it, and the worth of the term."""
        held = [[(token, self._rarity(token)) for token in other] for other in others]
        held = [other for other in held if other and all(rare for _, rare in other)]
        must = [[(tantivy.Occur.Must, self._stands(token)) for token, _ in other] for other in held]
        own = sum(rarity.get(term, 0.0) ** RARITY_POWER for term in asked)
        most = own or max((sum(rare**RARITY_POWER for _, rare in other) for other in held), default=0.0)
        return [tantivy.Query.boolean_query(one) for one in must], most

    def _stands(self, *tokens: str) -> tantivy.Query:
        """Any of some tokens, in the text of a passage or in its title."""
        return _any(self._term(field, token) for token in tokens for field in ("text", "title"))

    def _rarity(self, *tokens: str) -> float:
        """Inverse document frequency of the first of some tokens that stands in text or titles; 0 when none does."""
        size = int(self._searcher.doc_freq("kind", TEXT))
        for token in tokens:
            number = max(int(self._searcher.doc_freq(field, token)) for field in ("text", "title"))
            if number:
                # Removed passages are counted until tantivy merges them away.
                return math.log(1 + (max(0, size - number) + 0.5) / (number + 0.5))
        return 0.0

    def _rows(self, among: Collection[int] | None) -> tantivy.Query | None:
        return None if among is None else tantivy.Query.term_set_query(self._index.schema, "row", list(among))

    def _best(self, worth: Worth, k: int, allowed: tantivy.Query | None) -> Scores:
        if not worth or k < 1:
            return {}
        query = _any(worth)
        if allowed is not None:
            must = [query, tantivy.Query.const_score_query(allowed, 0.0)]
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in must])
        hits = self._searcher.search(query, limit=k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return {int(row or 0): float(score) for row, (score, _) in zip(rows, hits, strict=True)}

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
