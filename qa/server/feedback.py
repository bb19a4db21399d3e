"""Likes and dislikes, kept as JSON Lines where whoever runs Vesicle has switched that on."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from index.errors import VesicleError
from qa.records import Answer


class Feedback:
    """A file to which a line is added for every judgement. Safe to share between threads, and between processes.

    Raises VesicleError when nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._append("")

    def keep(self, name: str, answer: Answer, liked: bool) -> None:
        """Add a judgement of an answer. Of several with the same name the last one counts. Raises VesicleError.

        name: of the answer, as the page has it.
        """
        line = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "answer_id": name,
            "liked": liked,
            "question": answer.question,
            "rewritten": answer.rewritten,
            "answer": answer.text,
            "quotes": [{"passage_id": one.passage.id, "quote": one.quote} for one in answer.citations],
            "filters": answer.filters,
            "index": answer.index,
        }
        self._append(json.dumps(line, ensure_ascii=False) + "\n")

    def _append(self, text: str) -> None:
        try:
            # In one write at the end of the file, so that lines of several processes stay whole.
            with self._lock, self._path.open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise VesicleError(f"{self._path}: likes cannot be kept there ({error.strerror or error})") from error
