"""A writer that dies at any moment leaves an index that opens, verifies and answers: the old one or the new one."""

import signal
from pathlib import Path

import pytest

from benchmarks.kills import strike


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_twenty_killed_writers_leave_the_old_or_the_new_generation(tmp_path: Path) -> None:
    outcomes = list(strike(tmp_path, kills=20, seed=7))
    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert {outcome.work for outcome in outcomes if outcome.killed} == {"build", "add"}
    assert sum(outcome.killed for outcome in outcomes) > 10
