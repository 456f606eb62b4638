"""Purchases as orders in every state, paid, shipped, sometimes late, lost, split, returned or exchanged."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlmodel import SQLModel

from shop.customers import PaymentMethod
from shop.demo.parcels import Fate, parcels
from shop.demo.visits import Purchase
from shop.orders import Order, OrderLine, Payment, order_key
from shop.returns import Return

LAST_NUMBER = 10_442
FREE_SHIPPING_FROM_MINOR = 5_000
SHIPPING_MINOR = 495
CANCEL_REASONS = ("no longer needed", "ordered by mistake")
RETURN_REASONS = ("does not fit", "not as expected", "arrived damaged", "changed my mind")


def orders(purchases: Sequence[Purchase], rng: random.Random, today: datetime) -> Iterator[SQLModel]:
    """Rows of every order, oldest first, numbered so that the latest has the highest number."""
    dated = sorted(purchases, key=lambda purchase: purchase.at)
    for number, purchase in enumerate(dated, start=LAST_NUMBER - len(dated) + 1):
        yield from _order(str(number), purchase, rng, today)


def _order(order_id: str, purchase: Purchase, rng: random.Random, today: datetime) -> Iterator[SQLModel]:
    state, fate = _state(today - purchase.at, rng)
    order = Order(
        order_id=order_id,
        order_key=order_key(order_id),
        customer_id=purchase.person.customer.customer_id,
        state=state,
        placed_at=purchase.at,
        sequence=int(order_id),
        address=purchase.person.address.postal(),
        cancel_reason=rng.choice(CANCEL_REASONS) if state == "cancelled" else None,
    )
    lines = list(_lines(order, purchase))
    goods_minor = sum(line.price_minor * line.quantity for line in lines)
    order.shipping_minor = 0 if goods_minor >= FREE_SHIPPING_FROM_MINOR else SHIPPING_MINOR
    sent = list(parcels(order, lines, purchase.person.city, fate, rng, today))
    order.delivered_at = sent[0].delivered_at if sent else None
    yield order
    yield from lines
    yield from _payments(
        order, goods_minor + order.shipping_minor, rng.choice(purchase.person.methods[:2]), purchase.at
    )
    for parcel in sent:
        yield from parcel.rows
    if state.startswith(("return", "exchange")):
        yield _return(order, lines, rng)


def _state(age: timedelta, rng: random.Random) -> tuple[str, Fate]:
    """What an order of this age has come to."""
    days = age / timedelta(days=1)
    if rng.random() < 0.04:
        return "cancelled", "none"
    if days < 1.2:
        return "pending", "none"
    if days < 2.5:
        return "processed", "label"
    if days < 6.5:
        return "shipped", "late" if days > 5.5 and rng.random() < 0.6 else "moving"
    if days < 20 and rng.random() < 0.09:
        return "shipped", rng.choice(("late", "lost", "sent_back"))
    return rng.choices(
        ("delivered", "return_requested", "returned", "exchange_requested", "exchanged"), weights=(90, 3, 4, 1, 2)
    )[0], "arrived"


def _lines(order: Order, purchase: Purchase) -> Iterator[OrderLine]:
    for position, bought in enumerate(purchase.lines):
        product, variant = bought.ware.product, bought.variant
        yield OrderLine(
            line_id=f"{order.order_id}-{position + 1}",
            order_id=order.order_id,
            position=position,
            sku=variant.sku,
            product_id=product.product_id,
            title=product.title,
            title_zh=product.title_zh,
            options=variant.options,
            quantity=bought.quantity,
            price_minor=variant.price_minor or 0,
            state=order.state,
        )


def _payments(order: Order, total_minor: int, method: PaymentMethod, purchased_at: datetime) -> Iterator[Payment]:
    kinds = ("payment", "refund") if order.state in {"cancelled", "returned"} else ("payment",)
    for position, kind in enumerate(kinds):
        yield Payment(
            payment_id=f"{order.order_id}-p{position + 1}",
            order_id=order.order_id,
            kind=kind,
            payment_method_id=method.payment_method_id,
            method=method.label(),
            amount_minor=total_minor
            if kind == "payment" or order.state == "cancelled"
            else total_minor - order.shipping_minor,
            at=purchased_at + timedelta(days=0 if kind == "payment" else 9),
            position=position,
        )


def _return(order: Order, lines: Sequence[OrderLine], rng: random.Random) -> Return:
    kind = "exchange" if order.state.startswith("exchange") else "return"
    done = order.state in {"returned", "exchanged"}
    return Return(
        return_id=f"R-{order.order_id}",
        order_id=order.order_id,
        customer_id=order.customer_id,
        kind=kind,
        state="refunded" if done else "requested",
        quantities={line.line_id: line.quantity for line in lines},
        reason=rng.choice(RETURN_REASONS),
        refund_minor=sum(line.price_minor * line.quantity for line in lines) if kind == "return" else 0,
        requested_at=order.delivered_at,
        closed_at=order.delivered_at + timedelta(days=8) if done and order.delivered_at else None,
    )
