"""The page, its static files and what guards them, as one ASGI app."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from qa.programs.calls import Call
from qa.programs.mcp import PATHS, Endpoint
from qa.programs.openapi import PATH as OPENAPI
from qa.programs.openapi import openapi
from qa.programs.rest import Checked
from qa.server.admission import Admission
from qa.server.guard import Guard
from qa.server.papers import add_routes
from qa.server.passwords import Passwords
from qa.server.standby import Standby
from qa.server.streams import Streams

STATIC = Path(__file__).parents[1] / "ui" / "static"
"""What is served under ``/vesicle``."""
MOST_SESSIONS = 1000
"""Chats that are kept in memory."""


@dataclass(frozen=True, slots=True)
class Web:
    """What is served. stopping: set when no new question is to be taken any more. intake: what adds papers, or None."""

    app: Guard
    admission: Admission
    stopping: threading.Event
    intake: Standby | None = None

    @property
    def is_indexing(self) -> bool:
        """Whether papers are being added or removed."""
        return self.intake is not None and self.intake.is_working

    def is_busy(self) -> bool:
        """Whether anybody is still being answered, or papers are being added."""
        return self.admission.active > 0 or self.app.unfinished > 0 or self.is_indexing


def web_app(
    blocks: gr.Blocks,
    *,
    admission: Admission,
    programs: Sequence[Call] = (),
    root_path: str = "",
    passwords: Passwords | None = None,
    intake: Standby | None = None,
    only_here: bool = False,
    has_index: Callable[[], bool] = lambda: True,
    theme: gr.themes.Base | None = None,
    css_paths: Sequence[Path] = (),
    head: str | None = None,
) -> Web:
    """Put a page behind the guard.

    blocks: the page, its queue set up. admission: the line in which its questions wait. programs: what other programs
    can call by MCP. root_path: path, or whole address, under which a proxy shows it. passwords: who may come in; None:
    whoever can reach it. intake: what adds the papers that readers send, started, if they may. only_here: whether it
    listens for this machine alone. has_index: whether questions can be answered, for ``/health``. The rest is the look
    of the page.
    """
    stopping = threading.Event()
    blocks.state_session_capacity = MOST_SESSIONS
    mcp = Endpoint(programs)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lambda _: mcp.sessions.run())
    app.add_api_route("/vesicle/plotly.min.js", _plotly, methods=["GET"], include_in_schema=False)
    if intake is not None:
        add_routes(app, intake.intake)
    app.mount("/vesicle", _Static(directory=STATIC))
    app.router.routes.extend(Route(path, mcp) for path in PATHS)
    app.add_middleware(Checked, calls=programs)
    app.add_middleware(Streams, blocks=blocks)
    gradio: dict[str, Any] = {
        "ssr_mode": False,
        "run_history": False,
        "enable_monitoring": False,
        "footer_links": [],
        "show_error": False,
        "mcp_server": False,
        "max_file_size": 1000,  # what readers send goes by another way
        "app_kwargs": {"openapi_url": None},
    }
    look = {"theme": theme, "css_paths": list(css_paths), "head": head}
    guard = Guard(
        app,
        passwords=passwords,
        uploads=intake is not None,
        stopping=stopping.is_set,
        root=root_path,
        # A proxy on this machine passes on whatever name it is known by, and says so by its address.
        only_here=only_here and not root_path and passwords is None,
        has_index=has_index,
    )
    described = JSONResponse(openapi(programs, guard.prefix))
    app.router.routes.append(Route(OPENAPI, lambda _: described))
    gr.mount_gradio_app(app, blocks, path="/", root_path=guard.prefix or None, **gradio, **look)
    return Web(guard, admission, stopping, intake)


def _plotly() -> Response:
    """What draws the pictures; it comes with the plotly package, and changes with it alone."""
    path = str(files("plotly") / "package_data" / "plotly.min.js")
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": "private, max-age=86400"})


class _Static(StaticFiles):
    """Files that a browser asks for again each time, and takes from its cache if they are the same."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(*arguments, **named)
        response.headers["Cache-Control"] = "no-cache"
        return response
