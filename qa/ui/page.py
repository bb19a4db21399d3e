"""The page: one Gradio component, whose looks and ways are in ``static``, and the Python functions that it calls.

It is no `gr.Chatbot`: that copies and edits the source of a message and not what is read, drops what leads from a
number to its quote, and keeps a conversation on the server.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path

import gradio as gr

from qa.programs.calls import Call
from qa.programs.rest import offer
from qa.ui.calls import functions
from qa.ui.chat import Update
from qa.ui.desk import Desk, replies
from qa.ui.library import library_functions

STATIC = Path(__file__).parent / "static"
CSS = tuple(STATIC / f"{name}.css" for name in ("page", "chat", "sources", "library"))

_ICON = (
    '<svg viewBox="0 0 32 32" aria-hidden="true" xmlns="http://www.w3.org/2000/svg" fill="none" stroke="#1f837c"'
    ' stroke-width="2.4"><circle cx="16" cy="16" r="13"/><circle cx="16" cy="16" r="9.2" stroke-width="1.4"/>'
    '<circle cx="13" cy="14" r="2" fill="#1f837c" stroke="none"/><circle cx="18.6" cy="18.2" r="2.8" fill="#1f837c"'
    ' stroke="none"/></svg>'
)
HEAD = f'<link rel="icon" href="data:image/svg+xml,{_ICON.replace("#", "%23").replace(chr(34), "%27")}">'
_TAGLINE = "Exosomes and macrophage-based cancer therapy, quoted from the literature"
_START = """
const root = (window.gradio_config?.root ?? "").replace(/\\/$/, "");
import(`${root}/vesicle/main.js`).then((page) => page.start({ root, trigger, watch, props, server }));
"""


def page(desk: Desk, programs: Sequence[Call] = ()) -> gr.Blocks:
    """The page, to be mounted.

    desk: what answers it. programs: what other programs can call by REST.
    """
    skeleton = (STATIC / "desk.html").read_text("utf-8").replace("@icon", _ICON).replace("@tagline", _TAGLINE)
    blocks = gr.Blocks(title="Vesicle", fill_width=True, analytics_enabled=False)
    with blocks:
        shown = gr.HTML(
            elem_id="page",
            html_template=skeleton,
            js_on_load=_START,
            apply_default_css=False,
            server_functions=[*functions(desk), *library_functions(desk)],
        )

        async def reply(sent: gr.EventData, request: gr.Request) -> AsyncGenerator[Update]:
            async with aclosing(replies(desk, sent._data, request.headers.get("x-request-id"))) as told:
                async for update in told:
                    yield update

        submitted = shown.submit(
            reply, None, shown, show_progress="hidden", api_visibility="private", trigger_mode="multiple"
        )
        submitted.failure(None, js="() => window.vesicleFailed?.()")
        shown.stop(None, cancels=submitted)
        offer(programs)
    return blocks
