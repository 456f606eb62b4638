"""Calls a tool by name: arguments checked, ownership in place, and a failure that comes back as a result."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from langgraph.prebuilt import ToolRuntime
from pydantic import ValidationError

import wire
from shop.errors import Conflict, Gone, Invalid, NotFound, Refused, ShopError, Unavailable
from tools.context import ShopContext
from tools.result import Problem, ProblemKind, ToolResult

KINDS: tuple[tuple[type[ShopError], ProblemKind], ...] = (
    (Unavailable, "unavailable"),
    (NotFound, "not_found"),
    (Refused, "refused"),
    (Gone, "refused"),
    (Conflict, "refused"),
    (Invalid, "invalid"),
)


def run_tool(name: str, arguments: Mapping[str, Any], context: ShopContext) -> tuple[str, ToolResult]:
    """Words for a model and the artifact beside them. Never raises for what a shopper or a model can cause."""
    tool = _by_name().get(name)
    if tool is None or tool.func is None:
        return _failed(name, Problem("invalid", f"There is no tool {name!r}."))
    try:
        checked = tool.tool_call_schema.model_validate(dict(arguments))  # type: ignore[union-attr]  # ours are pydantic
    except ValidationError as error:
        return _failed(name, Problem("invalid", _in_words(error)))
    given = {field: getattr(checked, field) for field in type(checked).model_fields}
    try:
        return tool.func(runtime=_runtime(context), **given)  # type: ignore[no-any-return]
    except ShopError as error:
        return _failed(name, problem_of(error))


def problem_of(error: ShopError) -> Problem:
    """A shop error as a tool tells it; the words stay the shop's own."""
    kind: ProblemKind = next((kind for family, kind in KINDS if isinstance(error, family)), "invalid")
    if isinstance(error, Refused):
        return Problem("refused", error.reason, rule_id=error.rule_id, instead=error.instead)
    return Problem(kind, str(error))


def _failed(name: str, problem: Problem) -> tuple[str, ToolResult]:
    outcome: wire.Outcome = "failed" if problem.kind in {"unavailable", "invalid"} else "refused"
    said = f"{problem.kind}: {problem.text}" + (f" Instead: {problem.instead}" if problem.instead else "")
    return said, ToolResult(tool=name, outcome=outcome, problem=problem)


def _in_words(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())


@cache
def _by_name() -> dict[str, StructuredTool]:
    from tools.toolbox import TOOLS

    return {tool.name: tool for tool in TOOLS if isinstance(tool, StructuredTool)}


def _runtime(context: ShopContext) -> ToolRuntime[ShopContext, Any]:
    return ToolRuntime(state={}, context=context, config={}, stream_writer=_silent, tool_call_id=None, store=None)


def _silent(_: object) -> None:
    """Tools report by their result; frames are the agent's."""


def tool_named(name: str) -> BaseTool | None:
    return _by_name().get(name)
