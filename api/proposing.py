"""Proposals and offers over plain REST: the tools' own results, without a conversation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import wire
from shop.errors import Conflict, Invalid, NotFound, Refused, ShopError, Unavailable

if TYPE_CHECKING:
    from tools.context import ShopContext
    from tools.result import Problem, ToolResult

Part = TypeVar("Part")


def proposed(context: "ShopContext", tool: str, arguments: Mapping[str, Any]) -> wire.ConfirmationPart:
    """The proposal as it is to be confirmed.

    Raises:
        ShopError: What the shop says against it, by its family.
    """
    parts = _parts(_result(context, tool, arguments), wire.ConfirmationPart)
    if not parts:
        raise Conflict("There is nothing to confirm.")
    return parts[0]


def offers(context: "ShopContext") -> list[wire.Offer]:
    """Those that hold for this shopper and cart now."""
    result = _result(context, "find_offers", {})
    told = getattr(result.payload, "offers", None)
    if told and all(isinstance(each, wire.Offer) for each in told):
        return list(told)
    return [
        wire.Offer(offer_id=p.offer_id, title=p.title, terms=p.terms, code=p.code, expires_at=p.expires_at)
        for p in _parts(result, wire.OfferPart)
    ]


def _result(context: "ShopContext", tool: str, arguments: Mapping[str, Any]) -> "ToolResult":
    from tools.run import run_tool

    _words, result = run_tool(tool, arguments, context)
    if result.problem is not None:
        raise _error(result.problem)
    return result


def _parts(result: "ToolResult", kind: type[Part]) -> list[Part]:
    return [part for part in result.parts if isinstance(part, kind)]


def _error(problem: "Problem") -> ShopError:
    match problem.kind:
        case "refused":
            return Refused(problem.rule_id or "shop", problem.text, problem.instead)
        case "unavailable":
            return Unavailable("shop", problem.text)
        case "not_found":
            return _Told(problem.text)
        case _:
            return Invalid(problem.text)


class _Told(NotFound):
    """Not found, in the tool's own words."""

    def __init__(self, text: str) -> None:
        ShopError.__init__(self, text)
