"""Two writers at once: one writes, the other says so and changes nothing."""

import json
import subprocess
import sys
from pathlib import Path

from index import build, open_index, verify

ROOT = Path(__file__).parents[2]


def test_of_two_writers_at_once_each_finishes_or_says_that_the_other_is_at_work(tmp_path: Path) -> None:
    place = tmp_path / "index"
    base = tmp_path / "base.jsonl"
    base.write_text(json.dumps({"pmid": "1", "title": "Base", "abstract": "Exosomes are small."}) + "\n")
    build([base], index=place)
    writers = []
    for number in range(2, 6):
        source = tmp_path / f"{number}.jsonl"
        source.write_text(json.dumps({"pmid": str(number), "title": f"Paper {number}", "abstract": "They are."}) + "\n")
        command = [sys.executable, "-m", "index", "add", str(source), "--index", str(place)]
        writers.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    done = []
    for number, writer in enumerate(writers, 2):
        said, error = writer.communicate()
        if writer.returncode == 0:
            assert said == "added 1, updated 0, unchanged 0, failed 0\n"
            done.append(f"pmid:{number}")
        else:
            assert error.startswith("error: ")
            assert "another process is writing this index; try again when it has finished" in error
    assert done
    assert open_index(place).catalog.ids() == ["pmid:1", *done]
    assert verify(place) == []
