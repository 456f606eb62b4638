"""Cancel an order: its lines with it, the money back by the way it came, the goods back on the shelf."""

from typing import Any

from sqlmodel import Session, select

from shop.catalog import Variant
from shop.columns import now
from shop.customers import PaymentMethod
from shop.orders import Order, Payment, get_order, lines_of, payments_of, still_owed
from shop.policies.rules import check_cancel
from shop.promotions import give_code_back


def carry_out(session: Session, customer_id: str, step: dict[str, Any]) -> dict[str, Any]:
    order = get_order(session, str(step["order_id"]), customer_id=customer_id)
    check_cancel(order, str(step["reason"]), language=str(step.get("language", "en")))
    order.state, order.cancel_reason = "cancelled", str(step["reason"])
    session.add(order)
    lines = lines_of(session, order.order_id)
    for line in lines:
        line.state = "cancelled"
        session.add(line)
    for line in sorted(lines, key=lambda each: each.sku):
        _back_on_the_shelf(session, line.sku, line.quantity)
    give_code_back(session, order.order_id)
    return {"order_id": order.order_id, "refund_minor": _refund(session, order)}


def _refund(session: Session, order: Order) -> int:
    """What was paid and not given back yet, to where it came from; a gift card has its balance at once."""
    paid = payments_of(session, order.order_id)
    for position, (payment, owed) in enumerate(still_owed(paid), start=len(paid)):
        session.add(
            Payment(
                payment_id=f"{order.order_id}-p{position + 1}",
                order_id=order.order_id,
                kind="refund",
                payment_method_id=payment.payment_method_id,
                method=payment.method,
                amount_minor=owed,
                at=now(),
                position=position,
            )
        )
        _fill_gift_card(session, payment, owed)
    return sum(owed for _, owed in still_owed(paid))


def _fill_gift_card(session: Session, payment: Payment, amount_minor: int) -> None:
    card = session.get(PaymentMethod, payment.payment_method_id) if payment.payment_method_id else None
    if card is not None and card.kind == "gift_card" and card.balance_minor is not None:
        card.balance_minor += amount_minor
        session.add(card)


def _back_on_the_shelf(session: Session, sku: str, quantity: int) -> None:
    wanted = select(Variant).where(Variant.sku == sku).with_for_update()
    variant = session.exec(wanted.execution_options(populate_existing=True)).first()
    if variant is not None and variant.stock is not None:
        variant.stock += quantity
        session.add(variant)
