"""Who may use the page: names and bcrypt hashes in a file, as Apache's ``htpasswd -B`` makes them too."""

import hashlib
import hmac
import logging
import os
import re
import secrets
import tempfile
import unicodedata
from collections import OrderedDict
from pathlib import Path
from threading import Lock

import bcrypt

from index.errors import VesicleError
from qa.server.log import log

SHORTEST = 8
"""Characters of a password that is accepted for a new user."""
LONGEST = 72
"""Bytes of a password of which bcrypt takes notice; with more, two passwords could be the same."""
MOST_REMEMBERED = 1000
"""Logins that need no bcrypt again, which takes a fifth of a second; a page makes dozens of requests."""

_HASH = re.compile(r"\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}")
_Version = tuple[int, int, int]


class Passwords:
    """The users in a file, which is read again when it has changed."""

    def __init__(self, path: Path, users: dict[str, bytes], version: _Version | None) -> None:
        self._path = path
        self._users = users
        self._version = version
        self._key = secrets.token_bytes(32)
        self._remembered = OrderedDict[bytes, None]()
        self._lock = Lock()

    @classmethod
    def read(cls, path: Path) -> "Passwords":
        """Read the users.

        path: a file of ``name:hash`` lines; blank ones and those that begin with ``#`` are left out.
        Raises VesicleError if it cannot be read, holds nobody, or has a line that is none, in which case it is named.
        """
        version = _version(path)
        return cls(path, _users(path), version)

    def check(self, name: str, password: str) -> bool:
        """Whether the two belong together; this takes as long for a name that nobody has."""
        if self.remembers(name, password):
            return True
        secret, users = _bytes(password), self._users
        if not 0 < len(secret) <= LONGEST or b"\0" in secret:
            return False
        known = users.get(_plain(name))
        if not bcrypt.checkpw(secret, known or max(users.values(), key=_cost)) or known is None:
            return False
        with self._lock:
            self._remembered[self._login(_plain(name), known, secret)] = None
            while len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return True

    def remembers(self, name: str, password: str) -> bool:
        """Whether the two were found to belong together before, and still do; this takes no time."""
        self._refresh()
        known = self._users.get(_plain(name))
        if known is None:
            return False
        login = self._login(_plain(name), known, _bytes(password))
        with self._lock:
            if login not in self._remembered:
                return False
            self._remembered.move_to_end(login)
        return True

    def _login(self, name: str, known: bytes, secret: bytes) -> bytes:
        return hmac.digest(self._key, b"\0".join((name.encode(), known, secret)), hashlib.sha256)

    def _refresh(self) -> None:
        """Read a file that has changed. One that has become unreadable shuts nobody out, and lets nobody new in."""
        version = _version(self._path)
        if version == self._version:
            return
        self._version = version
        try:
            self._users = _users(self._path)
        except VesicleError as error:
            log("passwords_not_read", level=logging.WARNING, error=f"{error}; the users from before are kept")


def add_user(path: Path, name: str, password: str) -> None:
    """Add a user to the file, or give one that is there a new password; the file is made if there is none.

    Raises VesicleError for a name or a password that is none, or a file that cannot be written.

    >>> add_user(tmp / "users", "marie", "polonium and radium")
    >>> Passwords.read(tmp / "users").check("marie", "polonium and radium")
    True
    """
    name, secret = _plain(name), _bytes(password)
    if not name or name.startswith("#") or any(char == ":" or not char.isprintable() or char == " " for char in name):
        raise VesicleError(f"{name!r} is no name for a user; give one without white space, colon or a # before it")
    if len(password) < SHORTEST or len(secret) > LONGEST:
        raise VesicleError(f"a password has at least {SHORTEST} characters and at most {LONGEST} bytes; give another")
    if any(unicodedata.category(char) == "Cc" for char in password):
        raise VesicleError("the password holds a control character, which nobody can type; give another")
    path = path.resolve()
    try:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
        kept = [line for line in lines if _plain(line.partition(":")[0].strip()) != name]
        _replace(path, [*kept, f"{name}:{bcrypt.hashpw(secret, bcrypt.gensalt()).decode()}"], mode)
    except (OSError, UnicodeDecodeError) as error:
        raise VesicleError(f"{path}: {_cause(error)}; give another --auth-file") from error


def _users(path: Path) -> dict[str, bytes]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise VesicleError(f"{path}: {_cause(error)}; {_mend(path)}") from error
    users: dict[str, bytes] = {}
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        name, colon, stored = line.partition(":")
        name, at = _plain(name), f"{path}:{number}"
        if not colon or not name:
            raise VesicleError(f"{at}: the line is not of the form name:hash; {_mend(path)}")
        if not _is_bcrypt(stored):
            raise VesicleError(f"{at}: what follows the name is no bcrypt hash; {_mend(path, name)}")
        if name in users:
            raise VesicleError(f"{at}: {name} stands there twice; {_mend(path, name)}")
        users[name] = stored.encode()
    if not users:
        raise VesicleError(f"{path}: it holds no user; {_mend(path)}")
    return users


def _is_bcrypt(stored: str) -> bool:
    if not _HASH.fullmatch(stored):
        return False
    try:
        bcrypt.hashpw(b"", f"$2b$04${stored[7:29]}".encode())
    except ValueError:
        return False
    return True


def _cost(stored: bytes) -> bytes:
    return stored[4:6]


def _mend(path: Path, name: str = "NAME") -> str:
    return f"make it with: python app.py --auth-file {path} --add-user {name}"


def _cause(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "it is not text in UTF-8"


def _version(path: Path) -> _Version | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _replace(path: Path, lines: list[str], mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _plain(name: str) -> str:
    """A name in the one of its Unicode forms that all keyboards are taken to mean."""
    return unicodedata.normalize("NFC", name)


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
