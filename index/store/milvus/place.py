"""Where a Milvus is, as ``--store milvus:URI`` names it."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import VesicleError

MILVUS = "milvus:"
TOKEN = "MILVUS_TOKEN"  # noqa: S105 - the variable's name
"""Variable of the environment with the token, "user:password" or an API key. It is written nowhere."""
_DATABASE = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Place:
    """A Milvus. uri: of a server, or the absolute path of a Milvus Lite file. database: on a server, "" for its own."""

    uri: str
    database: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it is a Milvus Lite file."""
        return "://" not in self.uri

    def __str__(self) -> str:
        """As ``--store`` names it."""
        return f"{MILVUS}{self.uri}/{self.database}" if self.database else f"{MILVUS}{self.uri}"


def place_of(store: str) -> Place:
    """The place that ``milvus:URI`` names: a server, ``http(s)://host:port[/database]``, or a file, ``library.db``.

    Raises VesicleError for anything else, and for a URI with a password in it.

    >>> place_of("milvus:http://milvus.example:19530/papers")
    Place(uri='http://milvus.example:19530', database='papers')
    """
    uri = store.removeprefix(MILVUS)
    shape = "give milvus:http://HOST:PORT, milvus:https://HOST:PORT/DATABASE, or a Milvus Lite file, milvus:library.db"
    if "://" not in uri:
        if not uri.endswith(".db") or "\0" in uri:
            raise VesicleError(f"{store}: names no Milvus; {shape}")
        return Place(str(Path(uri).expanduser().absolute()))
    try:
        parts = urlsplit(uri)
        port, database = parts.port, parts.path.strip("/")
    except ValueError as error:
        raise VesicleError(f"{store}: is no address ({error}); {shape}") from error
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        # Not shown: what is too much there may be a password.
        raise VesicleError(f"{MILVUS}{parts.scheme}://…: holds more than an address; put a token into {TOKEN}; {shape}")
    wrong = database and not _DATABASE.fullmatch(database)
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or wrong:
        raise VesicleError(f"{store}: is no address of a Milvus; {shape}")
    return Place(f"{parts.scheme}://{parts.netloc}", database)


def named(store: str) -> str:
    """A store as a manifest names it: from any working directory.

    >>> named("milvus:http://milvus.example:19530/")
    'milvus:http://milvus.example:19530'
    """
    return str(place_of(store))


def token() -> str:
    """The token to be shown to servers, "" when there is none."""
    return os.environ.get(TOKEN, "")
