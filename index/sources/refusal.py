"""How every source says that something cannot be read."""

from pathlib import Path

from index.errors import SourceError
from index.text import one_line


def refusal(path: Path, cause: str, mend: str, line: int | None = None) -> SourceError:
    """One line that names the file (and the line in it), the cause and the mend.

    >>> print(refusal(Path("papers/a.jsonl"), "not JSON", "write one record a line", line=7))
    papers/a.jsonl:7: not JSON; write one record a line
    """
    place = f"{path}:{line}" if line else str(path)
    return SourceError(one_line(f"{place}: {cause}; {mend}"))
