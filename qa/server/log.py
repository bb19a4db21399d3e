"""The log: one JSON object a line. It holds what was done and how long that took, never what was asked."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Id of the HTTP request that is being served, which lines are marked with."""

_log = logging.getLogger("vesicle")
_FIELDS = "vesicle_fields"


def configure(stream: TextIO) -> None:
    """Write the log to a stream: our own events, and what other libraries warn of, in one form."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _log.setLevel(logging.INFO)
    logging.captureWarnings(True)


def log(
    event: str, *, level: int = logging.INFO, request: str | None = None, exc_info: bool = False, **fields: Any
) -> None:
    """Log that something happened; nothing but warnings is shown before `configure`.

    level: as of `logging`. request: id of the request it belongs to; default: of the one that is being served.
    exc_info: whether with the traceback of what is being handled. fields: what JSON can hold, or what reads well as a
    string; the text of a question is none of them unless whoever runs Vesicle asked for it.

    >>> log("answered", request="5f2c", ms=12.5)  # {"time": "...Z", "event": "answered", "request": "5f2c", ...}
    """
    _log.log(level, event, exc_info=exc_info, extra={_FIELDS: {"request": request or request_id.get(), **fields}})


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": time.replace("+00:00", "Z"), "level": record.levelname.lower()}
        said = record.getMessage().strip()
        if fields := getattr(record, _FIELDS, None):
            line |= {"event": said, **fields}
        else:
            # Further lines of what others say may quote what was sent.
            first = said.partition("\n")[0]
            line |= {"event": "message", "request": request_id.get(), "logger": record.name, "message": first}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
