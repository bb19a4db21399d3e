"""Which collections are an index's, and letting go of those that none of its generations names any more.

``<index>/milvus.json`` says, before the first is made, where they are and how their names begin: at random, so that
two indexes on one Milvus never touch each other's.
"""

import json
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.durable import sync
from index.errors import VesicleError
from index.store.milvus.place import Place
from index.store.milvus.server import server

OWNED = "milvus.json"
COLLECTIONS = "collections.json"
"""File of a generation that names its collections."""
_GENERATION = re.compile(r"g-\d{6,}")


def new_name(root: Path, place: Place) -> str:
    """A name for new collections of an index, which nothing else has. What it begins with is written down first."""
    known = _known(root)
    prefix = next((prefix for other, prefix in known if other == place), None)
    if prefix is None:
        prefix = f"vesicle_{secrets.token_hex(6)}"
        _write(root, [*known, (place, prefix)])
    return f"{prefix}_{secrets.token_hex(4)}"


def write_collections(draft: Path, place: Place, texts: str, records: str) -> None:
    """Name the collections of a generation."""
    named = {"uri": place.uri, "database": place.database, "texts": texts, "records": records}
    (draft / COLLECTIONS).write_text(json.dumps(named, indent=1), "utf-8")


def read_collections(generation: Path) -> tuple[Place, str, str]:
    """The place, and the collections of texts and of records, of a generation. Raises OSError or ValueError."""
    known: dict[str, Any] = json.loads((generation / COLLECTIONS).read_bytes())
    return Place(known["uri"], known["database"]), known["texts"], known["records"]


def number_of(generation: Path) -> int:
    """The number in the name of a generation, or of its draft."""
    return int(generation.name.removeprefix("g-").partition(".")[0])


def sweep(root: Path) -> None:
    """Drop the collections of an index that no generation names. Never raises; what cannot be done is left for later.

    Call within `index.generations.writing`, when no draft is being made.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        _sweep(root)


def _sweep(root: Path) -> None:
    kept = []
    named = _named(root)
    for place, prefix in _known(root):
        used = {name for other, names in named for name in names if other == place}
        try:
            for name in server(place).read("list_collections"):
                if name.startswith(f"{prefix}_") and name not in used:
                    server(place).write("drop_collection", collection_name=name)
        except VesicleError:
            kept.append((place, prefix))
        else:
            kept += [(place, prefix)] if used else []
    _write(root, kept)


def _named(root: Path) -> list[tuple[Place, set[str]]]:
    """What the generations name that there are."""
    found = []
    for folder in root.iterdir():
        if _GENERATION.fullmatch(folder.name) and (folder / COLLECTIONS).is_file():
            place, *names = read_collections(folder)
            found.append((place, set(names)))
    return found


def _known(root: Path) -> list[tuple[Place, str]]:
    try:
        known = json.loads((root / OWNED).read_bytes())
    except FileNotFoundError:
        return []
    return [(Place(one["uri"], one["database"]), one["prefix"]) for one in known]


def _write(root: Path, known: list[tuple[Place, str]]) -> None:
    path = root / OWNED
    if known == _known(root):
        return
    if not known:
        path.unlink()
        return
    new = path.with_suffix(".new")
    written = [{"uri": place.uri, "database": place.database, "prefix": prefix} for place, prefix in known]
    new.write_text(json.dumps(written, indent=1), "utf-8")
    sync(new)
    new.replace(path)
    sync(root)
