"""Whom to be in the demo: customers with something to ask about, found in the data rather than listed by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from shop.customers import Customer
from shop.orders import Order
from shop.shipments import Shipment


@dataclass(frozen=True)
class Suggested:
    customer: Customer
    note: str
    note_zh: str


def suggested_customers(session: Session) -> list[Suggested]:
    """One of each kind that exists, never the same person twice."""
    found: dict[str, Suggested] = {}
    for suggestion in _candidates(session):
        found.setdefault(suggestion.customer.customer_id, suggestion)
    return list(found.values())


def _candidates(session: Session) -> Iterator[Suggested]:
    for language in ("en", "zh"):
        yield from _with_parcel(session, language, "delayed", "a parcel that is late", "有一个延误的包裹")
        yield from _with_order(session, language, "pending", "an order placed just now", "刚下单,还没发货")
    yield from _with_parcel(session, "en", "out_for_delivery", "a parcel arriving today", "包裹今天送达")
    yield from _with_parcel(session, "en", "lost", "a parcel that got lost", "有一个丢失的包裹")
    yield from _with_order(session, "en", "return_requested", "a return on its way", "有一个正在退货的订单")
    yield from _without_orders(session)


def _with_parcel(session: Session, language: str, state: str, note: str, note_zh: str) -> Iterator[Suggested]:
    wanted = (
        select(Customer)
        .join(Order, col(Order.customer_id) == col(Customer.customer_id))
        .join(Shipment, col(Shipment.order_id) == col(Order.order_id))
        .where(Shipment.state == state, Customer.language == language)
    )
    for customer in session.exec(wanted.order_by(col(Order.placed_at).desc()).limit(1)):
        yield Suggested(customer, note, note_zh)


def _with_order(session: Session, language: str, state: str, note: str, note_zh: str) -> Iterator[Suggested]:
    wanted = (
        select(Customer)
        .join(Order, col(Order.customer_id) == col(Customer.customer_id))
        .where(Order.state == state, Customer.language == language)
    )
    for customer in session.exec(wanted.order_by(col(Order.placed_at).desc()).limit(1)):
        yield Suggested(customer, note, note_zh)


def _without_orders(session: Session) -> Iterator[Suggested]:
    counted = select(Order.customer_id, func.count().label("n")).group_by(col(Order.customer_id)).subquery()
    wanted = (
        select(Customer)
        .outerjoin(counted, counted.c.customer_id == col(Customer.customer_id))
        .where(counted.c.n.is_(None), col(Customer.guest).is_(False))
    )
    for customer in session.exec(wanted.order_by(col(Customer.customer_id)).limit(1)):
        yield Suggested(customer, "a new customer without orders", "还没有订单的新顾客")
