"""How a function becomes a tool: its docstring is the prompt text, its artifact a `ToolResult`."""

from collections.abc import Callable
from typing import Any, TypeAlias

from langchain_core.tools import BaseTool, tool
from langgraph.prebuilt import ToolRuntime

from tools.context import ShopContext
from tools.result import ToolResult

Shop: TypeAlias = ToolRuntime[ShopContext, Any]
Answer: TypeAlias = tuple[str, ToolResult]
"""Compact words with the evidence for a model, and the artifact."""


def shop_tool(function: Callable[..., Answer]) -> BaseTool:
    """`runtime` is handed in by us and is no part of what a model sees."""
    made: BaseTool = tool(function, parse_docstring=True, response_format="content_and_artifact")
    return made
