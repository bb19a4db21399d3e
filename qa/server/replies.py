"""What requests are answered before they come to the page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

_LATER = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered here, and not by the page: a line of plain text, or JSON."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/plain; charset=utf-8"
    is_refusal: bool = True


NOT_FOUND = Reply(404, "There is no such page.")
NOT_HERE = Reply(404, "No such answer is being made here; ask again.")
NO_PASSWORD = Reply(
    401,
    "This page asks for a name and a password.",
    {"WWW-Authenticate": 'Basic realm="Vesicle", charset="UTF-8"'},
)
BESIEGED = Reply(503, "Many passwords are being checked just now; please try again in a moment.", _LATER)
NO_UPLOAD = Reply(403, "Nothing can be uploaded here, unless whoever runs Vesicle starts it with --allow-upload.")
NO_FORM = Reply(403, "No form with files is taken here.")
OTHER_NAME = Reply(
    421,
    "Vesicle is not known by this name here; open it as localhost, or start it with --root-path and the address under"
    " which a proxy shows it.",
)
ELSEWHERE = Reply(403, "A page elsewhere may not send this; open Vesicle itself.")
STOPPING = Reply(503, "Vesicle is being stopped; please ask again in a moment.", _LATER)
TOO_LARGE = Reply(413, "This is too long; at most 1 MB can be sent, or 64 MB to where files are taken.")
NO_LENGTH = Reply(411, "A file has to be sent with its length.")


def health(*, stopping: bool, has_index: bool) -> Reply:
    """Whether new questions are taken, and can be answered."""
    status, said = (503, "stopping") if stopping else (200, "ok") if has_index else (503, "no index")
    return Reply(status, json.dumps({"status": said}), {"Cache-Control": "no-store"}, "application/json", False)


async def answer(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    """Give the reply in place of the app."""
    body = f"{reply.text}\n".encode()
    headers = {**reply.headers, "Content-Type": reply.kind, "Content-Length": str(len(body))}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    prefix = ""
    if scope["type"] == "websocket":
        await receive()  # the request to connect, which the server wants to be taken before it is denied
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008, "reason": reply.text})
            return
        prefix = "websocket."
    shown = b"" if scope.get("method") == "HEAD" else body
    await send({"type": f"{prefix}http.response.start", "status": reply.status, "headers": raw})
    await send({"type": f"{prefix}http.response.body", "body": shown})
