"""The schemas of what programs send and get, made of the signatures of the functions."""

from collections.abc import Sequence
from inspect import signature
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from qa.programs.calls import Call


class _Untitled(GenerateJsonSchema):
    """A title says what the name of a field says already, and agents read all of it."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def arguments_schema(call: Call) -> dict[str, Any]:
    """JSON schema of what a function takes: an object with its parameters."""
    return TypeAdapter(call).json_schema(schema_generator=_Untitled)


def result_schema(call: Call) -> dict[str, Any]:
    """JSON schema of what a function gives."""
    return TypeAdapter(signature(call).return_annotation).json_schema(schema_generator=_Untitled)


def shared_schemas(calls: Sequence[Call], at: str) -> tuple[list[Any], list[Any], dict[str, Any]]:
    """The schemas of arguments and of results of several functions, and by name the parts that they refer to.

    at: where these parts are, as in ``"#/$defs/{model}"``.
    """
    results = [signature(call).return_annotation for call in calls]
    parts = list(enumerate(map(TypeAdapter[Any], [*calls, *results])))
    made, shared = TypeAdapter.json_schemas(
        [(number, "validation", part) for number, part in parts], ref_template=at, schema_generator=_Untitled
    )
    schemas = [made[number, "validation"] for number, _ in parts]
    return schemas[: len(calls)], schemas[len(calls) :], shared.get("$defs", {})
