"""Writes that wait for a yes: proposed with every detail, never done here."""

from typing import Any
from uuid import uuid4

from sqlmodel import Session

import wire
from shop.codes import apply_best_held
from shop.errors import NotFound
from shop.money import Money
from shop.orders import get_order, lines_of, payments_of, still_owed
from shop.policies.rules import PARAMETERS, check_cancel
from shop.proposals import Proposal, open_proposals
from shop.storefront import get_storefront
from shop.writes.place_order import Basket, basket, fingerprint
from tools.cart_view import cart_facts, cart_view
from tools.context import ShopContext
from tools.order_facts import order_facts
from tools.order_view import order_item
from tools.orders import not_found, sign_in
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool


@shop_tool
def propose_cancel_order(runtime: Shop, order_id: str, reason: str = "no longer needed") -> Answer:
    """Ask the shopper to confirm cancelling an order that has not been packed yet. Nothing is cancelled by this call.

    Args:
        order_id: The order's number.
        reason: `no longer needed` or `ordered by mistake`.
    """
    context = runtime.context
    if not context.principal.verified:
        return sign_in("propose_cancel_order", context)
    zh = context.language == "zh"
    with context.database.writing() as session:
        currency = get_storefront(session).currency
        try:
            order = get_order(session, order_id, customer_id=context.principal.customer_id)
        except NotFound:
            return not_found("propose_cancel_order", session, context, order_id)
        check_cancel(order, reason, language=context.language)
        lines, payments = lines_of(session, order.order_id), payments_of(session, order.order_id)
        part = confirmation(
            context,
            action="cancel_order",
            summary=f"取消订单 {order.order_id}" if zh else f"Cancel order {order.order_id}",
            details=[f"{line.quantity} × {line.name(context.language)}" for line in lines],
            money=[
                wire.MoneyLine(
                    label="退款" if zh else "Refund",
                    amount=wire.Amount(minor=owed, currency=currency),
                    method=payment.method,
                )
                for payment, owed in still_owed(payments)
            ],
        )
        step = {"action": "cancel_order", "order_id": order.order_id, "reason": reason, "language": context.language}
        store(session, context, part, [step])
        facts = order_facts(order_item(session, order, context.language, clock=context.clock()))
    return proposed("propose_cancel_order", part, tuple(facts))


@shop_tool
def propose_checkout(runtime: Shop) -> Answer:
    """Ask the shopper to confirm ordering what is in the cart. Nothing is ordered or charged by this call.

    The best promotion code the shopper holds is put on the cart if none is on it.
    """
    context = runtime.context
    if not context.principal.verified:
        return sign_in("propose_checkout", context)
    with context.database.writing() as session:
        currency = get_storefront(session).currency
        apply_best_held(session, context.principal.customer_id, moment=context.clock())
        session.flush()
        wanted = basket(session, context.principal.customer_id, language=context.language)
        cart = cart_view(session, context.principal.customer_id, context.language)
        part = _checkout_part(context, wanted, currency)
        step = {"action": "place_order", "fingerprint": fingerprint(wanted), "language": context.language}
        store(session, context, part, [step])
    facts = cart_facts(cart) + [
        Fact(f"proposal:{part.confirmation_id}", name, Money(minor, currency))
        for name, minor in (("total", wanted.total_minor), ("goods", wanted.goods_minor),
                            ("shipping", wanted.shipping_minor), ("discount", wanted.discount_minor))
        if minor
    ]  # fmt: skip
    return proposed("propose_checkout", part, tuple(facts))


def _checkout_part(context: ShopContext, wanted: Basket, currency: str) -> wire.ConfirmationPart:
    zh = context.language == "zh"
    details = [
        f"{line.quantity} × {product.name(context.language)}"
        + (f" ({label})" if (label := variant.label(context.language)) else "")
        for line, product, variant in wanted.rows
    ]
    if wanted.discount:
        title = wanted.discount.title(context.language)
        details.append(f"{'优惠码' if zh else 'Code'} {wanted.discount.code.code}: {title}")
    details.append(f"{'送到' if zh else 'To'}: {wanted.address.postal().one_line()}")
    amounts = (
        ("商品" if zh else "Goods", wanted.goods_minor),
        ("优惠" if zh else "Discount", -wanted.discount_minor),
        ("运费" if zh else "Shipping", wanted.shipping_minor),
    )
    money = [_line(label, minor, currency) for label, minor in amounts if minor]
    method = wanted.method.label(context.language)
    total = _line("合计" if zh else "Total", wanted.total_minor, currency, method)
    said = Money(wanted.total_minor, currency)
    summary = f"下单，共 {said}，用{method}支付" if zh else f"Order for {said}, paid by {method}"
    return confirmation(context, action="place_order", summary=summary, details=details, money=[*money, total])


def _line(label: str, minor: int, currency: str, method: str | None = None) -> wire.MoneyLine:
    return wire.MoneyLine(label=label, amount=wire.Amount(minor=minor, currency=currency), method=method)


def confirmation(
    context: ShopContext, *, action: str, summary: str, details: list[str], money: list[wire.MoneyLine]
) -> wire.ConfirmationPart:
    return wire.ConfirmationPart(
        confirmation_id=f"p-{uuid4().hex[:16]}",
        action=action,
        summary=summary,
        details=details,
        money=money,
        expires_at=context.clock() + PARAMETERS.proposal_valid,
        state="proposed",
    )


def store(session: Session, context: ShopContext, part: wire.ConfirmationPart, steps: list[dict[str, Any]]) -> None:
    """An earlier proposal of the same action on the same thing is replaced, so one yes can't mean two things."""
    for earlier in open_proposals(session, context.conversation_id) if context.conversation_id else []:
        if earlier.customer_id == context.principal.customer_id and _same_target(earlier.steps, steps):
            earlier.state = "rejected"
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
    return [(s["action"], s.get("order_id")) for s in one] == [(s["action"], s.get("order_id")) for s in two]


def proposed(tool: str, part: wire.ConfirmationPart, facts: tuple[Fact, ...]) -> Answer:
    entity = f"proposal:{part.confirmation_id}"
    own = [
        Fact(entity, "summary", part.summary, part.summary, stable=True),
        Fact(entity, "state", "proposed", part.summary),
        *((Fact(entity, "expires_at", part.expires_at, part.summary),) if part.expires_at else ()),
        *(Fact(entity, "detail", detail, part.summary, stable=True) for detail in part.details),
    ]
    for line in part.money:
        own.append(Fact(entity, "money", Money(line.amount.minor, line.amount.currency), line.label, stable=True))
        if line.method:
            own.append(Fact(entity, "method", line.method, line.label, stable=True))
    content = f"Waiting for the shopper's yes: {part.summary}. {'; '.join(part.details)}"
    return content, ToolResult(tool=tool, parts=(part,), facts=(*facts, *own), outcome="needs_confirmation")
