"""Which of the paths that Gradio answers are meant to be used, and how."""

import re

PAPERS = "/vesicle/papers"
"""Where files of papers are sent, and where it is told what became of them."""
REMOVE = f"{PAPERS}/remove"
"""Where it is told which papers are to go."""

_API = "/gradio_api"
_SLASHES = re.compile("/+")
_HIDDEN = re.compile(
    r"/monitoring|/log(in|out)$"
    rf"|{_API}/((undo-)?vibe-|proxy=|profiling|run-history|runs$|deep_link|dev/|token$|startup-events)"
    rf"|{_API}/(custom_component|stream)/"
    rf"|{_API}/(upload|upload_progress|process_recording)$"
    rf"|{_API}/file[=/]\s*https?:"
)
_ENDLESS = re.compile(rf"{_API}/heartbeat/")


def is_hidden(path: str) -> bool:
    """Whether the page does not need a path: such change code, fetch from elsewhere, tell what others do, or keep
    whatever files are sent.

    path: without the public path of the app.

    >>> is_hidden("/monitoring/summary"), is_hidden("/gradio_api/vibe-edit/"), is_hidden("/gradio_api/queue/join")
    (True, True, False)
    """
    return bool(_HIDDEN.match(_normal(path)))


def is_upload(path: str) -> bool:
    """Whether a path takes files of papers.

    >>> is_upload("/vesicle/papers"), is_upload("/vesicle/papers/remove"), is_upload("/gradio_api/upload")
    (True, False, False)
    """
    return _normal(path) == PAPERS


def changes_library(path: str) -> bool:
    """Whether a path is of what readers may change in the library, where they may.

    >>> changes_library("/vesicle/papers/"), changes_library("/vesicle/papers/remove"), changes_library("/vesicle/a.js")
    (True, True, False)
    """
    return _normal(path) in {PAPERS, REMOVE}


def is_endless(method: str, path: str) -> bool:
    """Whether the response lasts as long as the page is open.

    >>> is_endless("GET", "/gradio_api/heartbeat/3f2a"), is_endless("GET", "/gradio_api/queue/data")
    (True, False)
    """
    return method == "GET" and bool(_ENDLESS.match(_normal(path)))


def goes_on(path: str) -> bool:
    """Whether a request belongs to a question that was asked before: gives it up, or wants more of its answer.

    >>> goes_on("/gradio_api/cancel"), goes_on("/gradio_api/queue/join")
    (True, False)
    """
    return _normal(path) in {f"{_API}/cancel", f"{_API}/component_server"}


def _normal(path: str) -> str:
    return _SLASHES.sub("/", path).rstrip("/").lower()
