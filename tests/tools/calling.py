"""Short ways to call a tool and to take its parts."""

from typing import TypeVar

import wire
from tools.context import ShopContext
from tools.result import Problem, ToolResult
from tools.run import run_tool

Part = TypeVar("Part", bound=wire.Wire)


def call(context: ShopContext, tool: str, **arguments: object) -> ToolResult:
    return run_tool(tool, arguments, context)[1]


def part(result: ToolResult, kind: type[Part]) -> Part:
    return next(each for each in result.parts if isinstance(each, kind))


def problem(result: ToolResult) -> Problem:
    assert result.problem is not None, f"{result.tool} found nothing wrong"
    return result.problem
