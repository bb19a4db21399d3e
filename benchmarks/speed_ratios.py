"""Vesicle beside the best of its peers, figure by figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to compare by.

    key: in a row. lower: whether less is better. asked: least ratio. hybrid: only to peers that search by words too.
    whole: only to peers that embedded the texts themselves.
    """

    name: str
    key: str
    lower: bool
    asked: float
    hybrid: bool = False
    whole: bool = False


FIGURES = (
    Figure("query p50 ms, hybrid", "p50_ms", True, 4, hybrid=True),
    Figure("documents a second", "docs_per_s", False, 2, whole=True),
    Figure("cold start s", "cold_s", True, 4),
    Figure("peak MB", "peak_mb", True, 2, whole=True),
    Figure("nDCG@10", "ndcg", False, 1),
)


def ratios(documents: int, found: Sequence[Row]) -> Iterator[str]:
    """A table of one size: how many times better Vesicle is than the best peer, what was asked, and the verdict."""
    yield f"\n| at {documents:,} documents | Vesicle | best peer | | ratio | asked | |"
    yield "|---|---|---|---|---|---|---|"
    for figure in FIGURES:
        ours = [row for row in found if row["peer"] == "vesicle"]
        theirs = [row for row in found if row["peer"] != "vesicle" and _counts(row, figure)]
        if not ours or not theirs:
            yield f"| {figure.name} | | | | not measured | | |"
            continue
        own = ours[0][figure.key]
        best = (min if figure.lower else max)(theirs, key=lambda row: row[figure.key])
        other = best[figure.key]
        ratio = other / own if figure.lower else own / other
        reached = ratio >= figure.asked if figure.asked > 1 else ratio > 1
        asked = f"{figure.asked:g}" if figure.asked > 1 else "better"
        yield (
            f"| {figure.name} | {own:.4g} | {other:.4g} | {best['peer']} {best['mode']} | {ratio:.2f} | {asked}"
            f" | {'reached' if reached else 'not reached'} |"
        )


def notes(found: Sequence[Row]) -> Iterator[str]:
    """What the table of the measurements leaves unsaid."""
    if any(row["looked_up"] for row in found):
        yield "\n\\* passage vectors were looked up, not computed: neither its build nor its memory is compared."
    for row in found:
        if row["asked_again"]:
            yield (
                f"\n{row['peer']}: ten hits were of fewer than ten documents for {row['asked_again']:.0%} of questions;"
                f" these were ranked by twenty hits (p50 {row['again_p50_ms']:.1f} ms)."
            )
        if "cli_s" in row:
            yield f"\n`python -m qa` on this index, from the start of its process to its answer: {row['cli_s']:.2f} s."
    versions = dict.fromkeys(row["versions"] for row in found if row["versions"])
    yield f"\n{'; '.join(versions)}.\n"


def _counts(row: Row, figure: Figure) -> bool:
    return (row["mode"].startswith("hybrid") or not figure.hybrid) and not (row["looked_up"] and figure.whole)
