"""Speed and memory, as ratios to other libraries measured in the same run, on the same texts and weights.

    python -m benchmarks.speed [embedding|peers|queries|memory|cold ...] --data ../shared/data

embedding: texts a second beside Sentence Transformers on torch, and the share of the processor's own int8 rate.
peers: building, asking, memory, quality and cold start of Vesicle and six other ways to do it; make their environments
first, with ``python -m benchmarks.peers.environments``. queries: `qa.retrieve` over about 20,000 and 200,000 passages,
and where its time goes. memory: of a process that has opened such an index and answered. cold: ``python -m qa``, from
the start of the process to the printed answer. Without a name, all of them; times are to be trusted on a quiet machine.
"""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.peers.machine import describe
from benchmarks.speed_cold import cold
from benchmarks.speed_embedding import embedding
from benchmarks.speed_memory import memory
from benchmarks.speed_peers import peers
from benchmarks.speed_queries import queries


def main() -> None:
    """Print the tables of the parts that were named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="*", metavar="PART")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".vesicle/benchmarks"), help="where indexes are kept")
    parser.add_argument("--environments", type=Path, default=Path(".vesicle/peers"), help="of the peers")
    parser.add_argument("--documents", type=int, nargs="+", default=[5000, 18687], help="sizes for the peers")
    parser.add_argument("--peers", nargs="+", default=[], help="only these of them")
    parser.add_argument("--synthetic", type=int, default=186870, help="documents of the large index")
    chosen = parser.parse_args()
    parts: dict[str, Callable[[], Iterable[str]]] = {
        "embedding": lambda: embedding(chosen.data),
        "peers": lambda: peers(chosen.data, chosen.work, chosen.environments, chosen.documents, chosen.peers),
        "queries": lambda: queries(chosen.data, chosen.work, chosen.synthetic),
        "memory": lambda: memory(chosen.data, chosen.work, chosen.synthetic),
        "cold": lambda: cold(),
    }
    if unknown := set(chosen.part) - set(parts):
        parser.error(f"{', '.join(sorted(unknown))}: no such part; known are {', '.join(parts)}")
    print(describe())
    for part in chosen.part or parts:
        print(f"\n### {part}\n")
        for line in parts[part]():
            print(line, flush=True)


if __name__ == "__main__":
    main()
