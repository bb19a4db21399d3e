"""The same library in FAISS and in Milvus: whether the same questions find the same papers, and how fast.

    python -m pip install -r requirements-scale.txt
    python -m benchmarks.stores --data ../shared/data [--milvus URI] [--claims 300]

SciFact validation. The library is built once, with FAISS; from its catalogue and its vectors both stores are then
filled anew, so that the times of building are without reading and embedding. overlap@10 is the share of the first ten
papers of the one that are among the first ten of the other, the mean over the claims. Without an address, Milvus is
Milvus Lite, in Python and in this process: what its times say is nothing about a server or a cluster.
"""

import argparse
import shutil
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from unittest.mock import patch

import numpy as np

from benchmarks.data import scifact_claims, scifact_index
from benchmarks.metrics import interval, ndcg
from benchmarks.peers.measure import percentile
from index import Index, open_index
from index.catalog import CATALOG, Catalog
from index.generations import publish, writing
from index.manifest import FAISS, measure, seal
from index.run import silent
from index.settling import Changes
from index.store import draft_store, store_named
from qa import retrieve

_AT_ONCE = 1024
_WARM = 10
_PAPERS = 10
_BEST = 100
_POOLED = 100


@dataclass(frozen=True)
class Asked:
    """What a store gave for each question: papers, best first, and the milliseconds that it took."""

    papers: list[list[str]]
    milliseconds: list[float]


def refilled(index: Index, root: Path, store: str) -> float:
    """Fill a store anew with the passages and vectors of an index, as an index of its own; returns the seconds."""
    started = time.perf_counter()
    with writing(root) as draft:
        shutil.copyfile(index.folder / CATALOG, draft / CATALOG)
        with (
            closing(Catalog(draft / CATALOG)) as catalog,
            closing(draft_store(store, draft, index.manifest.embedder, None)) as made,
        ):
            every, texts = catalog.all_rows()
            rows = np.array(sorted(texts), dtype=np.int64)
            for first in range(0, len(rows), _AT_ONCE):
                some = rows[first : first + _AT_ONCE]
                passages = catalog.passages(some)
                made.add(some, index.vectors.vectors(some.tolist()), [passages[row] for row in some.tolist()])
            changes = Changes(fresh=array("q", sorted(every)))
            made.write_words(catalog, changes, silent)
            made.write_vectors(catalog, changes, len(rows))
            assert not made.disagreements(catalog)  # noqa: S101
            publish(root, draft, seal(replace(index.manifest, files=measure(draft), store=store)))
            made.settled()
    return time.perf_counter() - started


def asked(index: Index, questions: Sequence[str]) -> Asked:
    """Ask an index; the first questions are asked twice, and only the second time counts."""
    for question in questions[:_WARM]:
        retrieve(question, 3 * _PAPERS, index=index)
    papers, milliseconds = [], []
    for question in questions:
        started = time.perf_counter()
        found = retrieve(question, 3 * _PAPERS, index=index)
        milliseconds.append(1000 * (time.perf_counter() - started))
        papers.append(list(dict.fromkeys(one.paper.doi.rpartition("/")[2] for one in found))[:_PAPERS])
    return Asked(papers, milliseconds)


def stores(data: Path, work: Path, milvus: str, claims: int) -> Iterator[str]:
    """A line a store, and how much they have in common."""
    index = scifact_index(data, work)
    questions = scifact_claims(data, "validation")[:claims]
    found: dict[str, Asked] = {}
    yield "| store | nDCG@10 (95%) | p50 ms | p95 ms | filled in s | MB |\n|---|---|---|---|---|---|"
    for name, store in (("FAISS", FAISS), ("Milvus", store_named(milvus))):
        root = work / f"store-{name.lower()}"
        seconds = refilled(index, root, store)
        made = open_index(root)
        found[name] = asked(made, [question for question, _ in questions])
        values = [ndcg(papers, gold) for papers, (_, gold) in zip(found[name].papers, questions, strict=True)]
        low, high = interval(values)
        p50, p95 = (percentile(found[name].milliseconds, share) for share in (0.5, 0.95))
        size = sum(size for size, _ in made.manifest.files.values()) + _bytes(store)
        yield (
            f"| {name} | {mean(values):.3f} ({low:.3f} to {high:.3f}) | {p50:.0f} | {p95:.0f} | {seconds:.0f}"
            f" | {size / 1e6:.0f} |"
        )
    pairs = list(zip(found["FAISS"].papers, found["Milvus"].papers, strict=True))
    shares = [len({*one} & {*other}) / max(1, len(one)) for one, other in pairs]
    low, high = interval(shares)
    same = sum(one == other for one, other in pairs)
    yield f"\noverlap@10: {mean(shares):.3f} ({low:.3f} to {high:.3f})"
    yield f"the same ten in the same order: {same} of {len(pairs)}\n"
    yield from pools(*(open_index(work / f"store-{name.lower()}") for name in found), questions[:_POOLED])


def pools(exact: Index, milvus: Index, questions: Sequence[tuple[str, set[str]]]) -> Iterator[str]:
    """How many of the best 100 passages by words Milvus finds, by what it is asked."""
    yield "| pool | each word | of the best 100 by words |\n|---|---|---|"
    best = {question: {*exact.lexical.search(exact.lexical.worth(question), _BEST)} for question, _ in questions}
    for pool, times in ((2, 2), (1, 2), (3, 2), (2, 0), (3, 0)):
        shares = []
        with patch.multiple("index.store.milvus.reading", POOL=pool, TIMES=times):
            for question, rows in best.items():
                found = milvus.lexical.search(milvus.lexical.worth(question), _BEST)
                shares.append(len(rows & {*found}) / (len(rows) or 1))
        said = f"{times} times its rarity" if times else "once"
        yield f"| {pool * _BEST} | {said} | {mean(shares):.3f} |"


def _bytes(store: str) -> int:
    """Of a Milvus Lite file, which is a folder; nothing for what is not here."""
    if not store.endswith(".db"):
        return 0
    return sum(path.stat().st_size for path in Path(store.partition(":")[2]).rglob("*") if path.is_file())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    parser.add_argument("--milvus", metavar="URI", help="default: a Milvus Lite file in the work folder")
    parser.add_argument("--claims", type=int, default=300, help="that are asked, of 300")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    uri = chosen.milvus or str(chosen.work.absolute() / "milvus.db")
    for line in stores(chosen.data, chosen.work, f"milvus:{uri}", chosen.claims):
        print(line, flush=True)


if __name__ == "__main__":
    main()
