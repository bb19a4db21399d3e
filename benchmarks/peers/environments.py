"""One virtual environment a peer, with pinned versions; about 1.6 GB each.

python -m benchmarks.peers.environments --folder .vesicle/peers [NAME ...]
"""

import argparse
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
PEERS = sorted(path.stem.removeprefix("requirements-") for path in HERE.glob("requirements-*.txt"))
PEERS.remove("common")


def python_of(folder: Path, peer: str) -> Path:
    """Its interpreter, whether it is there or not.

    >>> python_of(Path("peers"), "txtai").parts[:2]
    ('peers', 'txtai')
    """
    return folder / peer / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def make(folder: Path, peer: str) -> None:
    """The environment of one peer, made or brought up to date.

    Raises CalledProcessError when pip fails, with what it said above.
    """
    python = python_of(folder, peer)
    if not python.exists():
        venv.create(folder / peer, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / f"requirements-{peer}.txt"], check=True)


def main() -> None:
    """Make those that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer", nargs="*", metavar="NAME", help=f"of {', '.join(PEERS)}; default all")
    parser.add_argument("--folder", type=Path, default=Path(".vesicle/peers"))
    chosen = parser.parse_args()
    if unknown := set(chosen.peer) - set(PEERS):
        parser.error(f"{', '.join(sorted(unknown))}: no such peer; known are {', '.join(PEERS)}")
    for peer in chosen.peer or PEERS:
        print(peer, flush=True)
        make(chosen.folder, peer)


if __name__ == "__main__":
    main()
