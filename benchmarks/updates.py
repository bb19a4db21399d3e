"""What an update costs beside a build: one record changed, one removed, one added.

    python -m benchmarks.updates --data ../shared/data

Builds `ontopic.jsonl`, then adds the file with one abstract changed and one record more, and removes one paper.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

from benchmarks.data import rows
from index import add, build, remove, verify


def main() -> None:
    """Print what each step did and took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    records = list(rows(parser.parse_args().data / "ontopic.jsonl"))
    with tempfile.TemporaryDirectory() as folder:
        place, source = Path(folder) / "index", Path(folder) / "ontopic.jsonl"
        _write(source, records)
        seconds = {}
        started = time.monotonic()
        report = build([source], index=place)
        seconds["build"] = time.monotonic() - started
        print(f"build: added {report.added}, embedded {report.embedded} passages, {seconds['build']:.1f} s")

        changed, gone = records[10], next(record for record in records[20:] if record.get("pmid"))
        changed["abstract"] += " This sentence was added."
        records.remove(gone)
        records.append({"pmid": "1", "title": "One more", "abstract": "Exosomes of one more kind were found."})
        _write(source, records)
        for step, work in (
            ("add", lambda: add([source], index=place)),
            ("remove", lambda: remove([f"pmid:{gone['pmid']}"], index=place)),
            ("add again", lambda: add([source], index=place)),
        ):
            started = time.monotonic()
            report = work()
            seconds[step] = time.monotonic() - started
            print(
                f"{step}: added {report.added}, updated {report.updated}, unchanged {report.unchanged},"
                f" removed {report.removed}, embedded {report.embedded} passages, {seconds[step]:.2f} s"
            )
        share = (seconds["add"] + seconds["remove"]) / seconds["build"]
        print(f"add and remove took {share:.1%} of the build's time; the index is {verify(place) or 'sound'}")


def _write(path: Path, records: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


if __name__ == "__main__":
    main()
