"""A collection of passages in Milvus: what it is made of, and what is asked of it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from index.among import Rows
from index.embed import Identity, Vectors
from index.errors import EmbedderMismatch, IndexDamaged
from index.manifest import rebuild
from index.store.batches import batches
from index.store.milvus.expression import MOST_FACETS, rows_in
from index.store.milvus.scoring import K1, B
from index.store.milvus.server import CollectionGone, CollectionNotLoaded, Server
from index.store.milvus.spelling import LONGEST

VECTOR, WORDS = "vector", "bm25"
"""Fields that are searched: the vector of a passage, and what Milvus makes of its words."""
_EMBEDDER = "vesicle.embedder"
"""Property of a collection with the fingerprint of the embedder that made its vectors."""
_SETTLED_SECONDS = 60.0
"""For so long after a collection was opened its reader waits for all that was written before; Milvus lets it lag
behind by some seconds otherwise."""
MOST_FOUND = 16_384
"""Most rows that one search gives."""
MOST_AT_ONCE = 5_000
"""Most rows that are asked for, or removed, together."""

Entity = dict[str, Any]
"""A row as Milvus has it."""


@dataclass
class Collection:
    """A collection of a generation. Safe to share between threads.

    root: the folder of the index. identity: the embedder that made its vectors. texts: whether it has vectors.
    patient: whether to wait for a Milvus that is away as a writer does, not as a question.
    """

    server: Server
    name: str
    root: Path
    identity: Identity
    texts: bool
    patient: bool = False
    _opened: float = field(default_factory=time.monotonic)
    _checked: bool = False

    @property
    def fields(self) -> list[str]:
        """All that a row has, but what Milvus makes itself."""
        return ["row", "born", "paper", "year", "facets", "words", *([VECTOR] if self.texts else [])]

    def create(self) -> None:
        """Make the collection, and have it searched as it is filled."""
        from pymilvus import DataType, Function, FunctionType, MilvusClient

        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        index = MilvusClient.prepare_index_params()
        schema.add_field("row", DataType.INT64, is_primary=True)
        for name in ("born", "paper", "year"):
            schema.add_field(name, DataType.INT64)
            index.add_index(name, index_type="INVERTED")
        schema.add_field("facets", DataType.ARRAY, element_type=DataType.INT64, max_capacity=MOST_FACETS)
        schema.add_field(
            "words",
            DataType.VARCHAR,
            max_length=LONGEST,
            enable_analyzer=True,
            analyzer_params={"tokenizer": "standard"},
        )
        schema.add_field(WORDS, DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(
            Function(
                name=WORDS,
                function_type=FunctionType.BM25,
                input_field_names=["words"],
                output_field_names=[WORDS],
            )
        )
        parameters = {"bm25_k1": K1, "bm25_b": B}
        index.add_index(WORDS, index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=parameters)
        if self.texts:
            schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=self.identity.dimension)
            index.add_index(VECTOR, index_type="AUTOINDEX", metric_type="IP")
        properties = {_EMBEDDER: self.identity.fingerprint}
        self._ask("create_collection", collection_name=self.name, schema=schema, properties=properties)
        # Nothing is in it yet that an index of it would have to be waited for.
        self._ask("create_index", collection_name=self.name, index_params=index, sync=False)
        self._ask("load_collection", collection_name=self.name)
        self._checked = True

    def search(self, over: str, wanted: Vectors | str, k: int, among: str, fields: Sequence[str]) -> list[Entity]:
        """The best k rows, best first, with some of their fields. Raises as `check`.

        over: the field that is searched, `VECTOR` or `WORDS`. wanted: a vector of shape (dimension,), or words.
        among: an expression for those that may be found, "" for all.
        """
        if k < 1 or not len(wanted):
            return []
        limit, wished = min(k, MOST_FOUND), ["row", *fields]
        found = self._read("search", data=[wanted], anns_field=over, limit=limit, filter=among, output_fields=wished)
        return [{**hit["entity"], "row": hit["row"]} for hit in found[0]]

    def query(self, rows: Sequence[int], fields: Sequence[str]) -> dict[int, Entity]:
        """Those of some rows that are there, with some of their fields."""
        found: dict[int, Entity] = {}
        for some in batches(rows, MOST_AT_ONCE):
            entities = self._read("query", filter=rows_in(some), output_fields=["row", *fields])
            found |= {entity["row"]: entity for entity in entities}
        return found

    def rows(self, born: int) -> Rows:
        """All rows that are there, as of a generation."""
        options = {"filter": f"born <= {born}", "output_fields": ["row"], "consistency_level": "Strong"}
        found = self._loaded(self.server.iterate, "query_iterator", {**options, "batch_size": MOST_AT_ONCE})
        return np.array(sorted(entity["row"] for entity in found), dtype=np.int64)

    def count(self) -> int:
        """Number of rows."""
        counted = self._read("query", filter="", output_fields=["count(*)"])
        return int(counted[0]["count(*)"])

    def upsert(self, entities: list[Entity]) -> None:
        """Write rows, in place of those of their numbers."""
        if entities:
            self._write("upsert", data=entities)

    def delete(self, rows: Sequence[int]) -> None:
        """Remove rows; those that are not there are no fault."""
        for some in batches(rows, MOST_AT_ONCE):
            self._write("delete", ids=[int(row) for row in some])

    def delete_younger(self, born: int) -> None:
        """Remove what was written for later generations than one."""
        self._write("delete", filter=f"born > {born}")

    def flush(self) -> None:
        """Have all that was written put into its final form, which is searched faster."""
        self._write("flush")

    def check(self) -> None:
        """See, once, that the collection is there and fits the embedder.

        Raises IndexDamaged when it is gone, EmbedderMismatch when its vectors are another embedder's, and VesicleError
        when Milvus cannot be asked.
        """
        if self._checked:
            return
        with self._translated():
            known = self._ask("describe_collection", collection_name=self.name)
        embedder = known.get("properties", {}).get(_EMBEDDER)
        dimensions = [each["params"]["dim"] for each in known["fields"] if each["name"] == VECTOR]
        mend = f"build again with: {rebuild(self.root)}"
        where = f"{self.server.place}, collection {self.name}"
        if self.texts and dimensions != [self.identity.dimension]:
            has = f"vectors of {dimensions[0]} dimensions" if dimensions else "no vectors"
            raise EmbedderMismatch(f"{where}: has {has}, the index was built with {self.identity}; {mend}")
        if embedder != self.identity.fingerprint:
            made = f"embedder {str(embedder)[:8]}" if embedder else "another program"
            raise EmbedderMismatch(f"{where}: was made with {made}, the index with {self.identity}; {mend}")
        self._checked = True

    @property
    def _ask(self) -> Any:
        return self.server.write if self.patient else self.server.read

    def _read(self, method: str, **options: Any) -> Any:
        level = "Strong" if time.monotonic() - self._opened < _SETTLED_SECONDS else "Bounded"
        return self._loaded(self._ask, method, {**options, "consistency_level": level})

    def _write(self, method: str, **options: Any) -> None:
        self._loaded(self._ask, method, options)

    def _loaded(self, ask: Any, method: str, options: dict[str, Any]) -> Any:
        self.check()
        with self._translated():
            try:
                return ask(method, collection_name=self.name, **options)
            except CollectionNotLoaded:
                self._ask("load_collection", collection_name=self.name)
                return ask(method, collection_name=self.name, **options)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except CollectionGone as error:
            raise IndexDamaged(
                f"{self.server.place}: collection {self.name} is gone; build again with: {rebuild(self.root)}"
            ) from error
