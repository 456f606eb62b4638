"""Calls a tool by name: arguments checked, ownership in place, and a failure that comes back as a result."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from langchain_core.tools import StructuredTool
from langgraph.prebuilt import ToolRuntime
from pydantic import ValidationError

import wire
from shop.errors import Conflict, Gone, Invalid, NotFound, Refused, ShopError, Unavailable
from tools.context import ShopContext
from tools.problems import said
from tools.result import Problem, ProblemKind, ToolResult
from tools.shop_tool import Answer

KINDS: tuple[tuple[type[ShopError], ProblemKind], ...] = (
    (Unavailable, "unavailable"),
    (NotFound, "not_found"),
    (Refused, "refused"),
    (Gone, "refused"),
    (Conflict, "refused"),
    (Invalid, "invalid"),
)
LONGEST_TEXT = 8_000
"""Characters of one argument; a shopper's message is half that."""
log = logging.getLogger(__name__)


def run_tool(name: str, arguments: Mapping[str, Any], context: ShopContext) -> Answer:
    """Words for a model and the artifact beside them. Never raises: what fails comes back as a problem."""
    tool = _by_name().get(name)
    if tool is None or tool.func is None:
        return _failed(name[:LONGEST_TEXT], Problem("invalid", f"There is no tool {name[:60]!r}."))
    try:
        checked = tool.tool_call_schema.model_validate(dict(arguments))  # type: ignore[union-attr]  # ours are pydantic
    except ValidationError as error:
        return _failed(name, Problem("invalid", _in_words(error)))
    given = {field: getattr(checked, field) for field in type(checked).model_fields}
    if fault := _unreadable(given):
        return _failed(name, Problem("invalid", fault))
    function, asking = tool.func, _asking(name, context)
    return _guarded(name, lambda: function(runtime=_runtime(asking), **given), asking)


def _asking(name: str, context: ShopContext) -> ShopContext:
    """A guest who has shown who they are asks for that customer's records as that customer, and for nothing else."""
    from tools.toolbox import OWN_RECORDS

    return replace(context, principal=context.owner) if context.proven and name in OWN_RECORDS else context


def _guarded(name: str, call: Callable[[], Answer], context: ShopContext) -> Answer:
    try:
        return call() if _is_write(name) else _in_time(call, context.tool_timeout_s)
    except ShopError as error:
        return _failed(name, problem_of(error, context.language))
    except Exception:
        log.exception("The tool %s broke.", name)
        broken = "这里出了点问题，没有完成。" if context.language == "zh" else "Something broke here; it was not done."
        return _failed(name, Problem("unavailable", broken))


def _in_time(call: Callable[[], Answer], seconds: float) -> Answer:
    """A read that hangs is given up. A write is not: what it did must be known."""
    told: SimpleQueue[Answer | Exception] = SimpleQueue()

    def work() -> None:
        try:
            told.put(call())
        except Exception as error:  # noqa: BLE001  (raised again where the caller waits)
            told.put(error)

    Thread(target=work, daemon=True).start()
    try:
        outcome = told.get(timeout=seconds)
    except Empty:
        raise Unavailable("shop", f"no answer within {seconds:g} s.", "try again in a moment.") from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def problem_of(error: ShopError, language: str = "en") -> Problem:
    """A shop error as a tool tells it; a refusal keeps its rule and what works instead."""
    kind: ProblemKind = next((kind for family, kind in KINDS if isinstance(error, family)), "invalid")
    if isinstance(error, Refused):
        return Problem("refused", error.reason, rule_id=error.rule_id, instead=error.instead)
    return Problem(kind, said(error, language))


def _failed(name: str, problem: Problem) -> Answer:
    outcome: wire.Outcome = "failed" if problem.kind in {"unavailable", "invalid"} else "refused"
    words = f"{problem.kind}: {problem.text}" + (f" Instead: {problem.instead}" if problem.instead else "")
    return words, ToolResult(tool=name, outcome=outcome, problem=problem)


def _in_words(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())


def _unreadable(given: Mapping[str, Any]) -> str | None:
    """Why a text among the arguments is none: no database keeps a null character or half a surrogate pair."""
    for name, value in given.items():
        for text in value if isinstance(value, list) else [value]:
            if not isinstance(text, str):
                continue
            if len(text) > LONGEST_TEXT:
                return f"{name}: at most {LONGEST_TEXT} characters, not {len(text)}."
            if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
                return f"{name}: holds characters that are no text."
    return None


@cache
def _by_name() -> dict[str, StructuredTool]:
    from tools.toolbox import TOOLS

    return {tool.name: tool for tool in TOOLS if isinstance(tool, StructuredTool)}


def _is_write(name: str) -> bool:
    from tools.toolbox import WRITING

    return any(tool.name == name for tool in WRITING)


def _runtime(context: ShopContext) -> ToolRuntime[ShopContext, Any]:
    return ToolRuntime(state={}, context=context, config={}, stream_writer=_silent, tool_call_id=None, store=None)


def _silent(_: object) -> None:
    """Tools report by their result; frames are the agent's."""
