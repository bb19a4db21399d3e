"""BM25 over passages, by tantivy. We analyse (`index.analysis`); tantivy splits at spaces and scores."""

import shutil
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy

from index.analysis import tokens
from index.records import Passage

Scores = dict[int, float]

TEXT, RECORD, REFERENCE = "text", "record", "reference"
"""Lanes: what papers say, what is said of papers, and what is said of papers known only from reference lists."""

TITLE_WEIGHT = 0.5
"""Weight of a word found in the paper's title beside one found in the passage."""
_HEAP_BYTES = 64_000_000
_ANALYSER = "spaces"


def lane(passage: Passage) -> str:
    """The lane in which a passage is searched."""
    if not passage.is_record:
        return TEXT
    return REFERENCE if passage.paper.is_reference else RECORD


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
    document.add_text("lane", lane(passage))
    text = record_values(passage.text) if passage.is_record else passage.text
    document.add_text("text", " ".join(tokens(text)))
    if not passage.is_record:
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

    def search(
        self, terms: Iterable[str], k: int, lanes: Iterable[str] = (TEXT,), among: Collection[int] | None = None
    ) -> Scores:
        """BM25 scores of the best k passages for tokens of `index.analysis.tokens`: row -> score, best first.

        among: rows that may be found; None means all.
        """
        allowed = [tantivy.Query.term_set_query(self._index.schema, "lane", list(lanes))]
        if among is not None:
            allowed.append(tantivy.Query.term_set_query(self._index.schema, "row", list(among)))
        return self._search(terms, k, allowed)

    def scores(self, terms: Iterable[str], rows: Collection[int]) -> Scores:
        """BM25 scores of given passages; those that hold none of the tokens are left out."""
        if not rows:
            return {}
        return self._search(terms, len(rows), [tantivy.Query.term_set_query(self._index.schema, "row", list(rows))])

    def _search(self, terms: Iterable[str], k: int, allowed: Iterable[tantivy.Query]) -> Scores:
        wanted = []
        for term in dict.fromkeys(terms):
            title = tantivy.Query.boost_query(self._term("title", term), TITLE_WEIGHT)
            wanted += [(tantivy.Occur.Should, self._term("text", term)), (tantivy.Occur.Should, title)]
        if not wanted:
            return {}
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.boolean_query(wanted)),
                *((tantivy.Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in allowed),
            ]
        )
        hits = self._searcher.search(query, limit=k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return {int(row or 0): float(score) for row, (score, _) in zip(rows, hits, strict=True)}

    def frequency(self, term: str) -> int:
        """Number of passages, of any lane, in whose text a token stands."""
        return int(self._searcher.doc_freq("text", term))

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, field, term, index_option="freq")


def _schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("row", indexed=True, fast=True)
    schema.add_text_field("lane", tokenizer_name="raw", index_option="basic")
    schema.add_text_field("text", tokenizer_name=_ANALYSER, index_option="freq")
    schema.add_text_field("title", tokenizer_name=_ANALYSER, index_option="freq")
    return schema.build()


def _register(index: tantivy.Index) -> None:
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYSER, spaces)
