"""How a write becomes a question to the shopper: rehearsed under the rules, shown with every detail, kept as a row."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

import wire
from shop.errors import NotFound
from shop.money import Money
from shop.orders import get_order, order_key
from shop.policies.parameters import PARAMETERS
from shop.proposals import Proposal, open_proposals
from shop.writes import awaited, rehearse
from shop.writes.deed import Deed, MoneyMove, Plan, deed
from tools.context import ShopContext
from tools.current import current_orders
from tools.order_facts import order_facts
from tools.order_view import order_item
from tools.orders import not_found, sign_in
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer


def propose(tool: str, context: ShopContext, steps: Sequence[dict[str, Any]]) -> Answer:
    """The confirmation of `steps`, which are done together or not at all; the last one names the action.

    Raises:
        Refused, Conflict: If a rule forbids one of them as things stand.
    """
    if not context.principal.verified:
        return sign_in(tool, context)
    current_orders(context)  # an order that was never read is unknown, not missing
    with context.database.writing() as session:
        doing = deed(session, context.principal.customer_id, language=context.language, moment=context.clock())
        try:
            plans = rehearse(doing, steps)
        except NotFound:
            return not_found(tool, session, context, str(steps[0].get("order_id", "")))
        part = _part(context, doing, steps, plans)
        kept = [
            {**step, **plan.settled, "language": context.language, "shown": plan.fingerprint}
            for step, plan in zip(steps, plans, strict=True)
        ]
        store(session, context, part, kept)
        facts = _order_facts(session, context, steps)
    return proposed(tool, part, tuple(facts))


def _part(
    context: ShopContext, doing: Deed, steps: Sequence[dict[str, Any]], plans: Sequence[Plan]
) -> wire.ConfirmationPart:
    comma = doing.say("; ", "；")
    return confirmation(
        context,
        action=steps[-1]["action"],
        summary=comma.join(plan.summary for plan in plans),
        details=[detail for plan in plans for detail in plan.details] + _colleague(doing, steps, plans),
        money=[_money_line(move, doing.currency) for plan in plans for move in plan.money],
        valid=doing.rules.proposal_valid,
    )


def _colleague(doing: Deed, steps: Sequence[dict[str, Any]], plans: Sequence[Plan]) -> list[str]:
    """The rule that lays it before a person, said before the shopper decides."""
    asked = awaited(doing, steps, plans)
    return [doing.refuse(asked.rule_id).reason] if asked else []


def _money_line(move: MoneyMove, currency: str) -> wire.MoneyLine:
    amount = wire.Amount(minor=abs(move.amount_minor), currency=currency)
    return wire.MoneyLine(label=move.label, amount=amount, method=move.method)


def _order_facts(session: Session, context: ShopContext, steps: Sequence[dict[str, Any]]) -> list[Fact]:
    ids = list(dict.fromkeys(str(step["order_id"]) for step in steps if step.get("order_id")))
    orders = [get_order(session, order_id, customer_id=context.principal.customer_id) for order_id in ids]
    clock = context.clock()
    return [fact for order in orders for fact in order_facts(order_item(session, order, context.language, clock=clock))]


def confirmation(
    context: ShopContext,
    *,
    action: str,
    summary: str,
    details: list[str],
    money: list[wire.MoneyLine],
    valid: timedelta = PARAMETERS.proposal_valid,
) -> wire.ConfirmationPart:
    return wire.ConfirmationPart(
        confirmation_id=f"p-{uuid4().hex[:16]}",
        action=action,
        summary=summary,
        details=details,
        money=money,
        expires_at=context.clock() + valid,
        state="proposed",
    )


def store(session: Session, context: ShopContext, part: wire.ConfirmationPart, steps: list[dict[str, Any]]) -> None:
    """An earlier proposal of the same write on the same thing is replaced, so one yes can't mean two things."""
    for earlier in open_proposals(session, context.conversation_id) if context.conversation_id else []:
        if earlier.customer_id == context.principal.customer_id and _same_target(earlier.steps, steps):
            earlier.state, earlier.outcome = "rejected", {"replaced_by": part.confirmation_id}
            session.add(earlier)
    session.add(
        Proposal(
            proposal_id=part.confirmation_id,
            customer_id=context.principal.customer_id,
            conversation_id=context.conversation_id or None,
            action=part.action,
            steps=steps,
            shown=part.model_dump(mode="json"),
            expires_at=part.expires_at or context.clock(),
        )
    )


def _same_target(one: list[dict[str, Any]], two: list[dict[str, Any]]) -> bool:
    """Any write they share; a return and an exchange of one order exclude each other as well."""
    return bool(_targets(one) & _targets(two))


def _targets(steps: list[dict[str, Any]]) -> set[tuple[str, str]]:
    family = {"exchange_items": "return_items"}
    return {(family.get(s["action"], s["action"]), order_key(str(s.get("order_id", "")))) for s in steps}


def _in_one_sentence(part: wire.ConfirmationPart) -> str:
    """The summary with its pieces, as a brain says them: true as a whole, whatever `no` and `none` stand for in it."""
    pieces = [detail for detail in part.details if "×" in detail]
    joint = "；" if any(not piece.isascii() and "，" in piece for piece in pieces) else "; "
    return f"{part.summary}: {joint.join(pieces)}" if pieces else part.summary


def proposed(tool: str, part: wire.ConfirmationPart, facts: tuple[Fact, ...]) -> Answer:
    entity = f"proposal:{part.confirmation_id}"
    own = [
        Fact(entity, "summary", part.summary, part.summary, stable=True),
        Fact(entity, "state", "proposed", part.summary),
        *((Fact(entity, "expires_at", part.expires_at, part.summary),) if part.expires_at else ()),
        Fact(entity, "text", _in_one_sentence(part), part.summary, stable=True),
        *(Fact(entity, "detail", detail, part.summary, stable=True) for detail in part.details),
    ]
    for line in part.money:
        money = Money(line.amount.minor, line.amount.currency)
        own.append(Fact(entity, "amount", money, line.label, stable=True))
        if line.method:
            own.append(Fact(entity, "amount", money, line.method, stable=True))
            own.append(Fact(entity, "method", line.method, line.label, stable=True))
    content = f"Waiting for the shopper's yes: {part.summary}. {'; '.join(part.details)}"
    return content, ToolResult(tool=tool, parts=(part,), facts=(*facts, *own), outcome="needs_confirmation")
