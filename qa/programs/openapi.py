"""REST as OpenAPI describes it. Gradio's own description tells of no results, and of uploads that there are not."""

from collections.abc import Sequence
from inspect import getdoc
from typing import Any

from qa.programs.calls import Call
from qa.programs.schemas import shared_schemas
from qa.records import SCHEMA

PATH = "/gradio_api/openapi.json"

_EVENTS = (
    "Server-sent events: after `event: complete` the result, in an array of one; after `event: error` an object whose"
    " `error` says what went wrong, and how to mend it."
)


def openapi(calls: Sequence[Call], root: str = "") -> dict[str, Any]:
    """The functions, as OpenAPI has them.

    root: path under which a proxy shows the app.
    """
    arguments, results, shared = shared_schemas(calls, "#/components/schemas/{model}")
    paths: dict[str, Any] = {}
    for call, sent, result in zip(calls, arguments, results, strict=True):
        name = call.__name__
        paths[f"/gradio_api/call/v2/{name}"] = {"post": _asking(name, getdoc(call) or "", sent)}
        paths[f"/gradio_api/call/{name}/{{event_id}}"] = {"get": _fetching(name, result)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vesicle", "version": str(SCHEMA)},
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {"schemas": shared},
    }


def _asking(name: str, said: str, sent: Any) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": said.partition("\n")[0],
        "description": f"{said}\n\nThe result is fetched from /gradio_api/call/{name}/{{event_id}}.",
        "requestBody": {"required": True, "content": _json(sent)},
        "responses": {
            "200": {"description": "Where the result is.", "content": _json(_object("event_id"))},
            "400": {"description": "What was sent is no call; why.", "content": _json(_object("error"))},
        },
    }


def _fetching(name: str, result: Any) -> dict[str, Any]:
    events = {"text/event-stream": {"schema": {"type": "array", "items": result}}}
    return {
        "operationId": f"{name}_result",
        "summary": f"The result of {name}",
        "parameters": [{"name": "event_id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": {"description": _EVENTS, "content": events}},
    }


def _object(name: str) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
