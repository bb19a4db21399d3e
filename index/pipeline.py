"""Sources to a published index."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.catalog import Catalog, CatalogWriter
from index.chunk import PASSAGE_TOKENS, TITLE_TOKENS, passages_of
from index.corpus import SHIPPED
from index.embed import Embedder
from index.errors import SourceError, VesicleError
from index.lexical import build_lexical
from index.manifest import Manifest, measure, publish, writing
from index.merge import Papers
from index.models import load_embedder
from index.records import Passage
from index.settings import load_settings
from index.sources import read
from index.store.faiss import FaissStore

Progress = Callable[[str, int, int], None]
"""Called as ``progress(step, done, total)`` while work goes on."""
_EMBED_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. counts: as `index.catalog.Catalog.counts`. failed: one line each."""

    generation: str
    counts: dict[str, int]
    failed: tuple[str, ...]


def build(
    sources: Sequence[Path | str] = (),
    *,
    index: Path | str | None = None,
    embedder: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build an index from scratch and put it in force; the one that was there answers until then.

    sources: files and folders; none means what ships with Vesicle.
    index: its folder; default from the settings. embedder: a model folder or hub id; default from the settings.
    A document that cannot be read is reported and left out.
    Raises VesicleError when nothing at all could be read, when another process is writing this index, or when the
    model or the folder cannot be used; the index that was there is then as it was.
    """
    settings = load_settings()
    root = Path(index or settings.index)
    tell = progress or (lambda step, done, total: None)
    with writing(root) as draft:
        papers, failed = _read([Path(source) for source in sources] or [SHIPPED], tell)
        tell("preparing the embedding model", 0, 1)
        model = load_embedder(embedder or settings.embedder)
        tell("preparing the embedding model", 1, 1)
        rows = _write_catalog(draft / "catalog.sqlite", papers, model)
        _write_vectors(draft / "vectors.faiss", rows, model, tell)
        tell("indexing words", 0, 1)
        (draft / "lexical").mkdir()
        build_lexical(draft / "lexical", rows)
        tell("indexing words", 1, 1)
        tell("publishing", 0, 1)
        catalog = Catalog(draft / "catalog.sqlite")
        counts, newest = catalog.counts(), catalog.newest_year()
        catalog.close()
        manifest = Manifest(
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            counts=counts,
            newest_year=newest,
            embedder=model.identity,
            chunker={"passage_tokens": PASSAGE_TOKENS, "title_tokens": TITLE_TOKENS},
            files=measure(draft),
            sources=tuple(map(str, sources)),
        )
        tell("publishing", 1, 1)
        generation = publish(root, draft, manifest)
    return Report(generation, counts, tuple(failed))


def _read(sources: Iterable[Path], tell: Progress) -> tuple[Papers, list[str]]:
    papers, failed = Papers(), list[str]()
    for source in sources:
        for found in read(source):
            if isinstance(found, SourceError):
                failed.append(str(found))
            else:
                papers.add(found)
                tell("reading", len(papers), 0)
    if not len(papers):
        why = f": {failed[0]}" if failed else ""
        raise VesicleError(f"no paper could be read, so the index was left as it was{why}")
    return papers, failed + papers.conflicts


def _write_catalog(path: Path, papers: Papers, model: Embedder) -> list[tuple[int, Passage]]:
    catalog = CatalogWriter(path)
    rows: list[tuple[int, Passage]] = []
    for paper in papers:
        passages = passages_of(paper, model.count_tokens, model.identity.max_tokens)
        rows += zip(catalog.add(paper, passages), passages, strict=True)
    catalog.close()
    return rows


def _write_vectors(path: Path, rows: Iterable[tuple[int, Passage]], model: Embedder, tell: Progress) -> None:
    """Embed the passages of text. What is said of papers is found by its words, which needs no vector."""
    texts = [(row, passage) for row, passage in rows if not passage.is_record]
    store = FaissStore(model.identity.dimension)
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        tell("embedding", done, len(texts))

    for first in range(0, len(texts), _EMBED_AT_ONCE):
        some = texts[first : first + _EMBED_AT_ONCE]
        vectors = model.passages([embedded_text(passage, model) for _, passage in some], advance)
        store.add(np.array([row for row, _ in some], dtype=np.int64), vectors)
    store.write(path)


def embedded_text(passage: Passage, model: Embedder) -> str:
    """What is embedded for a passage: the paper's title, shortened if need be, and the passage."""
    return f"{model.shorten(passage.paper.title, TITLE_TOKENS)}\n{passage.text}"
