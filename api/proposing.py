"""Proposals and offers over plain REST: the tools' own results, without a conversation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import wire
from shop.errors import Conflict, Invalid, NotFound, Refused, ShopError, Unavailable
from shop.storefront import get_storefront

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
    """Those that the rules allow this shopper and cart now, each with the code issued for it."""
    from tools.offers import offers_for, terms_of, title_of

    language = context.language
    with context.database.writing() as session:
        currency = get_storefront(session).currency
        return [
            wire.Offer(
                offer_id=made.offer.promotion.promotion_id,
                title=title_of(made.offer.promotion, language),
                terms=terms_of(made.offer.promotion, language),
                code=made.code.code,
                expires_at=made.code.expires_at,
                saves=wire.Amount(minor=made.offer.saves_minor, currency=currency) if made.offer.saves_minor else None,
            )
            for made in offers_for(session, context)
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
