"""A small library of made-up papers."""

import json
from pathlib import Path
from typing import Any

THINGS = ("gemcitabine", "cisplatin", "miR-21", "PD-L1", "TNF-α", "paclitaxel", "curcumin", "doxorubicin")


def paper(number: int, **other: Any) -> dict[str, Any]:
    """A paper about one thing, of the year 2000 and so many."""
    thing = THINGS[number % len(THINGS)]
    told = {
        "doi": f"10.1000/{number}",
        "title": f"Vesicles with {thing} in study {number}",
        "abstract": f"Macrophages took vesicles up. In mice, {thing} slowed tumors {number} days. " * (1 + number % 3),
        "year": 2000 + number,
    }
    return {**told, **other}


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path
