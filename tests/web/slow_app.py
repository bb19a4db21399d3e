"""The app, but for answers that take as long as a test wants: until the file that TEST_GATE names is gone."""

import os
import runpy
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Run the app; a file beside the gate tells that an answer has begun."""
    gate = Path(os.environ["TEST_GATE"])
    sys.path.insert(0, str(ROOT))
    import qa.programs.calls
    import qa.ui.desk

    updates, answer_of = qa.ui.desk.updates, qa.programs.calls.answer_of

    def wait() -> None:
        gate.with_suffix(".begun").touch()
        while gate.exists():
            time.sleep(0.05)

    def slow(*given: Any) -> Iterator[Any]:
        wait()
        yield from updates(*given)

    def slow_answer(*given: Any, **how: Any) -> Any:
        wait()
        return answer_of(*given, **how)

    qa.ui.desk.updates = slow  # type: ignore[assignment]
    qa.programs.calls.answer_of = slow_answer  # type: ignore[assignment]
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")


if __name__ == "__main__":
    main()
