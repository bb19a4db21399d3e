"""Of several processes on one index one takes papers; the others stand in when that one is gone."""

import logging
import threading
from pathlib import Path

from index.errors import VesicleError
from qa.server.intake import Intake
from qa.server.log import log
from qa.server.uploads import Refused, Taken

LOOK_EVERY = 1.0
"""Seconds between two looks whether the process that takes papers is gone."""


class Standby:
    """The intake of an index while no other process has it. Safe to share between threads.

    index: its folder, which holds an index.
    Raises VesicleError when files cannot be kept there.
    """

    def __init__(self, index: Path) -> None:
        self._index = index
        self._stopping = threading.Event()
        self._changed = threading.Lock()
        self._intake = self._taken()

    def start(self) -> None:
        """Begin to add what waits; where another process does so, when it is gone."""
        if self._intake is not None:
            self._intake.start()
            return
        log("standing_by", cause="another process on this index takes papers")
        threading.Thread(target=self._wait, name="standby", daemon=True).start()

    def stop(self) -> None:
        """Begin nothing more."""
        with self._changed:
            self._stopping.set()
            if self._intake is not None:
                self._intake.stop()

    @property
    def is_working(self) -> bool:
        """Whether a run is in hand."""
        return self._intake is not None and self._intake.is_working

    def intake(self) -> Intake:
        """What takes papers. Raises Refused while that is another process: a proxy that has a next one may ask it."""
        if self._intake is None:
            raise Refused(503, "another Vesicle takes papers for this library just now; try again in a moment")
        return self._intake

    def _taken(self) -> Intake | None:
        try:
            return Intake(self._index)
        except Taken:
            return None

    def _wait(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            try:
                intake = self._taken()
            except VesicleError as error:
                log("failed", level=logging.WARNING, cause=str(error))
                continue
            with self._changed:
                if intake is not None and not self._stopping.is_set():
                    self._intake = intake
                    intake.start()
                    log("taking_papers")
                    return
