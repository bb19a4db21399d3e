"""How well study types and species are told: 160 labelled papers, half of them to write the rules by.

    python -m benchmarks.study --data ../shared/data

Precision, recall and counts, a label and micro-averaged, of the halves "tune" and "report", (a) with the publication
types of the data and (b) from title and abstract alone. The data has no MeSH headings.

The papers are a random draw (seed 2026) of the on-topic papers with an identifier and an abstract of 400 characters or
more, every other one to each half. `study_labels.jsonl` has the labels, given by reading title and abstract alone:

in vitro: something was measured of living cells or tissue outside the body, or of what cultured cells released.
    Growing cells only to treat animals with what they release is not.
animal: live animals were treated or sampled. "In vivo" is enough; an isolated heart is in vitro.
human observational: people, their samples or their records were examined for what holds of those people. A healthy
    donor's cells, and a body fluid that only shows that a device works, are not.
trial: the investigators assigned a treatment to people; with its phase, where stated. Then not human observational.
review: chiefly about others' work, perspectives without data of their own included; then none of the above. A
    systematic review (so named, or a search of named databases with criteria) and a meta-analysis are also a review.
comment, case report and the rest: as the paper calls itself.
species: of the animals, people, cells, tissues or molecules that were studied, if stated or certain from the name of a
    cell line or strain. Patients are human; "cancer cells" alone are of no stated species. A review has a species only
    if its stated subject is that species.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.data import rows
from index.species import SPECIES
from index.study import STUDY_TYPES, species, study_types

LABELS = Path(__file__).with_name("study_labels.jsonl")


def measured(data: Path, split: str, with_types: bool) -> Iterator[str]:
    """One line a label that occurs or was told, and the micro-averages."""
    papers = {name: row for row in rows(data / "ontopic.jsonl") for name in _names(row)}
    examples = [(row, papers[row["id"]]) for row in rows(LABELS) if row["split"] == split]
    for field, vocabulary in (("study_types", STUDY_TYPES), ("species", SPECIES)):
        right, told, true = Counter[str](), Counter[str](), Counter[str]()
        for labels, paper in examples:
            found = set(_told(paper, field, with_types))
            right.update(found & set(labels[field]))
            told.update(found)
            true.update(labels[field])
        types = "given" if with_types else "withheld"
        yield f"{field}: {len(examples)} papers, half {split!r}, publication types {types}"
        yield from (_line(name, right[name], told[name], true[name]) for name in vocabulary if told[name] + true[name])
        yield _line("micro-average", right.total(), told.total(), true.total())


def _names(row: dict[str, Any]) -> list[str]:
    return [f"{key}:{row[key]}" for key in ("pmid", "doi") if row.get(key)]


def _told(paper: dict[str, Any], field: str, with_types: bool) -> Sequence[str]:
    title, abstract = paper["title"], paper["abstract"]
    if field == "species":
        return species([], title, abstract)
    types = [name.lower() for name in paper.get("publication_types") or []]
    return study_types(types if with_types else [], [], title, abstract)


def _line(name: str, right: int, told: int, true: int) -> str:
    precision = f"{right / told:.2f}" if told else "  - "
    recall = f"{right / true:.2f}" if true else "  - "
    return f"  {name:20} precision {precision}  recall {recall}  right {right:3}  told {told:3}  labelled {true:3}"


def main() -> None:
    """Measure one half or both, with publication types and without."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=["tune", "report"], action="append", help="both where not given")
    args = parser.parse_args()
    for split in args.split or ["tune", "report"]:
        for with_types in (True, False):
            print("\n".join(measured(args.data, split, with_types)), flush=True)


if __name__ == "__main__":
    main()
