"""Cancel an order: its lines with it, the money back by the way it came, the goods back on the shelf."""

from typing import Any

from sqlmodel import Session

from shop.catalog import Variant
from shop.columns import now
from shop.customers import PaymentMethod
from shop.orders import Order, Payment, get_order, lines_of, payments_of
from shop.policies.rules import check_cancel


def carry_out(session: Session, customer_id: str, step: dict[str, Any]) -> dict[str, Any]:
    order = get_order(session, str(step["order_id"]), customer_id=customer_id)
    check_cancel(order, str(step["reason"]))
    order.state, order.cancel_reason = "cancelled", str(step["reason"])
    session.add(order)
    for line in lines_of(session, order.order_id):
        line.state = "cancelled"
        session.add(line)
        _back_on_the_shelf(session, line.sku, line.quantity)
    return {"order_id": order.order_id, "refund_minor": _refund(session, order)}


def _refund(session: Session, order: Order) -> int:
    """Every payment back to where it came from; a gift card has its balance at once."""
    paid = payments_of(session, order.order_id)
    charged = [payment for payment in paid if payment.kind == "payment"]
    for position, payment in enumerate(charged, start=len(paid)):
        back = payment.model_dump(exclude={"payment_id", "kind", "at", "position"})
        payment_id = f"{order.order_id}-p{position + 1}"
        session.add(Payment(payment_id=payment_id, kind="refund", at=now(), position=position, **back))
        _fill_gift_card(session, payment)
    return sum(payment.amount_minor for payment in charged)


def _fill_gift_card(session: Session, payment: Payment) -> None:
    card = session.get(PaymentMethod, payment.payment_method_id) if payment.payment_method_id else None
    if card is not None and card.kind == "gift_card" and card.balance_minor is not None:
        card.balance_minor += payment.amount_minor
        session.add(card)


def _back_on_the_shelf(session: Session, sku: str, quantity: int) -> None:
    variant = session.get(Variant, sku)
    if variant is not None and variant.stock is not None:
        variant.stock += quantity
        session.add(variant)
