"""Which of the paths that Gradio answers are meant to be used, and how."""

import re

_API = "/gradio_api"
_SLASHES = re.compile("/+")
_HIDDEN = re.compile(
    r"/monitoring|/log(in|out)$"
    rf"|{_API}/((undo-)?vibe-|proxy=|profiling|run-history|runs$|deep_link|dev/|token$|startup-events)"
    rf"|{_API}/(custom_component|stream)/"
    rf"|{_API}/file[=/]\s*https?:"
)
_UPLOAD = re.compile(rf"{_API}/(upload|process_recording|stream/.*)$")
_ENDLESS = re.compile(rf"{_API}/(heartbeat/|upload_progress$)")


def is_hidden(path: str) -> bool:
    """Whether the page does not need a path: such change code, fetch from elsewhere, or tell what others do.

    path: without the public path of the app.

    >>> is_hidden("/monitoring/summary"), is_hidden("/gradio_api/vibe-edit/"), is_hidden("/gradio_api/queue/join")
    (True, True, False)
    """
    return bool(_HIDDEN.match(_normal(path)))


def is_upload(path: str) -> bool:
    """Whether a path takes files, under whatever path the app is shown.

    >>> is_upload("/gradio_api/upload/"), is_upload("/vesicle/gradio_api/process_recording")
    (True, True)
    """
    return bool(_UPLOAD.search(_normal(path)))


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
