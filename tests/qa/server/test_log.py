"""The log, line by line."""

import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator
from datetime import datetime

import pytest

from qa.server.log import configure, log, request_id


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged; afterwards logging is as it was."""
    root, ours = logging.getLogger(), logging.getLogger("vesicle")
    before = root.handlers, root.level, ours.level
    stream = io.StringIO()
    configure(stream)
    yield stream
    root.handlers, level, our_level = before
    root.setLevel(level)
    ours.setLevel(our_level)
    logging.captureWarnings(False)


def read(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_an_event_is_one_line_with_its_fields_and_the_time_in_utc(lines: io.StringIO) -> None:
    log("answered", request="r1", ms=12.5, words="über\n∂\u2028")
    (line,) = read(lines)
    time = line.pop("time")
    assert line == {"level": "info", "event": "answered", "request": "r1", "ms": 12.5, "words": "über\n∂\u2028"}
    assert isinstance(time, str)
    assert time.endswith("Z")
    assert len(time) == len("2026-01-01T00:00:00.000Z")
    assert datetime.fromisoformat(time).tzinfo is not None


def test_a_line_is_marked_with_the_request_that_is_served(lines: io.StringIO) -> None:
    async def serve(name: str) -> None:
        request_id.set(name)
        await asyncio.sleep(0)
        log("told")

    async def both() -> None:
        await asyncio.gather(serve("one"), serve("two"))

    asyncio.run(both())
    assert [line["request"] for line in read(lines)] == ["one", "two"]


def test_of_what_other_libraries_say_of_a_request_only_the_first_line_is_kept(lines: io.StringIO) -> None:
    """The others quote what was sent."""
    logging.warning("Failed to validate request: 1 error\n  input_value='what is a secret?'")
    assert [line["message"] for line in read(lines)] == ["Failed to validate request: 1 error"]


def test_what_other_libraries_warn_of_has_the_same_form(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Started")
    logging.getLogger("uvicorn.error").warning("Invalid %s", "request")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", stacklevel=1)
    first, second = read(lines)
    assert (first["event"], first["logger"], first["message"]) == ("message", "uvicorn.error", "Invalid request")
    assert second["logger"] == "py.warnings"


def test_a_traceback_is_one_string_on_the_same_line(lines: io.StringIO) -> None:
    try:
        raise ValueError("bad")
    except ValueError:
        log("failed", level=logging.ERROR, exc_info=True)
        logging.getLogger("other").exception("also")
    for line in read(lines):
        assert line["level"] == "error"
        assert str(line["traceback"]).startswith("Traceback")
        assert str(line["traceback"]).endswith("ValueError: bad")
