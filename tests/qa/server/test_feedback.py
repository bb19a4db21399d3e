"""Where likes are kept when several processes serve one page."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LIKING = """
import sys
from pathlib import Path
from qa.records import Answer
from qa.server.feedback import Feedback

kept, name = Feedback(Path(sys.argv[1])), sys.argv[2]
for number in range(100):
    kept.keep(f"{name}{number}", Answer(name * 50_000, (), (), ()), number % 2 == 0)
"""


def test_likes_of_two_processes_stay_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "likes.jsonl"
    command = [sys.executable, "-c", LIKING, str(path)]
    liking = [subprocess.Popen([*command, name], cwd=ROOT) for name in "ab"]
    assert [one.wait(60) for one in liking] == [0, 0]
    with path.open(encoding="utf-8") as lines:
        found = [json.loads(line)["answer_id"] for line in lines]
    assert sorted(found) == sorted(f"{name}{number}" for name in "ab" for number in range(100))
