"""What a library holds, in words."""

from collections.abc import Mapping

from index.text import counted


def holdings(counts: Mapping[str, int]) -> str:
    """What a library holds, as a sentence has it.

    counts: as a manifest has them.

    >>> holdings({"papers": 1, "references": 5, "digests": 316})
    '1 paper, Vesicle’s summaries of 316 studies and the titles of 5 cited works'
    >>> holdings({"papers": 2, "references": 0, "digests": 0})
    '2 papers'
    """
    parts = [counted(counts["papers"], "paper")]
    if counts["digests"]:
        parts.append(f"Vesicle’s summaries of {counted(counts['digests'], 'study')}")
    if counts["references"]:
        parts.append(f"the titles of {counted(counts['references'], 'cited work')}")
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if parts[1:] else parts[0]
