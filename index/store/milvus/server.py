"""Talking to a Milvus: connected when first needed, patient for a while, and clear about what went wrong."""

import logging
import os
import shlex
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.errors import VesicleError
from index.store.milvus.place import MILVUS, TOKEN, Place, token

READ_SECONDS = 6.0
"""Longest time that a question waits for a Milvus that is away."""
WRITE_SECONDS = 60.0
"""Longest time that a writer waits for a Milvus to come back: a server takes less to start again."""
_CONNECT_SECONDS = 2.0
_ANSWER_SECONDS = 120.0
"""Longest time for one write, such as making an index of a new collection."""
_REST_SECONDS = 1.0
"""For so long after a failure questions fail at once: pymilvus lets them wait for a connection one after the other."""
_GONE, _NOT_LOADED, _NO_DATABASE = 100, 101, 800
"""Error codes of Milvus."""


class CollectionGone(VesicleError):
    """A collection is not there."""


class CollectionNotLoaded(VesicleError):
    """A collection is there, but not loaded, as after Milvus Lite was started again."""


class _Away(VesicleError):
    """Nothing answers at the moment."""


class Server:
    """One Milvus. Safe to share between threads."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._client: Any = None
        self._connecting = threading.Lock()
        self._failed_at = -_REST_SECONDS

    def read(self, method: str, **options: Any) -> Any:
        """Call a method of `pymilvus.MilvusClient` for a question. Raises VesicleError, saying what to do."""
        if time.monotonic() - self._failed_at < _REST_SECONDS:
            raise self._away()
        return self._ask(READ_SECONDS, READ_SECONDS, method, options)

    def write(self, method: str, **options: Any) -> Any:
        """Call a method that may be called twice to the same effect, for a writer, who can wait. Raises as `read`."""
        return self._ask(WRITE_SECONDS, _ANSWER_SECONDS, method, options)

    def iterate(self, method: str, **options: Any) -> list[Any]:
        """All that an iterator gives, which such a method makes. Raises as `read`."""
        iterator = self._ask(WRITE_SECONDS, _ANSWER_SECONDS, method, options)
        found: list[Any] = []
        try:
            while some := iterator.next():
                found += some
            iterator.close()
        except Exception as error:
            raise self._refusal(error) from error
        return found

    def _ask(self, patience: float, timeout: float, method: str, options: dict[str, Any]) -> Any:
        # What never answered is more likely the wrong address than a server that is being started again.
        patience = min(patience, READ_SECONDS) if self._client is None else patience
        until, pause = time.monotonic() + patience, 0.1
        while True:
            try:
                return self._once(timeout, method, options)
            except _Away:
                self._failed_at = time.monotonic()
                if self._failed_at + pause >= until:
                    raise
            except VesicleError:
                self._failed_at = -_REST_SECONDS  # it is there, whatever it says
                raise
            time.sleep(pause)
            pause = min(2 * pause, 2.0)

    def _once(self, timeout: float, method: str, options: dict[str, Any]) -> Any:
        asked_at = time.monotonic()
        with self._connecting:
            if self._client is None:
                if self._failed_at > asked_at:
                    raise self._away()
                self._client = self._connected()
        try:
            found = getattr(self._client, method)(**options, timeout=timeout)
        except Exception as error:
            raise self._refusal(error) from error
        self._failed_at = -_REST_SECONDS
        return found

    def _connected(self) -> Any:
        # Read when gRPC is imported, which else tells of each process that is started beside it.
        os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
        try:
            import pymilvus
        except ImportError as error:
            raise VesicleError(
                f"{self.place}: pymilvus is not installed; pip install -r requirements-scale.txt"
            ) from error
        for name in ("pymilvus", "milvus_lite"):
            # They print what they also raise, with tracebacks.
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        shown: dict[str, str] = {} if self.place.is_file else {"token": token(), "db_name": self.place.database}
        try:
            return pymilvus.MilvusClient(self.place.uri, timeout=_CONNECT_SECONDS, **shown)
        except Exception as error:
            if self.place.is_file:
                raise self._unopened(error) from error
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> VesicleError:
        """What an error of pymilvus means."""
        import grpc

        where, status = self.place, _status(error)
        code = getattr(error, "code", None)
        said = " ".join(str(getattr(error, "message", "") or error).split())
        if status in {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}:
            cause = f"refuses the token in {TOKEN}" if token() else "wants a token"
            return VesicleError(f"{where}: {cause}; set {TOKEN} to user:password or an API key that may write there")
        if code == _GONE:
            return CollectionGone(f"{where}: {said}")
        if code == _NOT_LOADED:
            return CollectionNotLoaded(f"{where}: {said}")
        if code == _NO_DATABASE or "database not found" in said:
            return VesicleError(f"{where}: has no database “{self.place.database}”; make it, or name another one")
        if status in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN}:
            return self._away()
        if status == grpc.StatusCode.DEADLINE_EXCEEDED or isinstance(error, grpc.FutureTimeoutError):
            return self._away()
        if getattr(error, "retriable", False) or (isinstance(error, ValueError) and "closed channel" in said):
            return self._away()
        return VesicleError(f"{where}: Milvus refuses ({said[:300]}); see its log")

    def _away(self) -> _Away:
        return _Away(f"{self.place}: does not answer; start that Milvus or check the address, then try again")

    def _unopened(self, error: Exception) -> VesicleError:
        """What an error of opening a Milvus Lite file means."""
        path = Path(self.place.uri)
        cause = " ".join(str(getattr(error, "message", "") or error).split())
        if "pip install" in cause:
            return VesicleError(f"{self.place}: milvus-lite is not installed; pip install -r requirements-scale.txt")
        if not path.parent.is_dir():
            return VesicleError(f"{self.place}: {path.parent} is no folder; make it, or name another file")
        serve = f"milvus-lite server --host 127.0.0.1 --data-dir {shlex.quote(str(path))}"
        return VesicleError(
            f"{self.place}: cannot be opened ({cause}); only one process can have such a file open, so end the other,"
            f" or let one server have it ({serve}) and build with --store {MILVUS}http://127.0.0.1:19530"
        )


@lru_cache(maxsize=16)
def server(place: Place) -> Server:
    """The one `Server` of this process for a place."""
    return Server(place)


def _status(error: BaseException | None) -> Any:
    """The gRPC status behind an error of pymilvus, or None."""
    import grpc

    # pymilvus raises errors from themselves, and so hides what caused them.
    waiting, seen = [error], list[BaseException | None]([None])
    while waiting:
        error = waiting.pop()
        if isinstance(error, grpc.RpcError):
            return error.code()
        if isinstance(getattr(error, "code", None), grpc.StatusCode):
            return error.code  # type: ignore[union-attr]
        seen.append(error)
        waiting += [one for one in (error.__context__, error.__cause__) if one not in seen] if error else []
    return None
