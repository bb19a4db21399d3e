"""A Ray cluster: one that is there, by its address, or one that is started on this machine and ends with the build."""

import logging
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from index.errors import VesicleError
from index.models import cause_of
from index.settings import PREFIX, load_settings

_ADDRESS = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):(?P<port>[0-9]{1,5})")
_SECONDS = 5
"""Longest wait for an address to answer."""
_SECONDS_ASKING = 15
"""Longest time for asking whether it is a cluster; most of it is Ray's import."""
_ASKING = "import sys; from ray._raylet import GcsClient; GcsClient(address=sys.argv[1])"
_OBJECT_STORE = 500_000_000
"""Bytes of memory for what waits between workers, on this machine; beyond it, workers wait or the disk is used."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def place_of(address: str) -> tuple[str, int]:
    """Host and port of an address. Raises VesicleError when it is none.

    >>> place_of("10.0.0.1:6379"), place_of("[::1]:6379")
    (('10.0.0.1', 6379), ('[::1]', 6379))
    """
    found = _ADDRESS.fullmatch(address)
    if not found or not 0 < int(found["port"]) < 65536:
        raise VesicleError(f"ray:{address}: no address of a Ray cluster; write ray:HOST:PORT, as in ray:10.0.0.1:6379")
    return found["host"], int(found["port"])


@contextmanager
def connected(address: str | None) -> Iterator[None]:
    """Be a driver of the cluster at an address; None starts one here, on loopback, for this time only.

    A process that is a driver already stays one of its cluster. Nothing is reported to Ray's makers, and Ray writes
    neither on stdout nor on stderr.
    Raises VesicleError when Ray is not installed, or the cluster cannot be reached or started.
    """
    host, port = place_of(address) if address else ("localhost", 0)
    # Read when Ray is imported, and by the processes that it starts.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if host in _LOOPBACK:
        # Else Ray takes the machine's own address for loopback. The name says for which systems that was made.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    if not address and "ray" not in sys.modules:
        # Known to nobody but this cluster: whoever may connect to loopback could else run code here.
        os.environ.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(32))
    try:
        import ray.data
    except ImportError as error:
        raise VesicleError("ray: is not installed; run: python -m pip install -r requirements-scale.txt") from error
    if ray.is_initialized():
        yield
        return
    if address:
        _check_it_answers(address, host, port)
    with (
        nullcontext("")
        if address
        else tempfile.TemporaryDirectory(prefix="vesicle-", ignore_cleanup_errors=True) as folder
    ):
        try:
            _start(address, folder)
            _be_quiet()
            yield
        finally:
            ray.shutdown()


def _check_it_answers(address: str, host: str, port: int) -> None:
    """Raise VesicleError unless a Ray cluster answers at an address. Ray itself would wait for it for minutes."""
    try:
        socket.create_connection((host.strip("[]"), port), _SECONDS).close()
        why = "it is no Ray cluster, or of another token"
        # In another process, which can be ended, and where what Ray says of it is heard by nobody.
        asked = [sys.executable, "-c", _ASKING, address]
        if subprocess.run(asked, capture_output=True, timeout=_SECONDS_ASKING).returncode == 0:  # noqa: S603 - ours
            return
    except subprocess.TimeoutExpired:
        pass
    except OSError as error:
        why = error.strerror or str(error)
    raise VesicleError(
        f"ray:{address}: cannot be reached ({why}); check the address, or leave it out for workers on this machine"
    )


def _start(address: str | None, folder: str) -> None:
    import ray

    common = {"log_to_driver": False, "logging_level": logging.ERROR, "runtime_env": {"env_vars": _environment()}}
    try:
        if address:
            ray.init(address, **common)
            return
        without_dashboard()
        ray.init(
            "local",
            _node_ip_address="127.0.0.1",
            _temp_dir=folder,
            include_dashboard=False,
            object_store_memory=_OBJECT_STORE,
            **common,
        )
    except Exception as error:
        where = f"ray:{address}: cannot be joined" if address else "ray: cannot be started"
        raise VesicleError(f"{where} ({cause_of(error)}); see the logs of Ray, or build without --engine") from error


def _environment() -> dict[str, str]:
    """What is set in our settings that workers need, and one thread for each of them."""
    settings = load_settings()
    needed = {"cache", "max_record_mb", "max_file_mb", "max_file_seconds"} & settings.model_fields_set
    chosen = {f"{PREFIX}{name.upper()}": str(getattr(settings, name)) for name in needed}
    if "cache" in needed:
        chosen[f"{PREFIX}CACHE"] = str(settings.cache.absolute())
    return {**chosen, "TOKENIZERS_PARALLELISM": "false"}


def without_dashboard() -> None:
    """Keep Ray from a process that would only ask clouds where it runs, for the statistics that are off."""
    from ray._private import services

    services.start_api_server = lambda *_, **__: (None, None)


def _be_quiet() -> None:
    """Send what Ray says of progress, and of workers that died, to its log files only."""
    import ray.data
    from ray._private import worker
    from ray.util.annotations import RayDeprecationWarning

    worker.print_to_stdstream = lambda *_, **__: None
    for name in ("ray", "ray.data"):
        logger = logging.getLogger(name)
        for handler in list(logger.handlers):
            if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
                logger.removeHandler(handler)
        logger.propagate = False
    ray.data.DataContext.get_current().enable_progress_bars = False
    # How often a task is done again can still be said in no other way.
    warnings.filterwarnings("ignore", category=RayDeprecationWarning)
