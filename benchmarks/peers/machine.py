"""What a process uses of the machine, and what others do meanwhile. Only the standard library is imported."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""Where ``python -m benchmarks...`` and ``python -m qa`` are found."""

_QUIET = 0.05
_PATIENCE = 120.0


def peak_mb() -> float:
    """Most resident memory that this process has had.

    On Linux from the kernel's own mark: ``ru_maxrss`` also counts what the parent held when it started the process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def resident_mb() -> dict[str, float]:
    """Resident memory of this process now: ``anonymous``, ``file`` (mapped, so given back when it is scarce), ``all``.

    Only where the kernel is Linux.
    """
    sizes = dict(line.split()[:2] for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    resident, anonymous = int(sizes["Rss:"]) / 1024, int(sizes["Anonymous:"]) / 1024
    return {"anonymous": anonymous, "file": resident - anonymous, "all": resident}


def size_mb(folder: Path) -> float:
    """Sum of the sizes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def describe() -> str:
    """The machine in a line."""
    found = Path("/proc/cpuinfo")
    named = [line.partition(": ")[2] for line in found.read_text().splitlines() if line.startswith("model name")]
    name = named[0] if found.exists() and named else "processor unknown"
    return f"{name}, {os.cpu_count()} cores, Python {sys.version.split()[0]}"


class Others:
    """The share of the machine that other processes use, from when this is made. Over 0.05, distrust the timings."""

    def __init__(self) -> None:
        self._busy, self._own, self._time = _busy(), sum(os.times()[:4]), time.monotonic()

    def share(self) -> float:
        """0 to 1; child processes that have ended count as this one."""
        other = (_busy() - self._busy) - (sum(os.times()[:4]) - self._own)
        return max(0.0, other) / (os.cpu_count() or 1) / max(1e-9, time.monotonic() - self._time)


def wait_until_quiet() -> None:
    """Wait until others use less than a twentieth of the machine, two minutes at most."""
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        others = Others()
        time.sleep(2)
        if others.share() < _QUIET:
            return


def first_line(command: Sequence[str]) -> float:
    """Seconds from starting a process to the first line that it prints.

    Raises RuntimeError when it fails; what it says of it goes to stderr.
    """
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        line = child.stdout.readline() if child.stdout else ""
        seconds = time.perf_counter() - started
        child.communicate()
    if not line or child.returncode:
        raise RuntimeError(f"{' '.join(command)}: failed")
    return seconds


def _busy() -> float:
    """Seconds that all processors together have worked since the machine started; 0 where that is not known."""
    counts = Path("/proc/stat")
    if not counts.exists():
        return 0.0
    ticks = [int(one) for one in counts.read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
