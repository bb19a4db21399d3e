"""MCP, the Model Context Protocol, by its official library: tools for agents, each call a request of its own.

Gradio has an MCP server, too, but its results are text that is no JSON, without a schema, and where a password is asked
for it does not get in itself.
"""

import json
from collections.abc import Sequence
from inspect import getdoc
from typing import Any

from mcp import types
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from index.errors import VesicleError
from index.text import one_line
from qa.programs.calls import Call
from qa.programs.given import arguments_of
from qa.programs.schemas import arguments_schema, result_schema
from qa.records import SCHEMA

PATHS = ("/gradio_api/mcp", "/gradio_api/mcp/")
"""Where apps made with Gradio have theirs, and clients look for it."""

_INSTRUCTIONS = (
    "Vesicle answers questions about exosomes and macrophage-based cancer therapy from a library of papers, in exact"
    " quotes. Ask with ask; keep its quotes as they are, and cite their papers. What it does not hold, it says so."
)
_HINTS = types.ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)


class Endpoint:
    """ASGI app that answers MCP over streamable HTTP, as long as its sessions run.

    sessions: whose ``run`` is to be entered by the lifespan of what serves it.
    """

    def __init__(self, calls: Sequence[Call]) -> None:
        # No session outlives its request, so there is nothing to keep, to find again or to wait for at the end.
        self.sessions = StreamableHTTPSessionManager(_server(calls), json_response=True, stateless=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["method"] == "POST":
            await self.sessions.handle_request(scope, receive, send)
            return
        said = "This is for MCP clients, which send POST; a session has no more to tell than what they ask for.\n"
        await PlainTextResponse(said, 405, {"Allow": "POST"})(scope, receive, send)


def tool(call: Call) -> types.Tool:
    """A function as MCP describes it."""
    return types.Tool(
        name=call.__name__,
        description=getdoc(call),
        inputSchema=arguments_schema(call),
        outputSchema=result_schema(call),
        annotations=_HINTS,
    )


def _server(calls: Sequence[Call]) -> Server[Any, Any]:
    known = {call.__name__: call for call in calls}
    tools = [tool(call) for call in calls]
    server = Server[Any, Any]("vesicle", version=str(SCHEMA), instructions=_INSTRUCTIONS)

    async def list_tools(_: types.ListToolsRequest) -> types.ServerResult:
        return types.ServerResult(types.ListToolsResult(tools=tools))

    async def call_tool(request: types.CallToolRequest) -> types.ServerResult:
        try:
            document = await _called(known, request.params.name, request.params.arguments or {})
        except VesicleError as error:
            return types.ServerResult(types.CallToolResult(content=[_text(str(error))], isError=True))
        text = json.dumps(document, ensure_ascii=False)
        return types.ServerResult(types.CallToolResult(content=[_text(text)], structuredContent=document))

    server.request_handlers[types.ListToolsRequest] = list_tools
    server.request_handlers[types.CallToolRequest] = call_tool
    return server


async def _called(known: dict[str, Call], name: str, arguments: dict[str, Any]) -> Any:
    if name not in known:
        raise VesicleError(f"{one_line(name)}: is no tool; there are {', '.join(known)}")
    return await known[name](**arguments_of(known[name], arguments))


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)
